"""A question about the past, and the same question asked of nothing but that past (LOG-1)."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from random import Random
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert

from getcrm.crm import PROJECTIONS, QUERIES, Crm
from getcrm.domain.refusals import Refusal
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.log import EventLog
from getcrm.projections.book import Book, Moment
from getcrm.projections.positions import POSITIONS
from getcrm.projections.projection import Projection
from getcrm.projections.query import AsOfQuery, Reader
from tests.projections.folding import in_memory
from tests.wishes import Json, Maker, fields

NOT_ASKED = {"as_of", "as_known_at", "cursor", "limit"}
ABOUT_THE_PAST = [name for name, ask in QUERIES.items() if issubclass(ask.query, AsOfQuery)]
TABLES = [table for projection in PROJECTIONS for table in projection.tables]


@cache
def questions(name: str) -> Maker:
    schema = QUERIES[name].query.model_json_schema()
    properties = {n: one for n, one in schema["properties"].items() if n not in NOT_ASKED}
    return fields({**schema, "properties": properties}, schema.get("$defs", {}))


def question(name: str, chance: Random) -> Json:
    """Any question of that name, its filters filled from the pools."""
    while True:
        given: Json = questions(name)(chance)
        if makes_sense(name, given):
            return given


def makes_sense(name: str, given: dict[str, Any]) -> bool:
    try:
        QUERIES[name].query.model_validate(given)
    except ValidationError:
        return False
    return True


def knows(moment: Moment, entry: Entry) -> bool:
    """Whether an event is part of how it was at a time, as known at a position."""
    happened = moment.at is None or entry.occurred_at <= moment.at
    return happened and (moment.position is None or entry.position <= moment.position)


class Prefix(EventLog):
    """The log of somebody who knows no more than that."""

    def __init__(self, log: EventLog, moment: Moment) -> None:
        super().__init__(log.recorder)
        self.moment = moment

    def _known(self, entries: Iterable[Entry]) -> list[Entry]:
        return [entry for entry in entries if knows(self.moment, entry)]

    def history(self, name: str) -> list[Entry]:
        return self._known(super().history(name))

    def read(self, after: int, limit: int = 500, up_to: int | None = None) -> list[Entry]:
        return self._known(super().read(after, limit, up_to))

    def at(self, positions: Iterable[int]) -> dict[int, Entry]:
        return {e.position: e for e in self._known(super().at(positions).values())}


@contextmanager
def replay(crm: Crm, moment: Moment) -> Iterator[Reader]:
    """Read models in memory that have seen the events known at a moment, and nothing else."""
    end = crm.log.position()
    position = end if moment.position is None else min(end, moment.position)
    entries = [entry for entry in crm.log.read_all() if knows(moment, entry)]
    with in_memory([POSITIONS, *TABLES]) as db:
        for projection in PROJECTIONS:
            row = {"name": projection.name, "version": projection.version, "position": position}
            db.execute(insert(POSITIONS).values(row))
            fold(projection, entries, db)
        now = crm.clock() if moment.at is None else moment.at
        yield Reader(db, Prefix(crm.log, moment), now, crm.time_zone())


def fold(projection: Projection, entries: Sequence[Entry], db: Connection) -> None:
    if heard := [entry for entry in entries if entry.topic in projection.topics]:
        book = Book(db)
        projection.apply(heard, book)
        book.flush()


def about(moment: Moment) -> dict[str, str]:
    """The parameters of a question about a moment."""
    return {
        **({} if moment.at is None else {"as_of": moment.at}),
        **({} if moment.position is None else {"as_known_at": str(moment.position)}),
    }


def answer(name: str, given: dict[str, Any], reader: Reader) -> Any:
    """What is told, or the name of the refusal."""
    try:
        return QUERIES[name].run(QUERIES[name].query.model_validate(given), reader)
    except Refusal as refusal:
        return type(refusal).__name__
