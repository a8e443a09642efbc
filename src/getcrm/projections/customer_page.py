"""The page of one customer with what belongs to it, in one answer (CUS-1, API-1).

Each part is the first page of the question that it also has by itself, with the same permission.
"""

from collections.abc import Callable
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from getcrm.projections.customers.page import CustomerAnswer, CustomerQuery
from getcrm.projections.customers.page import customer as customer_alone
from getcrm.projections.discussion.asking import CommentsAnswer, CommentsQuery, comments
from getcrm.projections.pipeline_board.listing import (
    OpportunitiesAnswer,
    OpportunitiesQuery,
    opportunities,
)
from getcrm.projections.potential_stars.explaining import (
    PotentialStarsAnswer,
    PotentialStarsQuery,
    potential_stars,
)
from getcrm.projections.query import Ask, Queries, Reader
from getcrm.projections.timeline.asking import TimelineAnswer, TimelineQuery, timeline
from getcrm.projections.transactions.listing import (
    TransactionsAnswer,
    TransactionsQuery,
    transactions,
)

Part = Literal["opportunities", "transactions", "comments", "timeline", "potential_stars"]
Asked = tuple[type[Any], Callable[[Any, Reader], Any], str]

PARTS: dict[Part, Asked] = {
    "opportunities": (OpportunitiesQuery, opportunities, "opportunities.access"),
    "transactions": (TransactionsQuery, transactions, "transactions.access"),
    "comments": (CommentsQuery, comments, "customers.access"),
    "timeline": (TimelineQuery, timeline, "customers.access"),
    "potential_stars": (PotentialStarsQuery, potential_stars, "customers.access"),
}
"""By name: what is asked, how it is answered, and what that takes."""
READ = (
    *("customers", "potential_stars", "directory", "access"),
    *("pipeline_board", "transactions", "discussion", "timeline"),
)


class Included(TypedDict):
    """The parts that were asked for. null: the caller's role does not allow it."""

    opportunities: NotRequired[OpportunitiesAnswer | None]
    transactions: NotRequired[TransactionsAnswer | None]
    comments: NotRequired[CommentsAnswer | None]
    timeline: NotRequired[TimelineAnswer | None]
    potential_stars: NotRequired[PotentialStarsAnswer | None]


class CustomerPage(CustomerAnswer):
    """included: where parts were asked for."""

    included: NotRequired[Included]


class CustomerPageQuery(CustomerQuery):
    """One customer, live or deleted, as of any date. customer: its id or its code. include: what
    belongs to it, the first page of each, as it is asked for by itself."""

    include: list[Part] | None = None


def customer(query: CustomerPageQuery, reader: Reader) -> CustomerPage:
    page: Any = customer_alone(query, reader)
    if query.include is not None:
        page["included"] = {
            part: included(part, page["id"], query, reader) for part in query.include
        }
    found: CustomerPage = page
    return found


def included(part: Part, id: str, query: CustomerPageQuery, reader: Reader) -> Any:
    model, run, permission = PARTS[part]
    if not reader.who.may(permission):
        return None
    asked = {"customer": id, "as_of": query.as_of, "as_known_at": query.as_known_at}
    return run(model(**asked), reader)


QUERIES: Queries = {"customer": Ask(CustomerPageQuery, CustomerPage, customer, READ)}
