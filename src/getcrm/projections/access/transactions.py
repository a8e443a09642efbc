"""Which transactions somebody may see (TXN-1)."""

from typing import Any

from sqlalchemy import Select, select

from getcrm.domain.policy import Viewer
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.seeing import Seeing
from getcrm.projections.access.tables import TRANSACTIONS as RECORDS
from getcrm.projections.access.tables import WORKERS
from getcrm.projections.among import among


def own(who: Viewer) -> Select[Any]:
    return select(WORKERS.c.transaction).where(
        WORKERS.c.user == who.user, WORKERS.c.part == "assignee"
    )


def watched(who: Viewer) -> Select[Any]:
    return select(WORKERS.c.transaction).where(
        WORKERS.c.user == who.user, WORKERS.c.part == "watcher"
    )


def subordinate(who: Viewer) -> Select[Any]:
    theirs = among(WORKERS.c.user, sorted(who.subordinates))
    return select(WORKERS.c.transaction).where(theirs, WORKERS.c.part == "assignee")


def of_their_customers(who: Viewer) -> Select[Any]:
    about = RECORDS.c.customer
    return select(RECORDS.c.transaction).where(about.is_not(None), CUSTOMERS.seen(about, who))


TRANSACTIONS = Seeing(
    "transaction",
    {
        "own": own,
        "watcher": watched,
        "subordinate": subordinate,
        "customer": of_their_customers,
    },
)
