"""How far each read model has come: one row each, in the same transaction as its rows."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table, select

from getcrm.eventlog.appending import StartupRefused
from getcrm.projections.pipelining import driver
from getcrm.projections.store import POSITION_TABLE

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
INCOMPLETE = -1
"""The version of a read model of which tables, columns or the position were lost."""
LISTED = f"SELECT {', '.join(POSITIONS.c.keys())} FROM {POSITION_TABLE} ORDER BY name"
LOCKED = {"sqlite": LISTED, "postgresql": f"{LISTED} FOR UPDATE"}
"""By store; in SQLite a transaction that writes is alone anyway."""


class NotPrepared(StartupRefused):
    """The read models have no tables yet."""


class ReadModelsOutdated(StartupRefused):
    """The read models are not whole, or not those of this getcrm."""


class ReadModelsDamaged(StartupRefused):
    """The file with the read models can no longer be read."""


class State(NamedTuple):
    """Where one projection stands: its row of the positions."""

    name: str
    version: int
    position: int
    failure: str | None
    rebuilt: int


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
