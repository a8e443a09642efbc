"""Which customers somebody may see (PERM-3, CUS-10)."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, or_, select

from getcrm.domain.policy import Viewer
from getcrm.projections.access.seeing import Seeing
from getcrm.projections.access.tables import CUSTOMERS as RECORDS
from getcrm.projections.access.tables import SHARES
from getcrm.projections.among import among


def own(who: Viewer) -> Select[Any]:
    return select(RECORDS.c.customer).where(RECORDS.c.owner == who.user)


def subordinate(who: Viewer) -> Select[Any]:
    theirs = among(RECORDS.c.owner, sorted(who.subordinates))
    return select(RECORDS.c.customer).where(theirs)


def shared(who: Viewer) -> Select[Any]:
    with_them = or_(
        and_(SHARES.c.kind == "user", SHARES.c.who == who.user),
        and_(SHARES.c.kind == "department", among(SHARES.c.who, sorted(who.departments))),
    )
    return select(SHARES.c.customer).where(with_them)


def common(who: Viewer) -> Select[Any]:
    return select(RECORDS.c.customer).where(RECORDS.c.common == 1)


def told_own(table: FromClause, who: Viewer) -> ColumnElement[bool]:
    return table.c.owner == who.user


def told_subordinate(table: FromClause, who: Viewer) -> ColumnElement[bool]:
    return among(table.c.owner, sorted(who.subordinates))


def told_common(table: FromClause, who: Viewer) -> ColumnElement[bool]:
    return table.c.common == 1


CUSTOMERS = Seeing(
    "customer",
    {
        "own": own,
        "subordinate": subordinate,
        "shared": shared,
        "shared_to_edit": shared,
        "common": common,
    },
    {"own": told_own, "subordinate": told_subordinate, "common": told_common},
)
