"""One's own messages: those that came, those one has sent, those one has put away (NOT-2)."""

import json
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, func, select
from typing_extensions import TypedDict

from getcrm.domain.refusals import NotFound
from getcrm.projections.access.hiding import hidden
from getcrm.projections.book import NOW
from getcrm.projections.called import called
from getcrm.projections.directory.queries import Named, Ref
from getcrm.projections.messages.tables import BOXES, MESSAGES
from getcrm.projections.query import BadCursor, PageQuery, Query, Reader, from_cursor, to_cursor


class MessageFile(TypedDict):
    """Found at /attachments/{id}. size: in bytes."""

    id: str
    name: str
    media_type: str
    size: int


class MessageAnswer(TypedDict):
    """sender: null, the machine. campaign: to whose participants it went, if they may see it.
    read, archived: by me."""

    id: str
    sender: Named | None
    recipients: list[Named]
    campaign: Named | None
    subject: str
    text: str
    attachments: list[MessageFile]
    reply_to: str | None
    sent_at: str
    read: bool
    archived: bool


class MessagesAnswer(TypedDict):
    """unread: how many of those in the inbox."""

    messages: list[MessageAnswer]
    unread: int
    next: str | None


class MessagesQuery(PageQuery):
    """My messages, newest first. box: what came in, what I sent, or what I put away. unread: only
    what I have not read."""

    box: Literal["inbox", "sent", "archive"] = "inbox"
    unread: bool = False


class MessageQuery(Query):
    """One of my messages."""

    message: Ref


def messages(query: MessagesQuery, reader: Reader) -> MessagesAnswer:
    wanted = in_box(query.box)
    if query.unread:
        wanted.append(BOXES.c.read == 0)
    if query.cursor is not None:
        [position] = from_cursor(query.cursor, 1)
        if not isinstance(position, int):
            raise BadCursor("cursor")
        wanted.append(BOXES.c.position < position)
    newest = mine(reader).where(*wanted).order_by(BOXES.c.position.desc())
    found = reader.db.execute(newest.limit(query.limit + 1)).all()
    shown = found[: query.limit]
    return {
        "messages": as_messages(shown, reader),
        "unread": unread(reader),
        "next": to_cursor([shown[-1].position]) if len(found) > query.limit else None,
    }


def message(query: MessageQuery, reader: Reader) -> MessageAnswer:
    rows = reader.db.execute(mine(reader).where(BOXES.c.message == query.message)).all()
    if not rows:
        raise NotFound("message", kind="message", id=query.message)
    [found] = as_messages(rows, reader)
    return found


def mine(reader: Reader) -> Select[Any]:
    """What lies in the boxes of whoever asks; whatever they may do otherwise (NOT-2)."""
    box = (BOXES.c.position, BOXES.c.read, BOXES.c.archived)
    both = BOXES.join(MESSAGES, MESSAGES.c.message == BOXES.c.message)
    return select(MESSAGES, *box).select_from(both).where(BOXES.c.user == reader.by)


def in_box(box: str) -> list[ColumnElement[bool]]:
    if box == "archive":
        return [BOXES.c.archived == 1]
    return [BOXES.c.archived == 0, BOXES.c.received == int(box == "inbox")]


def unread(reader: Reader) -> int:
    asked = select(func.count()).select_from(BOXES)
    asked = asked.where(BOXES.c.user == reader.by, *in_box("inbox"), BOXES.c.read == 0)
    return reader.db.scalar(asked) or 0


def as_messages(rows: Any, reader: Reader) -> list[MessageAnswer]:
    to: dict[str, list[str]] = {row.message: json.loads(row.recipients) for row in rows}
    people = {row.sender for row in rows}.union(*to.values())
    campaigns = {row.campaign for row in rows if row.campaign}
    campaigns -= hidden(reader, campaigns)
    names = called(reader.db, NOW, {"user": people, "campaign": campaigns})

    def named(kind: str, id: str) -> Named:
        return {"id": id, "name": names.get((kind, id), id)}

    def shown(row: Row[Any]) -> MessageAnswer:
        return {
            "id": row.message,
            "sender": None if row.sender == "system" else named("user", row.sender),
            "recipients": [named("user", user) for user in to[row.message]],
            "campaign": named("campaign", row.campaign) if row.campaign in campaigns else None,
            "subject": row.subject,
            "text": row.text,
            "attachments": json.loads(row.attachments),
            "reply_to": row.reply_to,
            "sent_at": row.sent_at,
            "read": bool(row.read),
            "archived": bool(row.archived),
        }

    return [shown(row) for row in rows]
