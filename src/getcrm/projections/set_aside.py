"""Events that a projection cannot take: set aside with the reason, while all others go on (LOG-6).

One row per projection and stream: later events of the same stream are left out as well, so that
no record is shown half-changed. A rebuild takes everything up again, and is due once the program
has changed (`Engine.outdated`).
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from sqlalchemy import BigInteger, Column, Connection, String, Table, func, select, text
from sqlalchemy.exc import DBAPIError

import getcrm
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.instants import now
from getcrm.projections.book import Book
from getcrm.projections.positions import metadata
from getcrm.projections.projection import Projection
from getcrm.projections.store import is_damage

SET_ASIDE = Table(
    "projection_set_aside",
    metadata,
    Column("projection", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("topic", String, nullable=False),
    Column("error", String, nullable=False),
    Column("since", String, nullable=False),
    Column("later", BigInteger, nullable=False),
    Column("code", String, nullable=False),
)
"""position, topic: of the event that failed. since: when. later: how many further events of the
stream were left out. code: the stamp of the program that could not take it."""
MOST = 1_000
"""Streams of one projection. Where there would be more, the projection itself is wrong."""
PROGRAM_LIMIT = "54"
"""SQLSTATE class of what is too big, for an index perhaps: it will be so again."""
CORRUPTED = ("XX001", "XX002")
"""A store that can no longer be read; `getcrm rebuild` makes the read models anew."""


class SetAside(NamedTuple):
    """A row of the table."""

    projection: str
    stream: str
    position: int
    topic: str
    error: str
    since: str
    later: int
    code: str


class StandsStill(Exception):
    """A projection cannot go on, and no single event is to blame: its tables are not whole, or
    too much is set aside already."""


def all_set_aside(db: Connection) -> list[SetAside]:
    """Everything that is set aside, the oldest event first."""
    asked = select(SET_ASIDE).order_by(SET_ASIDE.c.position, SET_ASIDE.c.projection)
    return [SetAside._make(row) for row in db.execute(asked)]


def apply(projection: Projection, entries: Iterable[Entry], book: Book) -> None:
    """What it listens to, but nothing of a stream that is set aside; that is counted."""
    rows = book[SET_ASIDE]
    aside = {row["stream"]: row for row in rows.all() if row["projection"] == projection.name}
    batch = [entry for entry in entries if entry.topic in projection.topics]
    if aside:
        for entry in batch:
            if row := aside.get(entry.stream):
                aside[entry.stream] = row = {**row, "later": row["later"] + 1}
                rows.put(row)
        batch = [entry for entry in batch if entry.stream not in aside]
    if batch:
        projection.apply(batch, book)


def halved(size: int, take: Callable[[int], object], take_one: Callable[[], object]) -> None:
    """Take the next `size` events. Where that fails, take the first half and then the rest, down
    to single events, which are taken or set aside.

    Raises what is the store's trouble, and StandsStill."""
    parts = [size]
    while parts:
        count = parts.pop()
        if count == 1:
            take_one()
        elif count:
            try:
                take(count)
            except Exception as error:
                if is_of_the_store(error):
                    raise
                parts += [count - count // 2, count // 2]


def take_or_set_aside(
    db: Connection,
    projection: Projection,
    entry: Entry,
    physical: Callable[[Table], str] = lambda table: table.name,
) -> SetAside | None:
    """One event, within a transaction; what was set aside. Raises StandsStill, and what is the
    store's trouble."""
    try:
        with db.begin_nested():
            book = Book(db, physical)
            apply(projection, [entry], book)
            book.flush()
    except Exception as error:
        if is_of_the_store(error):
            raise
        told = described(error)
        if not all(is_readable(db, table, physical(table)) for table in projection.tables):
            raise StandsStill(f"its tables are not whole: {told}") from error
        book = Book(db, physical)
        rows = book[SET_ASIDE]
        if sum(row["projection"] == projection.name for row in rows.all()) >= MOST:
            raise StandsStill(f"more than {MOST:,} records are set aside: {told}") from error
        aside = SetAside(
            projection.name, entry.stream, entry.position, entry.topic, told, now(), 0, code()
        )
        rows.put(aside._asdict())
        book.flush()
        return aside
    return None


def is_readable(db: Connection, table: Table, physical: str) -> bool:
    """Whether a table and all of its columns are there."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    try:
        with db.begin_nested():
            db.execute(text(f'SELECT {columns} FROM "{physical}" LIMIT 0'))
    except DBAPIError as error:
        if is_of_the_store(error):
            raise
        return False
    return True


def replace_rows(db: Connection, names: Sequence[str], source: str) -> None:
    """In place of what was set aside by these projections comes what their rebuild set aside."""
    db.execute(SET_ASIDE.delete().where(SET_ASIDE.c.projection.in_(names)))
    columns = ", ".join(f'"{column.name}"' for column in SET_ASIDE.columns)
    db.execute(text(f'INSERT INTO {SET_ASIDE.name} ({columns}) SELECT {columns} FROM "{source}"'))


def projections_with(db: Connection, *, other_code: bool = False) -> set[str]:
    """Those of which something is set aside. other_code: by another program than this one."""
    found = select(SET_ASIDE.c.projection, SET_ASIDE.c.code, func.count()).group_by(
        SET_ASIDE.c.projection, SET_ASIDE.c.code
    )
    return {row[0] for row in db.execute(found) if not other_code or row[1] != code()}


@cache
def code() -> str:
    """A stamp of the program: it changes with every line of it."""
    root = Path(getcrm.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def described(error: Exception) -> str:
    """Its class and its first line, without what a driver adds of the row it is about."""
    cause: Any = error.orig if isinstance(error, DBAPIError) else error
    first = str(cause).partition("\n")[0]
    return f"{type(cause).__name__}: {first}"[:1000]


def kind_of(told: str) -> str:
    """What anybody may read of an error: what it is, not which values it is about."""
    return told.partition(":")[0]


def is_of_the_store(error: Exception) -> bool:
    """Whether the store was away, busy, full or damaged, whatever was asked of it."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return cause.sqlite_errorname != "SQLITE_ERROR"  # that is about the statement
    if isinstance(cause, sqlite3.DatabaseError):
        return is_damage(cause)
    if isinstance(cause, psycopg.InternalError):
        return cause.sqlstate in CORRUPTED
    if isinstance(cause, psycopg.OperationalError):
        return cause.sqlstate is None or cause.sqlstate[:2] != PROGRAM_LIMIT
    return False
