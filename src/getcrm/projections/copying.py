"""Read models built anew beside the live ones: the same tables under other names, from the log."""

import logging
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.sql.elements import quoted_name

from getcrm.eventlog.entry import Entry
from getcrm.projections import book as books
from getcrm.projections.book import Book
from getcrm.projections.engine import Engine, Progress, no_cycles
from getcrm.projections.projection import Projection
from getcrm.projections.set_aside import (
    SET_ASIDE,
    apply,
    described,
    halved,
    is_of_the_store,
    take_or_set_aside,
)

logger = logging.getLogger(__name__)
BATCH = 5_000


class Copy:
    """Fresh tables of some projections beside the live ones, under names with a suffix."""

    def __init__(self, engine: Engine, names: Sequence[str], suffix: str) -> None:
        self.engine = engine
        self.suffix = suffix
        self.projections = [engine.projections[name] for name in names]
        copied = [table for projection in self.projections for table in projection.tables]
        self.tables = {table.name: self._copied(table) for table in (*copied, SET_ASIDE)}
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
    def fill(self, end: int, progress: Progress, careful: Collection[str] = ()) -> None:
        """Everything up to `end`. What can be is folded in memory, written in bulk and indexed at
        last. A projection that fails so is done again like a live one, which finds the events that
        it cannot take. careful: those that are done like this from the start.

        Raises StandsStill."""
        swift = [p for p in self.projections if p.name not in careful]
        swift = self._fill_swiftly(swift, end, progress)
        for table in self.tables.values():
            for index in table.indexes:
                with self.engine.views.write() as db:
                    index.create(db)
        for projection in self.projections:
            if projection not in swift:
                self._fill_carefully(projection, end, progress)
        self.position = end

    def _fill_swiftly(
        self, chosen: Sequence[Projection], end: int, progress: Progress
    ) -> list[Projection]:
        """Those that have taken everything."""
        with self.engine.views.write() as db:
            filling = {p.name: (p, Book(db, self.physical, empty=True)) for p in chosen}
        for entries in self._batches(0, end if filling else 0):
            with self.engine.views.write() as db:
                for projection, book in list(filling.values()):
                    if not self._folded(db, projection, book, entries):
                        del filling[projection.name]
                if sum(book.size() for _, book in filling.values()) > books.KEPT:
                    for projection, book in list(filling.values()):
                        if not self._written(db, projection, book):
                            del filling[projection.name]
            progress(entries[-1].position, end)
        for projection, book in list(filling.values()):
            with self.engine.views.write() as db:
                if not self._written(db, projection, book):
                    del filling[projection.name]
        return [projection for projection, _ in filling.values()]

    def _folded(
        self, db: Connection, projection: Projection, book: Book, entries: Sequence[Entry]
    ) -> bool:
        batch = [entry for entry in entries if entry.topic in projection.topics]
        with self._all_or_nothing(db, projection) as worked:
            book.move_to(db)
            if batch:
                projection.apply(batch, book)
            book.flush_added()
            worked.append(True)
        return bool(worked)

    def _written(self, db: Connection, projection: Projection, book: Book) -> bool:
        with self._all_or_nothing(db, projection) as worked:
            book.move_to(db)
            book.flush()
            book.forget_most(0)
            worked.append(True)
        return bool(worked)

    @contextmanager
    def _all_or_nothing(self, db: Connection, projection: Projection) -> Iterator[list[bool]]:
        """What fails within is undone, and whatever is in the tables of the projection with it."""
        worked: list[bool] = []
        try:
            with db.begin_nested():
                yield worked
        except Exception as error:
            if is_of_the_store(error):
                raise
            logger.warning(
                "projection %s is rebuilt event by event: %s", projection.name, described(error)
            )
            worked.clear()
            for table in projection.tables:
                db.execute(text(f'DELETE FROM "{self.physical(table)}"'))

    def _fill_carefully(self, projection: Projection, end: int, progress: Progress) -> None:
        for entries in self._batches(0, end):
            with self.engine.views.write() as db:
                self._take(db, projection, entries)
            progress(entries[-1].position, end)

    def catch_up(self, db: Connection, end: int) -> None:
        """The last few events, within the transaction that switches or compares."""
        for entries in self._batches(self.position, end):
            for projection in self.projections:
                self._take(db, projection, entries)
            self.position = entries[-1].position

    def _take(self, db: Connection, projection: Projection, entries: Sequence[Entry]) -> None:
        """Exactly as a live read model takes them, event by event where it has to be."""
        left = list(entries)

        def take(count: int) -> None:
            with db.begin_nested():
                book = Book(db, self.physical)
                apply(projection, left[:count], book)
                book.flush()
            del left[:count]

        def take_one() -> None:
            take_or_set_aside(db, projection, left[0], self.physical)
            del left[0]

        halved(len(left), take, take_one)

    def _batches(self, after: int, end: int) -> Iterator[list[Entry]]:
        while after < end and (entries := self.engine.log.read(after, BATCH, up_to=end)):
            yield entries
            after = entries[-1].position

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
            engine.views.give_back()
