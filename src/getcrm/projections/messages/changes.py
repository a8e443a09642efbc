"""How events change who has which messages."""

import json
from collections.abc import Sequence

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row
from getcrm.projections.messages.tables import BOXES, MESSAGES

MARKS: dict[str, Row] = {
    "MessageRead": {"read": 1},
    "MessageArchived": {"archived": 1},
    "MessageUnarchived": {"archived": 0},
}
TOPICS = frozenset(("MessageSent", *MARKS))


def apply(entries: Sequence[Entry], book: Book) -> None:
    boxes = book[BOXES]
    boxes.fetch((entry.data["user"], entry.id) for entry in entries if entry.topic in MARKS)
    for entry in entries:
        if entry.topic == "MessageSent":
            sent(entry, book)
        elif row := boxes.get((entry.data["user"], entry.id)):
            boxes.put({**row, **MARKS[entry.topic]})


def sent(entry: Entry, book: Book) -> None:
    data = entry.data
    kept = {field: data[field] for field in ("sender", "campaign", "reply_to", "subject", "text")}
    lists = {field: json.dumps(data[field]) for field in ("recipients", "attachments")}
    book[MESSAGES].put({"message": entry.id, "sent_at": entry.occurred_at, **kept, **lists})
    for user in (data["sender"], *data["recipients"]):
        received = int(user != data["sender"])
        book[BOXES].put(
            {
                "user": user,
                "message": entry.id,
                "position": entry.position,
                "received": received,
                "read": 1 - received,
                "archived": 0,
            }
        )
