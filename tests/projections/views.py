"""A read model made up for stories about the machinery behind read models."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, select

from getcrm.crm import Crm
from getcrm.domain.user import UserAdded, UserRenamed
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.log import EventLog
from getcrm.projections.book import Book, versioned
from getcrm.projections.engine import Engine
from getcrm.projections.projection import NUMBER, TEXT, Projection
from getcrm.projections.store import ViewStore
from tests.crm.databases import fresh
from tests.eventlog.records import append, stored
from tests.story import NOON

metadata = MetaData()
PEOPLE = Table(
    "t_people", metadata, Column("user", TEXT, primary_key=True), Column("name", TEXT, index=True)
)
COUNTS = Table(
    "t_counts",
    metadata,
    Column("letter", TEXT, primary_key=True),
    Column("length", NUMBER, primary_key=True),
    Column("people", NUMBER),
    Column("note", TEXT),
)
LEDGER = Table(
    "t_ledger",
    metadata,
    Column("position", NUMBER, primary_key=True),
    Column("user", TEXT),
    Column("change", NUMBER),
    Index("t_ledger_user", "user"),
)
SEEN = Table("t_seen", metadata, Column("name", TEXT, primary_key=True))
LIVE, PAST = versioned(
    "t_card", metadata, Column("user", TEXT, primary_key=True), Column("name", TEXT)
)
TABLES = (PEOPLE, COUNTS, LEDGER, SEEN, LIVE, PAST)
TOPICS = frozenset({UserAdded.__name__, UserRenamed.__name__})
GONE = ""
"""Whoever is renamed to this is taken out of every table of what is."""


def apply(entries: Sequence[Entry], book: Book) -> None:
    """Everything a book can do: rows by key, counts, a ledger, versions."""
    people, cards = book[PEOPLE], book.versions(LIVE, PAST)
    people.fetch(entry.id for entry in entries)
    cards.fetch(entry.id for entry in entries)
    for entry in entries:
        name = str(entry.data["name"] if entry.topic == "UserAdded" else entry.data["new"])
        old = people.get(entry.id)
        if old:
            _count(book, old["name"], -1)
        if name == GONE:
            people.remove(entry.id)
            cards.remove(entry.id, entry)
        else:
            people.put({"user": entry.id, "name": name})
            cards.put({"user": entry.id, "name": name}, entry)
            _count(book, name, 1)
        book[SEEN].put({"name": name})
        change = len(name) - len(old["name"] if old else "")
        book[LEDGER].add({"position": entry.position, "user": entry.id, "change": change})


def _count(book: Book, name: str, change: int) -> None:
    rows, key = book[COUNTS], (name[:1], len(name))
    row = rows.get(key) or {"letter": key[0], "length": key[1], "people": 0, "note": None}
    people = row["people"] + change
    if people:
        rows.put({**row, "people": people, "note": f"{people} of {name}"})
    else:
        rows.remove(key)


NAMES = Projection("t_names", 1, TABLES, TOPICS, apply)


def who(entries: Sequence[Entry], book: Book) -> None:
    for entry in entries:
        book[PEOPLE].put({"user": entry.id, "name": entry.topic})


ELSEWHERE = Table("t_told", metadata, Column("user", TEXT, primary_key=True), Column("name", TEXT))


def told(entries: Sequence[Entry], book: Book) -> None:
    for entry in entries:
        book[ELSEWHERE].put({"user": entry.id, "name": entry.topic})


TOLD = Projection("t_told", 1, (ELSEWHERE,), TOPICS, told)
WHO = Projection("t_people", 1, (PEOPLE,), TOPICS, who)


def tell(log: EventLog, said: Sequence[tuple[int, str]], at: str = NOON) -> None:
    """Who was called what, in one append; the first time they are added."""
    versions: dict[int, int] = {}
    events = []
    for user, name in said:
        version = versions.setdefault(user, len(log.history(f"user-{user}"))) + 1
        versions[user] = version
        event = UserAdded(name) if version == 1 else UserRenamed("", name)
        events.append(stored(f"user-{user}", version, event, at))
    append(log, events)


@contextmanager
def crm_and_engine(store: str, *projections: Projection) -> Iterator[tuple[Crm, Engine]]:
    """An engine of these read models, on the empty log of a company."""
    with fresh(store) as crm:
        _drop(crm.views)
        engine = Engine(crm.log, crm.views, projections)
        assert engine.prepare() == []
        yield crm, engine
        _drop(crm.views)


@contextmanager
def engine_of(store: str, *projections: Projection) -> Iterator[Engine]:
    with crm_and_engine(store, *projections) as (_, engine):
        yield engine


def _drop(views: ViewStore) -> None:
    with views.write() as db:
        metadata.drop_all(db)
        db.exec_driver_sql("DELETE FROM projection_position WHERE substr(name, 1, 2) = 't_'")


def rows(engine: Engine, table: Table) -> list[tuple[Any, ...]]:
    """All of a table, in an order that is the same on every store."""
    with engine.views.read() as db:
        return sorted((tuple(row) for row in db.execute(select(table))), key=repr)
