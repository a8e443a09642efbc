"""A catalogue: one of the company's plain lists of names, each list one aggregate.

`catalogue-source` (SRC-1), `catalogue-tier` (TIER-1), `catalogue-loss_reason` (OPP-10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.names import check_code, check_name, code_for, restored_name
from getcrm.domain.refusals import AlreadyExists, NotFound, Refused

CATALOGUES = ("source", "tier", "loss_reason")


@dataclass(frozen=True)
class CatalogueEntryAdded:
    catalogue: str
    entry: str
    name: str
    code: str


@dataclass(frozen=True)
class CatalogueEntryEdited:
    """Of name, code."""

    catalogue: str
    entry: str
    changed: Changes


@dataclass(frozen=True)
class CatalogueEntryDeleted:
    catalogue: str
    entry: str


@dataclass(frozen=True)
class CatalogueEntryRestored:
    catalogue: str
    entry: str
    name: str


CatalogueEvent = (
    CatalogueEntryAdded | CatalogueEntryEdited | CatalogueEntryDeleted | CatalogueEntryRestored
)


class EntryUnknown(NotFound):
    """The catalogue never had such an entry. details: catalogue, entry."""


class EntryIsDeleted(Refused):
    """A deleted entry is not used and not edited; it can be restored. details: catalogue, entry,
    name."""


@dataclass(frozen=True)
class CatalogueEntry:
    name: str
    code: str
    is_deleted: bool = False


@dataclass(frozen=True)
class Catalogue(Aggregate):
    """entries: every one there ever was, by id. One nobody has added to yet is just empty."""

    KIND = "catalogue"

    catalogue: str
    entries: Mapping[str, CatalogueEntry] = field(default_factory=dict)

    @classmethod
    def evolve(cls, current: Self | None, event: CatalogueEvent, at: str) -> Self:
        entries = dict(current.entries) if current else {}
        match event:
            case CatalogueEntryAdded():
                entries[event.entry] = CatalogueEntry(event.name, event.code)
            case CatalogueEntryEdited():
                entries[event.entry] = replace(entries[event.entry], **applied(event.changed))
            case CatalogueEntryDeleted():
                entries[event.entry] = replace(entries[event.entry], is_deleted=True)
            case CatalogueEntryRestored():
                restored = replace(entries[event.entry], name=event.name, is_deleted=False)
                entries[event.entry] = restored
            case _:
                assert_never(event)
        return cls(event.catalogue, entries)

    def known(self, entry: str, field: str = "entry") -> CatalogueEntry:
        """The entry, live or deleted."""
        if entry not in self.entries:
            raise EntryUnknown(field, catalogue=self.catalogue, entry=entry)
        return self.entries[entry]

    def live(self, entry: str, field: str = "entry") -> CatalogueEntry:
        """The entry, if it can be chosen."""
        found = self.known(entry, field)
        if found.is_deleted:
            name = found.name
            raise EntryIsDeleted(field, catalogue=self.catalogue, entry=entry, name=name)
        return found

    def add(self, id: str, name: str, code: str | None) -> list[CatalogueEvent]:
        if id in self.entries:
            raise AlreadyExists("entry", kind=self.catalogue, id=id)
        check_name(name, self.entries, of=id)
        if code is None:
            code = code_for(name, self.entries)
        check_code(code, self.entries, of=id)
        return [CatalogueEntryAdded(self.catalogue, id, name, code)]

    def edit(self, entry: str, wanted: Mapping[str, Any]) -> list[CatalogueEvent]:
        changed = changes(vars(self.live(entry)), wanted)
        if "name" in changed:
            check_name(wanted["name"], self.entries, of=entry)
        if "code" in changed:
            check_code(wanted["code"], self.entries, of=entry)
        return [CatalogueEntryEdited(self.catalogue, entry, changed)] if changed else []

    def delete(self, entry: str) -> list[CatalogueEvent]:
        if self.known(entry).is_deleted:
            return []
        return [CatalogueEntryDeleted(self.catalogue, entry)]

    def restore(self, entry: str, name: str | None) -> list[CatalogueEvent]:
        if not self.known(entry).is_deleted:
            return []
        new_name = restored_name(name, self.entries, of=entry)
        return [CatalogueEntryRestored(self.catalogue, entry, new_name)]
