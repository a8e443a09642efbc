"""Idle opportunities: which, why, and which the clock has yet to mark (OPP-19, LOG-2)."""

from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, or_, select
from typing_extensions import TypedDict

from getcrm.eventlog.entry import Entry
from getcrm.projections.access.hiding import hidden
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.book import NOW, Moment, rows_as_of
from getcrm.projections.cards import whole_days
from getcrm.projections.customers.tables import CARDS as CUSTOMERS
from getcrm.projections.directory.asking import idle_limits, listed, names
from getcrm.projections.directory.campaigns import seen_campaign
from getcrm.projections.directory.queries import NOBODY, Named, Ref
from getcrm.projections.directory.tables import fields_of
from getcrm.projections.pipeline_board.filters import rest_limit, resting
from getcrm.projections.pipeline_board.listing import Opportunity, as_opportunities, card_of
from getcrm.projections.pipeline_board.tables import CARDS, OFF, PAST_CARDS
from getcrm.projections.query import AsOfQuery, PageQuery, Reader, from_cursor, to_cursor
from getcrm.projections.timeline import sentences_at


class IdleOpportunitiesQuery(AsOfQuery, PageQuery):
    """The idle ones, the longest unchanged first. campaign: id or code. owner: an id or "none"."""

    campaign: Ref | None = None
    owner: Ref | None = None


class IdleOpportunitiesAnswer(TypedDict):
    opportunities: list[Opportunity]
    next: str | None


def idle_opportunities(query: IdleOpportunitiesQuery, reader: Reader) -> IdleOpportunitiesAnswer:
    moment = query.moment(reader)
    equal: dict[str, Any] = {"deleted": 0}
    if query.campaign is not None:
        equal["campaign"] = seen_campaign(query.campaign, reader, moment)["id"]
    if query.owner is not None:
        equal["owner"] = OFF if query.owner == NOBODY else query.owner
    limits = by_limit(idle_limits(reader.db, moment))
    after = None if query.cursor is None else list(map(str, from_cursor(query.cursor, 2)))

    def asked(table: Table) -> ColumnElement[bool]:
        idle = [
            and_(table.c.method.in_(methods), resting(table, limit, moment, reader))
            for limit, methods in limits
        ]
        wanted = [table.c[name] == value for name, value in equal.items()]
        wanted += OPPORTUNITIES.narrowed(table.c.opportunity, reader.who)
        if after is not None:
            at, last = after
            changed_at, id = table.c.changed_at, table.c.opportunity
            wanted.append(and_(changed_at >= at, or_(changed_at > at, id > last)))
        return and_(or_(False, *idle), *wanted)

    cards = rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery()
    found = (
        select(cards.c.opportunity.label("id"), cards)
        .order_by(cards.c.changed_at, cards.c.opportunity)
        .limit(query.limit + 1)
    )
    rows = reader.db.execute(found).all()
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    return {
        "opportunities": as_opportunities(shown, reader, moment),
        "next": to_cursor([shown[-1].changed_at, shown[-1].id]) if more else None,
    }


def by_limit(limits: dict[str, int | None]) -> list[tuple[int, list[str]]]:
    """The methods that have a limit, by their limits."""
    given = sorted({limit for limit in limits.values() if limit is not None})
    return [(days, sorted(m for m, limit in limits.items() if limit == days)) for days in given]


class Cause(TypedDict):
    """The event from which the days are counted. Of a contact with a customer whom the caller may
    not see: stream, by and sentence are null."""

    position: int
    stream: str | None
    topic: str
    occurred_at: str
    recorded_at: str
    by: str | None
    sentence: str | None


class ExplainIdleAnswer(TypedDict):
    """since: the later of its last change and its customer's last contact; counted_from: which.

    days: of 24 hours passed since. limit: days its method allowed then, null: any number.
    idle: whether it is open and has rested for that long.
    """

    opportunity: Named
    method: Named
    outcome: str
    idle: bool
    since: str
    counted_from: Literal["change", "contact"]
    days: int
    limit: int | None
    event: Cause | None


class ExplainIdleQuery(AsOfQuery):
    """Why an opportunity is idle, or is not (OPP-19, LOG-2)."""

    opportunity: Ref


def explain_idle(query: ExplainIdleQuery, reader: Reader) -> ExplainIdleAnswer:
    moment = query.moment(reader)
    card = card_of(query.opportunity, moment, reader)
    limits = idle_limits(reader.db, moment, [card.method])
    [shown] = as_opportunities([card], reader, moment)
    contacted = last_contact(card, moment, reader)
    called = names(reader.db, "method", [card.method], moment)
    by_contact = contacted is not None and contacted.data["contacted_at"] > card.changed_at
    entry = contacted if by_contact else changed(card, reader)
    since = contacted.data["contacted_at"] if contacted and by_contact else card.changed_at
    return {
        "opportunity": {"id": card.id, "name": card.name},
        "method": {"id": card.method, "name": called.get(card.method, card.method)},
        "outcome": card.outcome,
        "idle": not card.deleted and shown["idle"] is not None,
        "since": since,
        "counted_from": "contact" if by_contact else "change",
        "days": whole_days(since, moment.at or reader.now),
        "limit": limits.get(card.method),
        "event": cause(entry, reader) if entry else None,
    }


def changed(card: Any, reader: Reader) -> Entry | None:
    """Its last real change."""
    history = reader.log.history(f"opportunity-{card.id}")
    return next((e for e in history if e.position == card.changed_position), None)


def last_contact(card: Any, moment: Moment, reader: Reader) -> Entry | None:
    """The customer's last contact that still counted then (CUS-7)."""
    standing: dict[str, Entry] = {}
    for entry in reader.log.history(f"customer-{card.customer}"):
        if moment.at is not None and entry.occurred_at > moment.at:
            break
        if moment.position is not None and entry.position > moment.position:
            break
        if entry.topic == "CustomerContacted":
            standing[entry.data["transaction"] or str(entry.position)] = entry
        elif entry.topic == "CustomerContactWithdrawn":
            standing.pop(entry.data["transaction"], None)
    return max(standing.values(), key=lambda entry: entry.data["contacted_at"], default=None)


def cause(entry: Entry, reader: Reader) -> Cause:
    """The opportunity's own events are as visible as it is; the contact is the customer's."""
    told = entry.id not in hidden(reader, [entry.id])
    return {
        "position": entry.position,
        "stream": entry.stream if told else None,
        "topic": entry.topic,
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "by": entry.by if told else None,
        "sentence": sentences_at([entry.position], reader).get(entry.position),
    }


def due_for_marking(db: Connection, now: str, limit: int = 1_000, after: str = "") -> list[str]:
    """Opportunities that have become idle and are not yet marked for this rest, in the order of
    their ids, from `after` on. Whether one is marked is the command's own decision."""
    campaigns = [fields_of(row) for row in listed(db, "campaign", NOW) if not row["deleted"]]
    limits = {
        method["id"]: method["idle_days"]
        for campaign in campaigns
        if not campaign["locked"]
        for method in campaign["methods"]
    }
    contact = func.coalesce(CUSTOMERS.c.last_contact_at, "")
    since = case((contact > CARDS.c.changed_at, contact), else_=CARDS.c.changed_at)
    idle = [
        and_(CARDS.c.method.in_(methods), since <= rest_limit(now, days))
        for days, methods in by_limit(limits)
    ]
    due = (
        select(CARDS.c.opportunity)
        .outerjoin(CUSTOMERS, CUSTOMERS.c.customer == CARDS.c.customer)
        .where(CARDS.c.outcome == "open", CARDS.c.deleted == 0, CARDS.c.opportunity > after)
        .where(or_(CARDS.c.marked_since.is_(None), CARDS.c.marked_since != since))
        .where(or_(False, *idle))
        .order_by(CARDS.c.opportunity)
        .limit(limit)
    )
    return list(db.scalars(due))
