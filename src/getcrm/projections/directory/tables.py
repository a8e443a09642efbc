"""One row per thing that has a name: what it was called, where it stood, what was set on it.

kind is what names are asked by: company, stage, group, source, tier, loss_reason, type, user,
campaign, method. Everything but what is searched or sorted by is JSON in `details`.
"""

import json
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table

from getcrm.domain.text import folded
from getcrm.projections.book import versioned
from getcrm.projections.projection import NUMBER, TEXT

Row = dict[str, Any]
Fields = dict[str, Any]

metadata = MetaData()
LIVE, PAST = versioned(
    "directory_entry",
    metadata,
    Column("kind", TEXT, primary_key=True),
    Column("id", TEXT, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("code_key", TEXT, nullable=False),
    Column("place", NUMBER, nullable=False),
    Column("deleted", NUMBER, nullable=False),
    Column("details", TEXT, nullable=False),
)
"""code_key: the code as codes are compared (CUS-2). place: sorts within the kind, no more."""

Index("directory_entry_code", LIVE.c.kind, LIVE.c.code_key)

DRAWN = Table(
    "directory_drawn",
    metadata,
    Column("campaign", TEXT, primary_key=True),
    Column("version", NUMBER, nullable=False),
)
"""Campaigns by the version that the last draw of an owner gave them (OPP-14): one for every new
opportunity, too many to keep a version of everything else for each."""

SEATS = 1_000_000
"""Places that one event can give out: who comes later in the log stands further back."""


def as_row(kind: str, id: str, place: int, deleted: bool, fields: Fields) -> Row:
    """The row that keeps these fields."""
    return {
        "kind": kind,
        "id": id,
        "name": fields["name"],
        "code_key": folded(fields.get("code") or ""),
        "place": place,
        "deleted": int(deleted),
        "details": json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
    }


def fields_of(row: Row) -> Fields:
    """The fields a row keeps."""
    fields: Fields = json.loads(row["details"])
    return fields
