"""A catalogue: one of the company's plain lists of names, each list one aggregate.

`catalogue-source` (SRC-1), `catalogue-tier` (TIER-1), `catalogue-loss_reason` (OPP-10).
"""

from dataclasses import dataclass

from getcrm.domain.aggregate import Changes

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
