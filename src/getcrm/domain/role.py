"""The roles (vai trò): named sets of permissions, one aggregate, `roles-main` (PERM-1)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.names import check_name, restored_name
from getcrm.domain.permission import ADMINISTRATOR, FORMERLY, PERMISSIONS, SHIPPED
from getcrm.domain.refusals import AlreadyExists, NotFound, Refused


@dataclass(frozen=True)
class RoleCreated:
    role: str
    name: str
    permissions: tuple[str, ...]


@dataclass(frozen=True)
class RoleEdited:
    """Of name, permissions."""

    role: str
    changed: Changes


@dataclass(frozen=True)
class RoleDeleted:
    role: str


@dataclass(frozen=True)
class RoleRestored:
    role: str


RolesEvent = RoleCreated | RoleEdited | RoleDeleted | RoleRestored


class RoleUnknown(NotFound):
    """The company never had such a role. details: role."""


class RoleIsDeleted(Refused):
    """A deleted role is given to nobody; it can be restored. details: name."""


class RoleInUse(Refused):
    """Somebody has it: give them another one first. details: name, users (how many)."""


class AdministratorKeepsAll(Refused):
    """The administrator's role has every permission and stays, or nobody could set it right."""


@dataclass(frozen=True)
class Role:
    name: str
    permissions: tuple[str, ...]
    is_deleted: bool = False


@dataclass(frozen=True)
class Roles(Aggregate):
    """roles: every one there ever was, by id."""

    KIND = "roles"

    roles: Mapping[str, Role] = field(default_factory=dict)

    @classmethod
    def evolve(cls, current: Self | None, event: RolesEvent, at: str) -> Self:
        roles = dict(current.roles) if current else {}
        match event:
            case RoleCreated():
                roles[event.role] = Role(event.name, event.permissions)
            case RoleEdited():
                new = applied(event.changed)
                if "permissions" in new:
                    new["permissions"] = tuple(new["permissions"])
                roles[event.role] = replace(roles[event.role], **new)
            case RoleDeleted() | RoleRestored():
                gone = isinstance(event, RoleDeleted)
                roles[event.role] = replace(roles[event.role], is_deleted=gone)
            case _:
                assert_never(event)
        return cls(roles)

    def known(self, role: str, field: str = "role") -> Role:
        if role not in self.roles:
            raise RoleUnknown(field, role=role)
        return self.roles[role]

    def live(self, role: str, field: str = "role") -> Role:
        """The role, if it can be given to somebody."""
        found = self.known(role, field)
        if found.is_deleted:
            raise RoleIsDeleted(field, name=found.name)
        return found

    def permissions_of(self, role: str | None) -> frozenset[str]:
        """What it allows today; what later versions no longer know allows nothing, and neither
        does no role."""
        found = self.roles.get(role) if role is not None else None
        if found is None:
            return frozenset()
        if role == ADMINISTRATOR:
            return frozenset(PERMISSIONS)
        return frozenset(found.permissions) & frozenset(PERMISSIONS)

    def ship(self, language: str) -> list[RolesEvent]:
        """Those that every company starts with, where they are not there yet; and of the others,
        what this version knows and the former did not."""
        missing: list[RolesEvent] = [
            RoleCreated(
                id, shipped.vi if language == "vi" else shipped.en, in_order(shipped.permissions)
            )
            for id, shipped in SHIPPED.items()
            if id not in self.roles
        ]
        return [*missing, *self._upgraded()]

    def _upgraded(self) -> list[RolesEvent]:
        """New permissions, once: the administrator gets them, and whatever shipped role is still
        as it was shipped. What the company edited, or made itself, stays as it is.

        Which ones are new, the administrator's role tells: it holds all that there were.
        """
        keeper = self.roles.get(ADMINISTRATOR)
        new = frozenset(PERMISSIONS).difference(keeper.permissions if keeper else PERMISSIONS)
        return [
            RoleEdited(id, changes(vars(role), {"permissions": in_order(wanted)}))
            for id, shipped in SHIPPED.items()
            if (role := self.roles.get(id)) is not None
            and not new.isdisjoint(wanted := shipped.permissions | kept(id, role))
            and (id == ADMINISTRATOR or wanted - new == set(role.permissions))
        ]

    def create(self, id: str, name: str, permissions: Iterable[str]) -> list[RolesEvent]:
        if id in self.roles:
            raise AlreadyExists("role", kind="role", id=id)
        check_name(name, self.roles, of=id)
        return [RoleCreated(id, name, in_order(permissions))]

    def edit(self, role: str, wanted: Mapping[str, Any]) -> list[RolesEvent]:
        found = self.live(role)
        new = dict(wanted)
        if "permissions" in new:
            new["permissions"] = in_order(new["permissions"])
        changed = changes(vars(found), new)
        if "permissions" in changed and role == ADMINISTRATOR:
            raise AdministratorKeepsAll("permissions")
        if "name" in changed:
            check_name(new["name"], self.roles, of=role)
        return [RoleEdited(role, changed)] if changed else []

    def delete(self, role: str, users: int) -> list[RolesEvent]:
        """users: how many have it."""
        found = self.known(role)
        if found.is_deleted:
            return []
        if role == ADMINISTRATOR:
            raise AdministratorKeepsAll("role")
        if users:
            raise RoleInUse("role", name=found.name, users=users)
        return [RoleDeleted(role)]

    def restore(self, role: str, name: str | None) -> list[RolesEvent]:
        found = self.known(role)
        if not found.is_deleted:
            return []
        new_name = restored_name(name, self.roles, of=role)
        renamed = changes(vars(found), {"name": new_name})
        return [RoleRestored(role), *([RoleEdited(role, renamed)] if renamed else [])]


def in_order(permissions: Iterable[str]) -> tuple[str, ...]:
    """Each once, as they are listed everywhere."""
    wanted = set(permissions)
    return tuple(permission for permission in PERMISSIONS if permission in wanted)


def kept(id: str, role: Role) -> frozenset[str]:
    """What a company's role still has of what the shipped one had formerly."""
    return FORMERLY.get(id, frozenset()).intersection(role.permissions)
