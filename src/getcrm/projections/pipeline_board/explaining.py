"""Behind every number of the board: the entries that sum to it, each with its event (LOG-2)."""

from typing import ClassVar

from sqlalchemy import ColumnElement
from typing_extensions import TypedDict

from getcrm.projections.access.opportunities import OPPORTUNITIES, sees_whole_campaign
from getcrm.projections.book import Row
from getcrm.projections.directory.campaigns import seen_campaign
from getcrm.projections.directory.queries import NOBODY, Ref
from getcrm.projections.pipeline_board.tables import LOST, TALLY
from getcrm.projections.pipeline_board.weighing import Weight, weight
from getcrm.projections.query import AsOfQuery, PageQuery, Reader
from getcrm.projections.timeline import sentences_at


class PipelineBoardEntriesQuery(AsOfQuery, PageQuery):
    """The entries behind the count and the amounts of one column, in the order of the log.

    campaign: id or code. stage: a method, or "lost". owner: an id, or "none".
    """

    filters: ClassVar = {"stage": "method"}
    campaign: Ref
    stage: Ref
    owner: Ref | None = None


class PipelineBoardEntry(TypedDict):
    """What one event added to a column, or took off it. position: of the event."""

    position: int
    ordinal: int
    opportunity: str
    occurred_at: str
    count: int
    amount: str
    weighted: str
    sentence: str | None


class PipelineBoardEntriesAnswer(TypedDict):
    """count, amount, weighted: the sums of all entries, on this page or not."""

    count: int
    amount: str
    weighted: str
    entries: list[PipelineBoardEntry]
    next: str | None


def pipeline_board_entries(
    query: PipelineBoardEntriesQuery, reader: Reader
) -> PipelineBoardEntriesAnswer:
    moment = query.moment(reader)
    campaign = seen_campaign(query.campaign, reader, moment)["id"]
    asked = conditions(query, campaign)
    if not sees_whole_campaign(reader, campaign):
        asked += OPPORTUNITIES.narrowed(TALLY.entries.c.opportunity, reader.who)
    explained = TALLY.explain(reader.db, moment, asked, query.limit, query.cursor)
    total = weight(explained.sums)
    said = sentences_at((row["position"] for row in explained.rows), reader)
    return {
        "count": total.count,
        "amount": total.amount_written,
        "weighted": total.weighted_written,
        "entries": [
            entry(row, weight([row[name] for name in TALLY.weights]), said.get(row["position"]))
            for row in explained.rows
        ],
        "next": explained.next,
    }


def conditions(query: PipelineBoardEntriesQuery, campaign: str) -> list[ColumnElement[bool]]:
    entries = TALLY.entries.c
    asked = [entries.campaign == campaign]
    if query.stage == LOST:
        asked.append(entries.outcome == LOST)
    else:
        asked += [entries.method == query.stage, entries.outcome != LOST]
    if query.owner is not None:
        asked.append(entries.owner == ("" if query.owner == NOBODY else query.owner))
    return asked


def entry(row: Row, weight: Weight, sentence: str | None) -> PipelineBoardEntry:
    return {
        "position": row["position"],
        "ordinal": row["ordinal"],
        "opportunity": row["opportunity"],
        "occurred_at": row["occurred_at"],
        "count": weight.count,
        "amount": weight.amount_written,
        "weighted": weight.weighted_written,
        "sentence": sentence,
    }
