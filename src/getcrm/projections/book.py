"""The book a projection writes in: working copies of its rows, written back in bulk.

A projection folds a batch of events in memory: it fetches the rows it will need in one question
a table, changes them by event, and the book writes what changed in one statement a table.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Compiled,
    Connection,
    MetaData,
    Select,
    String,
    Table,
    and_,
    literal,
    or_,
    select,
    union_all,
)

from getcrm.eventlog.entry import Entry
from getcrm.projections.pipelining import driver
from getcrm.projections.statements import Values, statements

Row = dict[str, Any]
Key = Any
KEPT = 400_000
"""Rows a rebuild keeps in memory before it writes them out and forgets them."""


class Rows:
    """The working copy of one table. A key is the primary key: a value, or a tuple of values.

    _whole: whether every row of the table is here. _empty: whether the table has none yet.
    """

    def __init__(self, db: Connection, table: Table, physical: str, empty: bool) -> None:
        self._sql = statements(table, physical, db.dialect.name)
        self._names = self._sql.names
        self._values = self._sql.values
        self.key: Callable[[Mapping[str, Any]], Key] = itemgetter(*self._sql.keys)
        self._known: dict[Key, Row | None] = {}
        self._dirty: dict[Key, None] = {}
        self._added: list[Values] = []
        self._whole = self._empty = empty
        self.move_to(db)

    def move_to(self, db: Connection) -> None:
        """Go on in another transaction."""
        self._db = driver(db)

    def fetch(self, keys: Iterable[Key]) -> None:
        """Bring rows into the working copy, in one question for all that are not there."""
        if self._whole:
            return
        known = self._known
        missing = list(dict.fromkeys(key for key in keys if key not in known))
        if not missing:
            return
        known.update(dict.fromkeys(missing))
        for values in self._sql.fetch(self._db, missing):
            row = dict(zip(self._names, values, strict=True))
            known[self.key(row)] = row

    def begin(self, keys: Iterable[Key]) -> None:
        """Keys of which nothing can be there yet, so that nobody asks."""
        for key in keys:
            self._known.setdefault(key, None)

    def get(self, key: Key) -> Row | None:
        """Read only; change it by `put({**row, …})`."""
        try:
            return self._known[key]
        except KeyError:
            self.fetch((key,))
            return self._known.get(key)

    def put(self, row: Row) -> None:
        """Insert or replace, by primary key."""
        key = self.key(row)
        self._known[key] = row
        self._dirty[key] = None

    def remove(self, key: Key) -> None:
        self._known[key] = None
        self._dirty[key] = None

    def add(self, row: Row) -> None:
        """A row that is new for certain and is not asked for again in this batch."""
        self._added.append(self._values(row))

    def add_values(self, values: Values) -> None:
        """The same, as its values in the order of the columns."""
        self._added.append(values)

    def found(self, asked: Compiled) -> list[Row]:
        """The rows that a question finds in the table, of which nothing may be left to flush."""
        found = [
            dict(zip(self._names, values, strict=True)) for values in self._sql.ask(self._db, asked)
        ]
        for row in found:
            self._known.setdefault(self.key(row), row)
        return found

    def all(self) -> list[Row]:
        """Every row of the table, which must be small."""
        if not self._whole:
            for values in self._sql.all(self._db):
                row = dict(zip(self._names, values, strict=True))
                self._known.setdefault(self.key(row), row)
            self._whole = True
        return [row for row in self._known.values() if row is not None]

    def __len__(self) -> int:
        return len(self._known) + len(self._added)

    def flush(self) -> None:
        gone = [key for key in self._dirty if self._known[key] is None]
        put = [self._values(row) for key in self._dirty if (row := self._known[key]) is not None]
        if gone and not self._empty:
            self._sql.delete(self._db, gone)
        if put:
            (self._sql.insert if self._empty else self._sql.upsert)(self._db, put)
        if self._added:
            self._sql.insert(self._db, self._added)
        self._empty = self._empty and not (put or self._added)
        self._dirty.clear()
        self._added.clear()

    def flush_added(self) -> None:
        """Where rows are only put, and may be put again, that can wait; where some are added, not
        even those that are put: it is done in order."""
        if self._added:
            self.flush()

    def forget(self) -> None:
        """Everything is written; from now on rows are asked for again."""
        self._known.clear()
        self._whole = False


class Versions:
    """A read model with both clocks: the live rows, and what they used to be (architecture §2).

    Only for rows that a single stream changes: then both clocks run forward along them. What
    several streams change together (a score) is asked from its ledger instead.
    """

    def __init__(self, live: Rows, past: Rows) -> None:
        self._live = live
        self._past = past
        self.begin = live.begin
        self.fetch = live.fetch
        self.get = live.get

    def put(self, row: Row, entry: Entry) -> None:
        """From this event on the row is so. The former one moves into the past."""
        old = self._live.get(self._live.key(row))
        new = {**old, **row} if old is not None else {**row}
        if new == old:
            return
        new["occurred_from"] = self._retire(old, entry)
        new["position_from"] = entry.position
        self._live.put(new)

    def remove(self, key: Key, entry: Entry) -> None:
        old = self._live.get(key)
        if old is not None:
            self._retire(old, entry)
            self._live.remove(key)

    def _retire(self, old: Row | None, entry: Entry) -> str:
        if old is None:
            return entry.occurred_at
        if old["position_from"] == entry.position:
            since: str = old["occurred_from"]
            return since
        self._past.add({**old, "occurred_to": entry.occurred_at, "position_to": entry.position})
        return entry.occurred_at


class Book:
    """The tables of the projections at work, within one transaction or one rebuild."""

    def __init__(
        self,
        db: Connection,
        physical: Callable[[Table], str] = lambda table: table.name,
        empty: bool = False,
    ) -> None:
        self.db = db
        self._physical = physical
        self._empty = empty
        self._rows: dict[str, Rows] = {}

    def __getitem__(self, table: Table) -> Rows:
        rows = self._rows.get(table.name)
        if rows is None:
            rows = Rows(self.db, table, self._physical(table), self._empty)
            self._rows[table.name] = rows
        return rows

    def versions(self, live: Table, past: Table) -> Versions:
        return Versions(self[live], self[past])

    def scan(self, table: Table, *where: ColumnElement[bool]) -> list[Row]:
        """Rows by other columns than the key, with everything written so far. Rare: it flushes.

        `where` is said of the table's own columns."""
        rows = self[table]
        rows.flush()
        source = table.to_metadata(MetaData(), name=self._physical(table))
        asked = select(source).where(*(translated(condition, source) for condition in where))
        return rows.found(asked.compile(self.db, compile_kwargs={"render_postcompile": True}))

    def flush(self) -> None:
        for rows in self._rows.values():
            rows.flush()

    def flush_added(self) -> None:
        """Only what need not be kept: where rows are added, and never asked for again."""
        for rows in self._rows.values():
            rows.flush_added()

    def move_to(self, db: Connection) -> None:
        """Go on in another transaction; nothing may be left of one that has failed."""
        self.db = db
        for rows in self._rows.values():
            rows.move_to(db)

    def size(self) -> int:
        """How many rows it keeps in memory."""
        return sum(map(len, self._rows.values()))

    def forget_most(self, kept: int) -> None:
        """Forget, of what is written, the rows of every table of which there are many."""
        for rows in self._rows.values():
            if len(rows) > kept:
                rows.forget()


def translated(condition: ColumnElement[bool], source: Table) -> ColumnElement[bool]:
    """The condition, said of the same columns of another table."""
    from sqlalchemy.sql.visitors import replacement_traverse

    def replace(element: Any, **_: Any) -> Any:
        return source.c[element.name] if isinstance(element, Column) else None

    return replacement_traverse(condition, {}, replace)


class Moment(NamedTuple):
    """A state of affairs: as it was at an instant, as known at a position. None: now."""

    at: str | None = None
    position: int | None = None

    @property
    def is_now(self) -> bool:
        return self.at is None and self.position is None


NOW = Moment()


def versioned(name: str, metadata: MetaData, *columns: Any) -> tuple[Table, Table]:
    """The two tables of a versioned read model: live rows, and the past ones."""
    text = String().with_variant(String(collation="C"), "postgresql")

    def clocks(kind: str) -> list[Column[Any]]:
        return [
            Column(f"occurred_{kind}", text, nullable=False),
            Column(f"position_{kind}", BigInteger, nullable=False),
        ]

    live = Table(name, metadata, *columns, *clocks("from"))
    copies = [
        Column(c.name, c.type, primary_key=c.primary_key, nullable=c.nullable)
        for c in live.columns
        if c.name != "position_from"
    ]
    past = Table(
        f"{name}_past",
        metadata,
        *copies,
        Column("position_from", BigInteger, primary_key=True),
        *clocks("to"),
    )
    return live, past


def rows_as_of(
    live: Table, past: Table, moment: Moment, *where: Callable[[Any], ColumnElement[bool]]
) -> Select[Any]:
    """The rows as of a moment. `where`: further conditions, each given the table it is said of."""
    now = select(live).where(*(condition(live) for condition in where))
    if moment.is_now:
        return now
    then = select(*(past.c[c.name] for c in live.columns))
    then = then.where(*(condition(past) for condition in where))
    both = union_all(
        now.where(began(live, moment)), then.where(began(past, moment), lasts(past, moment))
    )
    return select(both.subquery())


def began(table: Table, moment: Moment) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if moment.at is not None:
        conditions.append(table.c.occurred_from <= moment.at)
    if moment.position is not None:
        conditions.append(table.c.position_from <= moment.position)
    return and_(True, *conditions)


def lasts(past: Table, moment: Moment) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if moment.at is not None:
        conditions.append(past.c.occurred_to > moment.at)
    if moment.position is not None:
        conditions.append(past.c.position_to > moment.position)
    return or_(*conditions) if conditions else literal(True)
