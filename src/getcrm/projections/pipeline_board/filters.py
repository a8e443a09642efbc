"""Which cards of a board are asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from sqlalchemy import ColumnElement, Select, Table, and_, false, not_, or_, select

from getcrm.domain.calendar import later
from getcrm.domain.policy import Viewer
from getcrm.domain.text import unaccented
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.cards import Column, with_stars
from getcrm.projections.customers.tables import CARDS as CUSTOMERS
from getcrm.projections.customers.tables import PAST_CARDS as PAST_CUSTOMERS
from getcrm.projections.directory.queries import NOBODY
from getcrm.projections.query import Reader

Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
"""What somebody types to search."""


@dataclass(frozen=True)
class Filters:
    """owner: a user id or NOBODY. None: whichever. q: see `worded`. who: only of what they
    may see; None: of all, as everybody who takes part in the campaign does."""

    owner: str | None = None
    source: str | None = None
    idle: bool | None = None
    min_stars: int | None = None
    q: str = ""
    who: Viewer | None = None

    @property
    def owned_by(self) -> str | None:
        return "" if self.owner == NOBODY else self.owner

    def need_counting(self, moment: Moment) -> bool:
        """Whether these cards are no sum that is kept."""
        if (self.owner is not None and not moment.is_now) or self.who is not None:
            return True
        plain = self.source is None and self.idle is None and self.min_stars is None
        return not plain or bool(self.q)


def column_of(
    filters: Filters, stage: str, idle_days: int | None, moment: Moment, reader: Reader
) -> Column:
    """The cards of one column. idle_days: the limit of its method."""
    equal: dict[str, str | int] = {"stage": stage}
    if filters.owned_by is not None:
        equal["owner"] = filters.owned_by
    if filters.source is not None:
        equal["source"] = filters.source
    whichever = filters.idle is None and filters.min_stars is None and filters.who is None
    if whichever and not filters.q:
        return Column(equal)
    named, starred = worded(filters.q, moment), None
    if filters.min_stars is not None:
        starred = with_stars(reader.db, filters.min_stars, moment)

    def also(table: Table) -> ColumnElement[bool]:
        conditions: list[ColumnElement[bool]] = named(table)
        if filters.who is not None:
            conditions += OPPORTUNITIES.narrowed(table.c.opportunity, filters.who)
        if filters.idle is not None:
            idle = resting(table, idle_days, moment, reader)
            conditions.append(idle if filters.idle else not_(idle))
        if starred is not None:
            conditions.append(table.c.customer.in_(starred))
        return and_(True, *conditions)

    return Column(equal, also)


def worded(q: str, moment: Moment) -> Callable[[Table], list[ColumnElement[bool]]]:
    """Each word stands in the opportunity's name or in its customer's, accents do not matter. Both
    names are on the card: whoever may see the opportunity may see them."""
    words = unaccented(q).split()
    called = [named(word, moment) for word in words]

    def asked(table: Table) -> list[ColumnElement[bool]]:
        return [
            or_(table.c.name_key.contains(word, autoescape=True), table.c.customer.in_(customers))
            for word, customers in zip(words, called, strict=True)
        ]

    return asked


def named(word: str, moment: Moment) -> Select[tuple[str]]:
    """The customers who had the word in their names."""
    then = rows_as_of(
        CUSTOMERS,
        PAST_CUSTOMERS,
        moment,
        lambda table: table.c.name_key.contains(word, autoescape=True),
    ).subquery()
    return select(then.c.customer)


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
