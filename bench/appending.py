"""Durable appends, one event a transaction, against a raw INSERT of the same row."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import psycopg
from eventsourcing.persistence import StoredEvent

from bench.figures import Figures, Goal, middle, per_second
from getcrm.crm import Crm, new_id
from getcrm.domain.customer import Customer, CustomerStageChanged
from getcrm.eventlog.appending import Checks, Fact
from getcrm.eventlog.instants import now
from getcrm.eventlog.log import stream
from getcrm.eventlog.mapper import encode
from getcrm.eventlog.store import postgres_target, sqlite_path
from tests.stores import STORES, opened

ROUNDS = 9
CHUNK = 150
GOALS = {"sqlite": Goal(at_least=0.60), "postgresql": Goal(at_least=0.50)}
TABLE = (
    "CREATE TABLE raw_event (position bigint PRIMARY KEY, stream text, version bigint,"
    " topic text, recorded_at text, body text, UNIQUE (stream, version))"
)


def body() -> str:
    event = CustomerStageChanged(new_id(), new_id())
    return encode(event, now(), new_id(), {"command": "ChangeCustomerStage", "id": new_id()})


def measure(figures: Figures) -> None:
    for store in STORES:
        with opened(store) as crm:
            raw = RAW[store](crm)
            ours, limits = [], []
            for _ in range(ROUNDS):
                limits.append(per_second(CHUNK, raw))
                ours.append(per_second(CHUNK, lambda: append(crm)))
            name = "append_postgres" if store == "postgresql" else "append_sqlite"
            figures.note(name, middle(ours), "events/s", middle(limits), GOALS[store])


def append(crm: Crm) -> None:
    """Events of one customer, each with its version checked and a fact moved."""
    id = new_id()
    name = stream(Customer, id)
    fact = Fact("stage_member", "x", id)
    for version in range(CHUNK):
        checks = Checks(
            expects={name: version},
            added=[fact] if version % 2 == 0 else [],
            removed=[fact] if version % 2 else [],
        )
        event = StoredEvent(name, version + 1, "CustomerStageChanged", body().encode())
        crm.log.append([event], checks)


def raw_sqlite(crm: Crm) -> Callable[[], None]:
    path = sqlite_path(crm.url)
    assert path
    db = sqlite3.connect(Path(f"{path}.raw"), isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute(TABLE)
    position = 0

    def insert() -> None:
        nonlocal position
        name = new_id()
        for version in range(CHUNK):
            position += 1
            row = (position, name, version, "CustomerStageChanged", now(), body())
            db.execute("INSERT INTO raw_event VALUES (?, ?, ?, ?, ?, ?)", row)

    return insert


def raw_postgres(crm: Crm) -> Callable[[], None]:
    conninfo, schema = postgres_target(crm.url)
    db = psycopg.connect(conninfo, autocommit=True)
    db.execute(f'SET search_path TO "{schema}"'.encode())
    db.execute(TABLE.encode())
    position = 0

    def insert() -> None:
        nonlocal position
        name = new_id()
        for version in range(CHUNK):
            position += 1
            row = (position, name, version, "CustomerStageChanged", now(), body())
            db.execute("INSERT INTO raw_event VALUES (%s, %s, %s, %s, %s, %s)", row, prepare=True)

    return insert


RAW = {"sqlite": raw_sqlite, "postgresql": raw_postgres}
