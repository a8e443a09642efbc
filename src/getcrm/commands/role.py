"""What people may ask of the roles (vai trò)."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.values import Name
from getcrm.domain.permission import PERMISSIONS
from getcrm.domain.policy import MayDoMore
from getcrm.domain.role import Roles

RoleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,49}$")]
"""The key of a shipped role, such as `salesperson`, or an id."""
Permission = Literal[*PERMISSIONS]  # type: ignore[valid-type]
Permissions = Annotated[list[Permission], Field(max_length=100)]


def roles_of(desk: Desk) -> Roles:
    """All of them; none, until the first start has shipped some."""
    return desk.find(Roles) or Roles()


def check_no_more(permissions: Iterable[str], field: str, name: str, desk: Desk) -> None:
    """Nobody gives, or gets at, more than they may do themselves (PERM-2). name: of what would."""
    if not desk.who.permissions.issuperset(permissions):
        raise MayDoMore(field, name=name)


def _changeable(role: str, desk: Desk) -> str:
    """Its name, where it allows no more than whoever changes it may do."""
    roles = roles_of(desk)
    name = roles.known(role).name
    check_no_more(roles.permissions_of(role), "role", name, desk)
    return name


class ShipRoles(Command):
    """The roles that every company starts with (PERM-1), where they are not there yet; and to those
    that nobody edited, what a later version lets them do."""

    language: Literal["vi", "en"] = "vi"


def ship_roles(command: ShipRoles, desk: Desk) -> Decision:
    return decide(Roles, events=roles_of(desk).ship(command.language))


class CreateRole(Command):
    role: RoleId | None = None
    name: Name
    permissions: Permissions


def create_role(command: CreateRole, desk: Desk) -> Decision:
    id = command.role or desk.new_id()
    check_no_more(command.permissions, "permissions", command.name, desk)
    return decide(Roles, events=roles_of(desk).create(id, command.name, command.permissions))


class EditRole(Command):
    """Whoever has the role may do as much from now on; before and after no more than whoever
    edits it. The administrator's keeps everything."""

    role: RoleId
    name: Name = optional("")
    permissions: Permissions = optional([])


def edit_role(command: EditRole, desk: Desk) -> Decision:
    wanted, name = given(command, "role"), _changeable(command.role, desk)
    check_no_more(wanted.get("permissions", ()), "permissions", name, desk)
    return decide(Roles, events=roles_of(desk).edit(command.role, wanted))


class DeleteRole(Command):
    """Only one that nobody has who works here."""

    role: RoleId


def delete_role(command: DeleteRole, desk: Desk) -> Decision:
    _changeable(command.role, desk)
    users = desk.count("user_role", command.role)
    return decide(Roles, events=roles_of(desk).delete(command.role, users))


class RestoreRole(Command):
    """name: a new one, where a live role took the old one."""

    role: RoleId
    name: Name | None = None


def restore_role(command: RestoreRole, desk: Desk) -> Decision:
    _changeable(command.role, desk)
    return decide(Roles, events=roles_of(desk).restore(command.role, command.name))


HANDLERS: Handlers = {
    ShipRoles: ship_roles,
    CreateRole: create_role,
    EditRole: edit_role,
    DeleteRole: delete_role,
    RestoreRole: restore_role,
}
