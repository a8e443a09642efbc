"""Whether a question about figures is about anything: a period, and what there is to be seen."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from getcrm.domain.refusals import Invalid
from getcrm.language.words import CONTACT_KINDS
from getcrm.projections import directory
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.kpi import FIGURES
from getcrm.projections.among import among
from getcrm.projections.book import NOW
from getcrm.projections.directory.asking import listed
from getcrm.projections.directory.tables import fields_of
from getcrm.projections.kpi_tally.tables import DIMENSIONS, TALLY
from getcrm.projections.query import AsOfQuery, Reader
from getcrm.projections.references import FilterUnknown

KINDS = {"employee": "user"}
"""What a dimension is called elsewhere, where it is called otherwise."""
NOTHING = {"employee": "system", "campaign": "hidden"}
"""Filters that name nothing: the machine, all campaigns that are not seen."""


class PeriodEndsBeforeItStarts(Invalid):
    """No day lies in it. details: starts, ends."""

    field = "from"


def check(query: Any, reader: Reader) -> None:
    """Raises PeriodEndsBeforeItStarts; FilterUnknown of what there is not, and, in the same
    words, of what the reader may not see (PERM-4)."""
    if query.from_ is not None and query.to is not None and query.from_ > query.to:
        starts, ends = query.from_.isoformat(), query.to.isoformat()
        raise PeriodEndsBeforeItStarts(starts=starts, ends=ends)
    for name in DIMENSIONS:
        wanted = getattr(query, name)
        if wanted is None or wanted in ("", NOTHING.get(name)):
            continue
        if not (is_known(name, wanted, query, reader) and is_seen(name, wanted, reader)):
            raise FilterUnknown(name, kind=KINDS.get(name, name), id=wanted)


def is_known(name: str, wanted: str, query: AsOfQuery, reader: Reader) -> bool:
    if name == "type" and wanted in CONTACT_KINDS:
        return True
    kind = KINDS.get(name, name)
    return wanted in directory.names(reader.db, kind, [wanted], query.moment(reader))


def is_seen(name: str, wanted: str, reader: Reader) -> bool:
    if name == "campaign":
        return CAMPAIGNS.is_visible(reader, wanted)
    if FIGURES.sees_all(reader.who) or name not in ("employee", "department"):
        return True
    employees = FIGURES.employees(reader.who)
    return wanted in employees if name == "employee" else is_theirs(wanted, employees, reader)


def is_theirs(department: str, employees: frozenset[str], reader: Reader) -> bool:
    """Whether somebody whose figures they may see belongs to it today, or did when they made
    some (KPI-6)."""
    inside = below(department, listed(reader.db, "department", NOW))
    people = listed(reader.db, "user", NOW)
    if any(fields_of(p)["department"] in inside for p in people if p["id"] in employees):
        return True
    made = select(TALLY.c.department).where(
        among(TALLY.c.department, sorted(inside)), among(TALLY.c.employee, sorted(employees))
    )
    return reader.db.scalar(made.limit(1)) is not None


def below(department: str, tree: Iterable[Mapping[str, Any]]) -> set[str]:
    """The department, and everything inside it."""
    parents = {row["id"]: fields_of(dict(row))["parent"] for row in tree}
    inside = {department}
    while more := {id for id, parent in parents.items() if parent in inside} - inside:
        inside |= more
    return inside
