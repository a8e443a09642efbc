"""How read models are kept up to date: batches, one transaction each, one leader."""

import gc
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, insert, inspect, update
from sqlalchemy.exc import DBAPIError

from getcrm.eventlog.entry import Entry
from getcrm.eventlog.log import EventLog
from getcrm.projections.book import Book
from getcrm.projections.heartbeats import beat
from getcrm.projections.heartbeats import end as end_beating
from getcrm.projections.pipelining import pipelined
from getcrm.projections.positions import (
    INCOMPLETE,
    POSITIONS,
    NotPrepared,
    ReadModelsDamaged,
    ReadModelsOutdated,
    State,
    locked,
    metadata,
    reached_position,
    states,
)
from getcrm.projections.projection import Projection
from getcrm.projections.set_aside import (
    SetAside,
    StandsStill,
    all_set_aside,
    apply,
    halved,
    projections_with,
    take_or_set_aside,
)
from getcrm.projections.store import POSITION_TABLE, ViewStore, is_damage

logger = logging.getLogger(__name__)
PROJECTOR, BEAT = "projector", 5.0
"""The name of its signs of life, and the seconds between them."""
BATCH = 500
KEPT = 5_000
"""Rows of a table that the leading projector knows by heart, at the most."""


Progress = Callable[[int, int], None]
"""Told after every batch: the position reached, and the log's end as it was at the start."""


def silent(done: int, end: int) -> None:
    """No progress is shown."""


class Behind(Exception):
    """A read model has not yet come to the position that was asked for."""

    def __init__(self, position: int, wanted: int) -> None:
        super().__init__(position, wanted)
        self.position = position
        self.wanted = wanted


class Lead(Protocol):
    def acquire(self) -> bool: ...

    def close(self) -> None: ...


class Left(NamedTuple):
    """How a step has left the read models, with the rows it knows. As long as the positions are
    still so, nobody else has written."""

    states: list[State]
    book: Book


class Engine:
    """The read models of one company."""

    def __init__(self, log: EventLog, views: ViewStore, projections: Sequence[Projection]) -> None:
        self.log = log
        self.views = views
        self.projections = {projection.name: projection for projection in projections}
        self._left: Left | None = None
        self._beaten: float | None = None
        self._stepping = threading.Lock()

    # --- set-up

    def prepare(self) -> list[str]:
        """Create what is missing (under `migrate`); the names of those that need a rebuild."""
        with self.views.alone("prepare"):
            self.views.create()
            with self.views.write() as db:
                before = columns_of(db)
                metadata.create_all(db)
                if "rebuilt" not in before.get(POSITION_TABLE, {"rebuilt"}):
                    db.exec_driver_sql(
                        f"ALTER TABLE {POSITION_TABLE} ADD rebuilt bigint NOT NULL DEFAULT 0"
                    )
                known = {state.name for state in states(db)}
                for projection in self.projections.values():
                    self._prepare_one(db, projection, projection.name in known, before)
        return self.outdated()

    def _prepare_one(
        self, db: Connection, projection: Projection, is_known: bool, before: Mapping[str, set[str]]
    ) -> None:
        """New ones start at the beginning; of what has lost a part, only a rebuild is trusted.

        before: the columns of the tables that were there."""
        for table in projection.tables:
            table.create(db, checkfirst=True)
        if not is_known:
            any_before = any(table.name in before for table in projection.tables)
            version = INCOMPLETE if any_before else projection.version
            row = {"name": projection.name, "version": version, "position": 0}
            db.execute(insert(POSITIONS).values(row))
        elif not is_whole(projection, before):
            mine = POSITIONS.c.name == projection.name
            db.execute(update(POSITIONS).where(mine).values(version=INCOMPLETE))

    def incomplete(self) -> set[str]:
        """Those of which tables or columns are missing."""
        with self.views.read() as db:
            found = columns_of(db)
        return {p.name for p in self.projections.values() if not is_whole(p, found)}

    def outdated(self) -> list[str]:
        """Those that need a rebuild: of another version, not whole, ahead of a log that came back
        from a backup, or with events set aside by a program that has changed since."""
        end, again = self.log.position(), self.set_aside_by_others()
        return [s.name for s in self.states() if s.name in again or self._is_outdated(s, end)]

    def _is_outdated(self, state: State, end: int) -> bool:
        projection = self.projections.get(state.name)
        return projection is not None and (
            state.version != projection.version or state.position > end
        )

    def refuse_unfit(self) -> None:
        """Before anybody is shown anything. Raises NotPrepared, ReadModelsOutdated,
        ReadModelsDamaged."""
        try:
            if not self.views.has_tables():
                raise NotPrepared
            found, end = {state.name: state for state in self.states()}, self.log.position()
        except (DBAPIError, sqlite3.DatabaseError) as error:
            if is_damage(error):
                raise ReadModelsDamaged from None
            raise
        if self.projections.keys() - found.keys():
            raise NotPrepared
        unfit = [s.name for s in found.values() if self._is_outdated(s, end)]
        if unfit := sorted({*unfit, *self.incomplete()}):
            raise ReadModelsOutdated(f"run `getcrm rebuild {' '.join(unfit)}`")

    def states(self) -> list[State]:
        with self.views.read() as db:
            return states(db)

    def set_aside(self) -> list[SetAside]:
        """The events that read models could not take, the oldest first."""
        with self.views.read() as db:
            return all_set_aside(db)

    def set_aside_by_others(self) -> list[str]:
        """The read models that another program than this one has set events aside of."""
        with self.views.read() as db:
            return sorted(projections_with(db, other_code=True) & self.projections.keys())

    # --- running

    def step(self, limit: int = BATCH) -> int:
        """Take the next batch up; how many events it had. An event that a projection cannot take
        is set aside, and the projection goes on."""
        with self._stepping, no_cycles():
            try:
                return self._step_all(limit)
            except Exception:
                logger.exception("a batch failed; each projection tries on its own")
            return max(self._step_alone(name, limit) for name in self.projections)

    def catch_up(self, up_to: int | None = None, progress: Progress = silent) -> None:
        """Step until the end of the log as it is now."""
        end = self.log.position() if up_to is None else up_to
        while left := [s.position for s in self._mine() if s.position < end and self._runs(s)]:
            progress(min(left), end)
            if not self.step(5_000):
                return

    def _step_all(self, limit: int) -> int:
        """Go on from where the last step ended, if there is anything to go on with."""
        left, self._left = self._left, None
        entries: list[Entry] = []
        if left and (running := list(filter(self._runs, left.states))):
            entries = self.log.read(min(state.position for state in running), limit)
            if not entries:
                self._left = left
                return 0
        count, self._left = self._step(limit, self.projections, left, entries)
        return count

    def _step(
        self,
        limit: int,
        names: Collection[str],
        left: Left | None = None,
        entries: Sequence[Entry] = (),
    ) -> tuple[int, Left]:
        """One transaction: lock the positions, apply, move them.

        entries: what comes next where the positions are as they were left."""
        with self.views.write() as db, pipelined(db):
            states = locked(db, names)
            if left and left.states == states:
                book = left.book
                book.move_to(db)
            else:
                book, entries = Book(db), ()
            if running := [state.position for state in states if self._runs(state)]:
                entries = entries or self.log.read(min(running), limit)
            end = entries[-1].position if entries else 0
            moved: dict[str, State] = {}
            for state in states:
                if self._runs(state) and state.position < end:
                    self._apply(book, state, entries)
                    moved[state.name] = state._replace(position=end)
            for state in moved.values():
                book[POSITIONS].put(state._asdict())
            book.flush()
        book.forget_most(KEPT)
        return len(entries), Left([moved.get(state.name, state) for state in states], book)

    def _runs(self, state: State) -> bool:
        projection = self.projections[state.name]
        return state.failure is None and state.version == projection.version

    def _apply(self, book: Book, state: State, entries: Sequence[Entry]) -> None:
        apply(
            self.projections[state.name], [e for e in entries if e.position > state.position], book
        )
        book.flush()

    def _step_alone(self, name: str, limit: int) -> int:
        """One that fails sets the event aside that it cannot take. Where no event is to blame, it
        stands still; trouble of the store is nobody's fault, and goes away."""
        state = next(state for state in self.states() if state.name == name)
        size = len(self.log.read(state.position, limit)) if self._runs(state) else 0
        try:
            halved(size, lambda count: self._step(count, [name]), lambda: self._take_one(name))
        except StandsStill as fault:
            logger.exception("projection %s stands still", name)
            self._set_failure([name], str(fault))
            return 0
        return size

    def _take_one(self, name: str) -> None:
        """The next event, or its being set aside, in one transaction."""
        with self.views.write() as db:
            [state] = locked(db, [name])
            entries = self.log.read(state.position, 1) if self._runs(state) else []
            for entry in entries:
                aside = take_or_set_aside(db, self.projections[name], entry)
                mine = POSITIONS.c.name == name
                db.execute(update(POSITIONS).where(mine).values(position=entry.position))
                if aside:
                    logger.error(
                        "projection %s sets event %d aside: %s", name, entry.position, aside.error
                    )

    def retry_failed(self) -> None:
        """A new start gives every projection a new try."""
        self._set_failure(list(self.projections), None)

    def _set_failure(self, names: list[str], failure: str | None) -> None:
        self._left = None
        with self.views.write() as db:
            db.execute(update(POSITIONS).where(POSITIONS.c.name.in_(names)).values(failure=failure))

    def run(
        self,
        stop: threading.Event,
        lead: Lead,
        pause: float = 0.05,
        led: Callable[[], None] = lambda: None,
    ) -> None:
        """Lead, once nobody else does, and follow the log until told to stop.

        led: called when it leads, before it follows."""
        while not stop.is_set():
            try:
                if not lead.acquire():
                    stop.wait(pause)
                    continue
                self.retry_failed()
                led()
                self._follow(stop)
            except Exception:
                logger.exception("the projector lost its store and tries again")
                stop.wait(0.5)
        lead.close()
        if self._beaten is not None:
            end_beating(self.views, PROJECTOR)

    def _beat(self) -> None:
        """A sign of life, now and then."""
        if self._beaten is None or time.monotonic() - self._beaten > BEAT:
            beat(self.views, PROJECTOR, BEAT)
            self._beaten = time.monotonic()

    def _follow(self, stop: threading.Event) -> None:
        follower = self.log.recorder.follower()
        try:
            while not stop.is_set():
                self._beat()
                if not self.step():
                    follower.wait(0.5)
        finally:
            follower.close()

    # --- waiting

    def wait_for(self, position: int, names: Iterable[str], timeout: float = 2.0) -> None:
        """Until the read models have come that far. Raises Behind."""
        wanted = list(names) or list(self.projections)
        end = time.monotonic() + timeout
        pause = 0.0005
        while True:
            with self.views.glance() as db:
                reached = reached_position(db, wanted)
            if reached >= position:
                return
            if time.monotonic() > end:
                raise Behind(reached, position)
            time.sleep(pause)
            pause = min(pause * 1.5, 0.002)

    def _mine(self) -> list[State]:
        return [state for state in self.states() if state.name in self.projections]


@contextmanager
def no_cycles() -> Iterator[None]:
    """The search for cyclic garbage is off: a fold makes none, and keeps many rows to look at."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def columns_of(db: Connection) -> dict[str, set[str]]:
    """The names of the columns of every table that is there."""
    found = inspect(db).get_multi_columns()
    return {table: {c["name"] for c in columns} for (_, table), columns in found.items()}


def is_whole(projection: Projection, found: Mapping[str, set[str]]) -> bool:
    """Whether all of its tables and their columns are among those."""
    return all(found.get(t.name, set()).issuperset(t.c.keys()) for t in projection.tables)
