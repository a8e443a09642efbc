"""The relationship stages (mối quan hệ) a customer passes: the company's own ordered list.

All of them are one aggregate, `relationship_stages-main`: their names are unique among each
other and their order is one thing.
"""

from dataclasses import dataclass

from getcrm.domain.aggregate import Changes


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
