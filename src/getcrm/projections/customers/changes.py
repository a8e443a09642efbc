"""How events change what is known of customers."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from getcrm.domain.contact import after
from getcrm.domain.identity import identifying
from getcrm.domain.text import folded
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.mapper import decode
from getcrm.projections.book import Book, Row, Rows, Versions
from getcrm.projections.customers.tables import (
    CARDS,
    CONTACTS,
    DETAILS,
    GROUPS,
    PAST_CARDS,
    PAST_DETAILS,
    REACHED_BY,
    SOURCES,
    TERMS,
)
from getcrm.projections.customers.terms import as_text, from_text, key, terms_of
from getcrm.projections.links import Links

FINDING = {
    "ContactAdded",
    "ContactEdited",
    "ContactRemoved",
    "CustomerRegistered",
    "CustomerEdited",
    "CustomerOwnerChanged",
    "CustomerSharingSet",
    "CustomerDeleted",
    "CustomerRestored",
}
"""Events that change by what the customer is found, or by whom."""
NOBODY = ""
"""The owner of whom nobody owns, among the terms."""
OTHERWISE = ""
"""Stands for the transaction of a contact that none accounts for."""


encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Shelf:
    """The tables at work. withdrawn: the contacts, by transaction, of the customers who have one
    withdrawn in this batch."""

    cards: Versions
    details: Versions
    contacts: Rows
    terms: Links
    reached_by: Links
    groups: Links
    sources: Links
    withdrawn: dict[str, dict[str, str]]

    def card(self, entry: Entry) -> Row:
        return known(self.cards.get(entry.id), entry)

    def put(self, entry: Entry, **fields: Any) -> None:
        """The same card, with other values in some of its fields."""
        self.cards.put({**self.card(entry), **fields, "version": entry.version}, entry)

    def found_by(self, id: str) -> list[tuple[str, str, str, int]]:
        """The rows of the terms; none of one who is deleted, or not registered yet."""
        card, details = self.cards.get(id), self.details.get(id)
        if card is None or details is None or card["deleted"]:
            return []
        owner, common = card["owner"] or NOBODY, card["common"]
        return [(term, id, owner, common) for term in from_text(details["terms"])]

    def addresses_of(self, id: str) -> list[str]:
        """By which it is reached; none of one who is deleted, or not registered yet."""
        card, details = self.cards.get(id), self.details.get(id)
        if card is None or details is None or card["deleted"]:
            return []
        return from_text(details["reached_by"])


def apply(entries: Sequence[Entry], book: Book) -> None:
    shelf = prepared(entries, book)
    for entry in entries:
        if entry.topic not in FINDING:
            CHANGES[entry.topic](entry, shelf)
            continue
        former, reached_by = shelf.found_by(entry.id), shelf.addresses_of(entry.id)
        CHANGES[entry.topic](entry, shelf)
        shelf.reached_by.set(entry.id, reached_by, shelf.addresses_of(entry.id))
        shelf.terms.set_rows(entry.id, former, shelf.found_by(entry.id))
    for links in (shelf.terms, shelf.reached_by, shelf.groups, shelf.sources):
        links.write()


def prepared(entries: Sequence[Entry], book: Book) -> Shelf:
    """Everything the batch will need, asked for at once."""
    cards, details = book.versions(CARDS, PAST_CARDS), book.versions(DETAILS, PAST_DETAILS)
    contacts = book[CONTACTS]
    new = [entry.id for entry in entries if entry.version == 1]
    cards.begin(new)
    details.begin(new)
    cards.fetch(entry.id for entry in entries)
    details.fetch(entry.id for entry in entries if entry.topic in FINDING)
    contacts.fetch(contact_key(e) for e in entries if e.topic == "CustomerContacted")
    withdrawn: dict[str, dict[str, str]] = {
        e.id: {} for e in entries if e.topic == "CustomerContactWithdrawn"
    }
    if withdrawn:
        for row in book.scan(CONTACTS, CONTACTS.c.customer.in_(list(withdrawn))):
            withdrawn[row["customer"]][row["transaction"]] = row["contacted_at"]
    return Shelf(
        cards,
        details,
        contacts,
        Links(book[TERMS]),
        Links(book[REACHED_BY]),
        Links(book[GROUPS]),
        Links(book[SOURCES]),
        withdrawn,
    )


def known(row: Row | None, entry: Entry) -> Row:
    assert row is not None, f"{entry.stream} has no first event"
    return row


def registered(entry: Entry, shelf: Shelf) -> None:
    data = entry.data
    card = {
        "customer": entry.id,
        **described(data["code"], data["details"]),
        "owner": data["owner"],
        "common": 0,
        "stage": data["stage"],
        "tier": data["tier"],
        "groups": encode(data["groups"]),
        "sources": encode(data["sources"]),
        "created_at": entry.occurred_at,
        "last_contact_at": None,
        "quiet_since": entry.occurred_at,
        "deleted": 0,
        "version": entry.version,
    }
    shelf.cards.put(card, entry)
    describe(entry, shelf, data["code"], data["details"], shares="[]")
    shelf.groups.set(entry.id, (), data["groups"])
    shelf.sources.set(entry.id, (), data["sources"])


def described(code: str, details: dict[str, Any]) -> Row:
    """What a card shows of the code and the details."""
    return {
        "code": code,
        "code_key": folded(code),
        "name": details["name"],
        "name_key": key(details["name"]),
        "kind": details["kind"],
        "province_key": key(details["address"]["province"] if details["address"] else ""),
    }


def describe(entry: Entry, shelf: Shelf, code: str, details: dict[str, Any], shares: str) -> None:
    """Keep the details, and by what the customer is found."""
    terms = as_text(terms_of(code, details))
    found = identifying(details)
    row = {
        "customer": entry.id,
        "details": encode(details),
        "terms": terms,
        "reached_by": as_text(sorted([*found["phone"], *found["email"]])),
        "shares": shares,
    }
    shelf.details.put(row, entry)


def edited(entry: Entry, shelf: Shelf) -> None:
    new = {field: change["new"] for field, change in entry.data["changed"].items()}
    code = new.pop("code", shelf.card(entry)["code"])
    former = known(shelf.details.get(entry.id), entry)
    details = {**json.loads(former["details"]), **new}
    shelf.put(entry, **described(code, details))
    describe(entry, shelf, code, details, former["shares"])


def contacts_changed(entry: Entry, shelf: Shelf) -> None:
    """One came, changed or went."""
    former = known(shelf.details.get(entry.id), entry)
    details = json.loads(former["details"])
    details["contacts"] = after(details["contacts"], decode(entry.topic, entry.data))
    shelf.put(entry)
    describe(entry, shelf, shelf.card(entry)["code"], details, former["shares"])


def owner_changed(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, owner=entry.data["new"])


def stage_changed(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, stage=entry.data["new"])


def tier_changed(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, tier=entry.data["new"])


def sharing_set(entry: Entry, shelf: Shelf) -> None:
    """Who may see it therefore is told elsewhere (`projections/access`)."""
    new = entry.data["new"]
    shelf.put(entry, common=int(new["common"]))
    details = known(shelf.details.get(entry.id), entry)
    shelf.details.put({**details, "shares": encode(new["shares"])}, entry)


def groups_changed(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, groups=encode(entry.data["new"]))
    shelf.groups.set(entry.id, entry.data["old"], entry.data["new"])


def sources_changed(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, sources=encode(entry.data["new"]))
    shelf.sources.set(entry.id, entry.data["old"], entry.data["new"])


def contact_key(entry: Entry) -> tuple[str, str]:
    return entry.id, entry.data["transaction"] or OTHERWISE


def contacted(entry: Entry, shelf: Shelf) -> None:
    customer, transaction = contact_key(entry)
    at = entry.data["contacted_at"]
    former = shelf.contacts.get((customer, transaction))
    if former and transaction == OTHERWISE:
        at = max(at, former["contacted_at"])
    row = {"customer": customer, "transaction": transaction, "contacted_at": at}
    shelf.contacts.put(row)
    if customer in shelf.withdrawn:
        shelf.withdrawn[customer][transaction] = at
    last_contact(entry, shelf, max(shelf.card(entry)["last_contact_at"] or "", at))


def contact_withdrawn(entry: Entry, shelf: Shelf) -> None:
    """The latest of the other contacts is the last one again, if there is any."""
    left = shelf.withdrawn[entry.id]
    left.pop(entry.data["transaction"], None)
    shelf.contacts.remove((entry.id, entry.data["transaction"]))
    last_contact(entry, shelf, max(left.values(), default=None))


def last_contact(entry: Entry, shelf: Shelf, at: str | None) -> None:
    shelf.put(entry, last_contact_at=at, quiet_since=at or shelf.card(entry)["created_at"])


def deleted(entry: Entry, shelf: Shelf) -> None:
    """From now on it is found among the deleted only (CUS-3)."""
    shelf.put(entry, deleted=1)


def restored(entry: Entry, shelf: Shelf) -> None:
    shelf.put(entry, deleted=0)


CHANGES: dict[str, Callable[[Entry, Shelf], None]] = {
    "CustomerRegistered": registered,
    "CustomerEdited": edited,
    "ContactAdded": contacts_changed,
    "ContactEdited": contacts_changed,
    "ContactRemoved": contacts_changed,
    "CustomerOwnerChanged": owner_changed,
    "CustomerStageChanged": stage_changed,
    "CustomerGroupsChanged": groups_changed,
    "CustomerSourcesChanged": sources_changed,
    "CustomerTierChanged": tier_changed,
    "CustomerSharingSet": sharing_set,
    "CustomerContacted": contacted,
    "CustomerContactWithdrawn": contact_withdrawn,
    "CustomerDeleted": deleted,
    "CustomerRestored": restored,
}
