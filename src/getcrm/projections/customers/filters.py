"""Which customers are asked for: by classification, owner, stars, contact, creation (CUS-8)."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy import ColumnElement, Table, and_, func, select

from getcrm.contact_points import emails, phones
from getcrm.domain.calendar import end_of, start_of
from getcrm.domain.text import folded
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.changed import ChangedQuery
from getcrm.projections.customers.asking import quiet_before
from getcrm.projections.customers.tables import DETAILS, GROUPS, PAST_DETAILS, REACHED_BY, SOURCES
from getcrm.projections.customers.terms import key
from getcrm.projections.directory.queries import NOBODY, Ref
from getcrm.projections.potential_stars.asking import scores, thresholds
from getcrm.projections.potential_stars.tables import SCORES
from getcrm.projections.query import AsOfQuery, Day, Reader

Condition = Callable[[Any], ColumnElement[bool]]
"""Said of the cards of now, or of the past ones."""
Stars = Annotated[int, Field(ge=0, le=5)]


def _phone(text: str) -> str:
    try:
        return phones.phone(text)
    except phones.NotAPhone:
        raise PydanticCustomError("phone", "should be a phone number") from None


Phone = Annotated[
    str,
    Field(max_length=60, pattern=r"^[^\x00]*$", examples=["0912345678"]),
    AfterValidator(_phone),
]
Email = Annotated[
    str,
    Field(max_length=254, pattern=r"^[^\x00]*$", examples=["mai@example.com"]),
    AfterValidator(lambda text: folded(emails.as_typed(text))),
]


class CustomerFilters(AsOfQuery, ChangedQuery):
    """owner, tier: an id, or "none". phone, email: exactly this one, however it is written, the
    customer's own or of one of its contacts (with an extension it is another one).
    stars: exactly so many; min_stars, max_stars: between.

    contacted_from, contacted_to: days of the last contact; never_contacted: whether there was
    none; days_without_contact: so many or more (CUS-7). created_from, created_to: days. Days are
    the company's, both included. deleted: the deleted ones instead of the live ones.
    """

    stage: Ref | None = None
    owner: Ref | None = None
    group: Ref | None = None
    source: Ref | None = None
    tier: Ref | None = None
    kind: Literal["company", "person"] | None = None
    province: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    phone: Phone | None = None
    email: Email | None = None
    stars: Stars | None = None
    min_stars: Stars | None = None
    max_stars: Stars | None = None
    contacted_from: Day | None = None
    contacted_to: Day | None = None
    never_contacted: bool | None = None
    days_without_contact: Annotated[int, Field(ge=0, le=100_000)] | None = None
    created_from: Day | None = None
    created_to: Day | None = None
    deleted: bool = False


NARROWING = tuple(CustomerFilters.model_fields.keys() - AsOfQuery.model_fields.keys())


def narrows(query: CustomerFilters) -> bool:
    """Whether it asks for less than everybody who is live."""
    return any(getattr(query, field) not in (None, False) for field in NARROWING)


def filtered(
    query: CustomerFilters, reader: Reader, moment: Moment, searched: bool = False
) -> Condition:
    """What the cards must fulfil, as of the moment. searched: and be among those found, too.

    Where nothing leads to a few cards, they are gone through in their order."""
    gone_through = moment.is_now and (
        searched or not (narrows(query) or CUSTOMERS.sees_few(reader))
    )
    least, most = wanted_scores(query, reader, moment)

    def condition(table: Table) -> ColumnElement[bool]:
        wanted = query.chosen(table.c.deleted, query.deleted)
        wanted += query.changed("customer", table.c.customer, reader)
        wanted += classified(query, table, moment)
        if gone_through:
            wanted += CUSTOMERS.told_by(table, reader.who)
        else:
            wanted += CUSTOMERS.narrowed(table.c.customer, reader.who)
        wanted += dated(query, table, reader, moment)
        if least is not None or most is not None:
            wanted.append(scored(table, least, most, moment))
        return and_(*wanted)

    return condition


def classified(
    query: CustomerFilters, table: Table, moment: Moment
) -> Iterator[ColumnElement[bool]]:
    for field in ("stage", "owner", "tier", "kind"):
        value = getattr(query, field)
        if value is not None:
            column = table.c[field]
            yield column.is_(None) if value == NOBODY else column == value
    if query.province:
        yield table.c.province_key == key(query.province)
    for address in (query.phone, query.email):
        if address:
            yield reached_by(table, address, moment, query.deleted)
    if query.group:
        yield linked(table, GROUPS, "group", query.group, moment)
    if query.source:
        yield linked(table, SOURCES, "source", query.source, moment)


def reached_by(table: Table, address: str, moment: Moment, deleted: bool) -> ColumnElement[bool]:
    """By this phone or e-mail: now by the table of addresses, then, and of the deleted, by the
    list that each has of its own."""
    if moment.is_now and not deleted:
        found = select(REACHED_BY.c.customer).where(REACHED_BY.c.address == address)
        return table.c.customer.in_(found)

    def has_it(details: Table) -> ColumnElement[bool]:
        return details.c.reached_by.contains(f"\n{address}\n", autoescape=True)

    then = rows_as_of(DETAILS, PAST_DETAILS, moment, has_it).subquery()
    return table.c.customer.in_(select(then.c.customer))


def linked(table: Table, links: Table, of: str, id: str, moment: Moment) -> ColumnElement[bool]:
    """In the group, or from the source: now by the table of links, then by the card's own list."""
    if moment.is_now:
        return table.c.customer.in_(select(links.c.customer).where(links.c[of] == id))
    ids = table.c[f"{of}s"]
    without: ColumnElement[str] = func.replace(ids, f'"{id}"', "")
    return without != ids


def dated(
    query: CustomerFilters, table: Table, reader: Reader, moment: Moment
) -> Iterator[ColumnElement[bool]]:
    zone = reader.time_zone
    for column, since, until in (
        (table.c.last_contact_at, query.contacted_from, query.contacted_to),
        (table.c.created_at, query.created_from, query.created_to),
    ):
        if since is not None:
            yield column >= start_of(since, zone)
        if until is not None:
            yield column <= end_of(until, zone)
    if query.never_contacted is not None:
        never = table.c.last_contact_at.is_(None)
        yield never if query.never_contacted else ~never
    if query.days_without_contact is not None:
        now = moment.at or reader.now
        yield table.c.quiet_since < quiet_before(query.days_without_contact, now, zone)


def wanted_scores(
    query: CustomerFilters, reader: Reader, moment: Moment
) -> tuple[int | None, int | None]:
    """The least score, and the one that is too high already, by the thresholds of then (SCO-2)."""
    given = (query.stars, query.min_stars, query.max_stars)
    if given == (None, None, None):
        return None, None
    lowest = [None, *thresholds(reader.db, moment), None]
    fewest = max(query.stars or 0, query.min_stars or 0)
    ceilings = [stars for stars in (query.stars, query.max_stars) if stars is not None]
    return lowest[fewest], lowest[min(ceilings, default=5) + 1]


def scored(
    table: Table, least: int | None, below: int | None, moment: Moment
) -> ColumnElement[bool]:
    """Who has no score yet has 0."""
    if moment.is_now:
        own = select(SCORES.c.score).where(SCORES.c.customer == table.c.customer)
        score = func.coalesce(own.scalar_subquery(), 0)
        return between(score, least, below)
    then = scores(moment)
    if least is not None:
        return table.c.customer.in_(
            select(then.c.customer).where(between(then.c.score, least, below))
        )
    return table.c.customer.not_in(
        select(then.c.customer).where(~between(then.c.score, least, below))
    )


def between(score: ColumnElement[int], least: int | None, below: int | None) -> ColumnElement[bool]:
    conditions = [] if least is None else [score >= least]
    if below is not None:
        conditions.append(score < below)
    return and_(True, *conditions)
