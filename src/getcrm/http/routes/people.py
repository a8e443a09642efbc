"""The people who work here, their roles and departments (ORG-1, PERM-1)."""

from getcrm.commands.department import (
    CreateDepartment,
    DeleteDepartment,
    EditDepartment,
    RestoreDepartment,
)
from getcrm.commands.role import CreateRole, DeleteRole, EditRole, RestoreRole
from getcrm.http.route import Route, create, delete, get, patch, put

ROLES = "/roles"
ROLE = f"{ROLES}/{{role}}"
DEPARTMENTS = "/departments"
DEPARTMENT = f"{DEPARTMENTS}/{{department}}"

ROUTES: tuple[Route, ...] = (
    get(ROLES, "roles", "crm.access"),
    create(ROLES, "role", CreateRole, "roles.edit", confirm=True),
    patch(ROLE, EditRole, "roles.edit", confirm=True),
    delete(ROLE, DeleteRole, "roles.edit"),
    put(f"{ROLE}/restoration", RestoreRole, "roles.edit"),
    get(DEPARTMENTS, "departments", "crm.access"),
    create(DEPARTMENTS, "department", CreateDepartment, "departments.edit"),
    get(DEPARTMENT, "department", "crm.access"),
    patch(DEPARTMENT, EditDepartment, "departments.edit"),
    delete(DEPARTMENT, DeleteDepartment, "departments.edit"),
    put(f"{DEPARTMENT}/restoration", RestoreDepartment, "departments.edit"),
)
