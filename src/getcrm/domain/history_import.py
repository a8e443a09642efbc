"""An import of history: while one is open, the clock's rules wait (IMP-10).

Whoever tells the past begins an import, and completes it once all of it is told. What the clock
has to say then (Đừng quên, idle marks, reminders) it says for the day of that completion.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self, assert_never

from getcrm.domain.aggregate import MAIN, Aggregate

OPEN = ("open_history_import", MAIN)
"""The fact that every open import holds: whether there is one decides what the clock does."""


@dataclass(frozen=True)
class HistoryImportBegun:
    """name: of what, e.g. the name of the file. It may begin again, once it was completed."""

    name: str


@dataclass(frozen=True)
class HistoryImportCompleted:
    """All of it is told."""

    name: str


HistoryImportEvent = HistoryImportBegun | HistoryImportCompleted


@dataclass(frozen=True)
class HistoryImport(Aggregate):
    """began_at: the last time."""

    KIND = "history_import"

    name: str
    began_at: str
    is_open: bool = True

    @classmethod
    def evolve(cls, current: Self | None, event: HistoryImportEvent, at: str) -> Self:
        match event:
            case HistoryImportBegun():
                return cls(event.name, at)
            case HistoryImportCompleted():
                assert current, "a history begins with HistoryImportBegun"
                return replace(current, is_open=False)
            case _:
                assert_never(event)

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        return (OPEN,) if self.is_open else ()

    def complete(self) -> list[HistoryImportEvent]:
        return [HistoryImportCompleted(self.name)] if self.is_open else []


def begin(current: HistoryImport | None, name: str) -> list[HistoryImportEvent]:
    """One that is open goes on as it is."""
    return [] if current and current.is_open else [HistoryImportBegun(name)]
