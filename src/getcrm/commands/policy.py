"""What every command takes to be allowed, and the check before its handler decides (PERM-4).

The check is part of the decision: it reads at the same desk, so that a permission or an owner
that changes in the meantime has everything decided anew. Before any effect; by whatever way the
command came.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from getcrm.commands import Command
from getcrm.commands import attachment as attachments
from getcrm.commands import campaign as campaigns
from getcrm.commands import catalogue as catalogues
from getcrm.commands import comment as comments
from getcrm.commands import company as companies
from getcrm.commands import contact as contacts
from getcrm.commands import credential as credentials
from getcrm.commands import customer as customers
from getcrm.commands import customer_group as groups
from getcrm.commands import department as departments
from getcrm.commands import history_import as imports
from getcrm.commands import inbox as inboxes
from getcrm.commands import interaction as interactions
from getcrm.commands import message as messages
from getcrm.commands import opportunity as opportunities
from getcrm.commands import relationship_stage as stages
from getcrm.commands import role as roles
from getcrm.commands import session as sessions
from getcrm.commands import transaction as transactions
from getcrm.commands import transaction_type as types
from getcrm.commands import user as users
from getcrm.commands.desk import Desk
from getcrm.domain.comment import Comment
from getcrm.domain.customer import Customer, CustomersUnknown
from getcrm.domain.permission import SIGNED_IN
from getcrm.domain.policy import (
    Deed,
    NotYoursToChange,
    SomeNotYoursToChange,
    Standing,
    Viewer,
    allows,
    of_customer,
)
from getcrm.domain.refusals import NotFound
from getcrm.domain.standing import standing_of

CLOCK = "system"
"""What only the clock and the set-up do: no role has it."""


@dataclass(frozen=True)
class On:
    """A record that the command names in a field, and what it does to it.

    subject: the command is about it, rather than mentioning it.
    """

    field: str
    kind: str
    deed: Deed = "view"
    subject: bool = False


@dataclass(frozen=True)
class Needs:
    """permission: of whoever asks. on: what else is checked, record by record."""

    permission: str
    on: tuple[On, ...] = ()


def of_one(kind: str, deed: Deed, permission: str, *more: On) -> Needs:
    """A command about one record, whose field is called like its kind."""
    return Needs(permission, (On(kind, kind, deed, subject=True), *more))


def _customer(deed: Deed = "edit", permission: str = "customers.edit") -> Needs:
    return of_one("customer", deed, permission)


def _opportunity(deed: Deed = "edit", permission: str = "opportunities.edit") -> Needs:
    return of_one("opportunity", deed, permission)


def _transaction(deed: Deed = "edit", permission: str = "transactions.edit", *more: On) -> Needs:
    return of_one("transaction", deed, permission, *more)


def _campaign(deed: Deed = "edit", permission: str = "campaigns.edit") -> Needs:
    return of_one("campaign", deed, permission)


SETTINGS = Needs("crm.settings")
OWN = Needs(SIGNED_IN)
"""One's own; where it can be somebody else's, the handler asks for more."""
SEEN_CUSTOMER, SEEN_CAMPAIGN = On("customer", "customer"), On("campaign", "campaign")

NEEDS: dict[type[Command], Needs] = {
    companies.SetUpCompany: SETTINGS,
    companies.RenameCompany: SETTINGS,
    companies.SetDuplicateCheck: SETTINGS,
    companies.SetAutoForget: SETTINGS,
    companies.SetPotentialThresholds: SETTINGS,
    companies.SetBoardDrag: SETTINGS,
    companies.SetHistoryStart: SETTINGS,
    stages.CreateStage: SETTINGS,
    stages.EditStage: SETTINGS,
    stages.ReorderStages: SETTINGS,
    stages.DeleteStage: SETTINGS,
    stages.RestoreStage: SETTINGS,
    groups.CreateGroup: SETTINGS,
    groups.EditGroup: SETTINGS,
    groups.DeleteGroup: SETTINGS,
    groups.RestoreGroup: SETTINGS,
    catalogues.AddCatalogueEntry: SETTINGS,
    catalogues.EditCatalogueEntry: SETTINGS,
    catalogues.DeleteCatalogueEntry: SETTINGS,
    catalogues.RestoreCatalogueEntry: SETTINGS,
    types.CreateTransactionType: SETTINGS,
    types.EditTransactionType: SETTINGS,
    types.DeleteTransactionType: SETTINGS,
    types.RestoreTransactionType: SETTINGS,
    users.AddUser: Needs("users.add"),
    users.RenameUser: Needs("users.edit"),
    users.EditUser: Needs("users.edit"),
    users.ChooseLanguage: Needs("crm.access"),
    users.GiveRole: Needs("roles.edit"),
    users.PlaceUser: Needs("departments.edit"),
    users.DeactivateUser: Needs("users.edit"),
    users.ReactivateUser: Needs("users.edit"),
    users.IssueApiToken: Needs("crm.access"),
    users.RevokeApiToken: Needs("crm.access"),
    credentials.SetPassword: OWN,
    credentials.EnableTotp: OWN,
    credentials.DisableTotp: OWN,
    credentials.InviteUser: Needs("users.edit"),
    credentials.SetUpAccount: OWN,
    credentials.LinkIdentity: OWN,
    sessions.BeginSession: OWN,
    sessions.NoteFailedSignIn: Needs(CLOCK),
    sessions.SignOut: OWN,
    sessions.EndSession: OWN,
    roles.ShipRoles: Needs(CLOCK),
    roles.CreateRole: Needs("roles.edit"),
    roles.EditRole: Needs("roles.edit"),
    roles.DeleteRole: Needs("roles.edit"),
    roles.RestoreRole: Needs("roles.edit"),
    departments.CreateDepartment: Needs("departments.edit"),
    departments.EditDepartment: Needs("departments.edit"),
    departments.DeleteDepartment: Needs("departments.edit"),
    departments.RestoreDepartment: Needs("departments.edit"),
    customers.RegisterCustomer: Needs("customers.add"),
    customers.EditCustomer: _customer(),
    customers.ChangeCustomerStage: _customer(),
    customers.ChangeCustomerStages: Needs(
        "customers.edit", (On("customers", "customer", "edit", subject=True),)
    ),
    customers.ReassignCustomer: _customer("share"),
    customers.ReassignCustomers: Needs(
        "customers.edit", (On("customers", "customer", "share", subject=True),)
    ),
    customers.SetCustomerGroups: _customer(),
    customers.SetCustomerSources: _customer(),
    customers.SetCustomerTier: _customer(),
    customers.ShareCustomer: _customer("share"),
    contacts.AddContact: _customer(),
    contacts.EditContact: _customer(),
    contacts.RemoveContact: _customer(),
    customers.AddCustomerShare: _customer("share"),
    customers.RemoveCustomerShare: _customer("share"),
    interactions.RecordContact: _customer(),
    customers.DeleteCustomer: _customer("delete", "customers.delete"),
    customers.RestoreCustomer: _customer("delete", "customers.delete"),
    customers.ForgetCustomer: Needs(CLOCK),
    transactions.CreateTransaction: Needs(
        "transactions.add", (SEEN_CUSTOMER, On("opportunity", "opportunity"))
    ),
    transactions.EditTransaction: _transaction(),
    transactions.StartTransaction: _transaction(),
    transactions.CompleteTransaction: _transaction(),
    transactions.CancelTransaction: _transaction(),
    transactions.ReopenTransaction: _transaction(),
    transactions.MoveTransaction: _transaction("edit", "transactions.edit", SEEN_CUSTOMER),
    transactions.DeleteTransaction: _transaction("delete", "transactions.delete"),
    transactions.RestoreTransaction: _transaction("delete", "transactions.delete"),
    transactions.RemindTransaction: Needs(CLOCK),
    campaigns.CreateCampaign: Needs("campaigns.add"),
    campaigns.EditCampaign: _campaign(),
    campaigns.SetParticipants: _campaign(),
    campaigns.AddMethod: _campaign(),
    campaigns.EditMethod: _campaign(),
    campaigns.ReorderMethods: _campaign(),
    campaigns.DeleteMethod: _campaign(),
    campaigns.LockCampaign: _campaign(),
    campaigns.UnlockCampaign: _campaign(),
    campaigns.DeleteCampaign: _campaign("delete", "campaigns.delete"),
    campaigns.RestoreCampaign: _campaign("delete", "campaigns.delete"),
    opportunities.OpenOpportunity: Needs("opportunities.add", (SEEN_CAMPAIGN, SEEN_CUSTOMER)),
    opportunities.EditOpportunity: _opportunity(),
    opportunities.MoveOpportunity: _opportunity(),
    opportunities.AssignOpportunity: _opportunity(),
    opportunities.ClaimOpportunity: _opportunity("view"),
    opportunities.WinOpportunity: _opportunity(),
    opportunities.LoseOpportunity: _opportunity(),
    opportunities.CorrectOpportunity: _opportunity(),
    opportunities.ReopenOpportunity: _opportunity(),
    opportunities.CopyOpportunity: Needs(
        "opportunities.add", (On("opportunity", "opportunity", subject=True), SEEN_CAMPAIGN)
    ),
    opportunities.DeleteOpportunity: _opportunity("delete", "opportunities.delete"),
    opportunities.RestoreOpportunity: _opportunity("delete", "opportunities.delete"),
    opportunities.MarkIdle: Needs(CLOCK),
    comments.PostComment: Needs(
        "comments.write", (SEEN_CUSTOMER, On("opportunity", "opportunity"))
    ),
    comments.EditComment: of_one("comment", "view", "comments.write"),
    comments.DeleteComment: of_one("comment", "view", "comments.write"),
    comments.RestoreComment: of_one("comment", "view", "comments.write"),
    attachments.UploadAttachment: Needs("messages.write"),
    messages.SendMessage: Needs("messages.write", (SEEN_CAMPAIGN,)),
    messages.ReadMessage: Needs("crm.access"),
    messages.ArchiveMessage: Needs("crm.access"),
    messages.UnarchiveMessage: Needs("crm.access"),
    imports.BeginHistoryImport: Needs("history.record"),
    imports.CompleteHistoryImport: Needs("history.record"),
    inboxes.ReadNotifications: Needs("crm.access"),
    inboxes.UnreadNotifications: Needs("crm.access"),
    inboxes.SetNotificationPreference: Needs("crm.access"),
}
"""Every command there is; one that is missing here is not started (PERM-4)."""


class CommandWithoutPolicy(Exception):
    """Somebody forgot to say what a command takes to be allowed."""


def check_complete(commands: Iterable[type[Command]]) -> None:
    """Raises CommandWithoutPolicy."""
    if missing := [command.__name__ for command in commands if command not in NEEDS]:
        raise CommandWithoutPolicy(", ".join(missing))


def authorise(command: Command, desk: Desk) -> None:
    """Raises PermissionMissing, NotFound (it is not theirs to see) or NotYoursToChange."""
    who = desk.who
    if who.everything:
        return
    needs = NEEDS[type(command)]
    if needs.permission != SIGNED_IN:
        who.must(needs.permission)
    for on in needs.on:
        named = getattr(command, on.field)
        if isinstance(named, list):
            _check_all(named, on, who, desk)
        elif named is not None:
            _check_one(named, on, who, desk)


def _check_one(id: str, on: On, who: Viewer, desk: Desk) -> None:
    record = standing(on.kind, id, desk)
    if record is None or not allows(who, record):
        field = () if on.subject else (on.field,)
        raise NotFound(*field, kind=on.kind, id=id)
    if not allows(who, record, on.deed):
        raise NotYoursToChange(kind=on.kind, id=id)


def _check_all(ids: list[str], on: On, who: Viewer, desk: Desk) -> None:
    """Of customers in bulk: all of them, or nothing is done."""
    found = {id: of_customer(customer) for id, customer in desk.load_many(Customer, ids).items()}
    seen = {id for id, record in found.items() if allows(who, record)}
    if unknown := [id for id in dict.fromkeys(ids) if id not in seen]:
        raise CustomersUnknown(on.field, customers=unknown)
    if others := [id for id in dict.fromkeys(ids) if not allows(who, found[id], on.deed)]:
        raise SomeNotYoursToChange(on.field, kind=on.kind, ids=others)


def standing(kind: str, id: str, desk: Desk) -> Standing | None:
    """What decides how people stand to a record; None: there is none."""
    if kind == "comment":
        comment = desk.find(Comment, id)
        return comments.record_of(comment, desk) if comment else None
    return standing_of(kind, id, desk.find)
