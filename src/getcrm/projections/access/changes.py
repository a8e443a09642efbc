"""How events change whose everything is."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Table

from getcrm.eventlog.entry import Entry
from getcrm.projections.access.tables import (
    CUSTOMERS,
    OPPORTUNITIES,
    PARTICIPATIONS,
    SHARES,
    TRANSACTIONS,
    WORKERS,
)
from getcrm.projections.book import Book, Key, Row, Rows


def apply(entries: Sequence[Entry], book: Book) -> None:
    book[CUSTOMERS].fetch(e.id for e in entries if e.topic in CUSTOMER_CHANGED)
    book[OPPORTUNITIES].fetch(e.id for e in entries if e.topic in OPPORTUNITY_CHANGED)
    for entry in entries:
        CHANGES[entry.topic](entry, book)


def known(rows: Rows, entry: Entry) -> Row:
    row = rows.get(entry.id)
    assert row is not None, f"{entry.stream} has no first event"
    return row


def replaced(book: Book, table: Table, old: Iterable[Key], new: Iterable[Key]) -> None:
    """These rows, which are nothing but their keys, instead of those."""
    rows, names = book[table], [column.name for column in table.columns]
    before, after = set(old), set(new)
    for key in sorted(before - after):
        rows.remove(key)
    for key in sorted(after - before):
        rows.put(dict(zip(names, key, strict=True)))


def customer_registered(entry: Entry, book: Book) -> None:
    book[CUSTOMERS].put({"customer": entry.id, "owner": entry.data["owner"], "common": 0})


def customer_owner_changed(entry: Entry, book: Book) -> None:
    rows = book[CUSTOMERS]
    rows.put({**known(rows, entry), "owner": entry.data["new"]})


def customer_sharing_set(entry: Entry, book: Book) -> None:
    rows = book[CUSTOMERS]
    rows.put({**known(rows, entry), "common": int(entry.data["new"]["common"])})
    old, new = (
        [(share["kind"], share["id"], entry.id) for share in entry.data[which]["shares"]]
        for which in ("old", "new")
    )
    replaced(book, SHARES, old, new)


def campaign_created(entry: Entry, book: Book) -> None:
    manager, users = entry.data["details"]["manager"], participants(entry, "participants")
    become(entry, book, "manager", [], [manager])
    become(entry, book, "participant", [], users)


def campaign_edited(entry: Entry, book: Book) -> None:
    if change := entry.data["changed"].get("manager"):
        become(entry, book, "manager", [change["old"]], [change["new"]])


def participants_set(entry: Entry, book: Book) -> None:
    become(entry, book, "participant", participants(entry, "old"), participants(entry, "new"))


def participants(entry: Entry, field: str) -> list[str]:
    return [participant["user"] for participant in entry.data[field]]


def become(
    entry: Entry, book: Book, part: str, old: Sequence[str | None], new: Sequence[str | None]
) -> None:
    """Those who had the part in the campaign, and those who have it now; None: nobody."""
    before, after = ([(user, entry.id, part) for user in users if user] for users in (old, new))
    replaced(book, PARTICIPATIONS, before, after)


def opportunity_opened(entry: Entry, book: Book) -> None:
    campaign, owner = entry.data["campaign"], entry.data["owner"]
    book[OPPORTUNITIES].put({"opportunity": entry.id, "campaign": campaign, "owner": owner})


def opportunity_assigned(entry: Entry, book: Book) -> None:
    rows = book[OPPORTUNITIES]
    rows.put({**known(rows, entry), "owner": entry.data["new"]})


def opportunity_claimed(entry: Entry, book: Book) -> None:
    rows = book[OPPORTUNITIES]
    rows.put({**known(rows, entry), "owner": entry.data["owner"]})


def transaction_created(entry: Entry, book: Book) -> None:
    data = entry.data
    book[TRANSACTIONS].put({"transaction": entry.id, "customer": data["customer"]})
    work(entry, book, "assignee", [], data["assignees"])
    work(entry, book, "watcher", [], data["details"]["watchers"])


def transaction_edited(entry: Entry, book: Book) -> None:
    for field, part in (("assignees", "assignee"), ("watchers", "watcher")):
        if change := entry.data["changed"].get(field):
            work(entry, book, part, change["old"], change["new"])


def work(entry: Entry, book: Book, part: str, old: Sequence[str], new: Sequence[str]) -> None:
    before, after = ([(user, entry.id, part) for user in users] for users in (old, new))
    replaced(book, WORKERS, before, after)


def transaction_moved(entry: Entry, book: Book) -> None:
    book[TRANSACTIONS].put({"transaction": entry.id, "customer": entry.data["new"]})


CUSTOMER_CHANGED = {"CustomerOwnerChanged", "CustomerSharingSet"}
OPPORTUNITY_CHANGED = {"OpportunityAssigned", "OpportunityClaimed"}

CHANGES: dict[str, Callable[[Entry, Book], None]] = {
    "CustomerRegistered": customer_registered,
    "CustomerOwnerChanged": customer_owner_changed,
    "CustomerSharingSet": customer_sharing_set,
    "CampaignCreated": campaign_created,
    "CampaignEdited": campaign_edited,
    "ParticipantsSet": participants_set,
    "OpportunityOpened": opportunity_opened,
    "OpportunityAssigned": opportunity_assigned,
    "OpportunityClaimed": opportunity_claimed,
    "TransactionCreated": transaction_created,
    "TransactionEdited": transaction_edited,
    "TransactionMoved": transaction_moved,
}

TOPICS = frozenset(CHANGES)
