"""Opportunities as a list, now and as of any date (OPP-2, LOG-1)."""

import json
import re
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Table, and_, func, or_, select
from typing_extensions import TypedDict

from getcrm.domain.calendar import day_of
from getcrm.domain.refusals import NotFound
from getcrm.projections.access.hiding import hidden
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.cards import Found
from getcrm.projections.changed import ChangedQuery
from getcrm.projections.directory.asking import idle_limits, names
from getcrm.projections.directory.campaigns import seen_campaign
from getcrm.projections.directory.queries import NOBODY, Named, Ref
from getcrm.projections.pipeline_board.filters import Text, worded
from getcrm.projections.pipeline_board.showing import Card, Showing, amount
from getcrm.projections.pipeline_board.tables import CARDS, DECK, OFF, PAST_CARDS
from getcrm.projections.query import (
    AsOfQuery,
    BadCursor,
    PageQuery,
    Reader,
    from_cursor,
    to_cursor,
)

Sort = Literal["opened", "entered", "changed", "name", "amount", "probability", "expected_close"]


class Opportunity(Card):
    """Everything about one (OPP-2). amount: earned when won, else expected.

    method: the one it stands in, was won in or was lost from. changed_at: its last real change.
    copied_from: null also where the caller may not see it. reason, note: why it was lost (OPP-10).
    order: drafted when it was won (OPP-9). closed_on: the day it counts on as won or lost (OPP-21).
    """

    campaign: Named
    method: Named
    expected_amount: str | None
    expected_close: str | None
    source: Named | None
    products: list[str]
    description: str
    opened_at: str
    changed_at: str
    copied_from: str | None
    reason: Named | None
    note: str
    order: str | None
    closed_on: str | None
    deleted: bool


def card_of(id: str, moment: Moment, reader: Reader) -> Row[Any]:
    """The card of one opportunity as it was then. Raises NotFound."""
    one = rows_as_of(CARDS, PAST_CARDS, moment, lambda table: table.c.opportunity == id).subquery()
    card = reader.db.execute(select(one.c.opportunity.label("id"), one)).first()
    if card is None or not OPPORTUNITIES.is_visible(reader, id):
        raise NotFound("opportunity", kind="opportunity", id=id)
    return card


class OpportunitiesQuery(AsOfQuery, ChangedQuery, PageQuery):
    """campaign: id or code. owner: an id, or "none". q: words of its name or of its customer's,
    accents do not matter.
    deleted: the deleted ones instead of the others."""

    campaign: Ref | None = None
    customer: Ref | None = None
    owner: Ref | None = None
    outcome: Literal["open", "won", "lost"] | None = None
    method: Ref | None = None
    source: Ref | None = None
    q: Text | None = None
    deleted: bool = False
    sort: Sort = "opened"
    order: Literal["asc", "desc"] = "desc"


class OpportunitiesAnswer(TypedDict):
    opportunities: list[Opportunity]
    next: str | None


def opportunities(query: OpportunitiesQuery, reader: Reader) -> OpportunitiesAnswer:
    moment = query.moment(reader)
    asked = conditions(query, moment, reader)
    cards = rows_as_of(CARDS, PAST_CARDS, moment, lambda table: and_(*asked(table))).subquery()
    by = sorted_by(query.sort, cards)
    found = (
        select(cards.c.opportunity.label("id"), cards, by.label("sorted_by"))
        .order_by(by.desc() if query.order == "desc" else by.asc(), cards.c.opportunity)
        .limit(query.limit + 1)
    )
    if query.cursor is not None:
        found = found.where(behind(query, by, cards.c.opportunity))
    rows = reader.db.execute(found).all()
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    return {
        "opportunities": as_opportunities(shown, reader, moment),
        "next": to_cursor([shown[-1].sorted_by, shown[-1].id]) if more else None,
    }


def conditions(query: OpportunitiesQuery, moment: Moment, reader: Reader) -> Any:
    equal: dict[str, Any] = {
        "customer": query.customer,
        "outcome": query.outcome,
        "method": query.method,
        "source": query.source,
        "owner": OFF if query.owner == NOBODY else query.owner,
    }
    if query.campaign is not None:
        equal["campaign"] = seen_campaign(query.campaign, reader, moment)["id"]
    words = worded(query.q or "", moment)

    def asked(table: Table) -> list[ColumnElement[bool]]:
        wanted = [table.c[name] == value for name, value in equal.items() if value is not None]
        wanted += query.chosen(table.c.deleted, query.deleted)
        wanted += query.changed("opportunity", table.c.opportunity, reader)
        wanted += OPPORTUNITIES.narrowed(table.c.opportunity, reader.who)
        return wanted + words(table)

    return asked


def sorted_by(sort: Sort, cards: Any) -> ColumnElement[Any]:
    match sort:
        case "opened" | "entered" | "changed":
            by: ColumnElement[Any] = cards.c[f"{sort}_at"]
        case "name":
            by = cards.c.name_key
        case "probability":
            by = cards.c.probability
        case "amount":
            by = func.coalesce(cards.c.amount, "")
        case "expected_close":
            by = func.coalesce(cards.c.expected_close, "")
    return by


def behind(query: OpportunitiesQuery, by: Any, id: ColumnElement[str]) -> ColumnElement[bool]:
    """What comes after the page that ended at the cursor. Raises BadCursor."""
    value, last = from_cursor(query.cursor or "", 2)
    if not fits(query.sort, value) or not isinstance(last, str):
        raise BadCursor("cursor")
    further = by < value if query.order == "desc" else by > value
    return or_(further, and_(by == value, id > last))


def fits(sort: Sort, value: object) -> bool:
    """Whether a list that is sorted so could have given this value."""
    if sort == "probability":
        return type(value) is int
    if sort == "amount":
        return isinstance(value, str) and re.fullmatch("[0-9]*", value) is not None
    return isinstance(value, str)


def closed_on(card: Row[Any], reader: Reader) -> str | None:
    """The day on which it counts as won or lost, on the company's calendar."""
    if card.outcome == "open":
        return None
    day: str | None = card.closed_on
    return day or day_of(card.entered_at, reader.time_zone).isoformat()


def as_opportunities(cards: Found, reader: Reader, moment: Moment) -> list[Opportunity]:
    db = reader.db
    methods = {card.method for card in cards}
    customers, owners = (c.customer for c in cards), (c.owner for c in cards)
    showing = Showing(reader, moment, idle_limits(db, moment, methods), customers, owners)
    called = {
        kind: names(db, kind, {getattr(card, field) for card in cards}, moment)
        for kind, field in (
            ("campaign", "campaign"),
            ("method", "method"),
            ("source", "source"),
            ("loss_reason", "reason"),
        )
    }

    unseen = hidden(reader, (card.copied_from for card in cards))

    def named(kind: str, id: str | None) -> Any:
        return {"id": id, "name": called[kind].get(id, id)} if id else None

    return [
        {
            **showing.card(card.id, *(getattr(card, name) for name in DECK.shown)),
            "campaign": named("campaign", card.campaign),
            "method": named("method", card.method),
            "expected_amount": amount(card.expected_amount),
            "expected_close": card.expected_close,
            "source": named("source", card.source),
            "products": json.loads(card.products),
            "description": card.description,
            "opened_at": card.opened_at,
            "changed_at": card.changed_at,
            "copied_from": None if card.copied_from in unseen else card.copied_from,
            "reason": named("loss_reason", card.reason),
            "note": card.note,
            "order": card.drafted_order,
            "closed_on": closed_on(card, reader),
            "deleted": bool(card.deleted),
        }
        for card in cards
    ]
