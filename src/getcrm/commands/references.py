"""Records that a command names besides its own."""

from collections.abc import Collection, Iterable

from getcrm.commands.desk import Desk
from getcrm.commands.user import check_user
from getcrm.domain.customer import Customer
from getcrm.domain.refusals import NotFound


def live_customer(id: str, desk: Desk, field: str = "customer") -> Customer:
    """The customer, if there can be new work for it."""
    customer = desk.find(Customer, id)
    if customer is None:
        raise NotFound(field, kind=Customer.KIND, id=id)
    customer.must_be_live(field)
    return customer


def people(users: Iterable[str], field: str, desk: Desk, kept: Collection[str] = ()) -> list[str]:
    """Those named, each once; all of them work here. kept: see `check_user`."""
    named = list(dict.fromkeys(users))
    for user in named:
        check_user(user, field, desk, kept)
    return named
