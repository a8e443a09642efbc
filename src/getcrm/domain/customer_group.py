"""The groups (nhóm) customers are in: one tree, one aggregate, `customer_groups-main` (GRP-1)."""

from dataclasses import dataclass

from getcrm.domain.aggregate import Changes


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
