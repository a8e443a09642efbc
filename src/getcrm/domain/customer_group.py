"""The groups (nhóm) customers are in: one tree, one aggregate, `customer_groups-main` (GRP-1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.names import check_code, check_name, code_for, restored_name
from getcrm.domain.refusals import AlreadyExists, NotFound, Refused


@dataclass(frozen=True)
class GroupCreated:
    group: str
    name: str
    code: str
    points: int
    parent: str | None


@dataclass(frozen=True)
class GroupEdited:
    """Of name, code, points, parent."""

    group: str
    changed: Changes


@dataclass(frozen=True)
class GroupDeleted:
    """members: "leave" (membership sleeps until the group is restored) or "delete" (GRP-2)."""

    group: str
    members: str


@dataclass(frozen=True)
class GroupRestored:
    group: str


CustomerGroupsEvent = GroupCreated | GroupEdited | GroupDeleted | GroupRestored


class GroupUnknown(NotFound):
    """The company never had such a group. details: group."""


class GroupIsDeleted(Refused):
    """A deleted group is not used and not edited; it can be restored (GRP-2). details: group,
    name."""


class GroupCycle(Refused):
    """A group is not inside itself, however far up (GRP-1). details: name, parent."""


class GroupHasChildren(Refused):
    """The groups inside go first, or are moved elsewhere. details: name, children (names)."""


@dataclass(frozen=True)
class Group:
    name: str
    code: str
    points: int
    parent: str | None
    is_deleted: bool = False


@dataclass(frozen=True)
class CustomerGroups(Aggregate):
    """groups: every one there ever was, by id."""

    KIND = "customer_groups"

    groups: Mapping[str, Group] = field(default_factory=dict)

    @classmethod
    def evolve(cls, current: Self | None, event: CustomerGroupsEvent, at: str) -> Self:
        groups = dict(current.groups) if current else {}
        match event:
            case GroupCreated():
                groups[event.group] = Group(event.name, event.code, event.points, event.parent)
            case GroupEdited():
                groups[event.group] = replace(groups[event.group], **applied(event.changed))
            case GroupDeleted():
                groups[event.group] = replace(groups[event.group], is_deleted=True)
            case GroupRestored():
                groups[event.group] = replace(groups[event.group], is_deleted=False)
            case _:
                assert_never(event)
        return cls(groups)

    def known(self, group: str, field: str = "group") -> Group:
        """The group, live or deleted."""
        if group not in self.groups:
            raise GroupUnknown(field, group=group)
        return self.groups[group]

    def live(self, group: str, field: str = "group") -> Group:
        """The group, if customers can join it."""
        found = self.known(group, field)
        if found.is_deleted:
            raise GroupIsDeleted(field, group=group, name=found.name)
        return found

    def is_sleeping(self, group: str) -> bool:
        """Deleted: its memberships wait for it to be restored (GRP-2)."""
        return self.groups[group].is_deleted

    def create(
        self, id: str, name: str, code: str | None, points: int, parent: str | None
    ) -> list[CustomerGroupsEvent]:
        if id in self.groups:
            raise AlreadyExists("group", kind="group", id=id)
        check_name(name, self.groups, of=id)
        if parent is not None:
            self.live(parent, "parent")
        if code is None:
            code = code_for(name, self.groups)
        check_code(code, self.groups, of=id)
        return [GroupCreated(id, name, code, points, parent)]

    def edit(self, group: str, wanted: Mapping[str, Any]) -> list[CustomerGroupsEvent]:
        changed = changes(vars(self.live(group)), wanted)
        if "name" in changed:
            check_name(wanted["name"], self.groups, of=group)
        if "code" in changed:
            check_code(wanted["code"], self.groups, of=group)
        if "parent" in changed and wanted["parent"] is not None:
            self._check_parent(group, wanted["parent"])
        return [GroupEdited(group, changed)] if changed else []

    def _check_parent(self, group: str, parent: str) -> None:
        self.live(parent, "parent")
        above: str | None = parent
        while above is not None:
            if above == group:
                name, inside = self.groups[group].name, self.groups[parent].name
                raise GroupCycle("parent", name=name, parent=inside)
            above = self.groups[above].parent

    def delete(self, group: str, members: str) -> list[CustomerGroupsEvent]:
        """members: "leave" or "delete", which the customers themselves record."""
        found = self.known(group)
        if found.is_deleted:
            return []
        children = [g.name for g in self.groups.values() if g.parent == group and not g.is_deleted]
        if children:
            raise GroupHasChildren("group", name=found.name, children=children)
        return [GroupDeleted(group, members)]

    def restore(self, group: str, name: str | None) -> list[CustomerGroupsEvent]:
        """Where it was in the tree; its parent must be there."""
        found = self.known(group)
        if not found.is_deleted:
            return []
        if found.parent is not None:
            self.live(found.parent, "group")
        new_name = restored_name(name, self.groups, of=group)
        renamed = changes(vars(found), {"name": new_name})
        return [GroupRestored(group), *([GroupEdited(group, renamed)] if renamed else [])]
