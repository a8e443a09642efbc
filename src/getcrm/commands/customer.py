"""What people may ask of customers (khách hàng)."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from getcrm.commands import Command, Handlers
from getcrm.commands.catalogue import catalogue_named
from getcrm.commands.customer_details import (
    Address,
    Contacts,
    CustomerDetails,
    Emails,
    Kind,
    Phones,
    TaxCode,
    identified,
)
from getcrm.commands.customer_group import customer_groups
from getcrm.commands.decision import Change, Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.duplicates import check_code, check_duplicates, free_code
from getcrm.commands.edits import BlankCode, given, optional
from getcrm.commands.history_import import history_is_told
from getcrm.commands.user import check_user, departments_of
from getcrm.commands.values import Code, Date, Id, Name, Text, Website
from getcrm.domain.company import Company
from getcrm.domain.contact import check_ids
from getcrm.domain.customer import (
    Customer,
    CustomerRegistered,
    CustomersAreDeleted,
    CustomersUnknown,
    Share,
    Sharing,
)
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.relationship_stage import RelationshipStages

Several = Annotated[list[Id], Field(max_length=100)]
Many = Annotated[list[Id], Field(min_length=1, max_length=10_000)]


class RegisterCustomer(CustomerDetails, Command):
    """A blank code is generated (CUS-1); without a stage it gets the first one (REL-8).

    owner: null, nobody. Left out: nobody, or whoever registers it, where they do not see all.
    """

    customer: Id | None = None
    code: BlankCode = None
    owner: Id | None = None
    stage: Id | None = None
    groups: Several = Field(default=[])
    sources: Several = Field(default=[])
    tier: Id | None = None


def register_customer(command: RegisterCustomer, desk: Desk) -> Decision:
    id = command.customer or desk.new_id()
    if desk.find(Customer, id) is not None:
        raise AlreadyExists("customer", kind=Customer.KIND, id=id)
    details = command.model_dump(mode="json", include=set(CustomerDetails.model_fields))
    details["contacts"] = identified(details["contacts"], (), desk.new_id)
    check_ids(details["contacts"])
    code = command.code or free_code(desk)
    registered = CustomerRegistered(
        code=code,
        details=details,
        owner=_owner(command, desk),
        stage=command.stage or desk.load(Company).first_stage,
        groups=tuple(dict.fromkeys(command.groups)),
        sources=tuple(dict.fromkeys(command.sources)),
        tier=command.tier,
    )
    _check_references(registered, desk)
    if command.code:  # a number after the highest is nobody's, or the append finds out
        check_code(code, id, desk)
    return decide(Customer, id, [registered], check_duplicates(details, id, desk))


def _owner(command: RegisterCustomer, desk: Desk) -> str | None:
    """Left out by somebody who could not see it otherwise: it is theirs."""
    if "owner" in command.model_fields_set or "any" in desk.who.counting("customer"):
        return command.owner
    return desk.by


def _check_references(registered: CustomerRegistered, desk: Desk) -> None:
    """Everything it refers to exists, and can be chosen."""
    desk.load(RelationshipStages).live(registered.stage)
    check_user(registered.owner, "owner", desk)
    for group in registered.groups:
        customer_groups(desk).live(group, "groups")
    for source in registered.sources:
        catalogue_named("source", desk).live(source, "sources")
    if registered.tier is not None:
        catalogue_named("tier", desk).live(registered.tier, "tier")


class EditCustomer(Command):
    """Only the fields that are given change."""

    customer: Id
    code: Code = optional("")
    name: Name = optional("")
    kind: Kind = optional("company")
    phones: Phones = optional([])
    emails: Emails = optional([])
    address: Address | None = optional(None)
    website: Website = optional("")
    tax_code: TaxCode = optional("")
    birthday: Date | None = optional(None)
    description: Text = optional("")
    contacts: Contacts = optional([])


def edit_customer(command: EditCustomer, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    wanted = given(command, "customer")
    if "contacts" in wanted:
        wanted["contacts"] = identified(wanted["contacts"], customer.contacts, desk.new_id)
    events = customer.edit(wanted)
    if "code" in wanted:
        check_code(wanted["code"], command.customer, desk)
    after = {**customer.details, **wanted}
    warnings = check_duplicates(after, command.customer, desk, known=customer.details)
    return decide(Customer, command.customer, events, warnings)


class ChangeCustomerStage(Command):
    customer: Id
    stage: Id


def change_customer_stage(command: ChangeCustomerStage, desk: Desk) -> Decision:
    desk.load(RelationshipStages).live(command.stage)
    events = desk.load(Customer, command.customer).change_stage(command.stage)
    return decide(Customer, command.customer, events)


class ChangeCustomerStages(Command):
    """In bulk: all of them, or none where one is unknown or deleted (REL-11)."""

    customers: Many
    stage: Id


def change_customer_stages(command: ChangeCustomerStages, desk: Desk) -> Decision:
    desk.load(RelationshipStages).live(command.stage)
    return _each(command.customers, desk, lambda customer: customer.change_stage(command.stage))


class ReassignCustomer(Command):
    """owner: null, nobody is responsible (CUS-4)."""

    customer: Id
    owner: Id | None


def reassign_customer(command: ReassignCustomer, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    check_user(command.owner, "owner", desk, kept=[customer.owner])
    return decide(Customer, command.customer, customer.reassign(command.owner))


class ReassignCustomers(Command):
    """In bulk: all of them, or none where one is unknown or deleted (CUS-4)."""

    customers: Many
    owner: Id | None


def reassign_customers(command: ReassignCustomers, desk: Desk) -> Decision:
    check_user(command.owner, "owner", desk)
    return _each(command.customers, desk, lambda customer: customer.reassign(command.owner))


def _each(
    ids: Sequence[str], desk: Desk, decision: Callable[[Customer], Sequence[Any]]
) -> Decision:
    """One decision about many customers, each of whom has its own history."""
    found = desk.load_many(Customer, ids)
    if unknown := [id for id in dict.fromkeys(ids) if id not in found]:
        raise CustomersUnknown("customers", customers=unknown)
    if deleted := [id for id in dict.fromkeys(ids) if found[id].is_deleted]:
        raise CustomersAreDeleted("customers", customers=deleted)
    changes = [Change(Customer, id, tuple(decision(found[id]))) for id in dict.fromkeys(ids)]
    return Decision(tuple(changes))


class SetCustomerGroups(Command):
    """groups: all it is in. A membership of a deleted group is kept until that is restored."""

    customer: Id
    groups: Several


def set_customer_groups(command: SetCustomerGroups, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    events = customer.set_groups(command.groups, customer_groups(desk))
    return decide(Customer, command.customer, events)


class SetCustomerSources(Command):
    """sources: all it came from, the main one first (SRC-1)."""

    customer: Id
    sources: Several


def set_customer_sources(command: SetCustomerSources, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    events = customer.set_sources(command.sources, catalogue_named("source", desk))
    return decide(Customer, command.customer, events)


class SetCustomerTier(Command):
    customer: Id
    tier: Id | None


def set_customer_tier(command: SetCustomerTier, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    events = customer.set_tier(command.tier, catalogue_named("tier", desk))
    return decide(Customer, command.customer, events)


class WantedShare(BaseModel):
    """With somebody, or with a department and those inside it (CUS-10)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["user", "department"]
    id: Id
    right: Literal["view", "edit"] = "view"


class ShareCustomer(Command):
    """With these and nobody else; common: everybody may see it (CUS-10)."""

    customer: Id
    common: bool = False
    shares: Annotated[list[WantedShare], Field(max_length=100)] = Field(default=[])


def share_customer(command: ShareCustomer, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    for share in command.shares:
        _check_share(share.kind, share.id, "shares", customer, desk)
    shares = tuple(Share(share.kind, share.id, share.right) for share in command.shares)
    return decide(Customer, command.customer, customer.share(Sharing(command.common, shares)))


def _check_share(kind: str, id: str, field: str, customer: Customer, desk: Desk) -> None:
    """With whom it is shared is there; nothing new for somebody who has left (ORG-1)."""
    if kind == "user":
        check_user(id, field, desk, [share.id for share in customer.sharing.shares])
    else:
        departments_of(desk).live(id, field)


class AddCustomerShare(Command):
    """With them too; with all others as it was (CUS-10)."""

    customer: Id
    kind: Literal["user", "department"]
    id: Id
    right: Literal["view", "edit"] = "view"


def add_customer_share(command: AddCustomerShare, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    _check_share(command.kind, command.id, "id", customer, desk)
    share = Share(command.kind, command.id, command.right)
    return decide(Customer, command.customer, customer.share_with(share))


class RemoveCustomerShare(Command):
    """With them no more; with all others as it was (CUS-10)."""

    customer: Id
    kind: Literal["user", "department"]
    id: Id


def remove_customer_share(command: RemoveCustomerShare, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    return decide(Customer, command.customer, customer.unshare(command.kind, command.id))


class DeleteCustomer(Command):
    """Soft: everything attached stays, and so does its code (CUS-3)."""

    customer: Id


def delete_customer(command: DeleteCustomer, desk: Desk) -> Decision:
    return decide(Customer, command.customer, desk.load(Customer, command.customer).delete())


class RestoreCustomer(Command):
    customer: Id


def restore_customer(command: RestoreCustomer, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    events = customer.restore()
    warnings = check_duplicates(customer.details, command.customer, desk) if events else []
    return decide(Customer, command.customer, events, warnings)


class ForgetCustomer(Command):
    """Đừng quên: asked for by the clock, decided by the rule (REL-13)."""

    customer: Id


def forget_customer(command: ForgetCustomer, desk: Desk) -> Decision:
    if history_is_told(desk):
        return decide(Customer, command.customer)
    customer = desk.load(Customer, command.customer)
    events = customer.forget(desk.load(Company), desk.load(RelationshipStages), desk.at)
    return decide(Customer, command.customer, events)


HANDLERS: Handlers = {
    RegisterCustomer: register_customer,
    EditCustomer: edit_customer,
    ChangeCustomerStage: change_customer_stage,
    ChangeCustomerStages: change_customer_stages,
    ReassignCustomer: reassign_customer,
    ReassignCustomers: reassign_customers,
    SetCustomerGroups: set_customer_groups,
    SetCustomerSources: set_customer_sources,
    SetCustomerTier: set_customer_tier,
    ShareCustomer: share_customer,
    AddCustomerShare: add_customer_share,
    RemoveCustomerShare: remove_customer_share,
    DeleteCustomer: delete_customer,
    RestoreCustomer: restore_customer,
    ForgetCustomer: forget_customer,
}
