"""Which cards of a board are asked for."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Table, and_, false, not_, select

from getcrm.domain.calendar import later
from getcrm.domain.policy import Viewer
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.cards import Column, with_stars
from getcrm.projections.customers.tables import CARDS as CUSTOMERS
from getcrm.projections.customers.tables import PAST_CARDS as PAST_CUSTOMERS
from getcrm.projections.directory.queries import NOBODY
from getcrm.projections.query import Reader


@dataclass(frozen=True)
class Filters:
    """owner: a user id or NOBODY. None: whichever. who: only of what they may see; None: of all,
    as everybody who takes part in the campaign does."""

    owner: str | None = None
    source: str | None = None
    idle: bool | None = None
    min_stars: int | None = None
    who: Viewer | None = None

    @property
    def owned_by(self) -> str | None:
        return "" if self.owner == NOBODY else self.owner

    def need_counting(self, moment: Moment) -> bool:
        """Whether these cards are no sum that is kept."""
        if (self.owner is not None and not moment.is_now) or self.who is not None:
            return True
        return not (self.source is None and self.idle is None and self.min_stars is None)


def column_of(
    filters: Filters, stage: str, idle_days: int | None, moment: Moment, reader: Reader
) -> Column:
    """The cards of one column. idle_days: the limit of its method."""
    equal: dict[str, str | int] = {"stage": stage}
    if filters.owned_by is not None:
        equal["owner"] = filters.owned_by
    if filters.source is not None:
        equal["source"] = filters.source
    if filters.idle is None and filters.min_stars is None and filters.who is None:
        return Column(equal)
    starred = None
    if filters.min_stars is not None:
        starred = with_stars(reader.db, filters.min_stars, moment)

    def also(table: Table) -> ColumnElement[bool]:
        conditions: list[ColumnElement[bool]] = []
        if filters.who is not None:
            conditions += OPPORTUNITIES.narrowed(table.c.opportunity, filters.who)
        if filters.idle is not None:
            idle = resting(table, idle_days, moment, reader)
            conditions.append(idle if filters.idle else not_(idle))
        if starred is not None:
            conditions.append(table.c.customer.in_(starred))
        return and_(True, *conditions)

    return Column(equal, also)


def resting(
    table: Table, idle_days: int | None, moment: Moment, reader: Reader
) -> ColumnElement[bool]:
    """Open, unchanged and its customer not contacted for as long as the method allows (OPP-19)."""
    if idle_days is None:
        return false()
    limit = rest_limit(moment.at or reader.now, idle_days)
    contacted = contacted_after(limit, moment)
    return and_(
        table.c.outcome == "open",
        table.c.changed_at <= limit,
        table.c.customer.not_in(contacted),
    )


def rest_limit(now: str, idle_days: int) -> str:
    """What rests since then, rests for that many days."""
    return later(now, days=-idle_days)


def contacted_after(limit: str, moment: Moment) -> Select[tuple[str]]:
    """The customers contacted later than that (CUS-7)."""
    then = rows_as_of(
        CUSTOMERS, PAST_CUSTOMERS, moment, lambda table: table.c.last_contact_at > limit
    ).subquery()
    return select(then.c.customer)
