"""What somebody still holds: to be handed over when they leave, in bulk (ORG-1, CUS-4)."""

from typing import Any

from sqlalchemy import Select, func, select
from typing_extensions import TypedDict

from getcrm.domain.refusals import NotFound
from getcrm.projections import directory
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.access.transactions import TRANSACTIONS
from getcrm.projections.book import NOW
from getcrm.projections.customers.tables import CARDS as CUSTOMER
from getcrm.projections.directory.queries import Ref
from getcrm.projections.pipeline_board.tables import CARDS as OPPORTUNITY
from getcrm.projections.query import Ask, Queries, Query, Reader
from getcrm.projections.transactions.changes import OPEN
from getcrm.projections.transactions.tables import ASSIGNEES
from getcrm.projections.transactions.tables import CARDS as TRANSACTION


class HoldingsAnswer(TypedDict):
    """How many, of those that the caller may see (PERM-4)."""

    user: str
    customers: int
    open_opportunities: int
    open_transactions: int


class HoldingsQuery(Query):
    """How many customers and open opportunities are somebody's, and how many open transactions they
    have to do; also of somebody who has left."""

    user: Ref


def holdings(query: HoldingsQuery, reader: Reader) -> HoldingsAnswer:
    user, who = query.user, reader.who
    if not directory.names(reader.db, "user", [user], NOW):
        raise NotFound("user", kind="user", id=user)
    customers = many(CUSTOMER).where(
        CUSTOMER.c.owner == user,
        CUSTOMER.c.deleted == 0,
        *CUSTOMERS.narrowed(CUSTOMER.c.customer, who),
    )
    opportunities = many(OPPORTUNITY).where(
        OPPORTUNITY.c.owner == user,
        OPPORTUNITY.c.outcome == "open",
        OPPORTUNITY.c.deleted == 0,
        *OPPORTUNITIES.narrowed(OPPORTUNITY.c.opportunity, who),
    )
    transactions = (
        many(TRANSACTION)
        .join(ASSIGNEES, ASSIGNEES.c.transaction == TRANSACTION.c.transaction)
        .where(
            ASSIGNEES.c.user == user,
            TRANSACTION.c.status.in_(OPEN),
            TRANSACTION.c.deleted == 0,
            *TRANSACTIONS.narrowed(TRANSACTION.c.transaction, who),
        )
    )
    return {
        "user": user,
        "customers": reader.db.scalar(customers) or 0,
        "open_opportunities": reader.db.scalar(opportunities) or 0,
        "open_transactions": reader.db.scalar(transactions) or 0,
    }


def many(table: Any) -> Select[Any]:
    return select(func.count()).select_from(table)


ASKED_OF = ("directory", "access", "customers", "pipeline_board", "transactions")
QUERIES: Queries = {"holdings": Ask(HoldingsQuery, HoldingsAnswer, holdings, ASKED_OF)}
