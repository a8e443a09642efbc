"""The desk at which a handler decides: all it may ask, and everything it asked is remembered.

The principle behind every invariant over several aggregates: **a decision is written only if
everything it has read is still so**. Whatever a handler loads or asks here is checked again
inside the append transaction, under the append lock; where something moved in the meantime,
nothing is written and the handler decides anew. So a handler simply asks, and decides.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from getcrm.domain.aggregate import MAIN, Aggregate
from getcrm.domain.policy import Viewer

State = TypeVar("State", bound=Aggregate)


class Desk(Protocol):
    """by: who asks (a user id, or "system"). at: when it happens (instant, UTC).
    token: the API token of theirs that asks; None, it is they.

    who: what they may see and change. What is theirs has been checked before the handler is
    asked (`commands/policy.py`); it looks here only for what else a rule makes depend on it.
    """

    by: str
    at: str
    token: str | None

    @property
    def who(self) -> Viewer: ...

    def load(self, kind: type[State], id: str = MAIN) -> State:
        """The state of one aggregate. Raises NotFound."""
        ...

    def find(self, kind: type[State], id: str = MAIN) -> State | None:
        """The same, or None where nothing was ever recorded."""
        ...

    def load_many(self, kind: type[State], ids: Iterable[str]) -> dict[str, State]:
        """Many at once, in one question; the unknown ones are missing from the answer."""
        ...

    def owners(self, scope: str, key: str) -> list[str]:
        """The ids of the aggregates whose `facts()` hold (scope, key), in order."""
        ...

    def count(self, scope: str, key: str) -> int:
        """How many they are."""
        ...

    def highest(self, scope: str) -> str | None:
        """The greatest key anybody holds under the scope."""
        ...

    def position(self) -> int:
        """The last position of the log; it only grows, and nothing checks it again."""
        ...

    def new_id(self) -> str: ...
