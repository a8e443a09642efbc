"""The board of a campaign: a column per approach method, and one for what is lost (OPP-7)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from getcrm.domain.refusals import NotFound
from getcrm.projections.book import Moment
from getcrm.projections.cards import COLUMN_LIMIT, Found, Where
from getcrm.projections.directory.asking import campaign_row
from getcrm.projections.directory.queries import Named, Ref
from getcrm.projections.directory.tables import fields_of
from getcrm.projections.engine import reached_position
from getcrm.projections.pipeline_board.filters import Filters, where
from getcrm.projections.pipeline_board.showing import Card, Showing
from getcrm.projections.pipeline_board.tables import DECK, LOST
from getcrm.projections.pipeline_board.weighing import Weight, counted, kept
from getcrm.projections.query import AsOfQuery, Cursor, Reader

LOST_NAME = {"en": "Lost", "vi": "Thất bại"}


class BoardColumn(TypedDict):
    """stage: a method's id, or "lost". kind: open, won (the last method's) or lost.

    weighted: amount × probability of the open, the amount of the won. next: the cursor of the
    column's next page, null: these are all.
    """

    stage: str
    name: str
    kind: str
    count: int
    amount: float
    weighted: float
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
    limit: cards a column. column, cursor: only one column, from where its page ended.
    """

    campaign: Ref
    owner: Ref | None = None
    source: Ref | None = None
    idle: bool | None = None
    min_stars: Annotated[int, Field(ge=1, le=5)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = COLUMN_LIMIT
    column: Ref | None = None
    cursor: Cursor | None = None


@dataclass(frozen=True)
class Column:
    """A column as the campaign had it then. idle_days: None, nothing in it is ever idle."""

    stage: str
    name: str
    kind: str
    idle_days: int | None


def pipeline_board(query: PipelineBoardQuery, reader: Reader) -> PipelineBoardAnswer:
    moment = query.moment(reader)
    campaign = campaign_row(reader.db, query.campaign, moment)
    columns = list(columns_of(fields_of(campaign)["methods"], reader.language))
    if query.column is not None:
        columns = [column for column in columns if column.stage == query.column]
        if not columns:
            raise NotFound("column", kind="method", id=query.column)
    filters = Filters(query.owner, query.source, query.idle, query.min_stars)
    wheres = [
        where(filters, campaign["id"], column.stage, column.idle_days, moment, reader)
        for column in columns
    ]
    pages = DECK.first(reader.db, moment, wheres, query.limit, query.cursor)
    weights = weights_of(campaign["id"], filters, columns, wheres, moment, reader)
    limits = {column.stage: column.idle_days for column in columns}
    showing = Showing(reader, moment, limits, [card for cards, _ in pages for card in cards])
    reached = reached_position(reader.db, ("pipeline_board",))
    return {
        "campaign": {"id": campaign["id"], "name": campaign["name"]},
        "position": reached if moment.position is None else min(reached, moment.position),
        "columns": [
            as_column(column, weight, cards, following, showing)
            for column, weight, (cards, following) in zip(columns, weights, pages, strict=True)
        ],
    }


def columns_of(methods: list[dict[str, Any]], language: str) -> Iterator[Column]:
    """Left to right. Which method is the last may change; that neither wins nor reopens what
    stands in it (CAM-3)."""
    for number, method in enumerate(methods, start=1):
        kind = "won" if number == len(methods) else "open"
        yield Column(method["id"], method["name"], kind, method["idle_days"])
    yield Column(LOST, LOST_NAME.get(language, LOST_NAME["en"]), "lost", None)


def weights_of(
    campaign: str,
    filters: Filters,
    columns: list[Column],
    wheres: list[Where],
    moment: Moment,
    reader: Reader,
) -> list[Weight]:
    """Of each column: as kept where that suffices, else counted."""
    if filters.need_counting(moment):
        return [counted(reader.db, moment, where) for where in wheres]
    stages = kept(reader.db, moment, campaign, filters.owned_by)
    return [stages.get(column.stage, Weight()) for column in columns]


def as_column(
    column: Column, weight: Weight, cards: Found, following: str | None, showing: Showing
) -> BoardColumn:
    return {
        "stage": column.stage,
        "name": column.name,
        "kind": column.kind,
        "count": weight.count,
        "amount": weight.amount_number,
        "weighted": weight.weighted_number,
        "cards": [showing.card(card) for card in cards],
        "next": following,
    }
