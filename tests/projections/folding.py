"""A log folded into a read model outside any engine, in batches of any size."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import create_engine, select

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book
from getcrm.projections.projection import Projection


def folded(projection: Projection, entries: Sequence[Entry], size: int) -> dict[str, list[Any]]:
    """Every table's rows after all entries, taken `size` at a time."""
    heard = [entry for entry in entries if entry.topic in projection.topics]
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        for table in projection.tables:
            table.create(db)
        for start in range(0, len(heard), size):
            book = Book(db)
            projection.apply(heard[start : start + size], book)
            book.flush()
        rows = {
            t.name: sorted(map(tuple, db.execute(select(t))), key=repr) for t in projection.tables
        }
    engine.dispose()
    return rows
