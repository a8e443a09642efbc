"""Many things of one kind, told to one person at once, are one notification (NOT-1, IMP-10).

Together belongs what one tick of the clock recorded, and what one command did to many records. The
first few are told one by one; with one more they all become a digest: one row that counts.
"""

import json

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row
from getcrm.projections.notifications.tables import GROUPS, NOTES

FEW = 5
"""So many are told one by one."""
IN_BULK = frozenset({"CustomerOwnerChanged"})
"""Events of which one command may record thousands."""
LEADS_TO = ("customer", "opportunity", "campaign", "transaction", "comment", "message")


def group_of(entry: Entry) -> str | None:
    """What an event is told together with; None: it is told by itself."""
    tick: str | None = entry.cause.get("tick")
    return tick or (entry.cause["id"] if entry.topic in IN_BULK else None)


def tell(note: Row, group: str, book: Book) -> None:
    """A row of its own, or counted in that of the digest."""
    notes, groups = book[NOTES], book[GROUPS]
    user, kind = note["user"], f"{note['object']}.{note['action']}"
    known = groups.get((user, kind))
    if known is None or known["group"] != group:
        known = {"user": user, "kind": kind, "group": group, "many": 0, "positions": "[]"}
    many, positions = known["many"] + 1, json.loads(known["positions"])
    if many <= FEW:
        notes.put(note)
        positions.append(note["position"])
    elif many == FEW + 1:
        for position in positions:
            notes.remove((user, position))
        notes.put({**note, **dict.fromkeys(LEADS_TO), "many": many})
        positions = [note["position"]]
    else:
        counted = notes.get((user, positions[0]))
        assert counted, "it was written with the first that was one too many"
        notes.put({**counted, "many": many, "read": 0})
    groups.put({**known, "many": many, "positions": json.dumps(positions)})
