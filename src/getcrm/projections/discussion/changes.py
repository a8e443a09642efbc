"""How events change what is read of comments."""

import json
from collections.abc import Callable, Sequence

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row
from getcrm.projections.discussion.tables import COMMENTS, PAST_COMMENTS


def apply(entries: Sequence[Entry], book: Book) -> None:
    comments = book.versions(COMMENTS, PAST_COMMENTS)
    comments.fetch(entry.id for entry in entries)
    for entry in entries:
        row = comments.get(entry.id) or {}
        new = {**row, **CHANGES[entry.topic](entry), "version": entry.version}
        new.pop("occurred_from", None)
        new.pop("position_from", None)
        comments.put(new, entry)


def posted(entry: Entry) -> Row:
    data = entry.data
    return {
        "comment": entry.id,
        **{field: data[field] for field in ("customer", "opportunity", "campaign", "author")},
        "posted_at": entry.occurred_at,
        "edited_at": None,
        "deleted": 0,
        "mentions": json.dumps(data["mentions"]),
        "text": data["text"],
    }


def edited(entry: Entry) -> Row:
    new = {field: change["new"] for field, change in entry.data["changed"].items()}
    if "mentions" in new:
        new["mentions"] = json.dumps(new["mentions"])
    return {**new, "edited_at": entry.occurred_at}


def deleted(entry: Entry) -> Row:
    return {"deleted": 1}


def restored(entry: Entry) -> Row:
    return {"deleted": 0}


CHANGES: dict[str, Callable[[Entry], Row]] = {
    "CommentPosted": posted,
    "CommentEdited": edited,
    "CommentDeleted": deleted,
    "CommentRestored": restored,
}
