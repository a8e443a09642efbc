"""What every command takes to be allowed, written down a second time, by hand (PERM-4).

What getcrm does is decided by `commands/policy.py`. Whoever changes that changes it here too,
having read the requirement again: product.md REL-3, PERM-2, PERM-3, CUS-3, CUS-4, CUS-10, CAM-2,
OPP-12, OPP-13, TXN-1. The tests of what is allowed expect what stands here.
"""

from tests.policy import permission

On = tuple[str, str, str]
"""A field, the kind of record that it names, and what is done to that record."""

COMMANDS = """
SetUpCompany               crm.settings
RenameCompany              crm.settings
SetDuplicateCheck          crm.settings
SetAutoForget              crm.settings
SetPotentialThresholds     crm.settings
SetBoardDrag               crm.settings
SetHistoryStart            crm.settings

BeginHistoryImport         history.record
CompleteHistoryImport      history.record

CreateStage                crm.settings
EditStage                  crm.settings
ReorderStages              crm.settings
DeleteStage                crm.settings
RestoreStage               crm.settings

CreateGroup                crm.settings
EditGroup                  crm.settings
DeleteGroup                crm.settings
RestoreGroup               crm.settings

AddCatalogueEntry          crm.settings
EditCatalogueEntry         crm.settings
DeleteCatalogueEntry       crm.settings
RestoreCatalogueEntry      crm.settings

CreateTransactionType      crm.settings
EditTransactionType        crm.settings
DeleteTransactionType      crm.settings
RestoreTransactionType     crm.settings

AddUser                    users.add
RenameUser                 users.edit
EditUser                   users.edit
ChooseLanguage             crm.access
GiveRole                   roles.edit
PlaceUser                  departments.edit
DeactivateUser             users.edit
ReactivateUser             users.edit
IssueApiToken              crm.access
RevokeApiToken             crm.access

SetPassword                signed_in
EnableTotp                 signed_in
DisableTotp                signed_in
InviteUser                 users.edit
SetUpAccount               signed_in
LinkIdentity               signed_in

BeginSession               signed_in
NoteFailedSignIn           system
SignOut                    signed_in
EndSession                 signed_in

ShipRoles                  system
CreateRole                 roles.edit
EditRole                   roles.edit
DeleteRole                 roles.edit
RestoreRole                roles.edit

CreateDepartment           departments.edit
EditDepartment             departments.edit
DeleteDepartment           departments.edit
RestoreDepartment          departments.edit

RegisterCustomer           customers.add
EditCustomer               customers.edit        edit customer
ChangeCustomerStage        customers.edit        edit customer
ChangeCustomerStages       customers.edit        edit customers:customer
ReassignCustomer           customers.edit        share customer
ReassignCustomers          customers.edit        share customers:customer
SetCustomerGroups          customers.edit        edit customer
SetCustomerSources         customers.edit        edit customer
SetCustomerTier            customers.edit        edit customer
ShareCustomer              customers.edit        share customer
AddCustomerShare           customers.edit        share customer
RemoveCustomerShare        customers.edit        share customer
AddContact                 customers.edit        edit customer
EditContact                customers.edit        edit customer
RemoveContact              customers.edit        edit customer
RecordContact              customers.edit        edit customer
DeleteCustomer             customers.delete      delete customer
RestoreCustomer            customers.delete      delete customer
ForgetCustomer             system

CreateTransaction          transactions.add      view customer, view opportunity
EditTransaction            transactions.edit     edit transaction
StartTransaction           transactions.edit     edit transaction
CompleteTransaction        transactions.edit     edit transaction
CancelTransaction          transactions.edit     edit transaction
ReopenTransaction          transactions.edit     edit transaction
MoveTransaction            transactions.edit     edit transaction, view customer
DeleteTransaction          transactions.delete   delete transaction
RestoreTransaction         transactions.delete   delete transaction
RemindTransaction          system

CreateCampaign             campaigns.add
EditCampaign               campaigns.edit        edit campaign
SetParticipants            campaigns.edit        edit campaign
AddMethod                  campaigns.edit        edit campaign
EditMethod                 campaigns.edit        edit campaign
ReorderMethods             campaigns.edit        edit campaign
DeleteMethod               campaigns.edit        edit campaign
LockCampaign               campaigns.edit        edit campaign
UnlockCampaign             campaigns.edit        edit campaign
DeleteCampaign             campaigns.delete      delete campaign
RestoreCampaign            campaigns.delete      delete campaign

OpenOpportunity            opportunities.add     view campaign, view customer
EditOpportunity            opportunities.edit    edit opportunity
MoveOpportunity            opportunities.edit    edit opportunity
AssignOpportunity          opportunities.edit    edit opportunity
ClaimOpportunity           opportunities.edit    view opportunity
WinOpportunity             opportunities.edit    edit opportunity
LoseOpportunity            opportunities.edit    edit opportunity
CorrectOpportunity         opportunities.edit    edit opportunity
ReopenOpportunity          opportunities.edit    edit opportunity
CopyOpportunity            opportunities.add     view opportunity, view campaign
DeleteOpportunity          opportunities.delete  delete opportunity
RestoreOpportunity         opportunities.delete  delete opportunity
MarkIdle                   system

PostComment                comments.write        view customer, view opportunity
EditComment                comments.write        view comment
DeleteComment              comments.write        view comment
RestoreComment             comments.write        view comment

UploadAttachment           messages.write

SendMessage                messages.write        view campaign
ReadMessage                crm.access
ArchiveMessage             crm.access
UnarchiveMessage           crm.access

ReadNotifications          crm.access
UnreadNotifications        crm.access
SetNotificationPreference  crm.access
"""
"""Command, permission, and of whom it asks more: to do what to which record that it names
(field, or field:kind). signed_in: whoever is, for what is their own. system: no role at all."""


def needs() -> dict[str, tuple[str, tuple[On, ...]]]:
    lines = [line.split(maxsplit=2) for line in COMMANDS.splitlines() if line]
    return {
        command: (permission(needed), tuple(map(on, more[0].split(", "))) if more else ())
        for command, needed, *more in lines
    }


def on(text: str) -> On:
    """Of "edit customers:customer"."""
    deed, _, named = text.partition(" ")
    field, _, kind = named.partition(":")
    return field, kind or field, deed


NEEDS = needs()
