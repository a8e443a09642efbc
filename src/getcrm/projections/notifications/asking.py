"""What somebody was told, in sentences, newest first; and what they want to be told (NOT-1)."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from typing_extensions import TypedDict

from getcrm.domain.inbox import ACCOUNT, ACTIONS, Preference
from getcrm.language import Language, actor, sentence, spoken
from getcrm.language.digests import digest
from getcrm.language.sentences import mentions
from getcrm.language.words import HIDDEN
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.hiding import hidden
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.access.transactions import TRANSACTIONS
from getcrm.projections.book import NOW
from getcrm.projections.called import called
from getcrm.projections.discussion.tables import COMMENTS
from getcrm.projections.notifications.saying import addressed
from getcrm.projections.notifications.tables import KNOWN, NOTES, PEOPLE
from getcrm.projections.query import BadCursor, PageQuery, Query, Reader, from_cursor, to_cursor
from getcrm.projections.timeline.asking import sentences_at


class Notification(TypedDict):
    """position: of the event in the log; it names the notification. by: who did it, a user's id
    or "system". count: of how many things it tells; of more than one it is a digest. The others
    say what it leads to, as far as the caller may see that; a digest leads nowhere."""

    position: int
    object: str
    action: str
    sentence: str
    read: bool
    count: int
    occurred_at: str
    by: str
    by_name: str
    customer: str | None
    opportunity: str | None
    campaign: str | None
    transaction: str | None
    comment: str | None
    message: str | None


class NotificationsAnswer(TypedDict):
    """unread: how many there are in all."""

    notifications: list[Notification]
    unread: int
    next: str | None


class NotificationsQuery(PageQuery):
    """What I was told, newest first. unread: only what I have not read."""

    unread: bool = False


class NotificationPreference(TypedDict):
    object: str
    action: str
    in_app: bool
    email: bool


class PreferencesAnswer(TypedDict):
    preferences: list[NotificationPreference]


class PreferencesQuery(Query):
    """Of what I am told in the program, and by e-mail."""


def notifications(query: NotificationsQuery, reader: Reader) -> NotificationsAnswer:
    wanted = mine(reader)
    if query.unread:
        wanted.append(NOTES.c.read == 0)
    if query.cursor is not None:
        [position] = from_cursor(query.cursor, 1)
        if not isinstance(position, int):
            raise BadCursor("cursor")
        wanted.append(NOTES.c.position < position)
    newest = select(NOTES).where(*wanted).order_by(NOTES.c.position.desc())
    found = reader.db.execute(newest.limit(query.limit + 1)).all()
    shown = found[: query.limit]
    return {
        "notifications": told(shown, reader),
        "unread": unread(reader),
        "next": to_cursor([shown[-1].position]) if len(found) > query.limit else None,
    }


def unread(reader: Reader) -> int:
    """How many of those they may see they have not read."""
    asked = select(func.count()).select_from(NOTES).where(*mine(reader), NOTES.c.read == 0)
    return reader.db.scalar(asked) or 0


def since(reader: Reader, position: int, limit: int) -> list[Row[Any]]:
    """Of what came after a position, the first."""
    later = select(NOTES).where(*mine(reader), NOTES.c.position > position)
    return list(reader.db.execute(later.order_by(NOTES.c.position).limit(limit)).all())


def mine(reader: Reader) -> list[ColumnElement[bool]]:
    """What is told to the reader inside the program."""
    return [NOTES.c.user == reader.by, NOTES.c.in_app == 1, visible(reader)]


def visible(reader: Reader) -> ColumnElement[bool]:
    """Whether they may still see what it is about (PERM-4), and it still says something."""
    who, object = reader.who, NOTES.c.object
    on_customer = and_(NOTES.c.opportunity.is_(None), CUSTOMERS.seen(NOTES.c.customer, who))
    in_opportunity = and_(
        NOTES.c.opportunity.is_not(None), OPPORTUNITIES.seen(NOTES.c.opportunity, who)
    )
    kept = select(COMMENTS.c.comment).where(COMMENTS.c.deleted == 0)
    return or_(
        object.in_(["message", ACCOUNT]),
        NOTES.c.many > 1,
        and_(object == "customer", CUSTOMERS.seen(NOTES.c.customer, who)),
        and_(object == "opportunity", OPPORTUNITIES.seen(NOTES.c.opportunity, who)),
        and_(object == "campaign", CAMPAIGNS.seen(NOTES.c.campaign, who)),
        and_(object == "transaction", TRANSACTIONS.seen(NOTES.c.transaction, who)),
        and_(object == "comment", or_(on_customer, in_opportunity), NOTES.c.comment.in_(kept)),
    )


def told(rows: Iterable[Row[Any]], reader: Reader) -> list[Notification]:
    """In sentences, in the reader's language."""
    listed = list(rows)
    language = spoken(reader.language)
    positions = {row.position for row in listed if row.many == 1}
    said = sentences_at(positions, reader, {row.position: row.action for row in listed})
    said |= {
        row.position: digest(row.object, row.action, row.many, language)
        for row in listed
        if row.many > 1
    }
    said |= addressed((row.position for row in listed if row.object == "message"), reader)
    said |= private_sentences(positions - said.keys(), reader)
    names = called(reader.db, NOW, {"user": {row.by for row in listed}})
    unseen = hidden(
        reader, (id for row in listed for id in (row.customer, row.opportunity, row.campaign))
    )
    return [as_notification(row, said[row.position], names, language, unseen) for row in listed]


def private_sentences(positions: Iterable[int], reader: Reader) -> dict[int, str]:
    """Of messages, which no timeline tells, and of what the timeline has not taken up; everybody is
    called what they are called now, whom the reader may see."""
    entries = reader.log.at(positions)
    wanted: dict[str, set[str]] = {}
    for entry in entries.values():
        for kind, id in mentions(entry):
            wanted.setdefault(kind, set()).add(id)
    names = called(reader.db, NOW, wanted)
    unseen = hidden(reader, set().union(*wanted.values()))
    language: Language = spoken(reader.language)

    def calling(kind: str, id: str) -> str:
        return HIDDEN[language] if id in unseen else names.get((kind, id), id)

    return {
        position: sentence(entry, calling, language, reader.time_zone)
        for position, entry in entries.items()
    }


def as_notification(
    row: Row[Any],
    said: str,
    names: dict[tuple[str, str], str],
    language: Language,
    unseen: frozenset[str],
) -> Notification:
    def seen(id: str | None) -> str | None:
        return None if id in unseen else id

    return {
        "position": row.position,
        "object": row.object,
        "action": row.action,
        "sentence": said,
        "read": bool(row.read),
        "count": row.many,
        "occurred_at": row.occurred_at,
        "by": row.by,
        "by_name": actor(row.by, lambda kind, id: names.get((kind, id), id), language),
        "customer": seen(row.customer),
        "opportunity": seen(row.opportunity),
        "campaign": seen(row.campaign),
        "transaction": row.transaction,
        "comment": row.comment,
        "message": row.message,
    }


def preferences(query: PreferencesQuery, reader: Reader) -> PreferencesAnswer:
    state = reader.db.scalar(select(KNOWN.c.state).where(KNOWN.c.thing == PEOPLE))
    users = json.loads(state)["users"] if state else {}
    chosen = users.get(reader.by, {}).get("wants", {})

    def wanted(object: str, action: str) -> NotificationPreference:
        ways = chosen.get(f"{object}.{action}", vars(Preference()))
        in_app, email = ways["in_app"], ways["email"]
        return {"object": object, "action": action, "in_app": in_app, "email": email}

    every = [wanted(object, action) for object, of in ACTIONS.items() for action in of]
    return {"preferences": every}
