"""A log folded into a read model outside any engine, in batches of any size."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, Table, create_engine, select

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book
from getcrm.projections.projection import Projection


@cache
def memory() -> Engine:
    """One for all: what SQLAlchemy has made of a question once, it need not make again."""
    return create_engine("sqlite://", poolclass=StaticPool)


@cache
def create(table: Table) -> None:
    """Once; it is empty whenever somebody comes to it."""
    table.create(memory())


@contextmanager
def in_memory(tables: Iterable[Table]) -> Iterator[Connection]:
    """A database with those tables, all empty; nothing of it stays. One at a time."""
    for table in tables:
        create(table)
    with memory().connect() as db:
        yield db
        db.rollback()


def folded(projection: Projection, entries: Sequence[Entry], size: int) -> dict[str, list[Any]]:
    """Every table's rows after all entries, taken `size` at a time."""
    heard = [entry for entry in entries if entry.topic in projection.topics]
    with in_memory(projection.tables) as db:
        for start in range(0, len(heard), size):
            book = Book(db)
            projection.apply(heard[start : start + size], book)
            book.flush()
        return {
            t.name: sorted(map(tuple, db.execute(select(t))), key=repr) for t in projection.tables
        }
