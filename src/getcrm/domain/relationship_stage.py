"""The relationship stages (mối quan hệ) a customer passes: the company's own ordered list.

All of them are one aggregate, `relationship_stages-main`: their names are unique among each
other and their order is one thing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.company import Company
from getcrm.domain.names import check_name, restored_name
from getcrm.domain.refusals import AlreadyExists, NotFound, Refused


@dataclass(frozen=True)
class StageCreated:
    """Appended at the end of the list. auto_forget: whether Đừng quên applies to it (REL-13)."""

    stage: str
    name: str
    colour: str
    description: str
    auto_forget: bool


@dataclass(frozen=True)
class StageEdited:
    """Of name, colour, description, auto_forget."""

    stage: str
    changed: Changes


@dataclass(frozen=True)
class StagesReordered:
    """The live stages, first to last."""

    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class StageDeleted:
    stage: str


@dataclass(frozen=True)
class StageRestored:
    """The same stage again, at the end, perhaps under a new name (REL-5, REL-6)."""

    stage: str
    name: str


RelationshipStagesEvent = (
    StageCreated | StageEdited | StagesReordered | StageDeleted | StageRestored
)


class StageUnknown(NotFound):
    """The company never had such a stage. details: stage."""


class StageIsDeleted(Refused):
    """A deleted stage is not used and not edited; it can be restored (REL-5). details: stage,
    name."""


class FirstStageIsForever(Refused):
    """The first stage can be renamed, recoloured and moved, never deleted (REL-7).
    details: name."""


class StageNeededByRules(Refused):
    """Rules that are switched on refer to the stage (REL-10). details: name, rules."""


class StageHasCustomers(Refused):
    """Customers are in it, live or soft-deleted (REL-9). details: name, live, deleted."""


class StageOrderIncomplete(Refused):
    """An order names every live stage exactly once. details: missing (stages), repeated."""


@dataclass(frozen=True)
class Stage:
    name: str
    colour: str
    description: str
    auto_forget: bool
    is_deleted: bool = False


@dataclass(frozen=True)
class RelationshipStages(Aggregate):
    """stages: every one there ever was, by id; order: the live ones, first to last."""

    KIND = "relationship_stages"

    stages: Mapping[str, Stage] = field(default_factory=dict)
    order: tuple[str, ...] = ()

    @classmethod
    def evolve(cls, current: Self | None, event: RelationshipStagesEvent, at: str) -> Self:
        now = current or cls()
        match event:
            case StageCreated():
                stage = Stage(event.name, event.colour, event.description, event.auto_forget)
                return now._with(event.stage, stage, (*now.order, event.stage))
            case StageEdited():
                edited = replace(now.stages[event.stage], **applied(event.changed))
                return now._with(event.stage, edited, now.order)
            case StagesReordered():
                return replace(now, order=event.new)
            case StageDeleted():
                deleted = replace(now.stages[event.stage], is_deleted=True)
                order = tuple(stage for stage in now.order if stage != event.stage)
                return now._with(event.stage, deleted, order)
            case StageRestored():
                restored = replace(now.stages[event.stage], name=event.name, is_deleted=False)
                return now._with(event.stage, restored, (*now.order, event.stage))
            case _:
                assert_never(event)

    def _with(self, id: str, stage: Stage, order: tuple[str, ...]) -> Self:
        return replace(self, stages={**self.stages, id: stage}, order=order)

    def known(self, stage: str, field: str = "stage") -> Stage:
        """The stage, live or deleted."""
        if stage not in self.stages:
            raise StageUnknown(field, stage=stage)
        return self.stages[stage]

    def live(self, stage: str, field: str = "stage") -> Stage:
        """The stage, if customers can be in it."""
        found = self.known(stage, field)
        if found.is_deleted:
            raise StageIsDeleted(field, stage=stage, name=found.name)
        return found

    def create(self, id: str, stage: Stage) -> list[RelationshipStagesEvent]:
        if id in self.stages:
            raise AlreadyExists("stage", kind="stage", id=id)
        check_name(stage.name, self.stages, of=id)
        return [StageCreated(id, stage.name, stage.colour, stage.description, stage.auto_forget)]

    def edit(self, stage: str, wanted: Mapping[str, Any]) -> list[RelationshipStagesEvent]:
        changed = changes(vars(self.live(stage)), wanted)
        if "name" in changed:
            check_name(wanted["name"], self.stages, of=stage)
        return [StageEdited(stage, changed)] if changed else []

    def reorder(self, order: tuple[str, ...]) -> list[RelationshipStagesEvent]:
        for stage in order:
            self.live(stage, "stages")
        if sorted(order) != sorted(self.order):
            missing = [stage for stage in self.order if stage not in order]
            repeated = sorted({stage for stage in order if order.count(stage) > 1})
            raise StageOrderIncomplete("stages", missing=missing, repeated=repeated)
        return [] if order == self.order else [StagesReordered(self.order, order)]

    def delete(
        self, stage: str, company: Company, live: int, deleted: int
    ) -> list[RelationshipStagesEvent]:
        """live, deleted: how many customers of each kind are in it."""
        found = self.known(stage)
        if found.is_deleted:
            return []
        if stage == company.first_stage:
            raise FirstStageIsForever("stage", name=found.name)
        if stage == company.forget_stage and company.auto_forget_days is not None:
            raise StageNeededByRules("stage", name=found.name, rules=["auto_forget"])
        if live or deleted:
            raise StageHasCustomers("stage", name=found.name, live=live, deleted=deleted)
        return [StageDeleted(stage)]

    def restore(self, stage: str, name: str | None) -> list[RelationshipStagesEvent]:
        if not self.known(stage).is_deleted:
            return []
        return [StageRestored(stage, restored_name(name, self.stages, of=stage))]


STARTING_STAGES: Mapping[str, tuple[Stage, ...]] = {
    "vi": (
        Stage("Mới", "#3b82f6", "", auto_forget=True),
        Stage("Tiếp cận", "#06b6d4", "", auto_forget=True),
        Stage("Nóng", "#ef4444", "", auto_forget=True),
        Stage("Tiềm năng", "#f59e0b", "", auto_forget=True),
        Stage("Mất", "#6b7280", "", auto_forget=False),
        Stage("Chốt", "#22c55e", "", auto_forget=False),
        Stage("Đừng quên", "#a855f7", "", auto_forget=False),
    ),
    "en": (
        Stage("New", "#3b82f6", "", auto_forget=True),
        Stage("Approached", "#06b6d4", "", auto_forget=True),
        Stage("Hot", "#ef4444", "", auto_forget=True),
        Stage("Potential", "#f59e0b", "", auto_forget=True),
        Stage("Lost", "#6b7280", "", auto_forget=False),
        Stage("Closed", "#22c55e", "", auto_forget=False),
        Stage("Don't forget", "#a855f7", "", auto_forget=False),
    ),
}
"""With which a new company starts (REL-2): the first is the first stage, the last Đừng quên."""
