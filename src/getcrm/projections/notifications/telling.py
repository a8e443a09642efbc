"""How events become notifications, and how those become read."""

from collections.abc import Sequence

from sqlalchemy import or_

from getcrm.domain.inbox import ALWAYS
from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row
from getcrm.projections.notifications.digests import group_of, tell
from getcrm.projections.notifications.rules import RULES, recipients
from getcrm.projections.notifications.tables import INBOXES, KNOWN, NOTES
from getcrm.projections.notifications.world import PEOPLE_CHANGES, RECORD_CHANGES, World

READ = {"NotificationsRead": 1, "NotificationsUnread": 0}
TOPICS = frozenset((*RULES, *RECORD_CHANGES, *PEOPLE_CHANGES, *READ))


def apply(entries: Sequence[Entry], book: Book) -> None:
    world, notes, inboxes = World(book[KNOWN], entries), book[NOTES], book[INBOXES]
    for entry in entries:
        if entry.topic in READ:
            mark(entry, book)
        world.learn(entry)
        group = group_of(entry)
        for user, (object, action) in recipients(entry, world).items():
            wanted = world.wants(user, object, action)
            if not (wanted["in_app"] or wanted["email"]):
                continue
            note = {
                "user": user,
                "position": entry.position,
                "object": object,
                "action": action,
                **about(entry, object, world),
                "by": entry.by,
                "occurred_at": entry.recorded_at if object in ALWAYS else entry.occurred_at,
                "read": 0,
                "in_app": int(wanted["in_app"]),
                "email": int(wanted["email"]),
                "many": 1,
            }
            if group is None:
                notes.add(note)
            else:
                tell(note, group, book)
            inboxes.put({"user": user, "position": entry.position})
    world.write()


def about(entry: Entry, object: str, world: World) -> Row:
    """What the notification leads to."""
    known = world.of(entry.kind, entry.id)
    of = {kind: known.get(kind) for kind in ("customer", "opportunity", "campaign")}
    if object == "message":
        of["campaign"] = entry.data["campaign"]
    own = dict.fromkeys(("transaction", "comment", "message"))
    return {**of, **own, entry.kind: entry.id}


def mark(entry: Entry, book: Book) -> None:
    """As read, or as unread again."""
    which = [NOTES.c.position.in_(entry.data["positions"])]
    if entry.data.get("up_to"):
        which.append(NOTES.c.position <= entry.data["up_to"])
    read = READ[entry.topic]
    theirs = book.scan(NOTES, NOTES.c.user == entry.id, NOTES.c.read != read, or_(*which))
    for row in theirs:
        book[NOTES].put({**row, "read": read})
    if theirs:
        book[INBOXES].put({"user": entry.id, "position": entry.position})
