"""How read models are kept up to date: batches, one transaction each, one leader."""

import gc
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, Protocol

import psycopg
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from getcrm.eventlog.appending import StartupRefused
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.log import EventLog
from getcrm.projections.book import Book
from getcrm.projections.pipelining import driver, pipelined
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
    Column("rebuilt", BigInteger, nullable=False, server_default="0"),
)
"""failure: why a projection stands still; null while it runs. rebuilt: how many times."""
BATCH = 500
KEPT = 5_000
"""Rows of a table that the leading projector knows by heart, at the most."""
LISTED = f"SELECT {', '.join(POSITIONS.c.keys())} FROM {POSITION_TABLE} ORDER BY name"
LOCKED = {"sqlite": LISTED, "postgresql": f"{LISTED} FOR UPDATE"}
"""By store; in SQLite a transaction that writes is alone anyway."""
PROGRAM_LIMIT = "54"
"""SQLSTATE class of what is too big, for an index perhaps: it will be so again."""


class Behind(Exception):
    """A read model has not yet come to the position that was asked for."""

    def __init__(self, position: int, wanted: int) -> None:
        super().__init__(position, wanted)
        self.position = position
        self.wanted = wanted


class NotPrepared(StartupRefused):
    """The read models have no tables yet."""


class Lead(Protocol):
    def acquire(self) -> bool: ...

    def close(self) -> None: ...


class State(NamedTuple):
    """Where one projection stands: its row of the positions."""

    name: str
    version: int
    position: int
    failure: str | None
    rebuilt: int


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
        self._stepping = threading.Lock()

    # --- set-up

    def prepare(self) -> list[str]:
        """Create what is missing (under `migrate`); the names of those that need a rebuild."""
        with self.views.alone("prepare"):
            self.views.create()
            with self.views.write() as db:
                metadata.create_all(db)
                if "rebuilt" not in {c["name"] for c in inspect(db).get_columns(POSITION_TABLE)}:
                    db.exec_driver_sql(
                        f"ALTER TABLE {POSITION_TABLE} ADD rebuilt bigint NOT NULL DEFAULT 0"
                    )
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
        with self._stepping, no_cycles():
            try:
                return self._step_all(limit)
            except Exception:
                logger.exception("a batch failed; each projection tries on its own")
            return max(self._step_alone(name, limit) for name in self.projections)

    def catch_up(self, up_to: int | None = None) -> None:
        """Step until the end of the log as it is now."""
        end = self.log.position() if up_to is None else up_to
        while any(s.position < end and s.failure is None for s in self._mine()):
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
        projection = self.projections[state.name]
        batch = [e for e in entries if e.position > state.position and e.topic in projection.topics]
        if batch:
            projection.apply(batch, book)
            book.flush()

    def _step_alone(self, name: str, limit: int) -> int:
        """One that fails is set aside; trouble of the store is nobody's fault, and goes away."""
        try:
            count, _ = self._step(limit, [name])
            return count
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
        self._left = None
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


def is_of_the_store(error: Exception) -> bool:
    """Whether the store was away, busy or full, whatever was asked of it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorname != "SQLITE_ERROR"  # that is about the statement
    if isinstance(cause, psycopg.OperationalError):
        return cause.sqlstate is None or cause.sqlstate[:2] != PROGRAM_LIMIT
    return False


def states(db: Connection) -> list[State]:
    return [State._make(row) for row in db.execute(select(POSITIONS).order_by(POSITIONS.c.name))]


def locked(db: Connection, names: Collection[str]) -> list[State]:
    """The positions of these projections; nobody else moves any until we commit."""
    rows = driver(db).execute(LOCKED[db.dialect.name]).fetchall()
    return [State._make(row) for row in rows if row[0] in names]


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
