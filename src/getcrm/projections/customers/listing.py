"""The list of customers: searched, filtered, sorted, page by page (CUS-8)."""

from typing import Annotated, Literal, NotRequired, cast

from pydantic import Field
from typing_extensions import TypedDict

from getcrm.projections.book import Moment
from getcrm.projections.customers.filters import CustomerFilters, filtered, narrows
from getcrm.projections.customers.page import CustomerDetails, details_of, sharing
from getcrm.projections.customers.searching import meanings
from getcrm.projections.customers.showing import ListedCustomer, Showing
from getcrm.projections.customers.sorting import NUMBERS, Order, Place, Sort
from getcrm.projections.customers.terms import Wanted, as_typed, in_any_order, key
from getcrm.projections.query import BadCursor, PageQuery, Reader, from_cursor, to_cursor


class CustomerRow(ListedCustomer):
    """details: where they were asked for."""

    details: NotRequired[CustomerDetails]


class CustomersAnswer(TypedDict):
    """count: of all that match, where it was asked for. next: the cursor of the next page."""

    customers: list[CustomerRow]
    count: int | None
    next: str | None


class CustomersQuery(CustomerFilters, PageQuery):
    """The list of customers.

    q: words of the name, the code, an e-mail or a phone number, as far as typed, without accents.
    sort: a search is sorted by the words found, everything else newest first, unless said.
    order: downwards for created and score, else upwards, unless said. with_count: count all.
    full: each with all its details.
    """

    q: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] | None = None
    sort: Literal["name", "code", "created", "last_contact", "score", "stage"] | None = None
    order: Literal["asc", "desc"] | None = None
    with_count: bool = False
    full: bool = False


def customers(query: CustomersQuery, reader: Reader) -> CustomersAnswer:
    moment = query.moment(reader)
    order = order_of(query, reader, moment)
    wanted, found = page(query, order)
    shown = found[: query.limit]
    showing = Showing(reader, moment, [place.customer for place in shown])
    return {
        "customers": [row(place.customer, showing, query, reader, moment) for place in shown],
        "count": order.count(wanted) if query.with_count else None,
        "next": cursor(order, wanted, shown[-1]) if len(found) > query.limit else None,
    }


def row(
    id: str, showing: Showing, query: CustomersQuery, reader: Reader, moment: Moment
) -> CustomerRow:
    listed, details = showing.customer(id)
    shown = cast(CustomerRow, listed)
    if query.full:
        shown["details"] = details_of(details, sharing(reader, moment, id))
    return shown


def searched(query: CustomersQuery) -> str:
    """What is searched for; blank: everybody is asked for."""
    return key(query.q or "")


def order_of(query: CustomersQuery, reader: Reader, moment: Moment) -> Order:
    by_default: Sort = "created"
    if searched(query):
        by_default = "term" if moment.is_now and not query.deleted else "name"
    sort = query.sort or by_default
    downwards = sort in ("created", "score") if query.order is None else query.order == "desc"
    asked = filtered(query, reader, moment, bool(searched(query)))
    return Order(reader, moment, asked, narrows(query), query.deleted, sort, downwards)


def page(query: CustomersQuery, order: Order) -> tuple[Wanted | None, list[Place]]:
    """What the search turned out to mean, and the places of a page and one more."""
    limit = query.limit + 1
    if query.cursor is not None:
        wanted, after = former(query, order)
        return wanted, order.page(wanted, after, limit)
    if not searched(query):
        return None, order.page(None, None, limit)
    wanted = None
    for wanted in meanings(order.reader, searched(query)):
        if found := order.page(wanted, None, limit):
            return wanted, found
    return wanted, []


def cursor(order: Order, wanted: Wanted | None, last: Place) -> str:
    """Where a page ended, in which order, of what the search was taken to mean."""
    start = wanted.start if wanted else ""
    return to_cursor([order.sort, int(order.downwards), start, last.value, last.customer])


def former(query: CustomersQuery, order: Order) -> tuple[Wanted | None, Place]:
    """What `cursor` has kept. Raises BadCursor where it belongs to another question."""
    sort, downwards, start, value, customer = from_cursor(query.cursor or "", 5)
    same_order = (sort, downwards) == (order.sort, int(order.downwards))
    kind = int if order.sort in NUMBERS else str
    if not same_order or type(value) is not kind or not isinstance(customer, str):
        raise BadCursor("cursor")
    place, search = Place(value, customer), searched(query)
    if not search and start == "":
        return None, place
    for wanted in (*as_typed(search), *in_any_order(search)):
        if wanted.start == start:
            return wanted, place
    raise BadCursor("cursor")
