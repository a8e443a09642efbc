"""One card per customer, and how many stand in which relationship stage, whose they are."""

from collections.abc import Callable, Sequence

from sqlalchemy import Column, Index, MetaData

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row, versioned
from getcrm.projections.cards import Deck
from getcrm.projections.projection import NUMBER, TEXT
from getcrm.projections.tally import Posting, Standing, Tally

metadata = MetaData()

CARDS, PAST_CARDS = versioned(
    "customer_board_card",
    metadata,
    Column("customer", TEXT, primary_key=True),
    Column("code", TEXT, nullable=False),
    Column("name", TEXT, nullable=False),
    Column("stage", TEXT, nullable=False),
    Column("owner", TEXT, nullable=False),
    Column("entered_at", TEXT, nullable=False),
    Column("deleted", NUMBER, nullable=False),
)
"""owner: "" for nobody. entered_at: into its stage."""

for _table, _suffix in ((CARDS, ""), (PAST_CARDS, "_then")):
    _whose = (_table.c.deleted, _table.c.stage)
    _newest = (_table.c.entered_at.desc(), _table.c.customer)
    Index(f"customer_board_stage{_suffix}", *_whose, *_newest)
    Index(f"customer_board_owner{_suffix}", _table.c.owner, *_whose, *_newest)

DECK = Deck(CARDS, PAST_CARDS, "customer", ("code", "name", "owner", "entered_at"))

TALLY = Tally(
    "customer_board", metadata, subject="customer", board=(), cell=("stage",), weights=("count",)
)
"""Of the customers that are not deleted."""

TABLES = (CARDS, PAST_CARDS, *TALLY.tables)


def apply(entries: Sequence[Entry], book: Book) -> None:
    cards = book.versions(CARDS, PAST_CARDS)
    ids = [entry.id for entry in entries]
    cards.begin(entry.id for entry in entries if entry.version == 1)
    cards.fetch(ids)
    tally = Posting(TALLY, book)
    for id, entry in zip(ids, entries, strict=True):
        old = cards.get(id)
        new = registered(entry) if old is None else {**old, **CHANGES[entry.topic](entry)}
        cards.put(new, entry)
        tally.moved(entry, id, standing(old) if old else None, standing(new))
    tally.write()


def standing(card: Row) -> Standing | None:
    return None if card["deleted"] else Standing((card["stage"], card["owner"]), (1,))


def registered(entry: Entry) -> Row:
    return {
        "customer": entry.id,
        "code": entry.data["code"],
        "name": entry.data["details"]["name"],
        "stage": entry.data["stage"],
        "owner": entry.data["owner"] or "",
        "entered_at": entry.occurred_at,
        "deleted": 0,
    }


def edited(entry: Entry) -> Row:
    changed = entry.data["changed"]
    return {field: changed[field]["new"] for field in ("code", "name") if field in changed}


def owner_changed(entry: Entry) -> Row:
    return {"owner": entry.data["new"] or ""}


def stage_changed(entry: Entry) -> Row:
    return {"stage": entry.data["new"], "entered_at": entry.occurred_at}


def deleted(entry: Entry) -> Row:
    return {"deleted": 1}


def restored(entry: Entry) -> Row:
    return {"deleted": 0}


CHANGES: dict[str, Callable[[Entry], Row]] = {
    "CustomerEdited": edited,
    "CustomerOwnerChanged": owner_changed,
    "CustomerStageChanged": stage_changed,
    "CustomerDeleted": deleted,
    "CustomerRestored": restored,
}

TOPICS = frozenset(("CustomerRegistered", *CHANGES))
