"""How transactions are shown, with names as of the moment asked about."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Row, Table, select
from typing_extensions import TypedDict

from getcrm.domain.calendar import day_of
from getcrm.projections.access.hiding import hidden
from getcrm.projections.among import among, some_ids
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.called import called
from getcrm.projections.customers import customer_names
from getcrm.projections.directory.queries import Named
from getcrm.projections.query import Reader
from getcrm.projections.transactions.changes import OPEN
from getcrm.projections.transactions.tables import CARDS, DETAILS, PAST_CARDS, PAST_DETAILS

Fields = dict[str, Any]


class ListedTransaction(TypedDict):
    """customer, opportunity, campaign: null also where the caller may not see them. bucket:
    in_time, today or overdue while it is open, by its due day (TXN-3); null: closed."""

    id: str
    version: int
    name: str
    type: Named
    customer: Named | None
    supplier: str
    opportunity: str | None
    campaign: Named | None
    status: str
    priority: str
    start: str | None
    due: str | None
    bucket: str | None
    assignees: list[Named]
    created_at: str
    completed_at: str | None
    in_time: bool | None
    deleted: bool


class Attachment(TypedDict):
    name: str
    url: str


class TransactionDetails(TypedDict):
    """What a list leaves out, unless it is asked for. result: of the completion, or the reason of
    the cancellation. done_by: whom the KPI credits. created_by: a user's id, or "system"."""

    watchers: list[Named]
    description: str
    result: str
    reminder_days: int | None
    reminded_on: str | None
    attachments: list[Attachment]
    done_by: Named | None
    created_by: str


class TransactionAnswer(ListedTransaction, TransactionDetails):
    """Everything about one transaction (TXN-1)."""


class Showing:
    """Everything that a page of transactions needs, asked for at once."""

    def __init__(self, reader: Reader, moment: Moment, ids: Sequence[str]) -> None:
        self._zone = reader.time_zone
        self._today = day_of(moment.at or reader.now, reader.time_zone)
        rows = cards_now(reader, ids) if moment.is_now else cards_then(reader, moment, ids)
        self._rows = {row.transaction: row for row in rows}
        self._details: dict[str, Fields] = {r.transaction: from_json(r.details) for r in rows}
        self._unseen = hidden(
            reader, (id for row in rows for id in (row.customer, row.opportunity, row.campaign))
        )
        seen = {self._seen(row.customer) for row in rows}
        self._customers = customer_names(reader.db, seen, moment)
        self._called = called(
            reader.db,
            moment,
            {
                "type": {row.type for row in rows},
                "campaign": {row.campaign for row in rows if row.campaign},
                "user": self._people(),
            },
        )

    def _people(self) -> set[str]:
        named = {row.done_by for row in self._rows.values() if row.done_by}
        for id, row in self._rows.items():
            named.update(from_json(row.assignees), self._details[id]["watchers"])
        return named

    def transaction(self, id: str) -> ListedTransaction:
        row, details = self._rows[id], self._details[id]
        return {
            "id": id,
            "version": row.version,
            "name": row.name,
            "type": self._named("type", row.type),
            "customer": self._customer(row.customer),
            "supplier": details["supplier"],
            "opportunity": self._seen(row.opportunity),
            "campaign": self._named("campaign", row.campaign) if self._seen(row.campaign) else None,
            "status": row.status,
            "priority": details["priority"],
            "start": row.start,
            "due": row.due,
            "bucket": self._bucket(row),
            "assignees": self._users(from_json(row.assignees)),
            "created_at": row.created_at,
            "completed_at": row.completed_at,
            "in_time": None if row.in_time is None else bool(row.in_time),
            "deleted": bool(row.deleted),
        }

    def page(self, id: str) -> TransactionAnswer:
        return {**self.transaction(id), **self.details(id)}

    def details(self, id: str) -> TransactionDetails:
        row, details = self._rows[id], self._details[id]
        return {
            "watchers": self._users(details["watchers"]),
            "description": details["description"],
            "result": row.result,
            "reminder_days": row.reminder_days,
            "reminded_on": row.reminded_on,
            "attachments": details["attachments"],
            "done_by": self._named("user", row.done_by) if row.done_by else None,
            "created_by": row.created_by,
        }

    def _bucket(self, row: Row[Any]) -> str | None:
        if row.status not in OPEN or row.deleted:
            return None
        return bucket(row.due, self._today, self._zone)

    def _seen(self, id: str | None) -> str | None:
        return None if id in self._unseen else id

    def _customer(self, id: str | None) -> Named | None:
        seen = self._seen(id)
        return {"id": seen, "name": self._customers.get(seen, seen)} if seen else None

    def _named(self, kind: str, id: str) -> Named:
        return {"id": id, "name": self._called.get((kind, id), id)}

    def _users(self, ids: Sequence[str]) -> list[Named]:
        return [self._named("user", id) for id in ids]


def bucket(due: str | None, today: date, time_zone: ZoneInfo) -> str:
    """Where open work stands: in time, due today, or overdue since a day before (TXN-3)."""
    if due is None:
        return "in_time"
    day = day_of(due, time_zone)
    if day == today:
        return "today"
    return "overdue" if day < today else "in_time"


CARDS_NOW = (
    select(CARDS, DETAILS.c.details)
    .join(DETAILS, DETAILS.c.transaction == CARDS.c.transaction)
    .where(among(CARDS.c.transaction, some_ids("ids")))
)


def cards_now(reader: Reader, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """The cards of these transactions, with their details."""
    return reader.db.execute(CARDS_NOW, {"ids": ids}).all()


def cards_then(reader: Reader, moment: Moment, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """The same, as they were then."""

    def asked(table: Table) -> ColumnElement[bool]:
        return among(table.c.transaction, ids)

    card = rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery()
    details = rows_as_of(DETAILS, PAST_DETAILS, moment, asked).subquery()
    same = details.c.transaction == card.c.transaction
    return reader.db.execute(select(card, details.c.details).join(details, same)).all()
