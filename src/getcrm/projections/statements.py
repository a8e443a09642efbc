"""The bulk statements of one table, said to a store by its own driver: a book says many of them,
and a step that takes up one event consists of little else."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from psycopg.pq import PipelineStatus
from pydantic_core import to_json
from sqlalchemy import BigInteger, Compiled, Table

Values = tuple[Any, ...]
"""A row's values in the order of its table's columns."""
COPIED = 50
"""Rows from which on copying them is worth its two further round trips."""


@cache
def statements(table: Table, physical: str, dialect: str) -> "Statements":
    """Of a table under the name by which the store knows it; that is one of our own."""
    return Postgres(table, physical) if dialect == "postgresql" else SQLite(table, physical)


class Shared:
    """What is the same for both stores. db: a connection of the store's own driver."""

    def __init__(self, table: Table, physical: str) -> None:
        self.names = [column.name for column in table.columns]
        self.keys = [column.name for column in table.primary_key.columns]
        self.values: Callable[[dict[str, Any]], Values] = tuple_of(self.names)
        self.keys_as_tuples = len(self.keys) > 1
        others = [name for name in self.names if name not in self.keys]
        changes = ", ".join(f'"{name}" = excluded."{name}"' for name in others)
        change = f"UPDATE SET {changes}" if others else "NOTHING"
        self.into = f'INSERT INTO "{physical}" ({listed(self.names)})'
        self.on_conflict = f"ON CONFLICT ({listed(self.keys)}) DO {change}"
        self.matches = " AND ".join(f't."{name}" = k."{name}"' for name in self.keys)
        self.wanted = ", ".join(f't."{name}"' for name in self.names)
        self.listed = f'SELECT {self.wanted} FROM "{physical}" t'

    def all(self, db: Any) -> Iterable[Values]:
        found: list[Values] = db.execute(self.listed).fetchall()
        return found


class SQLite(Shared):
    def __init__(self, table: Table, physical: str) -> None:
        super().__init__(table, physical)
        value = "json_extract(value, '$[{}]')" if self.keys_as_tuples else "value"
        parts = [f'{value.format(i)} AS "{name}"' for i, name in enumerate(self.keys)]
        source = f"(SELECT {', '.join(parts)} FROM json_each(?)) k"
        self.found = f'SELECT {self.wanted} FROM {source} CROSS JOIN "{physical}" t'
        self.found += f" WHERE {self.matches}"
        self.gone = f'DELETE FROM "{physical}" WHERE '
        self.gone += " AND ".join(f'"{name}" = ?' for name in self.keys)
        self.added = f"{self.into} VALUES ({', '.join('?' * len(self.names))})"
        self.put = f"{self.added} {self.on_conflict}"

    def fetch(self, db: Any, keys: Sequence[Any]) -> Iterable[Values]:
        found: list[Values] = db.execute(self.found, (to_json(keys).decode(),)).fetchall()
        return found

    def ask(self, db: Any, asked: Any) -> list[Values]:
        """Whatever else may be asked of the table."""
        given = [asked.params[name] for name in asked.positiontup]
        found: list[Values] = db.execute(str(asked), given).fetchall()
        return found

    def insert(self, db: Any, rows: Sequence[Values]) -> None:
        db.executemany(self.added, rows)

    def upsert(self, db: Any, rows: Sequence[Values]) -> None:
        db.executemany(self.put, rows)

    def delete(self, db: Any, keys: Sequence[Any]) -> None:
        db.executemany(self.gone, keys if self.keys_as_tuples else [(key,) for key in keys])


class Postgres(Shared):
    def __init__(self, table: Table, physical: str) -> None:
        super().__init__(table, physical)
        types = {c.name: "bigint" if isinstance(c.type, BigInteger) else "text" for c in table.c}
        keys = ", ".join(f"%s::{types[name]}[]" for name in self.keys)
        source = f"unnest({keys}) AS k({listed(self.keys)})"
        self.found = f'SELECT {self.wanted} FROM {source} CROSS JOIN "{physical}" t'
        self.found += f" WHERE {self.matches}"
        self.gone = f'DELETE FROM "{physical}" t USING {source} WHERE {self.matches}'
        arrays = ", ".join(f"%s::{types[name]}[]" for name in self.names)
        self.added = f"{self.into} SELECT * FROM unnest({arrays})"
        self.put = f"{self.added} {self.on_conflict}"
        self.copied = f'COPY "{physical}" ({listed(self.names)}) FROM STDIN'

    def fetch(self, db: Any, keys: Sequence[Any]) -> Iterable[Values]:
        found: list[Values] = db.execute(self.found, self._arrays(keys)).fetchall()
        return found

    def ask(self, db: Any, asked: Compiled) -> list[Values]:
        """Whatever else may be asked of the table."""
        found: list[Values] = db.execute(str(asked), asked.params).fetchall()
        return found

    def insert(self, db: Any, rows: Sequence[Values]) -> None:
        """A pipeline knows no copying."""
        if len(rows) < COPIED or db.pgconn.pipeline_status != PipelineStatus.OFF:
            db.execute(self.added, arrays(rows))
            return
        with db.cursor() as cursor, cursor.copy(self.copied) as copy:
            copy.write(copied(rows))

    def upsert(self, db: Any, rows: Sequence[Values]) -> None:
        db.execute(self.put, arrays(rows))

    def delete(self, db: Any, keys: Sequence[Any]) -> None:
        db.execute(self.gone, self._arrays(keys))

    def _arrays(self, keys: Sequence[Any]) -> list[str]:
        return arrays(keys) if self.keys_as_tuples else [array(keys)]


Statements = SQLite | Postgres


def listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def tuple_of(names: Sequence[str]) -> Callable[[dict[str, Any]], Values]:
    """A row's values under these names; always a tuple."""
    if len(names) > 1:
        return itemgetter(*names)
    [name] = names
    return lambda row: (row[name],)


def arrays(rows: Sequence[Values]) -> list[str]:
    """The rows, column by column."""
    return list(map(array, zip(*rows, strict=True)))


def array(values: Sequence[Any]) -> str:
    """An array as PostgreSQL writes it; the driver's own dumper takes a third of a batch.

    values: texts, or whole numbers, or None."""
    if None in values:
        return "{" + ",".join("NULL" if v is None else _quoted(v) for v in values) + "}"
    if isinstance(values[0], int):
        return "{" + ",".join(map(str, values)) + "}"
    joined = '","'.join(values)
    if "\\" in joined or joined.count('"') != 2 * len(values) - 2:
        return "{" + ",".join(map(_quoted, values)) + "}"
    return '{"' + joined + '"}'


def _quoted(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def copied(rows: Sequence[Values]) -> str:
    """The rows as PostgreSQL's COPY reads them."""
    columns = map(_copied_column, zip(*rows, strict=True))
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def _copied_column(values: Sequence[Any]) -> Sequence[str]:
    if None in values:
        present = iter(_copied_column([value for value in values if value is not None]))
        return ["\\N" if value is None else next(present) for value in values]
    if values and isinstance(values[0], int):
        return list(map(str, values))
    joined = "".join(values)
    if any(special in joined for special in "\\\t\n\r"):
        return list(map(_escaped, values))
    return values


def _escaped(value: str) -> str:
    """What COPY must not take for one of its own signs."""
    value = value.replace("\\", "\\\\").replace("\t", "\\t")
    return value.replace("\n", "\\n").replace("\r", "\\r")
