"""Rebuild and verify: new tables beside the live ones, filled from the log (LOG-6, OPS-1)."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.elements import quoted_name

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book
from getcrm.projections.engine import POSITIONS, Engine, locked, no_cycles
from getcrm.projections.projection import Projection

Progress = Callable[[int, int], None]
"""Told after every batch: the position reached, and the log's end as it was at the start."""
BATCH = 5_000
LOCK_NOT_AVAILABLE = "55P03"
PAUSE = 0.5
"""Seconds between two tries to switch; meanwhile people read."""


def silent(done: int, end: int) -> None:
    """No progress is shown."""


@dataclass
class Difference:
    """What `verify` found wrong in one table: rows only here, rows only in the rebuilt one."""

    table: str
    only_live: int
    only_rebuilt: int
    examples: list[dict[str, Any]] = field(default_factory=list)


class Copy:
    """Fresh tables of some projections beside the live ones, under names with a suffix."""

    def __init__(self, engine: Engine, names: Sequence[str], suffix: str) -> None:
        self.engine = engine
        self.suffix = suffix
        self.projections = [engine.projections[name] for name in names]
        self.tables = {t.name: self._copied(t) for p in self.projections for t in p.tables}
        self.position = 0

    def _copied(self, table: Table) -> Table:
        copied = table.to_metadata(MetaData(), name=self.physical(table))
        token = secrets.token_hex(4)
        for index in copied.indexes:
            index.name = quoted_name(f"{index.name}_{token}", None)
        return copied

    def physical(self, table: Table) -> str:
        return f"{table.name}__{self.suffix}"

    def create(self) -> None:
        with self.engine.views.write() as db:
            for table in self.tables.values():
                db.execute(text(f'DROP TABLE IF EXISTS "{table.name}"'))
            for table in self.tables.values():
                indexes = list(table.indexes)
                table.indexes.clear()
                table.create(db)
                table.indexes.update(indexes)

    @no_cycles()
    def fill(self, end: int, progress: Progress) -> None:
        """Everything up to `end`, folded in memory, written in bulk, indexed at last."""
        with self.engine.views.write() as db:
            book = Book(db, self.physical, empty=True)
        for entries in self._batches(end):
            with self.engine.views.write() as db:
                book.move_to(db)
                self._apply(book, entries)
                book.flush_added()
                book.shrink()
            progress(entries[-1].position, end)
        with self.engine.views.write() as db:
            book.move_to(db)
            book.flush()
            for table in self.tables.values():
                for index in table.indexes:
                    index.create(db)

    def catch_up(self, db: Connection, end: int) -> None:
        """The last few events, within the transaction that switches or compares."""
        for entries in self._batches(end):
            book = Book(db, self.physical)
            self._apply(book, entries)
            book.flush()

    def _batches(self, end: int) -> Iterator[list[Entry]]:
        while self.position < end and (
            entries := self.engine.log.read(self.position, BATCH, up_to=end)
        ):
            yield entries
            self.position = entries[-1].position

    def _apply(self, book: Book, entries: list[Entry]) -> None:
        for projection in self.projections:
            batch = [e for e in entries if e.topic in projection.topics]
            if batch:
                projection.apply(batch, book)

    def drop(self) -> None:
        with self.engine.views.write() as db:
            for table in self.tables.values():
                db.execute(text(f'DROP TABLE IF EXISTS "{table.name}"'))


@contextmanager
def copied(engine: Engine, names: Sequence[str], suffix: str) -> Iterator[Copy]:
    """A copy that does not outlive its use; one at a time of each suffix."""
    with engine.views.alone(suffix):
        copy = Copy(engine, names, suffix)
        copy.create()
        try:
            yield copy
        finally:
            copy.drop()


def rebuild(engine: Engine, names: Sequence[str] = (), progress: Progress = silent) -> None:
    """Drop and rebuild read models beside the live ones, and switch; readers notice nothing."""
    chosen = list(names) or list(engine.projections)
    with copied(engine, chosen, "new") as copy:
        copy.fill(engine.log.position(), progress)
        while not _switched(engine, copy, chosen):
            time.sleep(PAUSE)


def _switched(engine: Engine, copy: Copy, names: Sequence[str]) -> bool:
    """Catch up and put the new tables in the place of the old, in one transaction.

    False: a reader took too long; nothing has happened, try again. Most of what is new is taken
    up before, while people can read.
    """
    with engine.views.write() as db:
        copy.catch_up(db, engine.log.position())
    filled = copy.position
    try:
        with engine.views.write() as db:
            engine.views.keep_readers_out(db)
            locked(db, names)
            copy.catch_up(db, engine.log.position())
            for projection in copy.projections:
                _switch(db, projection, copy)
    except OperationalError as error:
        copy.position = filled
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _switch(db: Connection, projection: Projection, copy: Copy) -> None:
    for table in projection.tables:
        db.execute(text(f'DROP TABLE IF EXISTS "{table.name}"'))
        db.execute(text(f'ALTER TABLE "{copy.physical(table)}" RENAME TO "{table.name}"'))
    values = {
        "position": copy.position,
        "version": projection.version,
        "failure": None,
        "rebuilt": POSITIONS.c.rebuilt + 1,
    }
    db.execute(update(POSITIONS).where(POSITIONS.c.name == projection.name).values(values))


def verify(
    engine: Engine, names: Sequence[str] = (), progress: Progress = silent
) -> list[Difference]:
    """Rebuild beside the live ones and compare row by row; empty: all is as the log says."""
    chosen = list(names) or list(engine.projections)
    with copied(engine, chosen, "check") as copy:
        copy.fill(engine.log.position(), progress)
        engine.catch_up(copy.position)
        with engine.views.write() as db:
            positions = {s.name: s.position for s in locked(db, chosen)}
            copy.catch_up(db, max(positions.values()))
            differences = [
                compared(db, table, copy.tables[table.name])
                for projection in copy.projections
                for table in projection.tables
            ]
    return [d for d in differences if d.only_live or d.only_rebuilt]


def compared(db: Connection, live: Table, rebuilt: Table) -> Difference:
    """Every row of both, as sets; a read model's rows are unique by their primary key."""
    columns = [column.name for column in live.columns]
    left = select(*(live.c[name] for name in columns))
    right = select(*(rebuilt.c[name] for name in columns))
    only_live = left.except_(right).subquery()
    only_rebuilt = right.except_(left).subquery()
    examples = [
        {"side": side, **row}
        for side, rows in (("live", only_live), ("rebuilt", only_rebuilt))
        for row in db.execute(select(rows).limit(3)).mappings()
    ]
    return Difference(
        live.name,
        db.execute(select(func.count()).select_from(only_live)).scalar_one(),
        db.execute(select(func.count()).select_from(only_rebuilt)).scalar_one(),
        examples,
    )
