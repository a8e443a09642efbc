"""What people may ask of the departments (phòng ban)."""

from typing import Annotated

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.references import people
from getcrm.commands.user import check_reach, departments_of
from getcrm.commands.values import Id, Name
from getcrm.domain.department import Departments

Managers = Annotated[list[Id], Field(max_length=100)]


class CreateDepartment(Command):
    """parent: the department it is inside. managers: see what belongs to its people (PERM-3)."""

    department: Id | None = None
    name: Name
    parent: Id | None = None
    managers: Managers = Field(default=[])


def create_department(command: CreateDepartment, desk: Desk) -> Decision:
    id = command.department or desk.new_id()
    managers = people(command.managers, "managers", desk)
    events = departments_of(desk).create(id, command.name, command.parent, managers)
    return decide(Departments, events=events)


class EditDepartment(Command):
    """parent: null takes it to the top."""

    department: Id
    name: Name = optional("")
    parent: Id | None = optional(None)
    managers: Managers = optional([])


def edit_department(command: EditDepartment, desk: Desk) -> Decision:
    wanted = given(command, "department")
    departments = departments_of(desk)
    if "managers" in wanted:
        kept = departments.known(command.department).managers
        wanted["managers"] = people(command.managers, "managers", desk, kept)
    events = departments.edit(command.department, wanted)
    check_reach(events, desk)
    return decide(Departments, events=events)


class DeleteDepartment(Command):
    """Softly, once nobody belongs to it any more."""

    department: Id


def delete_department(command: DeleteDepartment, desk: Desk) -> Decision:
    return decide(Departments, events=departments_of(desk).delete(command.department))


class RestoreDepartment(Command):
    """name: a new one, where a live department took the old one."""

    department: Id
    name: Name | None = None


def restore_department(command: RestoreDepartment, desk: Desk) -> Decision:
    events = departments_of(desk).restore(command.department, command.name)
    return decide(Departments, events=events)


HANDLERS: Handlers = {
    CreateDepartment: create_department,
    EditDepartment: edit_department,
    DeleteDepartment: delete_department,
    RestoreDepartment: restore_department,
}
