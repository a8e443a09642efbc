"""The book a projection writes in: working copies of its rows, written back in bulk.

A projection folds a batch of events in memory: it fetches the rows it will need in one question
a table, changes them by event, and the book writes what changed in one statement a table.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
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

Row = dict[str, Any]
Key = Any
KEPT = 400_000
"""Rows a rebuild keeps in memory before it writes them out and forgets them."""


class Rows:
    """The working copy of one table. A key is the primary key: a value, or a tuple of values."""

    def __init__(self, db: Connection, table: Table, physical: str, empty: bool) -> None:
        self._db = db
        self._table = table
        self._names = [column.name for column in table.columns]
        self._types = {
            c.name: "bigint" if isinstance(c.type, BigInteger) else "text" for c in table.columns
        }
        self._keys = [column.name for column in table.primary_key.columns]
        self._sql = Statements(physical, self._names, self._types, self._keys, db.dialect.name)
        self.key: Callable[[Mapping[str, Any]], Key] = itemgetter(*self._keys)
        self._known: dict[Key, Row | None] = {}
        self._dirty: dict[Key, None] = {}
        self._added: list[Row] = []
        self._complete = empty

    def fetch(self, keys: Iterable[Key]) -> None:
        """Bring rows into the working copy, in one question for all that are not there."""
        if self._complete:
            return
        missing = list(dict.fromkeys(key for key in keys if key not in self._known))
        if not missing:
            return
        self._known.update(dict.fromkeys(missing))
        for values in self._sql.fetch(self._db, missing):
            row = dict(zip(self._names, values, strict=True))
            self._known[self.key(row)] = row

    def get(self, key: Key) -> Row | None:
        """Read only; change it by `put({**row, …})`."""
        if key not in self._known:
            self.fetch([key])
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
        self._added.append(row)

    def take(self, row: Row) -> None:
        """A row read from the table by other means."""
        self._known.setdefault(self.key(row), row)

    def __len__(self) -> int:
        return len(self._known) + len(self._added)

    def flush(self) -> None:
        put = [row for key in self._dirty if (row := self._known[key]) is not None]
        gone = [key for key in self._dirty if self._known[key] is None]
        if gone:
            self._sql.delete(self._db, gone)
        if put:
            self._sql.upsert(self._db, put)
        if self._added:
            self._sql.insert(self._db, self._added)
        self._dirty.clear()
        self._added.clear()

    def forget(self) -> None:
        """Everything is written; from now on rows are asked for again."""
        self._known.clear()
        self._complete = False


class Statements:
    """The bulk statements of one table, for one store. Physical names come from our own tables."""

    def __init__(
        self, table: str, names: list[str], types: dict[str, str], keys: list[str], dialect: str
    ) -> None:
        self.postgres = dialect == "postgresql"
        self.keys = keys
        self._values: Callable[[Row], tuple[Any, ...]] = (
            itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
        )
        self.casts = [f"%s::{types[name]}[]" for name in names]
        self.key_casts = [f"%s::{types[name]}[]" for name in keys]
        quoted = ", ".join(f'"{name}"' for name in names)
        self.into = f'INSERT INTO "{table}" ({quoted})'
        self.copy = f'COPY "{table}" ({quoted}) FROM STDIN'
        self.marks = f"VALUES ({', '.join('?' * len(names))})"
        others = [name for name in names if name not in keys]
        action = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
        target = ", ".join(f'"{name}"' for name in keys)
        self.on_conflict = f"ON CONFLICT ({target}) DO " + (
            f"UPDATE SET {action}" if others else "NOTHING"
        )
        matches = " AND ".join(f't."{name}" = k."{name}"' for name in keys)
        wanted = ", ".join(f't."{name}"' for name in names)
        self.found = f'SELECT {wanted} FROM {{keys}} CROSS JOIN "{table}" t WHERE {matches}'
        self.gone = f'DELETE FROM "{table}" WHERE ' + " AND ".join(f'"{n}" = ?' for n in keys)
        self.gone_pg = f'DELETE FROM "{table}" t USING {{keys}} WHERE {matches}'

    def fetch(self, db: Connection, keys: list[Key]) -> Iterable[Any]:
        if self.postgres:
            return db.exec_driver_sql(
                self.found.format(keys=self._unnest()), tuple(self._columns(keys))
            ).all()
        parts = [
            f"""json_extract(value, '$[{i}]') AS "{name}\"""" for i, name in enumerate(self.keys)
        ]
        source = f"(SELECT {', '.join(parts)} FROM json_each(?)) k"
        rows = [list(key) if isinstance(key, tuple) else [key] for key in keys]
        return db.exec_driver_sql(self.found.format(keys=source), (json.dumps(rows),)).all()

    def upsert(self, db: Connection, rows: list[Row]) -> None:
        if self.postgres:
            self._insert_arrays(db, rows, self.on_conflict)
        else:
            db.exec_driver_sql(f"{self.into} {self.marks} {self.on_conflict}", self._tuples(rows))

    def insert(self, db: Connection, rows: list[Row]) -> None:
        if not self.postgres:
            db.exec_driver_sql(f"{self.into} {self.marks}", self._tuples(rows))
        elif len(rows) < 50:
            self._insert_arrays(db, rows, "")
        else:
            dbapi: Any = db.connection.dbapi_connection
            with dbapi.cursor() as cursor, cursor.copy(self.copy) as copy:
                for values in self._tuples(rows):
                    copy.write_row(values)

    def delete(self, db: Connection, keys: list[Key]) -> None:
        if self.postgres:
            db.exec_driver_sql(self.gone_pg.format(keys=self._unnest()), tuple(self._columns(keys)))
        else:
            rows = [key if isinstance(key, tuple) else (key,) for key in keys]
            db.exec_driver_sql(self.gone, rows)

    def _insert_arrays(self, db: Connection, rows: list[Row], then: str) -> None:
        arrays = tuple(map(array, zip(*map(self._values, rows), strict=True)))
        source = f"SELECT * FROM unnest({', '.join(self.casts)})"
        db.exec_driver_sql(f"{self.into} {source} {then}", arrays)

    def _unnest(self) -> str:
        quoted = ", ".join(f'"{name}"' for name in self.keys)
        return f"unnest({', '.join(self.key_casts)}) AS k({quoted})"

    def _columns(self, keys: list[Key]) -> list[str]:
        if len(self.keys) == 1:
            return [array(keys)]
        return list(map(array, zip(*keys, strict=True)))

    def _tuples(self, rows: list[Row]) -> list[tuple[Any, ...]]:
        return list(map(self._values, rows))


def array(values: Sequence[Any]) -> str:
    """An array as PostgreSQL writes it; the driver's own dumper takes a third of a batch.

    values: texts, or whole numbers, or None."""
    if None in values:
        return "{" + ",".join(map(_literal, values)) + "}"
    if isinstance(values[0], int):
        return "{" + ",".join(map(str, values)) + "}"
    joined = '","'.join(values)
    if "\\" in joined or joined.count('"') != 2 * len(values) - 2:
        return "{" + ",".join(map(_literal, values)) + "}"
    return '{"' + joined + '"}'


def _literal(value: str | int | None) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Versions:
    """A read model with both clocks: the live rows, and what they used to be (architecture §2).

    Only for rows that a single stream changes: then both clocks run forward along them. What
    several streams change together (a score) is asked from its ledger instead.
    """

    def __init__(self, live: Rows, past: Rows) -> None:
        self._live = live
        self._past = past
        self.fetch = live.fetch
        self.get = live.get

    def put(self, row: Row, entry: Entry) -> None:
        """From this event on the row is so. The former one moves into the past."""
        old = self._live.get(self._live.key(row))
        if old is not None and all(old[name] == value for name, value in row.items()):
            return
        since = self._retire(old, entry)
        self._live.put({**row, "occurred_from": since, "position_from": entry.position})

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
        physical = select(source)
        for condition in where:
            physical = physical.where(translated(condition, source))
        found = [dict(row) for row in self.db.execute(physical).mappings()]
        for row in found:
            rows.take(row)
        return found

    def flush(self) -> None:
        for rows in self._rows.values():
            rows.flush()

    def move_to(self, db: Connection) -> None:
        """Go on in another transaction; nothing may be left to flush."""
        self.db = db
        for rows in self._rows.values():
            rows._db = db

    def shrink(self) -> None:
        """Forget what is written, where it has become too much to keep in memory."""
        if sum(map(len, self._rows.values())) > KEPT:
            for rows in self._rows.values():
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
