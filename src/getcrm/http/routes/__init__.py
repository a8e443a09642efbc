"""Every address of the API. What may be asked elsewhere but not here, says why."""

from getcrm.http.route import Route
from getcrm.http.routes import (
    campaigns,
    catalogues,
    company,
    customer_groups,
    customers,
    opportunities,
    people,
    relationship_stages,
    reports,
    transaction_types,
    transactions,
    users,
)

ROUTES: tuple[Route, ...] = (
    *company.ROUTES,
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
    *reports.ROUTES,
)

WITHOUT_ROUTE = {
    "ShipRoles": "the first start's own (PERM-1)",
    "ForgetCustomer": "the clock's own: `getcrm tick` decides when (REL-13)",
    "RemindTransaction": "the clock's own: `getcrm tick` decides when (TXN-1)",
    "MarkIdle": "the clock's own: `getcrm tick` decides when (OPP-19)",
}
"""Commands and queries that nobody asks over HTTP."""
