"""How a customer is shown: with names, stars and last contact as of the moment asked about."""

from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Row, Table, select
from typing_extensions import TypedDict

from getcrm.domain.calendar import day_of
from getcrm.projections.among import among, some_ids
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.called import called
from getcrm.projections.customers.tables import CARDS, DETAILS, PAST_CARDS, PAST_DETAILS
from getcrm.projections.directory.queries import Named
from getcrm.projections.potential_stars.asking import scores, star_count, thresholds
from getcrm.projections.potential_stars.tables import SCORES
from getcrm.projections.query import Reader

Fields = dict[str, Any]
Lists = dict[str, list[str]]


class ListedCustomer(TypedDict):
    """phones: in international form. days_without_contact: on the company's calendar, from
    creation on where there never was one (CUS-7)."""

    id: str
    version: int
    code: str
    name: str
    kind: str
    phones: list[str]
    emails: list[str]
    province: str
    owner: Named | None
    stage: Named
    groups: list[Named]
    sources: list[Named]
    tier: Named | None
    created_at: str
    last_contact_at: str | None
    days_without_contact: int
    score: int
    stars: int
    deleted: bool


class Showing:
    """Everything that a page of customers needs, asked for at once."""

    def __init__(self, reader: Reader, moment: Moment, ids: Sequence[str]) -> None:
        self._zone = reader.time_zone
        self._today = day_of(moment.at or reader.now, reader.time_zone)
        rows = cards_now(reader, ids) if moment.is_now else cards_then(reader, moment, ids)
        self._rows = {row.customer: row for row in rows}
        self._groups: Lists = {row.customer: from_json(row.groups) for row in rows}
        self._sources: Lists = {row.customer: from_json(row.sources) for row in rows}
        self._called = called(reader.db, moment, self._mentioned())
        self._thresholds = thresholds(reader.db, moment) if rows else []

    def _mentioned(self) -> dict[str, set[str]]:
        """Whose names will be needed."""
        rows = self._rows.values()
        return {
            "stage": {row.stage for row in rows},
            "user": {row.owner for row in rows if row.owner},
            "tier": {row.tier for row in rows if row.tier},
            "group": {id for ids in self._groups.values() for id in ids},
            "source": {id for ids in self._sources.values() for id in ids},
        }

    def customer(self, id: str) -> tuple[ListedCustomer, Fields]:
        """As lists show it, and its details besides."""
        row = self._rows[id]
        details: Fields = from_json(row.details)
        score = row.score or 0
        return {
            "id": id,
            "version": row.version,
            "code": row.code,
            "name": row.name,
            "kind": row.kind,
            "phones": details["phones"],
            "emails": details["emails"],
            "province": details["address"]["province"] if details["address"] else "",
            "owner": self._named("user", row.owner) if row.owner else None,
            "stage": self._named("stage", row.stage),
            "groups": self._listed("group", self._groups[id]),
            "sources": self._listed("source", self._sources[id]),
            "tier": self._named("tier", row.tier) if row.tier else None,
            "created_at": row.created_at,
            "last_contact_at": row.last_contact_at,
            "days_without_contact": self._days_since(row.quiet_since),
            "score": score,
            "stars": star_count(score, self._thresholds),
            "deleted": bool(row.deleted),
        }, details

    def _named(self, kind: str, id: str) -> Named:
        return {"id": id, "name": self._called.get((kind, id), id)}

    def _listed(self, kind: str, ids: Sequence[str]) -> list[Named]:
        """Those that are there; a deleted group, where membership sleeps, is not (GRP-2)."""
        called = self._called
        return [{"id": id, "name": called[kind, id]} for id in ids if (kind, id) in called]

    def _days_since(self, at: str) -> int:
        return max(0, (self._today - day_of(at, self._zone)).days)


CARDS_NOW = (
    select(CARDS, DETAILS.c.details, SCORES.c.score)
    .join(DETAILS, DETAILS.c.customer == CARDS.c.customer)
    .outerjoin(SCORES, SCORES.c.customer == CARDS.c.customer)
    .where(among(CARDS.c.customer, some_ids("ids")))
)


def cards_now(reader: Reader, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """The cards of these customers, with their details and scores."""
    return reader.db.execute(CARDS_NOW, {"ids": ids}).all()


def cards_then(reader: Reader, moment: Moment, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """The same, as they were then."""

    def asked(table: Table) -> ColumnElement[bool]:
        return among(table.c.customer, ids)

    card = rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery()
    details = rows_as_of(DETAILS, PAST_DETAILS, moment, asked).subquery()
    score = scores(moment, ids)
    return reader.db.execute(
        select(card, details.c.details, score.c.score)
        .join(details, details.c.customer == card.c.customer)
        .outerjoin(score, score.c.customer == card.c.customer)
    ).all()
