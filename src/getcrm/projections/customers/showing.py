"""How a customer is shown: with names, stars and last contact as of the moment asked about."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, select
from typing_extensions import TypedDict

from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.called import Of, called
from getcrm.projections.customers.asking import day_of
from getcrm.projections.customers.tables import CARDS, DETAILS, PAST_CARDS, PAST_DETAILS
from getcrm.projections.directory.queries import Named
from getcrm.projections.potential_stars import stars
from getcrm.projections.query import Reader

Fields = dict[str, Any]


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
        self._rows = {row.customer: row for row in cards(reader, moment, ids)}
        self._called = called(reader.db, moment, mentioned(list(self._rows.values())))
        self._stars = stars(reader.db, ids, moment)

    def customer(self, id: str) -> tuple[ListedCustomer, Fields]:
        """As lists show it, and its details besides."""
        row = self._rows[id]
        details: Fields = json.loads(row.details)
        score, star_count = self._stars[id]
        return {
            "id": id,
            "version": row.version,
            "code": row.code,
            "name": row.name,
            "kind": row.kind,
            "phones": details.get("phones") or [],
            "emails": details.get("emails") or [],
            "province": (details.get("address") or {}).get("province") or "",
            "owner": self._named("user", row.owner),
            "stage": {"id": row.stage, "name": self._called.get(("stage", row.stage), row.stage)},
            "groups": self._listed("group", row.groups),
            "sources": self._listed("source", row.sources),
            "tier": self._named("tier", row.tier),
            "created_at": row.created_at,
            "last_contact_at": row.last_contact_at,
            "days_without_contact": self._days_since(row.quiet_since),
            "score": score,
            "stars": star_count,
            "deleted": bool(row.deleted),
        }, details

    def _named(self, kind: str, id: str | None) -> Named | None:
        return {"id": id, "name": self._called.get((kind, id), id)} if id else None

    def _listed(self, kind: str, ids: str) -> list[Named]:
        """Those that are there; a deleted group, where membership sleeps, is not (GRP-2)."""
        return [
            {"id": id, "name": self._called[kind, id]}
            for id in json.loads(ids)
            if (kind, id) in self._called
        ]

    def _days_since(self, at: str) -> int:
        return max(0, (self._today - day_of(at, self._zone)).days)


def cards(reader: Reader, moment: Moment, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """The cards of these customers with their details, as they were then."""

    def asked(table: Table) -> ColumnElement[bool]:
        return table.c.customer.in_(ids)

    card = rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery()
    details = rows_as_of(DETAILS, PAST_DETAILS, moment, asked).subquery()
    return reader.db.execute(
        select(card, details.c.details).join(details, details.c.customer == card.c.customer)
    ).all()


def mentioned(rows: Sequence[Row[Any]]) -> Of:
    """Whose names will be needed."""
    return {
        "stage": {row.stage for row in rows},
        "user": {row.owner for row in rows if row.owner},
        "tier": {row.tier for row in rows if row.tier},
        "group": {id for row in rows for id in json.loads(row.groups)},
        "source": {id for row in rows for id in json.loads(row.sources)},
    }
