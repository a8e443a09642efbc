"""The page of one customer (CUS-1)."""

from typing import Any

from pydantic_core import from_json
from sqlalchemy import Table, select
from typing_extensions import TypedDict

from getcrm.contact_points.websites import openable
from getcrm.domain.refusals import NotFound
from getcrm.domain.text import folded
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.called import called
from getcrm.projections.customers.showing import ListedCustomer, Showing
from getcrm.projections.customers.tables import CARDS, DETAILS, PAST_CARDS, PAST_DETAILS
from getcrm.projections.directory.queries import Ref
from getcrm.projections.query import AsOfQuery, Reader

KINDS = ("user", "department")
"""With whom a customer is shared."""


class Address(TypedDict):
    street: str
    ward: str
    district: str
    province: str
    country: str


class Contact(TypedDict):
    """Somebody to speak to there. main: whom to ask first."""

    id: str
    name: str
    title: str
    phones: list[str]
    emails: list[str]
    main: bool


class Shared(TypedDict):
    """kind: user, or department, with those inside it. right: view or edit."""

    kind: str
    id: str
    name: str
    right: str


class Sharing(TypedDict):
    """common: everybody may see it. shares: with whom it is shared besides (CUS-10)."""

    common: bool
    shares: list[Shared]


class CustomerDetails(Sharing):
    """What a list leaves out, unless it is asked for."""

    address: Address | None
    website: str
    tax_code: str
    birthday: str | None
    description: str
    contacts: list[Contact]


class CustomerAnswer(ListedCustomer, CustomerDetails):
    """Everything about one customer. version: of its stream, for If-Match."""


class CustomerQuery(AsOfQuery):
    """One customer, live or deleted. customer: its id or its code."""

    customer: Ref


def customer(query: CustomerQuery, reader: Reader) -> CustomerAnswer:
    moment = query.moment(reader)
    for column, value in (("customer", query.customer), ("code_key", folded(query.customer))):

        def asked(table: Table, column: str = column, value: str = value) -> Any:
            return table.c[column] == value

        found = rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery()
        id = reader.db.scalar(select(found.c.customer))
        if id and CUSTOMERS.is_visible(reader, id):
            shown, details = Showing(reader, moment, [id]).customer(id)
            return {**shown, **details_of(details, sharing(reader, moment, id))}
    raise NotFound("customer", kind="customer", id=query.customer)


def sharing(reader: Reader, moment: Moment, id: str) -> Sharing:
    def asked(table: Table) -> Any:
        return table.c.customer == id

    card = rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery()
    details = rows_as_of(DETAILS, PAST_DETAILS, moment, asked).subquery()
    both = select(card.c.common, details.c.shares)
    both = both.join(details, details.c.customer == card.c.customer)
    common, shares = reader.db.execute(both).one()
    shown: list[Shared] = from_json(shares)
    names = called(
        reader.db,
        moment,
        {kind: [one["id"] for one in shown if one["kind"] == kind] for kind in KINDS},
    )
    for one in shown:
        one["name"] = names.get((one["kind"], one["id"]), one["id"])
    return {"common": bool(common), "shares": shown}


def details_of(details: dict[str, Any], sharing: Sharing) -> CustomerDetails:
    return {
        "address": details["address"],
        "website": openable(details["website"]),
        "tax_code": details["tax_code"],
        "birthday": details["birthday"],
        "description": details["description"],
        "contacts": details["contacts"],
        **sharing,
    }
