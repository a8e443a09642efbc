"""The board of a campaign: a column per approach method, and one for what is lost (OPP-7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from pydantic import Field
from typing_extensions import TypedDict

from getcrm.language import spoken
from getcrm.language.catalogue import _
from getcrm.projections.access.opportunities import sees_whole_campaign
from getcrm.projections.book import Moment
from getcrm.projections.cards import COLUMN_LIMIT, Found, latest_entry
from getcrm.projections.directory.asking import names
from getcrm.projections.directory.campaigns import seen_campaign
from getcrm.projections.directory.queries import Named, Ref
from getcrm.projections.directory.tables import Row, fields_of
from getcrm.projections.pipeline_board.filters import Filters, Text, column_of
from getcrm.projections.pipeline_board.showing import Card, Showing
from getcrm.projections.pipeline_board.tables import DECK, LOST
from getcrm.projections.pipeline_board.weighing import Weight, counted, kept
from getcrm.projections.positions import reached_position
from getcrm.projections.query import AsOfQuery, Cursor, Reader
from getcrm.projections.references import FilterUnknown

LOST_NAME = _("Lost")


class BoardColumn(TypedDict):
    """stage: a method's id, or "lost". kind: open, won (the last method's) or lost.

    weighted: amount × probability of the open, the amount of the won. next: the cursor of the
    column's next page, null: these are all.
    """

    stage: str
    name: str
    kind: str
    count: int
    amount: str
    weighted: str
    cards: list[Card]
    next: str | None


class PipelineBoardAnswer(TypedDict):
    """position: of the log, up to which the board tells."""

    campaign: Named
    position: int
    columns: list[BoardColumn]


class PipelineBoardQuery(AsOfQuery):
    """The opportunities of a campaign, by approach method; whoever entered last is on top.

    campaign: id or code. owner: an id, or "none". idle: only those idle, or only the others.
    q: words of its name or of its customer's, accents do not matter.
    limit: cards a column. column, cursor: only one column, from where its page ended.
    """

    filters: ClassVar = {"column": "method"}
    campaign: Ref
    owner: Ref | None = None
    source: Ref | None = None
    idle: bool | None = None
    min_stars: Annotated[int, Field(ge=1, le=5)] | None = None
    q: Text | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = COLUMN_LIMIT
    column: Ref | None = None
    cursor: Cursor | None = None


@dataclass(frozen=True)
class Stage:
    """A column as the campaign had it then. key: what its cards have in their `stage`.

    idle_days: None, nothing in it is ever idle. later: made later; it is there for what they may
    see in it.
    """

    stage: str
    key: str
    name: str
    kind: str
    idle_days: int | None
    later: bool = False


def pipeline_board(query: PipelineBoardQuery, reader: Reader) -> PipelineBoardAnswer:
    db, moment = reader.db, query.moment(reader)
    campaign = seen_campaign(query.campaign, reader, moment)
    who = None if sees_whole_campaign(reader, campaign["id"]) else reader.who
    filters = Filters(query.owner, query.source, query.idle, query.min_stars, query.q or "", who)
    weighed = kept(db, moment, campaign["id"], filters.owned_by if moment.is_now else None)
    stages = stages_of(campaign, weighed, moment, reader)
    if query.column is not None:
        stages = [stage for stage in stages if stage.stage == query.column]
    columns = [column_of(filters, s.key, s.idle_days, moment, reader) for s in stages]
    until = latest_entry(reader, moment)
    pages = DECK.first(db, moment, columns, query.limit, query.cursor, until)
    if filters.need_counting(moment):
        weights = [counted(db, moment, column.where) for column in columns]
    else:
        weights = [weighed.get(stage.stage, Weight()) for stage in stages]
    limits = {stage.stage: stage.idle_days for stage in stages}
    there = [
        (stage, weight, *page)
        for stage, weight, page in zip(stages, weights, pages, strict=True)
        if weight.count or not stage.later
    ]
    if query.column is not None and not there:
        raise FilterUnknown("column", kind="method", id=query.column)
    shown = [card for _, _, cards, _ in there for card in cards]
    customers, owners = (c.customer for c in shown), (c.owner for c in shown)
    showing = Showing(reader, moment, limits, customers, owners)
    reached = reached_position(db, ("pipeline_board",))
    return {
        "campaign": {"id": campaign["id"], "name": campaign["name"]},
        "position": reached if moment.position is None else min(reached, moment.position),
        "columns": [
            as_column(stage, weight, cards, following, showing)
            for stage, weight, cards, following in there
        ],
    }


def stages_of(
    campaign: Row, weighed: Mapping[str, Weight], moment: Moment, reader: Reader
) -> list[Stage]:
    """Left to right. Which method is the last may change; that neither wins nor reopens what
    stands in it (CAM-3). A method made later, into which history was imported (IMP-9), stands
    before the last one then."""
    methods = fields_of(campaign)["methods"]
    if not moment.is_now:
        known = {LOST, *(method["id"] for method in methods)}
        later = {method for method, weight in weighed.items() if weight.count} - known
        called = names(reader.db, "method", later, moment)
        methods[-1:-1] = [
            {"id": id, "name": called[id], "idle_days": None, "later": True} for id in sorted(later)
        ]
    stages = [
        Stage(
            method["id"],
            method["id"],
            method["name"],
            "open",
            method["idle_days"],
            "later" in method,
        )
        for method in methods
    ]
    last = replace(stages[-1], kind="won")
    lost = LOST_NAME[spoken(reader.language)]
    return [*stages[:-1], last, Stage(LOST, campaign["id"], lost, "lost", None)]


def as_column(
    stage: Stage, weight: Weight, cards: Found, following: str | None, showing: Showing
) -> BoardColumn:
    return {
        "stage": stage.stage,
        "name": stage.name,
        "kind": stage.kind,
        "count": weight.count,
        "amount": weight.amount_written,
        "weighted": weight.weighted_written,
        "cards": [showing.card(*card[1:]) for card in cards],
        "next": following,
    }
