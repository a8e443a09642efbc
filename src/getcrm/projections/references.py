"""Whether the records that a question is narrowed by are there: a filter that names nothing finds
nothing, and nobody would know why (API-1)."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Column, and_, or_, select

from getcrm.domain.refusals import Invalid, NotFound
from getcrm.domain.text import folded
from getcrm.projections.access import tables
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.access.seeing import Seeing
from getcrm.projections.directory.queries import NOBODY
from getcrm.projections.directory.tables import LIVE
from getcrm.projections.query import Query, Reader

KINDS: dict[str, str] = {
    "assignee": "user",
    "by": "user",
    "campaign": "campaign",
    "customer": "customer",
    "department": "department",
    "group": "group",
    "method": "method",
    "opportunity": "opportunity",
    "owner": "user",
    "role": "role",
    "source": "source",
    "stage": "stage",
    "tier": "tier",
    "type": "type",
    "user": "user",
}
"""By the name of a field that a question may be narrowed by: of which kind its record is."""
RECORDS: dict[str, tuple[Seeing, Column[Any]]] = {
    "customer": (CUSTOMERS, tables.CUSTOMERS.c.customer),
    "opportunity": (OPPORTUNITIES, tables.OPPORTUNITIES.c.opportunity),
}
"""Those that are not in the directory."""
NO_RECORD = {NOBODY, "system", "lost"}
"""What a filter may say instead of an id."""


class FilterUnknown(Invalid, NotFound):
    """A question is narrowed by what there is not, or what the caller may not see (PERM-4). What
    is asked about itself is NotFound. details: kind, id."""


def check_references(query: Query, reader: Reader) -> None:
    """Raises FilterUnknown, of the first one that is wrong."""
    for field, kind in references_of(type(query)):
        id = getattr(query, field)
        if id is not None and id not in NO_RECORD and not is_there(kind, id, reader):
            raise FilterUnknown(field, kind=kind, id=id)


@lru_cache
def references_of(model: type[Query]) -> tuple[tuple[str, str], ...]:
    """Its filters that name records, and of which kind."""
    subjects = {*model.one_of, *model.subjects}
    usual = {
        name: KINDS[name]
        for name, field in model.model_fields.items()
        if name in KINDS and name not in subjects and not field.is_required()
    }
    return tuple({**usual, **model.filters}.items())


def is_there(kind: str, id: str, reader: Reader) -> bool:
    """Live or deleted, and theirs to see."""
    if kind in RECORDS:
        seeing, column = RECORDS[kind]
        found = reader.db.scalar(select(column).where(column == id).limit(1))
        return found is not None and seeing.is_visible(reader, id)
    wanted = LIVE.c.id == id
    if kind == "campaign":
        wanted = or_(wanted, LIVE.c.code_key == folded(id))
    found = reader.db.scalar(select(LIVE.c.id).where(and_(LIVE.c.kind == kind, wanted)).limit(1))
    return found is not None and (kind != "campaign" or CAMPAIGNS.is_visible(reader, found))
