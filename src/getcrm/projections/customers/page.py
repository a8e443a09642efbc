"""The page of one customer (CUS-1)."""

from typing import Any

from sqlalchemy import Table, select
from typing_extensions import TypedDict

from getcrm.domain.refusals import NotFound
from getcrm.domain.text import folded
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import rows_as_of
from getcrm.projections.customers.showing import ListedCustomer, Showing
from getcrm.projections.customers.tables import CARDS, PAST_CARDS
from getcrm.projections.directory.queries import Ref
from getcrm.projections.query import AsOfQuery, Reader


class Address(TypedDict):
    street: str
    ward: str
    district: str
    province: str
    country: str


class Contact(TypedDict):
    """Somebody to speak to there. main: whom to ask first."""

    name: str
    title: str
    phones: list[str]
    emails: list[str]
    main: bool


class CustomerAnswer(ListedCustomer):
    """Everything about one customer. version: of its stream, for If-Match."""

    address: Address | None
    website: str
    tax_code: str
    birthday: str | None
    description: str
    contacts: list[Contact]


class CustomerQuery(AsOfQuery):
    """One customer, live or deleted, by its id or its code."""

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
            return with_details(shown, details)
    raise NotFound("customer", kind="customer", id=query.customer)


def with_details(shown: ListedCustomer, details: dict[str, Any]) -> CustomerAnswer:
    return {
        **shown,
        "address": details["address"],
        "website": details["website"],
        "tax_code": details["tax_code"],
        "birthday": details["birthday"],
        "description": details["description"],
        "contacts": details["contacts"],
    }
