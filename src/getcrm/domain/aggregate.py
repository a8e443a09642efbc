"""What every aggregate is: an immutable state, folded from its own history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

Json = str | int | bool | None | list[Any] | dict[str, Any]
"""What an editable field holds: exactly what its JSON holds."""

MAIN = "main"
"""The id of an aggregate of which a company has exactly one."""


@dataclass(frozen=True)
class Changed:
    """One field of an edit: what it was, what it is now."""

    old: Any
    new: Any


Changes = dict[str, Changed]


class Aggregate:
    """Subclasses are frozen dataclasses; their methods decide, and return events."""

    KIND: ClassVar[str]
    """The first part of the stream's name: `customer` in `customer-<id>`."""

    @classmethod
    def evolve(cls, current: Self | None, event: Any, at: str) -> Self:
        """The state after `event`, which happened `at` (ISO 8601, UTC, microseconds)."""
        raise NotImplementedError

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        """What other aggregates may ask about this one: (scope, key) pairs.

        The event log keeps them in its guard table, owned by `id`, in the transaction that
        appends the events. They are a function of the state, therefore of the log.
        """
        return ()


def changes(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> Changes:
    """What an edit changes: the wanted fields whose value differs from the current one."""
    return {
        field: Changed(current[field], value)
        for field, value in wanted.items()
        if current[field] != value
    }


def applied(changed: Changes) -> dict[str, Any]:
    """The new values of an edit, by field."""
    return {field: change.new for field, change in changed.items()}
