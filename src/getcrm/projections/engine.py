"""How read models are kept up to date: batches, one transaction each, one leader."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import psycopg
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from getcrm.eventlog.appending import StartupRefused
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.log import EventLog
from getcrm.projections.book import Book
from getcrm.projections.projection import Projection
from getcrm.projections.store import POSITION_TABLE, ViewStore

logger = logging.getLogger(__name__)
metadata = MetaData()
POSITIONS = Table(
    POSITION_TABLE,
    metadata,
    Column("name", String, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("failure", String),
)
"""failure: why a projection stands still; null while it runs."""
BATCH = 500
PROGRAM_LIMIT = "54"
"""SQLSTATE class of what is too big, for an index perhaps: it will be so again."""


class Behind(Exception):
    """A read model has not yet come to the position that was asked for."""

    def __init__(self, position: int, wanted: int) -> None:
        super().__init__(position, wanted)
        self.position = position
        self.wanted = wanted


class NotPrepared(StartupRefused):
    """The read models have no tables yet: run `getcrm migrate`."""


class Lead(Protocol):
    def acquire(self) -> bool: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class State:
    """Where one projection stands."""

    name: str
    version: int
    position: int
    failure: str | None


class Engine:
    """The read models of one company."""

    def __init__(self, log: EventLog, views: ViewStore, projections: Sequence[Projection]) -> None:
        self.log = log
        self.views = views
        self.projections = {projection.name: projection for projection in projections}

    # --- set-up

    def prepare(self) -> list[str]:
        """Create what is missing (under `migrate`); the names of those that need a rebuild."""
        with self.views.alone("prepare"):
            self.views.create()
            with self.views.write() as db:
                metadata.create_all(db)
                known = {state.name: state for state in states(db)}
                for name in self.projections.keys() - known.keys():
                    row = {"name": name, "version": self.projections[name].version, "position": 0}
                    db.execute(insert(POSITIONS).values(row))
                for projection in self.projections.values():
                    for table in projection.tables:
                        table.create(db, checkfirst=True)
        return [state.name for state in known.values() if self._is_outdated(state)]

    def _is_outdated(self, state: State) -> bool:
        """Of another version, or it knows more than a log that came back from a backup."""
        projection = self.projections.get(state.name)
        if projection is None:
            return False
        return state.version != projection.version or state.position > self.log.position()

    def states(self) -> list[State]:
        with self.views.read() as db:
            return states(db)

    # --- running

    def step(self, limit: int = BATCH) -> int:
        """Take the next batch up; how many events it had. A failing projection is set aside."""
        try:
            return self._step(limit, self.projections)
        except Exception:
            logger.exception("a batch failed; each projection tries on its own")
        return max(self._step_alone(name, limit) for name in self.projections)

    def catch_up(self, up_to: int | None = None) -> None:
        """Step until the end of the log as it is now."""
        end = self.log.position() if up_to is None else up_to
        while any(s.position < end and s.failure is None for s in self._mine()):
            if not self.step(5_000):
                return

    def _step(self, limit: int, names: Iterable[str]) -> int:
        """One transaction: lock the positions, apply, move them."""
        with self.views.write() as db:
            at = {s.name: s.position for s in locked(db, names) if self._runs(s)}
            if not at:
                return 0
            entries = self.log.read(min(at.values()), limit)
            if not entries:
                return 0
            end = entries[-1].position
            for name, position in at.items():
                self._apply(db, self.projections[name], entries, position)
            moved = [name for name, position in at.items() if position < end]
            db.execute(update(POSITIONS).where(POSITIONS.c.name.in_(moved)).values(position=end))
        return len(entries)

    def _runs(self, state: State) -> bool:
        projection = self.projections[state.name]
        return state.failure is None and state.version == projection.version

    def _apply(
        self, db: Connection, projection: Projection, entries: list[Entry], after: int
    ) -> None:
        batch = [e for e in entries if e.position > after and e.topic in projection.topics]
        if batch:
            book = Book(db)
            projection.apply(batch, book)
            book.flush()

    def _step_alone(self, name: str, limit: int) -> int:
        """One that fails is set aside; trouble of the store is nobody's fault, and goes away."""
        try:
            return self._step(limit, [name])
        except Exception as error:
            if is_of_the_store(error):
                raise
            logger.exception("projection %s stands still", name)
            self._set_failure([name], f"{type(error).__name__}: {error}"[:1000])
            return 0

    def retry_failed(self) -> None:
        """A new start gives every projection a new try."""
        self._set_failure(list(self.projections), None)

    def _set_failure(self, names: list[str], failure: str | None) -> None:
        with self.views.write() as db:
            db.execute(update(POSITIONS).where(POSITIONS.c.name.in_(names)).values(failure=failure))

    def run(self, stop: threading.Event, lead: Lead, pause: float = 0.05) -> None:
        """Lead, once nobody else does, and follow the log until told to stop."""
        while not stop.is_set():
            try:
                if not lead.acquire():
                    stop.wait(pause)
                    continue
                self.retry_failed()
                self._follow(stop)
            except Exception:
                logger.exception("the projector lost its store and tries again")
                stop.wait(0.5)
        lead.close()

    def _follow(self, stop: threading.Event) -> None:
        follower = self.log.recorder.follower()
        try:
            while not stop.is_set():
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
            with self.views.read() as db:
                reached = reached_position(db, wanted)
            if reached >= position:
                return
            if time.monotonic() > end:
                raise Behind(reached, position)
            time.sleep(pause)
            pause = min(pause * 1.5, 0.01)

    def _mine(self) -> list[State]:
        return [state for state in self.states() if state.name in self.projections]


def is_of_the_store(error: Exception) -> bool:
    """Whether the store was away, busy or full, whatever was asked of it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorname != "SQLITE_ERROR"  # that is about the statement
    if isinstance(cause, psycopg.OperationalError):
        return cause.sqlstate is None or cause.sqlstate[:2] != PROGRAM_LIMIT
    return False


def states(db: Connection) -> list[State]:
    found = db.execute(select(POSITIONS).order_by(POSITIONS.c.name)).all()
    return [State(row.name, row.version, row.position, row.failure) for row in found]


def locked(db: Connection, names: Iterable[str]) -> list[State]:
    """The positions of these projections; nobody else moves them until we commit."""
    rows = db.execute(
        select(POSITIONS)
        .where(POSITIONS.c.name.in_(list(names)))
        .order_by(POSITIONS.c.name)
        .with_for_update()
    ).all()
    return [State(row.name, row.version, row.position, row.failure) for row in rows]


def reached_position(db: Connection, names: Sequence[str]) -> int:
    """The position that all of them have come to."""
    found = [
        row.position
        for row in db.execute(select(POSITIONS.c.name, POSITIONS.c.position)).all()
        if row.name in names
    ]
    if len(found) < len(set(names)):
        raise NotPrepared
    return int(min(found))


Progress = Callable[[int, int], None]
