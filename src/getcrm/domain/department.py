"""The departments (phòng ban): one tree with its managers and its people (ORG-1).

One aggregate, `departments-main`: who stands below whom is one truth, asked by every decision
about what belongs to somebody else (PERM-3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.names import check_name, restored_name
from getcrm.domain.refusals import AlreadyExists, NotFound, Refused


@dataclass(frozen=True)
class DepartmentCreated:
    department: str
    name: str
    parent: str | None
    managers: tuple[str, ...]


@dataclass(frozen=True)
class DepartmentEdited:
    """Of name, parent, managers."""

    department: str
    changed: Changes


@dataclass(frozen=True)
class DepartmentDeleted:
    department: str


@dataclass(frozen=True)
class DepartmentRestored:
    department: str


@dataclass(frozen=True)
class MemberPlaced:
    """Somebody belongs to another department from now on, or to none."""

    user: str
    old: str | None
    new: str | None


DepartmentsEvent = (
    DepartmentCreated | DepartmentEdited | DepartmentDeleted | DepartmentRestored | MemberPlaced
)


class DepartmentUnknown(NotFound):
    """The company never had such a department. details: department."""


class DepartmentIsDeleted(Refused):
    """A deleted department takes nobody in; it can be restored. details: name."""


class DepartmentCycle(Refused):
    """A department is not inside itself, however far up (ORG-1). details: name, parent."""


class DepartmentNotEmpty(Refused):
    """Its people and the departments inside go elsewhere first. details: name, members (how
    many, if any), children (names)."""


@dataclass(frozen=True)
class Department:
    name: str
    parent: str | None
    managers: tuple[str, ...] = ()
    is_deleted: bool = False


@dataclass(frozen=True)
class Departments(Aggregate):
    """departments: every one there ever was, by id. members: who belongs where, by user."""

    KIND = "departments"

    departments: Mapping[str, Department] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def evolve(cls, current: Self | None, event: DepartmentsEvent, at: str) -> Self:
        departments = dict(current.departments) if current else {}
        members = dict(current.members) if current else {}
        match event:
            case DepartmentCreated():
                made = Department(event.name, event.parent, event.managers)
                departments[event.department] = made
            case DepartmentEdited():
                new = applied(event.changed)
                if "managers" in new:
                    new["managers"] = tuple(new["managers"])
                departments[event.department] = replace(departments[event.department], **new)
            case DepartmentDeleted() | DepartmentRestored():
                gone = isinstance(event, DepartmentDeleted)
                found = departments[event.department]
                departments[event.department] = replace(found, is_deleted=gone)
            case MemberPlaced():
                members.pop(event.user, None)
                if event.new is not None:
                    members[event.user] = event.new
            case _:
                assert_never(event)
        return cls(departments, members)

    # --- who stands where

    def above(self, department: str | None) -> tuple[str, ...]:
        """The department and those it is inside, from the inside out."""
        found: list[str] = []
        while department is not None and department not in found:
            found.append(department)
            department = self.departments[department].parent
        return tuple(found)

    def below(self, departments: Iterable[str]) -> frozenset[str]:
        """The departments and everything inside them."""
        found = set(departments)
        if not found:
            return frozenset()
        return frozenset(id for id in self.departments if not found.isdisjoint(self.above(id)))

    def managed_by(self, user: str) -> frozenset[str]:
        """The departments somebody manages, with all inside them (PERM-3)."""
        return self.below(
            id
            for id, department in self.departments.items()
            if user in department.managers and not department.is_deleted
        )

    def people_of(self, departments: Iterable[str]) -> frozenset[str]:
        """Who belongs to these departments themselves."""
        wanted = set(departments)
        return frozenset(user for user, where in self.members.items() if where in wanted)

    def subordinates_of(self, user: str) -> frozenset[str]:
        """Who belongs to a department that somebody manages, or to one inside it (PERM-3)."""
        return self.people_of(self.managed_by(user)) - {user}

    def colleagues_of(self, user: str) -> frozenset[str]:
        """Who belongs to somebody's own department, or to one inside it (KPI-6)."""
        own = self.members.get(user)
        return self.people_of(self.below([own] if own else [])) - {user}

    def managers(self) -> frozenset[str]:
        return frozenset(user for one in self.departments.values() for user in one.managers)

    # --- what may happen next

    def known(self, department: str, field: str = "department") -> Department:
        if department not in self.departments:
            raise DepartmentUnknown(field, department=department)
        return self.departments[department]

    def live(self, department: str, field: str = "department") -> Department:
        """The department, if people can belong to it."""
        found = self.known(department, field)
        if found.is_deleted:
            raise DepartmentIsDeleted(field, name=found.name)
        return found

    def create(
        self, id: str, name: str, parent: str | None, managers: Iterable[str]
    ) -> list[DepartmentsEvent]:
        if id in self.departments:
            raise AlreadyExists("department", kind="department", id=id)
        check_name(name, self.departments, of=id)
        if parent is not None:
            self.live(parent, "parent")
        return [DepartmentCreated(id, name, parent, tuple(dict.fromkeys(managers)))]

    def edit(self, department: str, wanted: Mapping[str, Any]) -> list[DepartmentsEvent]:
        new = dict(wanted)
        if "managers" in new:
            new["managers"] = tuple(dict.fromkeys(new["managers"]))
        changed = changes(vars(self.live(department)), new)
        if "name" in changed:
            check_name(new["name"], self.departments, of=department)
        if "parent" in changed and new["parent"] is not None:
            self._check_parent(department, new["parent"])
        return [DepartmentEdited(department, changed)] if changed else []

    def _check_parent(self, department: str, parent: str) -> None:
        inside = self.live(parent, "parent").name
        if department in self.above(parent):
            name = self.departments[department].name
            raise DepartmentCycle("parent", name=name, parent=inside)

    def delete(self, department: str) -> list[DepartmentsEvent]:
        found = self.known(department)
        if found.is_deleted:
            return []
        inside = (d for d in self.departments.values() if d.parent == department)
        children = [child.name for child in inside if not child.is_deleted]
        members = len(self.people_of([department]))
        if children or members:
            raise DepartmentNotEmpty(
                "department", name=found.name, members=members or None, children=children
            )
        return [DepartmentDeleted(department)]

    def restore(self, department: str, name: str | None) -> list[DepartmentsEvent]:
        """Where it was in the tree; its parent must be there."""
        found = self.known(department)
        if not found.is_deleted:
            return []
        if found.parent is not None:
            self.live(found.parent, "department")
        new_name = restored_name(name, self.departments, of=department)
        renamed = changes(vars(found), {"name": new_name})
        edited = [DepartmentEdited(department, renamed)] if renamed else []
        return [DepartmentRestored(department), *edited]

    def place(self, user: str, department: str | None) -> list[DepartmentsEvent]:
        """Somebody belongs there from now on; None: to no department."""
        old = self.members.get(user)
        if department == old:
            return []
        if department is not None:
            self.live(department)
        return [MemberPlaced(user, old, department)]
