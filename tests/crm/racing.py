"""How races are run: two people at the same moment, again and again; and how, without its guard."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from getcrm.crm import Answer, Crm, Result, Wish, door, open_crm
from getcrm.crm.desk import Attempt
from getcrm.eventlog.appending import Checks, Receipt, Stale
from getcrm.eventlog.log import EventLog
from tests.crm.clock import Clock
from tests.crm.databases import empty_database
from tests.story import Past, company, write_past

BATCH = 50
"""Rounds in one company, so that its lists stay short."""
Rounds = Sequence[Sequence[Result]]
"""The two results of each."""


@dataclass(frozen=True)
class Race:
    """past: of one round. wishes: of one round. broken: the rounds that broke the rule."""

    past: Callable[[int], list[Past]]
    wishes: Callable[[int], tuple[Wish, Wish]]
    broken: Callable[[Crm, Rounds], list[int]]


@contextmanager
def racers(store: str, past: list[Past]) -> Iterator[tuple[Crm, Crm]]:
    """Two people at two machines on PostgreSQL, in two threads of the one process on SQLite."""
    clock = Clock()
    with empty_database(store) as url, ExitStack() as stack:
        one = stack.enter_context(closing(open_crm(url, clock=clock)))
        write_past(one, [*company(), *past])
        two = one
        if store == "postgresql":
            two = stack.enter_context(closing(open_crm(url, clock=clock)))
        yield one, two


def run(store: str, race: Race, rounds: int, guarded: bool = True) -> int:
    """In how many rounds the rule was broken.

    Not guarded: the facts of the past are gone, and nothing that was read is looked at again.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not guarded:
            patch.setattr(door, "Attempt", Unchecked)
        return sum(_run(store, race, BATCH, guarded) for _ in range(0, rounds, BATCH))


def _run(store: str, race: Race, rounds: int, guarded: bool) -> int:
    past = [told for n in range(rounds) for told in race.past(n)]
    results: list[list[Result]] = []
    with racers(store, past) as crms, ThreadPoolExecutor(2) as threads:
        barrier = threading.Barrier(2)
        if not guarded:
            crms[0].log.recorder.execute("DELETE FROM guard")

        def act(crm: Crm, wish: Wish) -> Result:
            barrier.wait(30)
            return crm.door.handle_many([wish])[0]

        for n in range(rounds):
            results.append(list(threads.map(act, crms, race.wishes(n))))
        assert all(any(isinstance(r, Answer) for r in both) for both in results), "somebody wins"
        return len(race.broken(crms[0], results))


class Unchecked(Attempt):
    """Decides and then saves."""

    def write(self, receipts: Sequence[Receipt]) -> int:
        self.log = Heedless(self.log.recorder)
        return super().write(receipts)


class Heedless(EventLog):
    """What is written rests on nothing that was read."""

    def append(self, events: Sequence[StoredEvent], checks: Checks) -> int:
        checks = replace(checks, expects={}, asked=())
        while True:
            try:
                return super().append(self._at_the_end(events), checks)
            except Stale:
                checks = replace(checks, receipts=())

    def _at_the_end(self, events: Sequence[StoredEvent]) -> list[StoredEvent]:
        """Whatever has been written to their streams meanwhile."""
        versions: dict[Any, int] = {}
        for event in events:
            stream = event.originator_id
            if stream not in versions:
                versions[stream] = len(self.recorder.select_events(stream))
            versions[stream] += 1
        moved = []
        for event in reversed(events):
            moved.append(replace(event, originator_version=versions[event.originator_id]))
            versions[event.originator_id] -= 1
        return moved[::-1]
