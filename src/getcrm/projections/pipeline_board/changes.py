"""How events change the cards of the pipeline board."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic_core import to_json

from getcrm.domain.money import as_digits, parts, to_units
from getcrm.domain.text import unaccented
from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row
from getcrm.projections.pipeline_board.tables import CARDS, CHANCE, LOST, OFF, PAST_CARDS, TALLY
from getcrm.projections.tally import Posting, Standing


def apply(entries: Sequence[Entry], book: Book) -> None:
    cards = book.versions(CARDS, PAST_CARDS)
    ids = [entry.id for entry in entries]
    cards.begin(entry.id for entry in entries if entry.version == 1)
    cards.fetch(ids)
    tally = Posting(TALLY, book)
    for id, entry in zip(ids, entries, strict=True):
        old = cards.get(id)
        new = opened(entry) if old is None else after(entry, old)
        cards.put(new, entry)
        tally.moved(entry, id, standing(old) if old else None, standing(new))
    tally.write()


def standing(card: Row) -> Standing | None:
    """Where a card stands and what it weighs there; a deleted one nowhere."""
    if card["deleted"]:
        return None
    amount = int(card["amount"] or 0)
    decided = card["outcome"] in CHANCE
    chance: int = CHANCE[card["outcome"]] if decided else card["probability"]
    cell = (card["campaign"], card["method"], card["outcome"], card["owner"])
    return Standing(cell, (1, *parts(amount), *parts(amount * chance)))


def opened(entry: Entry) -> Row:
    data, at = entry.data, entry.occurred_at
    card = {
        "opportunity": entry.id,
        "campaign": data["campaign"],
        "customer": data["customer"],
        "method": data["method"],
        "outcome": "open",
        "owner": data["owner"] or "",
        "entered_at": at,
        "opened_at": at,
        "marked_since": None,
        "deleted": 0,
        "copied_from": data["copied_from"],
        "reason": None,
        "note": "",
        "drafted_order": None,
        "closed_on": None,
        **detailed(data["details"]),
    }
    return seen(entry, card)


def after(entry: Entry, card: Row) -> Row:
    """The card after a later event. Only a mark by the clock is no real change (OPP-19)."""
    if entry.topic == "OpportunityBecameIdle":
        return {**card, "marked_since": entry.data["since"], "version": entry.version}
    return seen(entry, {**card, **CHANGES[entry.topic](entry)})


def seen(entry: Entry, card: Row) -> Row:
    """With what follows from the rest, and with its last change."""
    won = card["outcome"] == "won"
    stage = card["campaign"] if card["outcome"] == LOST else card["method"]
    card["stage"] = OFF if card["deleted"] else stage
    card["amount"] = card["amount"] if won else card["expected_amount"]
    card["changed_at"] = entry.occurred_at
    card["changed_position"] = entry.position
    card["version"] = entry.version
    return card


def detailed(details: dict[str, Any]) -> Row:
    """The columns of some of the details (OPP-2)."""
    columns = {**details}
    for field in details.keys() & AS_COLUMN.keys():
        columns[field] = AS_COLUMN[field](details[field])
    if "name" in details:
        columns["name_key"] = unaccented(details["name"])
    return columns


AS_COLUMN: dict[str, Callable[[Any], Any]] = {
    "expected_amount": lambda amount: None if amount is None else as_digits(to_units(amount)),
    "source": lambda source: source or "",
    "products": lambda products: to_json(products).decode(),
}


def edited(entry: Entry) -> Row:
    changed = entry.data["changed"].items()
    return detailed({field: change["new"] for field, change in changed})


def moved(entry: Entry) -> Row:
    return {
        "method": entry.data["new"],
        "probability": entry.data["new_probability"],
        "entered_at": entry.occurred_at,
    }


def assigned(entry: Entry) -> Row:
    return {"owner": entry.data["new"] or ""}


def claimed(entry: Entry) -> Row:
    return {"owner": entry.data["owner"]}


def won(entry: Entry) -> Row:
    return {
        "method": entry.data["method"],
        "outcome": "won",
        "amount": as_digits(to_units(entry.data["amount"])),
        "drafted_order": entry.data["order"],
        "entered_at": entry.occurred_at,
    }


def lost(entry: Entry) -> Row:
    return {
        "method": entry.data["method"],
        "outcome": "lost",
        "reason": entry.data["reason"],
        "note": entry.data["note"],
        "entered_at": entry.occurred_at,
    }


def corrected(entry: Entry) -> Row:
    """OPP-21."""
    new = {field: change["new"] for field, change in entry.data["changed"].items()}
    columns = {name: new[name] for name in ("reason", "note", "closed_on") if name in new}
    if "amount" in new:
        columns["amount"] = as_digits(to_units(new["amount"]))
    return columns


def reopened(entry: Entry) -> Row:
    """Back to the method before closing; how it had closed is history (OPP-11)."""
    return {
        "method": entry.data["method"],
        "outcome": "open",
        "reason": None,
        "note": "",
        "drafted_order": None,
        "closed_on": None,
        "entered_at": entry.occurred_at,
    }


def deleted(entry: Entry) -> Row:
    return {"deleted": 1}


def restored(entry: Entry) -> Row:
    return {"deleted": 0}


CHANGES: dict[str, Callable[[Entry], Row]] = {
    "OpportunityEdited": edited,
    "OpportunityMoved": moved,
    "OpportunityAssigned": assigned,
    "OpportunityClaimed": claimed,
    "OpportunityWon": won,
    "OpportunityLost": lost,
    "OpportunityCorrected": corrected,
    "OpportunityReopened": reopened,
    "OpportunityDeleted": deleted,
    "OpportunityRestored": restored,
}

TOPICS = frozenset(("OpportunityOpened", "OpportunityBecameIdle", *CHANGES))
