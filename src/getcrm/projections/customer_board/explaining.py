"""Behind every count of the board of customers: the entries that sum to it (LOG-2)."""

from typing import ClassVar

from sqlalchemy import ColumnElement
from typing_extensions import TypedDict

from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.customer_board.cards import TALLY
from getcrm.projections.directory.queries import NOBODY, Ref
from getcrm.projections.query import AsOfQuery, PageQuery, Reader
from getcrm.projections.timeline import sentences_at


class CustomerBoardEntriesQuery(AsOfQuery, PageQuery):
    """The entries behind the count of one stage, in the order of the log. owner: id or "none"."""

    filters: ClassVar = {"stage": "stage"}
    stage: Ref
    owner: Ref | None = None


class CustomerBoardEntry(TypedDict):
    """What one event added to a stage, or took off it. position: of the event."""

    position: int
    ordinal: int
    customer: str
    occurred_at: str
    count: int
    sentence: str | None


class CustomerBoardEntriesAnswer(TypedDict):
    """count: the sum of all entries, on this page or not."""

    count: int
    entries: list[CustomerBoardEntry]
    next: str | None


def customer_board_entries(
    query: CustomerBoardEntriesQuery, reader: Reader
) -> CustomerBoardEntriesAnswer:
    asked: list[ColumnElement[bool]] = [TALLY.entries.c.stage == query.stage]
    if query.owner is not None:
        asked.append(TALLY.entries.c.owner == ("" if query.owner == NOBODY else query.owner))
    asked += CUSTOMERS.narrowed(TALLY.entries.c.customer, reader.who)
    moment = query.moment(reader)
    explained = TALLY.explain(reader.db, moment, asked, query.limit, query.cursor)
    said = sentences_at((row["position"] for row in explained.rows), reader)
    return {
        "count": explained.sums[0],
        "entries": [
            {
                "position": row["position"],
                "ordinal": row["ordinal"],
                "customer": row["customer"],
                "occurred_at": row["occurred_at"],
                "count": row["count"],
                "sentence": said.get(row["position"]),
            }
            for row in explained.rows
        ],
        "next": explained.next,
    }
