"""A CRM in which anything is asked, in any order, on either store."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from getcrm.crm import Answer, Crm, Wish
from getcrm.eventlog.instants import instant
from tests.crm.clock import Clock
from tests.crm.databases import fresh
from tests.story import uid
from tests.wishes import FIRST_ID, Asked
from tests.world import first_wishes


def earlier(now: str, hours: int) -> str:
    return instant(datetime.fromisoformat(now) - timedelta(hours=hours))


@dataclass
class Chaos:
    """told: what became of the wishes, by the name of the command and of the answer."""

    crm: Crm
    clock: Clock
    told: Counter[tuple[str, str]] = field(default_factory=Counter)

    def set_up(self) -> None:
        results = self.crm.handle_many([Wish(command, by) for command, by in first_wishes()])
        assert [r for r in results if not isinstance(r, Answer)] == []

    def ask(self, batches: Sequence[Sequence[Asked]]) -> None:
        for batch in batches:
            wishes = [self.wish(asked) for asked in batch]
            for asked, result in zip(batch, self.crm.handle_many(wishes), strict=True):
                done = isinstance(result, Answer)
                self.told[type(asked.command).__name__, "" if done else type(result).__name__] += 1

    def wish(self, asked: Asked) -> Wish:
        """Within a batch time stands still, as it does in one append."""
        self.clock.now = earlier(self.clock.now, -asked.hours)
        at = None if asked.late is None else earlier(self.clock.now, asked.late)
        return Wish(asked.command, asked.by, asked.key, at)


@contextmanager
def chaotic(store: str, batches: Sequence[Sequence[Asked]]) -> Iterator[Chaos]:
    """A company with one of everything, after all that was asked of it."""
    with undisturbed(store) as chaos:
        chaos.set_up()
        chaos.ask(batches)
        yield chaos


@contextmanager
def undisturbed(store: str) -> Iterator[Chaos]:
    clock, numbers = Clock(), count(FIRST_ID)
    ids: Callable[[], str] = lambda: uid(next(numbers))  # noqa: E731
    with fresh(store, clock, ids) as crm:
        yield Chaos(crm, clock)
