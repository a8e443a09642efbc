"""Kills the processes of a server in random order, each of them once it is at work anew."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import psutil
from sqlalchemy import func, select

from getcrm.crm import Crm
from getcrm.projections.timeline.tables import LINE
from tests.processes.test_serve import Server

Find = Callable[[Server], list[psutil.Process]]


def projectors(server: Server) -> list[psutil.Process]:
    return [p for p in server.processes() if p.cmdline()[-1:] == ["project"]]


def schedulers(server: Server) -> list[psutil.Process]:
    return [p for p in server.processes() if p.cmdline()[-2:] == ["tick", "--loop"]]


def masters(server: Server) -> list[psutil.Process]:
    """Of gunicorn: the one child that has children."""
    return [p for p in psutil.Process(server.process.pid).children() if p.children()]


def workers(server: Server) -> list[psutil.Process]:
    return [worker for master in masters(server) for worker in master.children()]


FIND: dict[str, Find] = {
    "projector": projectors,
    "worker": workers,
    "master": masters,
    "scheduler": schedulers,
}
DECK = ["projector"] * 4 + ["worker"] * 5 + ["master", "scheduler"]
"""Who dies how often; the whole deck is played before it is shuffled again."""
ALL_AT_ONCE = 0.6
"""How often, where there are several of a name, none of them survives."""
PAUSE = (1.0, 3.0)
"""Seconds between two kills."""
WATCH = 10.0
"""Seconds to wait for the next append; none comes while nobody can write."""
MIDST = 0.05
"""Seconds after an append; the projector takes it up within them."""


class Killer:
    """crm: of the server's database. done: how many commands were answered so far."""

    def __init__(self, server: Server, crm: Crm, done: Callable[[], int]) -> None:
        self.kills: Counter[str] = Counter()
        self.names = [name for name in DECK if FIND[name](server)]
        """On SQLite the scheduler is no process of its own."""
        self._server = server
        self._crm = crm
        self._done = done
        self._random = random.Random(crm.log.recorder.dialect)
        self._deck: list[str] = []
        self._killed: set[int] = set()
        self._recorded = 0
        self._answered = 0

    def work(self, over: threading.Event) -> None:
        while not over.wait(self._random.uniform(*PAUSE)):
            self._deck = self._deck or self._random.sample(self.names, len(self.names))
            for name in self._deck:
                if living := self._at_work(name):
                    self._kill(name, self._chosen(living))
                    self._deck.remove(name)
                    break

    def _at_work(self, name: str) -> list[psutil.Process]:
        """Who runs anew. The projector has passed what was recorded before its last death; the
        web has answered since its own."""
        if name == "projector" and self._projected() <= self._recorded:
            return []
        if name in ("worker", "master") and self._done() <= self._answered:
            return []
        try:
            return [p for p in FIND[name](self._server) if p.pid not in self._killed]
        except psutil.Error:  # it died while we looked
            return []

    def _chosen(self, living: list[psutil.Process]) -> list[psutil.Process]:
        """One of them, or all at once: among them whoever has just recorded something."""
        return living if self._random.random() < ALL_AT_ONCE else [self._random.choice(living)]

    def _projected(self) -> int:
        return min(state.position for state in self._crm.engine.states())

    def _kill(self, name: str, victims: list[psutil.Process]) -> None:
        self._wait_for_a_moment(name)
        for victim in victims:
            with suppress(psutil.NoSuchProcess):  # it died while we waited
                victim.kill()
                self._killed.add(victim.pid)
                self.kills[name] += 1
        if name == "projector":
            self._recorded = self._crm.log.position()
        elif name != "scheduler":
            self._answered = self._done()

    def _wait_for_a_moment(self, name: str) -> None:
        """Just when something was recorded: whoever asked for it has perhaps not been told.

        For the projector just when something is shown, or in the midst of its work.
        """
        in_the_midst = self._random.random() < 0.5
        shown = name == "projector" and not in_the_midst
        watched = self._shown if shown else self._crm.log.position
        before, end = watched(), time.monotonic() + WATCH
        while watched() == before and time.monotonic() < end:
            pass
        if name == "projector" and in_the_midst:
            time.sleep(self._random.uniform(0.0, MIDST))

    def _shown(self) -> int | None:
        """The last event with a row of its own in a read model."""
        with self._crm.views.read() as db:
            last: int | None = db.scalar(select(func.max(LINE.c.position)))
            return last
