"""Customers (CUS-1 to CUS-8), their board (REL-14), stars (SCO-5) and timeline (CUS-6)."""

from getcrm.commands.contact import AddContact, EditContact, RemoveContact
from getcrm.commands.customer import (
    AddCustomerShare,
    ChangeCustomerStage,
    ChangeCustomerStages,
    DeleteCustomer,
    EditCustomer,
    ReassignCustomer,
    ReassignCustomers,
    RegisterCustomer,
    RemoveCustomerShare,
    RestoreCustomer,
    SetCustomerGroups,
    SetCustomerSources,
    SetCustomerTier,
    ShareCustomer,
)
from getcrm.commands.interaction import RecordContact
from getcrm.http.route import Route, create, delete, get, patch, post, put

ALL = "/customers"
ONE = f"{ALL}/{{customer}}"
CONTACTS = f"{ONE}/contacts"
WITH_USER, WITH_DEPARTMENT = f"{ONE}/sharing/users/{{id}}", f"{ONE}/sharing/departments/{{id}}"
USER, DEPARTMENT = {"kind": "user"}, {"kind": "department"}
ACCESS = "customers.access"
EDIT = "customers.edit"

ROUTES: tuple[Route, ...] = (
    get(ALL, "customers", ACCESS),
    create(ALL, "customer", RegisterCustomer, "customers.add"),
    get(ONE, "customer", ACCESS),
    patch(ONE, EditCustomer, EDIT),
    delete(ONE, DeleteCustomer, "customers.delete"),
    put(f"{ONE}/restoration", RestoreCustomer, "customers.delete"),
    put(f"{ONE}/stage", ChangeCustomerStage, EDIT),
    put(f"{ONE}/owner", ReassignCustomer, EDIT),
    put(f"{ONE}/groups", SetCustomerGroups, EDIT),
    put(f"{ONE}/sources", SetCustomerSources, EDIT),
    put(f"{ONE}/tier", SetCustomerTier, EDIT),
    put(f"{ONE}/sharing", ShareCustomer, EDIT),
    put(WITH_USER, AddCustomerShare, EDIT, fixed=USER),
    delete(WITH_USER, RemoveCustomerShare, EDIT, fixed=USER),
    put(WITH_DEPARTMENT, AddCustomerShare, EDIT, fixed=DEPARTMENT),
    delete(WITH_DEPARTMENT, RemoveCustomerShare, EDIT, fixed=DEPARTMENT),
    create(CONTACTS, "contact", AddContact, EDIT),
    patch(f"{CONTACTS}/{{contact}}", EditContact, EDIT),
    delete(f"{CONTACTS}/{{contact}}", RemoveContact, EDIT),
    post(f"{ONE}/interactions", RecordContact, EDIT),
    get(f"{ONE}/potential-stars", "potential_stars", ACCESS),
    get(f"{ONE}/timeline", "timeline", ACCESS),
    get(f"{ONE}/visibility", "why_visible", ACCESS),
    get(f"{ONE}/visibility/people", "who_can_see", "users.access"),
    get(f"{ONE}/comments", "comments", ACCESS),
    post("/customer-stage-changes", ChangeCustomerStages, EDIT),
    post("/customer-owner-changes", ReassignCustomers, EDIT),
    get("/customer-board", "customer_board", ACCESS),
    get("/customer-board/entries", "customer_board_entries", ACCESS),
    get("/potential-score-preview", "score_preview", "crm.settings"),
)
