"""The discussion about a customer or an opportunity, newest first (CUS-6, OPP-17)."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Table, and_, or_, select, tuple_
from typing_extensions import TypedDict

from getcrm.domain.comment import CommentOnOneRecord
from getcrm.domain.refusals import NotFound
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.called import called
from getcrm.projections.customers.tables import CARDS, PAST_CARDS
from getcrm.projections.directory.queries import Named, Ref
from getcrm.projections.discussion.tables import COMMENTS, PAST_COMMENTS
from getcrm.projections.pipeline_board.listing import card_of
from getcrm.projections.query import AsOfQuery, PageQuery, Reader, from_cursor, to_cursor


class CommentAnswer(TypedDict):
    """opportunity, campaign: where it was made there, else null (OPP-17). author: null, the
    machine. edited_at: the last time. text: "" of a deleted one."""

    id: str
    version: int
    customer: str
    opportunity: str | None
    campaign: Named | None
    author: Named | None
    posted_at: str
    edited_at: str | None
    edited: bool
    deleted: bool
    text: str
    mentions: list[Named]


class CommentsAnswer(TypedDict):
    comments: list[CommentAnswer]
    next: str | None


class CommentsQuery(AsOfQuery, PageQuery):
    """What was said about a customer, also in its opportunities, labelled with the campaign; or
    about one opportunity. deleted: the deleted ones too, without their text."""

    one_of = ("customer", "opportunity")
    customer: Ref | None = None
    opportunity: Ref | None = None
    deleted: bool = False


class CommentQuery(AsOfQuery):
    """One comment."""

    comment: Ref


def comments(query: CommentsQuery, reader: Reader) -> CommentsAnswer:
    moment = query.moment(reader)
    about = subject(query, moment, reader)

    def asked(table: Table) -> ColumnElement[bool]:
        wanted = [table.c[kind] == id for kind, id in about.items()]
        if not query.deleted:
            wanted.append(table.c.deleted == 0)
        return and_(*wanted, *visible(table, reader))

    found = page(query, reader, rows_as_of(COMMENTS, PAST_COMMENTS, moment, asked).subquery())
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return {
        "comments": as_comments(shown, moment, reader),
        "next": to_cursor([last.posted_at, last.comment]) if last is not None else None,
    }


def comment(query: CommentQuery, reader: Reader) -> CommentAnswer:
    moment = query.moment(reader)

    def asked(table: Table) -> ColumnElement[bool]:
        mine = [*CUSTOMERS.narrowed(table.c.customer, reader.who), table.c.opportunity.is_(None)]
        on_one = OPPORTUNITIES.seen(table.c.opportunity, reader.who)
        seen = or_(and_(*mine), and_(table.c.opportunity.is_not(None), on_one))
        return and_(table.c.comment == query.comment, seen)

    found = rows_as_of(COMMENTS, PAST_COMMENTS, moment, asked).subquery()
    rows = reader.db.execute(select(found)).all()
    if not rows:
        raise NotFound("comment", kind="comment", id=query.comment)
    [shown] = as_comments(rows, moment, reader)
    return shown


def subject(query: CommentsQuery, moment: Moment, reader: Reader) -> dict[str, str]:
    """What it is about, which they may see. Raises NotFound, CommentOnOneRecord."""
    if (query.customer is None) == (query.opportunity is None):
        raise CommentOnOneRecord
    if query.opportunity is not None:
        card_of(query.opportunity, moment, reader)
        return {"opportunity": query.opportunity}
    id = query.customer
    assert id is not None
    found = rows_as_of(CARDS, PAST_CARDS, moment, lambda table: table.c.customer == id).subquery()
    if reader.db.scalar(select(found.c.customer)) is None or not CUSTOMERS.is_visible(reader, id):
        raise NotFound("customer", kind="customer", id=id)
    return {"customer": id}


def visible(table: Table, reader: Reader) -> list[ColumnElement[bool]]:
    """Of what was said about a customer they may see: what was said in an opportunity is for
    those who may see that one (PERM-4)."""
    if OPPORTUNITIES.sees_all(reader.who):
        return []
    seen = OPPORTUNITIES.seen(table.c.opportunity, reader.who)
    return [or_(table.c.opportunity.is_(None), seen)]


def page(query: CommentsQuery, reader: Reader, found: FromClause) -> list[Row[Any]]:
    """One more than are shown. Raises BadCursor."""
    place = tuple_(found.c.posted_at, found.c.comment)
    asked = select(found)
    if query.cursor is not None:
        asked = asked.where(place < tuple_(*map(str, from_cursor(query.cursor, 2))))
    newest = (found.c.posted_at.desc(), found.c.comment.desc())
    return list(reader.db.execute(asked.order_by(*newest).limit(query.limit + 1)))


def as_comments(rows: Sequence[Row[Any]], moment: Moment, reader: Reader) -> list[CommentAnswer]:
    mentioned = {row.comment: json.loads(row.mentions) for row in rows}
    people = {row.author for row in rows}.union(*mentioned.values())
    names = called(
        reader.db,
        moment,
        {"user": people, "campaign": {row.campaign for row in rows if row.campaign}},
    )

    def named(kind: str, id: str) -> Named:
        return {"id": id, "name": names.get((kind, id), id)}

    return [
        {
            "id": row.comment,
            "version": row.version,
            "customer": row.customer,
            "opportunity": row.opportunity,
            "campaign": named("campaign", row.campaign) if row.campaign else None,
            "author": None if row.author == "system" else named("user", row.author),
            "posted_at": row.posted_at,
            "edited_at": row.edited_at,
            "edited": row.edited_at is not None,
            "deleted": bool(row.deleted),
            "text": "" if row.deleted else row.text,
            "mentions": [named("user", id) for id in mentioned[row.comment]],
        }
        for row in rows
    ]
