"""What people may ask of the groups (nhóm) of customers."""

from typing import Literal

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Change, Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.duplicates import check_duplicates
from getcrm.commands.edits import BlankCode, given, optional
from getcrm.commands.values import Code, Id, Name, Points
from getcrm.domain.aggregate import MAIN
from getcrm.domain.customer import Customer
from getcrm.domain.customer_group import CustomerGroups


def customer_groups(desk: Desk) -> CustomerGroups:
    """The tree; empty, until somebody adds to it."""
    return desk.find(CustomerGroups) or CustomerGroups()


class CreateGroup(Command):
    """parent: the group it is inside. A blank code fills itself from the name (GRP-1)."""

    group: Id | None = None
    name: Name
    code: BlankCode = None
    points: Points = 0
    parent: Id | None = None


def create_group(command: CreateGroup, desk: Desk) -> Decision:
    id = command.group or desk.new_id()
    code = command.code or None
    events = customer_groups(desk).create(id, command.name, code, command.points, command.parent)
    return decide(CustomerGroups, events=events)


class EditGroup(Command):
    """parent: null takes it to the top. Points edited later apply to the past too (SCO-4)."""

    group: Id
    name: Name = optional("")
    code: Code = optional("")
    points: Points = optional(0)
    parent: Id | None = optional(None)


def edit_group(command: EditGroup, desk: Desk) -> Decision:
    events = customer_groups(desk).edit(command.group, given(command, "group"))
    return decide(CustomerGroups, events=events)


class DeleteGroup(Command):
    """members: the customers in it leave it, or are deleted with it, in one go (GRP-2)."""

    group: Id
    members: Literal["leave", "delete"]


def delete_group(command: DeleteGroup, desk: Desk) -> Decision:
    events = customer_groups(desk).delete(command.group, command.members)
    changes = [Change(CustomerGroups, MAIN, tuple(events))]
    if events and command.members == "delete":
        _check_members(desk)
        members = desk.load_many(Customer, desk.owners("group_member", command.group))
        for id, customer in members.items():
            changes.append(Change(Customer, id, tuple(customer.delete(command.group))))
    return Decision(tuple(changes))


def _check_members(desk: Desk) -> None:
    """Whoever deletes or restores all members of a group must be allowed to, and see all."""
    desk.who.must("customers.delete")
    desk.who.must("customers.view_all")


class RestoreGroup(Command):
    """name: a new one, where a live group took the old one. with_members: also the customers
    that were deleted with it, and only those (GRP-2)."""

    group: Id
    name: Name | None = None
    with_members: bool = False


def restore_group(command: RestoreGroup, desk: Desk) -> Decision:
    events = customer_groups(desk).restore(command.group, command.name)
    if not command.with_members:
        return decide(CustomerGroups, events=events)
    _check_members(desk)
    changes, warnings = [Change(CustomerGroups, MAIN, tuple(events))], []
    members = desk.load_many(Customer, desk.owners("deleted_with_group", command.group))
    for id, customer in members.items():
        warnings += check_duplicates(customer.details, id, desk)
        changes.append(Change(Customer, id, tuple(customer.restore())))
    return Decision(tuple(changes), tuple(warnings))


HANDLERS: Handlers = {
    CreateGroup: create_group,
    EditGroup: edit_group,
    DeleteGroup: delete_group,
    RestoreGroup: restore_group,
}
