"""How people stand to a record, found by its id: the records that the policy knows (PERM-3)."""

from typing import Protocol, TypeVar

from getcrm.domain.aggregate import Aggregate
from getcrm.domain.campaign import Campaign
from getcrm.domain.customer import Customer
from getcrm.domain.opportunity import Opportunity
from getcrm.domain.policy import (
    Standing,
    of_campaign,
    of_customer,
    of_opportunity,
    of_transaction,
)
from getcrm.domain.transaction import Transaction

State = TypeVar("State", bound=Aggregate)


class Find(Protocol):
    """The state of an aggregate, as it is now; None: nothing was ever recorded."""

    def __call__(self, kind: type[State], id: str, /) -> State | None: ...


def standing_of(kind: str, id: str, find: Find) -> Standing | None:
    """None: there is no such record. kind: customer, campaign, opportunity or transaction."""
    match kind:
        case "customer":
            customer = find(Customer, id)
            return of_customer(customer) if customer else None
        case "campaign":
            campaign = find(Campaign, id)
            return of_campaign(campaign) if campaign else None
        case "opportunity":
            return _of_opportunity(find(Opportunity, id), find)
        case _:
            return _of_transaction(find(Transaction, id), find)


def _of_opportunity(opportunity: Opportunity | None, find: Find) -> Standing | None:
    if opportunity is None:
        return None
    campaign = find(Campaign, opportunity.campaign)
    assert campaign is not None, "it was opened in one"
    return of_opportunity(opportunity, campaign)


def _of_transaction(transaction: Transaction | None, find: Find) -> Standing | None:
    if transaction is None:
        return None
    about = transaction.customer
    return of_transaction(transaction, None if about is None else find(Customer, about))
