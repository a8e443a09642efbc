"""Types of transactions (loại giao dịch), with the points a completed one earns (TXT-1).

One list, one aggregate: `transaction_types-main`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.names import check_name, restored_name
from getcrm.domain.refusals import AlreadyExists, NotFound, Refused


@dataclass(frozen=True)
class TransactionTypeCreated:
    """points: điểm kết quả, >= 0, and 0 is a value."""

    type: str
    name: str
    description: str
    points: int
    on_calendar: bool
    counts_as_contact: bool


@dataclass(frozen=True)
class TransactionTypeEdited:
    """Of name, description, points, on_calendar, counts_as_contact."""

    type: str
    changed: Changes


@dataclass(frozen=True)
class TransactionTypeDeleted:
    type: str


@dataclass(frozen=True)
class TransactionTypeRestored:
    type: str
    name: str


TransactionTypesEvent = (
    TransactionTypeCreated
    | TransactionTypeEdited
    | TransactionTypeDeleted
    | TransactionTypeRestored
)


class TransactionTypeUnknown(NotFound):
    """The company never had such a type. details: type."""


class TransactionTypeIsDeleted(Refused):
    """A deleted type is not used and not edited; it can be restored. details: type, name."""


@dataclass(frozen=True)
class TransactionType:
    name: str
    description: str
    points: int
    on_calendar: bool
    counts_as_contact: bool
    is_deleted: bool = False


@dataclass(frozen=True)
class TransactionTypes(Aggregate):
    """types: every one there ever was, by id."""

    KIND = "transaction_types"

    types: Mapping[str, TransactionType] = field(default_factory=dict)

    @classmethod
    def evolve(cls, current: Self | None, event: TransactionTypesEvent, at: str) -> Self:
        types = dict(current.types) if current else {}
        match event:
            case TransactionTypeCreated():
                types[event.type] = TransactionType(
                    event.name,
                    event.description,
                    event.points,
                    event.on_calendar,
                    event.counts_as_contact,
                )
            case TransactionTypeEdited():
                types[event.type] = replace(types[event.type], **applied(event.changed))
            case TransactionTypeDeleted():
                types[event.type] = replace(types[event.type], is_deleted=True)
            case TransactionTypeRestored():
                restored = replace(types[event.type], name=event.name, is_deleted=False)
                types[event.type] = restored
            case _:
                assert_never(event)
        return cls(types)

    def known(self, type: str, field: str = "type") -> TransactionType:
        """The type, live or deleted."""
        if type not in self.types:
            raise TransactionTypeUnknown(field, type=type)
        return self.types[type]

    def live(self, type: str, field: str = "type") -> TransactionType:
        """The type, if new transactions can be of it."""
        found = self.known(type, field)
        if found.is_deleted:
            raise TransactionTypeIsDeleted(field, type=type, name=found.name)
        return found

    def create(self, id: str, type: TransactionType) -> list[TransactionTypesEvent]:
        if id in self.types:
            raise AlreadyExists("type", kind="transaction_type", id=id)
        check_name(type.name, self.types, of=id)
        return [
            TransactionTypeCreated(
                id,
                type.name,
                type.description,
                type.points,
                type.on_calendar,
                type.counts_as_contact,
            )
        ]

    def edit(self, type: str, wanted: Mapping[str, Any]) -> list[TransactionTypesEvent]:
        changed = changes(vars(self.live(type)), wanted)
        if "name" in changed:
            check_name(wanted["name"], self.types, of=type)
        return [TransactionTypeEdited(type, changed)] if changed else []

    def delete(self, type: str) -> list[TransactionTypesEvent]:
        return [] if self.known(type).is_deleted else [TransactionTypeDeleted(type)]

    def restore(self, type: str, name: str | None) -> list[TransactionTypesEvent]:
        if not self.known(type).is_deleted:
            return []
        return [TransactionTypeRestored(type, restored_name(name, self.types, of=type))]
