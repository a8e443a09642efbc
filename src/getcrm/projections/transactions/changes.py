"""How events change what is known of transactions."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from getcrm.domain.aggregate import MAIN
from getcrm.domain.calendar import day_of, days_later, time_zone
from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row, Rows, Versions
from getcrm.projections.links import Links
from getcrm.projections.transactions.tables import (
    ASSIGNEES,
    CALENDAR,
    CARDS,
    DETAILS,
    PAST_CARDS,
    PAST_DETAILS,
)

encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode
OPEN = ("todo", "doing")
UNDONE: Row = {"completed_at": None, "done_by": None, "in_time": None, "result": ""}
"""What a transaction that is not closed has."""


@dataclass(frozen=True)
class Shelf:
    """The tables at work."""

    cards: Versions
    details: Versions
    assignees: Links
    calendar: Rows

    def put(self, entry: Entry, **fields: Any) -> None:
        """The same card, with other values in some of its fields."""
        card = known(self.cards.get(entry.id), entry)
        self.keep({**card, **fields, "version": entry.version}, entry)

    def keep(self, card: Row, entry: Entry) -> None:
        self.cards.put({**card, "remind_on": self.remind_on(card)}, entry)

    def remind_on(self, card: Row) -> str | None:
        """So many days before its start, while it is open, once (TXN-1)."""
        start, days = card["start"], card["reminder_days"]
        if start is None or days is None or card["status"] not in OPEN or card["deleted"]:
            return None
        remind_on = days_later(day_of(start, self.time_zone()), -days).isoformat()
        return None if remind_on == card["reminded_on"] else remind_on

    def time_zone(self) -> ZoneInfo:
        company = self.calendar.get(MAIN)
        return time_zone(company["time_zone"] if company else "UTC")


def apply(entries: Sequence[Entry], book: Book) -> None:
    shelf = Shelf(
        book.versions(CARDS, PAST_CARDS),
        book.versions(DETAILS, PAST_DETAILS),
        Links(book[ASSIGNEES]),
        book[CALENDAR],
    )
    ids = {entry.id for entry in entries if entry.kind == "transaction"}
    new = [e.id for e in entries if e.version == 1 and e.kind == "transaction"]
    shelf.cards.begin(new)
    shelf.details.begin(new)
    shelf.cards.fetch(ids)
    shelf.details.fetch(
        e.id for e in entries if e.topic in ("TransactionCreated", "TransactionEdited")
    )
    for entry in entries:
        CHANGES[entry.topic](entry, shelf)
    shelf.assignees.write()


def known(row: Row | None, entry: Entry) -> Row:
    assert row is not None, f"{entry.stream} has no first event"
    return row


def company_set_up(entry: Entry, shelf: Shelf) -> None:
    shelf.calendar.put({"company": entry.id, "time_zone": entry.data["time_zone"]})


def created(entry: Entry, shelf: Shelf) -> None:
    data = entry.data
    card = {
        "transaction": entry.id,
        **described(data["details"]),
        **{field: data[field] for field in ("type", "customer", "opportunity", "campaign")},
        "assignees": encode(data["assignees"]),
        "status": "todo",
        "created_at": entry.occurred_at,
        "created_by": entry.by,
        **UNDONE,
        "reminded_on": None,
        "deleted": 0,
        "version": entry.version,
    }
    shelf.details.put({"transaction": entry.id, "details": encode(data["details"])}, entry)
    shelf.keep(card, entry)
    shelf.assignees.set(entry.id, (), data["assignees"])


def described(details: dict[str, Any]) -> Row:
    """What a card shows of the details."""
    return {"name": details["name"]} | {
        field: details[field] for field in ("start", "due", "reminder_days")
    }


def edited(entry: Entry, shelf: Shelf) -> None:
    new = {field: change["new"] for field, change in entry.data["changed"].items()}
    fields: Row = {field: new.pop(field) for field in ("type", "assignees") if field in new}
    if "assignees" in fields:
        former = entry.data["changed"]["assignees"]["old"]
        shelf.assignees.set(entry.id, former, fields["assignees"])
        fields["assignees"] = encode(fields["assignees"])
    details = {**json.loads(known(shelf.details.get(entry.id), entry)["details"]), **new}
    shelf.details.put({"transaction": entry.id, "details": encode(details)}, entry)
    shelf.put(entry, **described(details), **fields)


def started(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, status="doing")


def completed(entry: Entry, shelf: Shelf) -> None:
    data = entry.data
    shelf.put(
        entry,
        status="completed",
        completed_at=entry.occurred_at,
        done_by=data["done_by"],
        in_time=int(data["in_time"]),
        result=data["result"],
    )


def cancelled(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, status="cancelled", result=entry.data["reason"])


def reopened(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, status="todo", **UNDONE)


def moved(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, customer=entry.data["new"])


def reminded(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, reminded_on=entry.data["due_on"])


def deleted(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, deleted=1)


def restored(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, deleted=0)


CHANGES: dict[str, Callable[[Entry, Shelf], None]] = {
    "CompanySetUp": company_set_up,
    "TransactionCreated": created,
    "TransactionEdited": edited,
    "TransactionStarted": started,
    "TransactionCompleted": completed,
    "TransactionCancelled": cancelled,
    "TransactionReopened": reopened,
    "TransactionMoved": moved,
    "TransactionReminded": reminded,
    "TransactionDeleted": deleted,
    "TransactionRestored": restored,
}
