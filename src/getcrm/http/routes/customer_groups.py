"""The tree of customer groups (GRP-1, GRP-2)."""

from getcrm.commands.customer_group import CreateGroup, DeleteGroup, EditGroup, RestoreGroup
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/customer-groups"
ONE = f"{ALL}/{{group}}"
SETTINGS = "crm.settings"

ROUTES: tuple[Route, ...] = (
    get(ALL, "groups", "crm.access"),
    create(ALL, "group", CreateGroup, SETTINGS),
    patch(ONE, EditGroup, SETTINGS),
    delete(ONE, DeleteGroup, SETTINGS),
    put(f"{ONE}/restoration", RestoreGroup, SETTINGS),
)
