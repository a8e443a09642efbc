"""What a handler answers: the events it decided upon, stream by stream."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from getcrm.domain.aggregate import MAIN, Aggregate


@dataclass(frozen=True)
class Change:
    """Events to append to one stream."""

    kind: type[Aggregate]
    id: str
    events: tuple[Any, ...]


@dataclass(frozen=True)
class Warned:
    """Something worth saying that stops nothing, e.g. a possible duplicate (CUS-2)."""

    code: str
    field: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Decision:
    """changes: the first is the subject, whose id and version the answer carries."""

    changes: tuple[Change, ...]
    warnings: tuple[Warned, ...] = ()

    def also(self, kind: type[Aggregate], id: str, events: Iterable[Any]) -> "Decision":
        """The same decision, with events of one more stream, in the same transaction."""
        return replace(self, changes=(*self.changes, Change(kind, id, tuple(events))))


def decide(
    kind: type[Aggregate],
    id: str = MAIN,
    events: Iterable[Any] = (),
    warnings: Iterable[Warned] = (),
) -> Decision:
    """A decision about one aggregate. No events: it already is as asked."""
    return Decision((Change(kind, id, tuple(events)),), tuple(warnings))
