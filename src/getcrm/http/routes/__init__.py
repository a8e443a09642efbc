"""Every address of the API. What may be asked elsewhere but not here, says why."""

from getcrm.http.route import Route
from getcrm.http.routes import (
    campaigns,
    catalogues,
    comments,
    company,
    customer_groups,
    customers,
    history_imports,
    me,
    messages,
    notifications,
    opportunities,
    people,
    relationship_stages,
    reports,
    sessions,
    single_sign_on,
    transaction_types,
    transactions,
    users,
)

ROUTES: tuple[Route, ...] = (
    *company.ROUTES,
    *sessions.ROUTES,
    *single_sign_on.ROUTES,
    *me.ROUTES,
    *notifications.ROUTES,
    *messages.ROUTES,
    *users.ROUTES,
    *people.ROUTES,
    *relationship_stages.ROUTES,
    *customer_groups.ROUTES,
    *catalogues.ROUTES,
    *transaction_types.ROUTES,
    *customers.ROUTES,
    *transactions.ROUTES,
    *campaigns.ROUTES,
    *opportunities.ROUTES,
    *comments.ROUTES,
    *reports.ROUTES,
    *history_imports.ROUTES,
)

WITHOUT_ROUTE = {
    "UploadAttachment": "part of `POST /attachments` (NOT-2)",
    "ShipRoles": "the first start's own (PERM-1)",
    "BeginSession": "part of `POST /sessions` (PERM-6)",
    "NoteFailedSignIn": "part of `POST /sessions` (PERM-6)",
    "SignOut": "part of `DELETE /session` (PERM-6)",
    "SetPassword": "part of `PUT /me/password` (PERM-6)",
    "SetUpAccount": "part of `POST /setup` (PERM-6)",
    "EnableTotp": "part of `PUT /me/totp` (PERM-6)",
    "LinkIdentity": "part of `GET /sign-in/oidc/callback` (PERM-6)",
    "ForgetCustomer": "the clock's own: `getcrm tick` decides when (REL-13)",
    "RemindTransaction": "the clock's own: `getcrm tick` decides when (TXN-1)",
    "MarkIdle": "the clock's own: `getcrm tick` decides when (OPP-19)",
}
"""Commands and queries that nobody asks over HTTP."""
