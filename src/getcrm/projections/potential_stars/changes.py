"""How events change scores.

A score consists of what counts: completed transactions, and memberships of groups (SCO-1). What
begins to count is credited, what ceases to is taken back, and what a change of points makes of
it is corrected, each by entries in the ledger.
"""

from collections.abc import Callable, Sequence
from typing import Any

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book
from getcrm.projections.potential_stars import rescoring
from getcrm.projections.potential_stars.counting import counted_member, counted_work
from getcrm.projections.potential_stars.ledger import Ledger, Shelf
from getcrm.projections.potential_stars.tables import (
    MEMBERS,
    PAST_MEMBERS,
    PAST_PEOPLE,
    PAST_WORK,
    PEOPLE,
    SCORES,
    WORK,
)


def apply(entries: Sequence[Entry], book: Book) -> None:
    shelf = prepared(entries, book)
    for entry in entries:
        CHANGES[entry.topic](entry, shelf)


def prepared(entries: Sequence[Entry], book: Book) -> Shelf:
    """Everything the batch will need, asked for at once."""
    people = book.versions(PEOPLE, PAST_PEOPLE)
    members = book.versions(MEMBERS, PAST_MEMBERS)
    work = book.versions(WORK, PAST_WORK)
    customers: set[str | None] = set()
    worths: set[str | None] = set()
    memberships: set[tuple[str, str]] = set()
    for entry in entries:
        data = entry.data
        if entry.kind == "customer":
            groups = [*data.get("groups", ()), *data.get("old", ()), *data.get("new", ())]
            customers.add(entry.id)
            memberships.update((entry.id, group) for group in groups)
            worths.update(groups)
        else:
            customers.update((data.get("customer"), data.get("new")))
            worths.update((data.get("group"), data.get("type"), new_values(entry).get("type")))
    new = [entry for entry in entries if entry.version == 1]
    work.begin(entry.id for entry in new if entry.kind == "transaction")
    registrations = [entry for entry in new if entry.kind == "customer"]
    people.begin(entry.id for entry in registrations)
    book[SCORES].begin(entry.id for entry in registrations)
    members.begin((entry.id, group) for entry in registrations for group in entry.data["groups"])
    people.fetch(entry.id for entry in entries if entry.kind == "customer")
    members.fetch(memberships)
    transactions = {entry.id for entry in entries if entry.kind == "transaction"}
    work.fetch(transactions)
    for row in filter(None, map(work.get, transactions)):
        customers.add(row["customer"])
        worths.add(row["type"])
    ledger = Ledger(book, filter(None, customers), filter(None, worths))
    return Shelf(book, ledger, people, members, work)


def new_values(entry: Entry) -> dict[str, Any]:
    return {field: change["new"] for field, change in entry.data.get("changed", {}).items()}


# --- customers, and the groups they are in


def registered(entry: Entry, shelf: Shelf) -> None:
    name = entry.data["details"]["name"]
    shelf.people.put({"customer": entry.id, "name": name, "deleted": 0}, entry)
    shelf.ledger.open(entry.id)
    join(entry, shelf, entry.data["groups"])


def edited(entry: Entry, shelf: Shelf) -> None:
    if name := new_values(entry).get("name"):
        change_person(entry, shelf, name=name)


def deleted(entry: Entry, shelf: Shelf) -> None:
    change_person(entry, shelf, deleted=1)


def restored(entry: Entry, shelf: Shelf) -> None:
    change_person(entry, shelf, deleted=0)


def change_person(entry: Entry, shelf: Shelf, **fields: Any) -> None:
    person = shelf.people.get(entry.id)
    assert person is not None, f"{entry.stream} has no first event"
    shelf.people.put({**person, **fields}, entry)


def groups_changed(entry: Entry, shelf: Shelf) -> None:
    old, new = entry.data["old"], entry.data["new"]
    leave(entry, shelf, [group for group in old if group not in new])
    join(entry, shelf, [group for group in new if group not in old])


def join(entry: Entry, shelf: Shelf, groups: Sequence[str]) -> None:
    for group in dict.fromkeys(groups):
        membership = {"customer": entry.id, "group": group}
        shelf.members.put(membership, entry)
        shelf.ledger.begin(counted_member(membership), entry)


def leave(entry: Entry, shelf: Shelf, groups: Sequence[str]) -> None:
    for group in dict.fromkeys(groups):
        shelf.members.remove((entry.id, group), entry)
        shelf.ledger.cease(counted_member({"customer": entry.id, "group": group}), entry)


# --- transactions


def created(entry: Entry, shelf: Shelf) -> None:
    row = {
        "transaction": entry.id,
        "name": entry.data["details"]["name"],
        "type": entry.data["type"],
        "customer": entry.data["customer"],
        "completed": 0,
        "deleted": 0,
    }
    shelf.work.put(row, entry)


def completed(entry: Entry, shelf: Shelf) -> None:
    change_work(entry, shelf, completed=1)


def reopened(entry: Entry, shelf: Shelf) -> None:
    change_work(entry, shelf, completed=0)


def moved(entry: Entry, shelf: Shelf) -> None:
    change_work(entry, shelf, customer=entry.data["new"])


def transaction_deleted(entry: Entry, shelf: Shelf) -> None:
    change_work(entry, shelf, deleted=1)


def transaction_restored(entry: Entry, shelf: Shelf) -> None:
    change_work(entry, shelf, deleted=0)


def transaction_edited(entry: Entry, shelf: Shelf) -> None:
    new = new_values(entry)
    change_work(entry, shelf, **{field: new[field] for field in ("name", "type") if field in new})


def change_work(entry: Entry, shelf: Shelf, **fields: Any) -> None:
    """What counted before ceases to, what counts now begins to (SCO-3)."""
    row = shelf.work.get(entry.id)
    assert row is not None, f"{entry.stream} has no first event"
    shelf.work.put({**row, **fields}, entry)
    before, now = counted_work(row), counted_work({**row, **fields})
    if before != now:
        if before:
            shelf.ledger.cease(before, entry)
        if now:
            shelf.ledger.begin(now, entry)


CHANGES: dict[str, Callable[[Entry, Shelf], None]] = {
    "CustomerRegistered": registered,
    "CustomerEdited": edited,
    "CustomerDeleted": deleted,
    "CustomerRestored": restored,
    "CustomerGroupsChanged": groups_changed,
    "TransactionCreated": created,
    "TransactionEdited": transaction_edited,
    "TransactionCompleted": completed,
    "TransactionReopened": reopened,
    "TransactionMoved": moved,
    "TransactionDeleted": transaction_deleted,
    "TransactionRestored": transaction_restored,
    "TransactionTypeCreated": rescoring.type_created,
    "TransactionTypeEdited": rescoring.type_edited,
    "GroupCreated": rescoring.group_created,
    "GroupEdited": rescoring.group_edited,
    "GroupDeleted": rescoring.group_deleted,
    "GroupRestored": rescoring.group_restored,
}
