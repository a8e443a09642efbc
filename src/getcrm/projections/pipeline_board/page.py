"""The page of one opportunity, with how to reach its customer (OPP-2, CAM-1, LOG-1)."""

from pydantic_core import from_json
from sqlalchemy import select
from typing_extensions import TypedDict

from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.customers.tables import CARDS, DETAILS, PAST_DETAILS
from getcrm.projections.directory.queries import Ref
from getcrm.projections.directory.tables import LIVE, fields_of
from getcrm.projections.pipeline_board.listing import Opportunity, as_opportunities, card_of
from getcrm.projections.query import AsOfQuery, Reader


class ContactInformation(TypedDict):
    """How to reach a customer: its own phones, in international form, and e-mails, then those of
    its main contact."""

    phones: list[str]
    emails: list[str]


class OpportunityPage(Opportunity):
    """contact: how to reach its customer. null: not for the caller to know, because they may not
    see the customer, and it is deleted or the campaign hides contact information (CAM-1); or the
    customer was not there yet."""

    contact: ContactInformation | None


class OpportunityQuery(AsOfQuery):
    """One opportunity."""

    opportunity: Ref


def opportunity(query: OpportunityQuery, reader: Reader) -> OpportunityPage:
    moment = query.moment(reader)
    card = card_of(query.opportunity, moment, reader)
    [shown] = as_opportunities([card], reader, moment)
    told = contact_is_told(reader, card.customer, card.campaign)
    return {**shown, "contact": contact_of(card.customer, moment, reader) if told else None}


def contact_is_told(reader: Reader, customer: str, campaign: str) -> bool:
    """Whether somebody who sees an opportunity is told how to reach its customer: they see the
    customer, or it is not deleted and the campaign does not hide contact information (CAM-1).
    As with permissions, what is so today counts, also for the past (PERM-4)."""
    if CUSTOMERS.is_visible(reader, customer):
        return True
    live = select(CARDS.c.customer).where(CARDS.c.customer == customer, CARDS.c.deleted == 0)
    of_campaign = select(LIVE.c.details).where(LIVE.c.kind == "campaign", LIVE.c.id == campaign)
    settings = reader.db.execute(of_campaign.where(live.exists())).mappings().first()
    return settings is not None and not fields_of(dict(settings))["hide_contacts"]


def contact_of(customer: str, moment: Moment, reader: Reader) -> ContactInformation | None:
    """As it was then. None: the customer was not there yet."""
    then = rows_as_of(
        DETAILS, PAST_DETAILS, moment, lambda table: table.c.customer == customer
    ).subquery()
    found = reader.db.scalar(select(then.c.details))
    if found is None:
        return None
    details = from_json(found)
    reached = [details, *(contact for contact in details["contacts"] if contact["main"])]
    return {
        "phones": list(dict.fromkeys(phone for one in reached for phone in one["phones"])),
        "emails": list(dict.fromkeys(email for one in reached for email in one["emails"])),
    }
