"""What people may ask of opportunities (cơ hội), and what the clock may."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.catalogue import catalogue_named
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.history_import import history_is_told
from getcrm.commands.references import live_customer
from getcrm.commands.user import check_user
from getcrm.commands.values import Amount, Date, Id, Name, Percent, Text
from getcrm.domain.campaign import Campaign
from getcrm.domain.company import Company
from getcrm.domain.customer import Customer
from getcrm.domain.money import plain
from getcrm.domain.opportunity import (
    NotCopiedIntoItsOwnCampaign,
    Opportunity,
    OpportunityIsDeleted,
    OpportunityOpened,
    new_opportunity,
)
from getcrm.domain.order import Order, OrderDrafted
from getcrm.domain.policy import CustomerNotYours, allows, of_customer, of_opportunity
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.user import User

Products = Annotated[list[Name], Field(max_length=100)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class OpenOpportunity(Command):
    """From the campaign or from the customer (OPP-2, OPP-4).

    name: the customer's where left out. probability: the method's. method: the first, never the
    last (OPP-8). owner: left out, whom the campaign's division finds; null, nobody (OPP-14).
    """

    opportunity: Id | None = None
    campaign: Id
    customer: Id
    name: Name | None = None
    probability: Percent | None = None
    expected_amount: Amount | None = None
    currency: Currency | None = None
    expected_close: Date | None = None
    owner: Id | None = None
    method: Id | None = None
    description: Text = ""
    source: Id | None = None
    products: Products = Field(default=[])


def open_opportunity(command: OpenOpportunity, desk: Desk) -> Decision:
    campaign = _campaign(command.campaign, desk)
    customer = live_customer(command.customer, desk)
    method = campaign.methods[command.method] if command.method else campaign.methods.first
    expected = command.expected_amount
    desk.load(Company).check_amount(expected, "expected_amount", command.currency)
    _check_source(command.source, desk)
    drawn = None if "owner" in command.model_fields_set else _drawn(command.campaign, desk)
    check_user(command.owner, "owner", desk)
    opened = OpportunityOpened(
        campaign=command.campaign,
        customer=command.customer,
        method=method.id,
        owner=drawn or command.owner,
        details={
            "name": command.name or customer.name,
            "probability": (
                method.probability if command.probability is None else command.probability
            ),
            "expected_amount": _text(expected),
            "expected_close": command.expected_close,
            "description": command.description,
            "source": command.source,
            "products": command.products,
        },
        copied_from=None,
    )
    return _opened(_id(command.opportunity, "opportunity", desk), opened, drawn, desk)


def _id(wanted: str | None, field: str, desk: Desk) -> str:
    """That of a new opportunity, perhaps the one wanted for it."""
    if wanted is not None and desk.find(Opportunity, wanted) is not None:
        raise AlreadyExists(field, kind=Opportunity.KIND, id=wanted)
    return wanted or desk.new_id()


def _opened(id: str, opened: OpportunityOpened, drawn: str | None, desk: Desk) -> Decision:
    """drawn: the owner, where it was the campaign's automatic division that found them."""
    campaign = desk.load(Campaign, opened.campaign)
    others = _others(opened.campaign, opened.customer, desk)
    day = desk.load(Company).day(desk.at)
    decision = decide(Opportunity, id, new_opportunity(opened, others, campaign, day))
    return decision.also(Campaign, opened.campaign, campaign.draw(drawn))


def _drawn(campaign: str, desk: Desk) -> str | None:
    """Whom the campaign's automatic division finds, of those who work here (OPP-14)."""

    def load(user: str) -> int:
        return desk.count("owned_open_opportunity", f"{campaign}:{user}")

    def works_here(user: str) -> bool:
        found = desk.find(User, user)
        return found is not None and found.worked_here(desk.at)

    return desk.load(Campaign, campaign).next_owner(load, works_here)


def _others(campaign: str, customer: str, desk: Desk) -> list[str | None]:
    """The customer's open opportunities in the campaign (OPP-6). Of one that whoever asks may not
    see they learn only that there is one: None (PERM-4)."""
    others = desk.owners("open_opportunity", f"{campaign}:{customer}")
    if desk.who.everything or not others:
        return list(others)
    found, there = desk.load_many(Opportunity, others), desk.load(Campaign, campaign)
    return [id if allows(desk.who, of_opportunity(found[id], there)) else None for id in others]


def _campaign(id: str, desk: Desk) -> Campaign:
    campaign = desk.find(Campaign, id)
    if campaign is None:
        raise NotFound("campaign", kind=Campaign.KIND, id=id)
    return campaign


def _check_source(source: str | None, desk: Desk) -> None:
    if source is not None:
        catalogue_named("source", desk).live(source, "source")


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(plain(amount))


def _load(id: str, desk: Desk) -> tuple[Opportunity, Campaign]:
    """The opportunity, and the campaign whose rules it is worked by."""
    opportunity = desk.load(Opportunity, id)
    return opportunity, desk.load(Campaign, opportunity.campaign)


class EditOpportunity(Command):
    """Of an open one (OPP-18)."""

    opportunity: Id
    name: Name = optional("")
    probability: Percent = optional(0)
    expected_amount: Amount | None = optional(None)
    currency: Currency | None = optional(None)
    expected_close: Date | None = optional(None)
    description: Text = optional("")
    source: Id | None = optional(None)
    products: Products = optional([])


def edit_opportunity(command: EditOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    expected = command.expected_amount
    desk.load(Company).check_amount(expected, "expected_amount", command.currency)
    wanted = given(command, "opportunity", "currency")
    if "expected_amount" in wanted:
        wanted["expected_amount"] = _text(expected)
    if command.source != opportunity.details["source"]:
        _check_source(command.source, desk)
    return decide(Opportunity, command.opportunity, opportunity.edit(wanted, campaign))


class MoveOpportunity(Command):
    """To another approach method, which brings its probability unless one is given (OPP-7).

    To the last one leads only `WinOpportunity`, for it needs the amount (OPP-8).
    """

    opportunity: Id
    method: Id
    probability: Percent | None = None


def move_opportunity(command: MoveOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    events = opportunity.move(command.method, command.probability, campaign)
    return decide(Opportunity, command.opportunity, events)


class AssignOpportunity(Command):
    """owner: null, nobody. It may be another than the customer's (OPP-3)."""

    opportunity: Id
    owner: Id | None


def assign_opportunity(command: AssignOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    check_user(command.owner, "owner", desk, kept=[opportunity.owner])
    return decide(Opportunity, command.opportunity, opportunity.assign(command.owner, campaign))


class ClaimOpportunity(Command):
    """Whoever asks takes it (OPP-12)."""

    opportunity: Id


def claim_opportunity(command: ClaimOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    events = opportunity.claim(desk.by, desk.at, campaign)
    return decide(Opportunity, command.opportunity, events)


class WinOpportunity(Command):
    """Into the last method, with the amount earned; 0 is an amount (OPP-8, OPP-9).

    create_order: also draft an order that remembers campaign and opportunity.
    """

    opportunity: Id
    amount: Amount
    currency: Currency | None = None
    create_order: bool = False


def win_opportunity(command: WinOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    company = desk.load(Company)
    company.check_amount(command.amount, "amount", command.currency)
    amount, currency = plain(command.amount), company.currency
    order = desk.new_id() if command.create_order else None
    events = opportunity.win(amount, currency, order, campaign)
    decision = decide(Opportunity, command.opportunity, events)
    if order is None or not events:
        return decision
    customer = opportunity.customer
    live_customer(customer, desk)
    drafted = OrderDrafted(customer, opportunity.campaign, command.opportunity, amount, currency)
    return decision.also(Order, order, [drafted])


class LoseOpportunity(Command):
    """reason: from the list of loss reasons; required only where the campaign says so (OPP-10)."""

    opportunity: Id
    reason: Id | None = None
    note: Text = ""


def lose_opportunity(command: LoseOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    events = opportunity.lose(command.reason, command.note, campaign)
    if events and command.reason is not None:
        catalogue_named("loss_reason", desk).live(command.reason, "reason")
    return decide(Opportunity, command.opportunity, events)


class CorrectOpportunity(Command):
    """What was won or lost with a mistyped amount, date, reason or note (OPP-21).

    It stays closed, and counts on the day it was closed, unless closed_on says that this is what
    was wrong. amount: of a won one; reason, note: of a lost one. A drafted order stays as it is.
    """

    opportunity: Id
    amount: Amount = optional(Decimal(0))
    currency: Currency | None = optional(None)
    closed_on: Date = optional("")
    reason: Id | None = optional(None)
    note: Text = optional("")


def correct_opportunity(command: CorrectOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    company, wanted = desk.load(Company), given(command, "opportunity", "currency")
    company.check_amount(command.amount, "amount", command.currency)
    if "amount" in wanted:
        wanted["amount"] = _text(command.amount)
    events = opportunity.correct(wanted, company, desk.at, campaign)
    if events and command.reason is not None and command.reason != opportunity.reason:
        catalogue_named("loss_reason", desk).live(command.reason, "reason")
    return decide(Opportunity, command.opportunity, events)


class ReopenOpportunity(Command):
    """Won or lost -> open, in the method before closing (OPP-11)."""

    opportunity: Id


def reopen_opportunity(command: ReopenOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    others = _others(opportunity.campaign, opportunity.customer, desk)
    return decide(Opportunity, command.opportunity, opportunity.reopen(others, campaign))


class CopyOpportunity(Command):
    """Into the first method of another campaign, or of its own where duplicates are allowed:
    name, customer, probability and description, nothing else (OPP-13). copy: the new one's id."""

    opportunity: Id
    campaign: Id
    copy_: Id | None = Field(default=None, alias="copy")


def copy_opportunity(command: CopyOpportunity, desk: Desk) -> Decision:
    original = desk.load(Opportunity, command.opportunity)
    if original.is_deleted:
        raise OpportunityIsDeleted
    campaign = _campaign(command.campaign, desk)
    if command.campaign == original.campaign and not campaign.details["allow_duplicates"]:
        raise NotCopiedIntoItsOwnCampaign
    customer = live_customer(original.customer, desk)
    if not allows(desk.who, of_customer(customer)):
        raise CustomerNotYours
    drawn = _drawn(command.campaign, desk)
    copied = {field: original.details[field] for field in ("name", "probability", "description")}
    blank: dict[str, Any] = {
        "expected_amount": None,
        "expected_close": None,
        "source": None,
        "products": [],
    }
    opened = OpportunityOpened(
        campaign=command.campaign,
        customer=original.customer,
        method=campaign.methods.first.id,
        owner=drawn,
        details=copied | blank,
        copied_from=command.opportunity,
    )
    return _opened(_id(command.copy_, "copy", desk), opened, drawn, desk)


class DeleteOpportunity(Command):
    """Softly (OPP-18)."""

    opportunity: Id


def delete_opportunity(command: DeleteOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    return decide(Opportunity, command.opportunity, opportunity.delete(campaign))


class RestoreOpportunity(Command):
    """As it was, open or closed (OPP-18), unless another one is open by now (OPP-6)."""

    opportunity: Id


def restore_opportunity(command: RestoreOpportunity, desk: Desk) -> Decision:
    opportunity, campaign = _load(command.opportunity, desk)
    others = _others(opportunity.campaign, opportunity.customer, desk)
    return decide(Opportunity, command.opportunity, opportunity.restore(others, campaign))


class MarkIdle(Command):
    """The clock asks: has it rested for as long as its method allows (OPP-19)?"""

    opportunity: Id


def mark_idle(command: MarkIdle, desk: Desk) -> Decision:
    if history_is_told(desk):
        return decide(Opportunity, command.opportunity)
    opportunity, campaign = _load(command.opportunity, desk)
    customer = desk.load(Customer, opportunity.customer)
    events = opportunity.mark_idle(customer.last_contact, desk.at, campaign)
    return decide(Opportunity, command.opportunity, events)


HANDLERS: Handlers = {
    OpenOpportunity: open_opportunity,
    EditOpportunity: edit_opportunity,
    MoveOpportunity: move_opportunity,
    AssignOpportunity: assign_opportunity,
    ClaimOpportunity: claim_opportunity,
    WinOpportunity: win_opportunity,
    LoseOpportunity: lose_opportunity,
    CorrectOpportunity: correct_opportunity,
    ReopenOpportunity: reopen_opportunity,
    CopyOpportunity: copy_opportunity,
    DeleteOpportunity: delete_opportunity,
    RestoreOpportunity: restore_opportunity,
    MarkIdle: mark_idle,
}
