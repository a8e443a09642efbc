"""Approach methods (phương pháp tiếp cận): the ordered steps of a campaign, at least two.

They live in the campaign's stream; this page is the part of a campaign that concerns them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Changes, applied, changes
from getcrm.domain.refusals import AlreadyExists, NotFound, Refused
from getcrm.domain.text import folded

FEWEST = 2


@dataclass(frozen=True)
class Method:
    """An approach method (phương pháp tiếp cận), a column of the board.

    probability: % given to an opportunity that enters it; idle_days: days without a change or
    a contact after which an opportunity in it counts as idle, None: never (OPP-19).
    """

    id: str
    name: str
    probability: int
    idle_days: int | None


@dataclass(frozen=True)
class MethodAdded:
    """Inserted before the method that stands at `position` (0 is the first)."""

    method: Method
    position: int


@dataclass(frozen=True)
class MethodEdited:
    """Of name, probability, idle_days."""

    method: str
    changed: Changes


@dataclass(frozen=True)
class MethodsReordered:
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class MethodDeleted:
    method: str


MethodEvent = MethodAdded | MethodEdited | MethodsReordered | MethodDeleted


class TooFewMethods(Refused):
    """A campaign has at least two approach methods (CAM-1)."""

    field = "methods"


class MethodUnknown(NotFound):
    """The campaign has no such approach method. details: kind, id."""

    field = "method"


class MethodNameTaken(Refused):
    """The names of a campaign's approach methods differ (CAM-1). details: name."""

    field = "name"


class MethodInUse(Refused):
    """Opportunities stand in it, or would return to it when reopened (CAM-3).

    details: opportunities, how many.
    """

    field = "method"


class MethodsIncomplete(Refused):
    """A new order names each approach method of the campaign exactly once (CAM-3)."""

    field = "methods"


@dataclass(frozen=True)
class ApproachMethods:
    """live: in their order; in the last one an opportunity is won (OPP-8). former: deleted."""

    live: tuple[Method, ...]
    former: tuple[str, ...] = ()

    def evolve(self, event: MethodEvent) -> Self:
        live = self.live
        match event:
            case MethodAdded():
                before, behind = live[: event.position], live[event.position :]
                return replace(self, live=(*before, event.method, *behind))
            case MethodEdited():
                edited = replace(self[event.method], **applied(event.changed))
                return replace(self, live=self._with(edited))
            case MethodsReordered():
                return replace(self, live=tuple(self[id] for id in event.new))
            case MethodDeleted():
                left = tuple(method for method in live if method.id != event.method)
                return replace(self, live=left, former=(*self.former, event.method))
            case _:
                assert_never(event)

    def _with(self, edited: Method) -> tuple[Method, ...]:
        return tuple(edited if method.id == edited.id else method for method in self.live)

    def __getitem__(self, id: str) -> Method:
        for method in self.live:
            if method.id == id:
                return method
        raise MethodUnknown(kind="method", id=id)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(method.id for method in self.live)

    @property
    def first(self) -> Method:
        return self.live[0]

    @property
    def last(self) -> Method:
        return self.live[-1]

    def every_id(self) -> Iterator[str]:
        yield from self.ids
        yield from self.former

    def add(self, method: Method, position: int | None) -> list[MethodEvent]:
        """Before the method at `position`, or at the end. It moves no opportunity (CAM-3)."""
        check_methods((*self.live, method))
        end = len(self.live)
        return [MethodAdded(method, end if position is None else min(position, end))]

    def edit(self, id: str, wanted: Mapping[str, Any]) -> list[MethodEvent]:
        method = self[id]
        changed = changes(asdict(method), wanted)
        check_methods(self._with(replace(method, **applied(changed))))
        return [MethodEdited(id, changed)] if changed else []

    def reorder(self, ids: tuple[str, ...]) -> list[MethodEvent]:
        """Whichever becomes the last by it: nothing is won or reopened (CAM-3)."""
        if sorted(ids) != sorted(self.ids):
            raise MethodsIncomplete
        return [MethodsReordered(self.ids, ids)] if ids != self.ids else []

    def delete(self, id: str, opportunities: int) -> list[MethodEvent]:
        """opportunities: how many stand in it, or would return to it (CAM-3)."""
        if id in self.former:
            return []
        method = self[id]
        if opportunities:
            raise MethodInUse(name=method.name, opportunities=opportunities)
        if len(self.live) <= FEWEST:
            raise TooFewMethods
        return [MethodDeleted(id)]


def check_methods(methods: Iterable[Method]) -> None:
    """CAM-1: at least two, each its own, each named differently."""
    ids: set[str] = set()
    names: set[str] = set()
    for method in methods:
        if method.id in ids:
            raise AlreadyExists("methods", kind="method", id=method.id)
        if folded(method.name) in names:
            raise MethodNameTaken(name=method.name)
        ids.add(method.id)
        names.add(folded(method.name))
    if len(ids) < FEWEST:
        raise TooFewMethods
