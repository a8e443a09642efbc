"""Signs of life of the processes that work beside the web server, kept with the read models.

Projector, scheduler and outbox write one row each while they lead; whoever ends in order takes it
away. So a row that grows old is of a process that died or hangs (OPS-2).
"""

from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, String, Table, insert, select

from getcrm.domain.calendar import seconds_between
from getcrm.eventlog.instants import now
from getcrm.projections.positions import metadata
from getcrm.projections.store import ViewStore

HEARTBEATS = Table(
    "process_heartbeat",
    metadata,
    Column("name", String, primary_key=True),
    Column("at", String, nullable=False),
    Column("well_at", String, nullable=False),
    Column("error", String, nullable=False),
    Column("every", BigInteger, nullable=False),
)
"""at: the last sign. well_at: the last one without an error. every: seconds to the next one."""
SHORTEST = 60
"""Seconds; nobody is thought dead sooner, nor failing."""
MISSED = 3
"""Signs that may be missing."""


class Heartbeat(NamedTuple):
    """A row of the table."""

    name: str
    at: str
    well_at: str
    error: str
    every: int

    def trouble(self, moment: str) -> str | None:
        """What is wrong with it; None: nothing that lasts."""
        limit = max(SHORTEST, MISSED * self.every)
        if seconds_between(self.at, moment) > limit:
            return f"no sign of life since {self.at}"
        if self.error and seconds_between(self.well_at, moment) > limit:
            return f"fails since {self.well_at}: {self.error}"
        return None


def beat(views: ViewStore, name: str, every: float, error: str = "") -> None:
    """A sign of life. error: why the work could not be done."""
    at = now()
    with views.write() as db:
        former = db.execute(select(HEARTBEATS).where(HEARTBEATS.c.name == name)).first()
        well_at = former.well_at if former and error else at
        db.execute(HEARTBEATS.delete().where(HEARTBEATS.c.name == name))
        row = Heartbeat(name, at, well_at, error[:1000], round(every))
        db.execute(insert(HEARTBEATS).values(row._asdict()))


def end(views: ViewStore, name: str) -> None:
    """It has ended in order, or has nothing to do here."""
    with views.write() as db:
        db.execute(HEARTBEATS.delete().where(HEARTBEATS.c.name == name))


def heartbeats(db: Connection) -> list[Heartbeat]:
    rows = db.execute(select(HEARTBEATS).order_by(HEARTBEATS.c.name))
    return [Heartbeat._make(row) for row in rows]
