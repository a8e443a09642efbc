"""Points edited apply to everybody, and to the past too (SCO-4)."""

from getcrm.eventlog.entry import Entry
from getcrm.projections.potential_stars.counting import GROUP, TRANSACTION, spans_after
from getcrm.projections.potential_stars.ledger import Shelf
from getcrm.projections.potential_stars.worth import Worth


def type_created(entry: Entry, shelf: Shelf) -> None:
    set_worth(entry, shelf, TRANSACTION, entry.data["type"], entry.data["points"])


def type_edited(entry: Entry, shelf: Shelf) -> None:
    if points := entry.data["changed"].get("points"):
        set_worth(entry, shelf, TRANSACTION, entry.data["type"], points["new"])


def group_created(entry: Entry, shelf: Shelf) -> None:
    set_worth(entry, shelf, GROUP, entry.data["group"], entry.data["points"])


def group_edited(entry: Entry, shelf: Shelf) -> None:
    if points := entry.data["changed"].get("points"):
        set_worth(entry, shelf, GROUP, entry.data["group"], points["new"])


def group_deleted(entry: Entry, shelf: Shelf) -> None:
    """Its members leave it, and its points leave them, until it is restored (GRP-2)."""
    set_worth(entry, shelf, GROUP, entry.data["group"], points=0, credit=0)


def group_restored(entry: Entry, shelf: Shelf) -> None:
    awake = shelf.ledger.history(entry.data["group"]).awake
    set_worth(entry, shelf, GROUP, entry.data["group"], awake.points)


def set_worth(entry: Entry, shelf: Shelf, kind: str, id: str, points: int, credit: int = 1) -> None:
    """From now on it is worth so much, and with it all that counts already."""
    history = shelf.ledger.history(id)
    worth = Worth(entry.occurred_at, entry.position, points, credit)
    shelf.ledger.add_worth(kind, id, worth)
    if history and history[-1].amount != worth.amount:
        spans = spans_after(shelf.book, kind, id, entry.occurred_at)
        shelf.ledger.correct(spans, history[-1], worth, entry)
