"""What things were called at a moment."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select, union_all

from getcrm.projections.book import Moment, began, rows_as_of
from getcrm.projections.directory.asking import names
from getcrm.projections.directory.tables import LIVE, PAST

Of = Mapping[str, Iterable[str]]
"""Ids by the kind of thing they are, as the directory calls it."""


def names_then(
    db: Connection, live: Table, past: Table, ids: Iterable[str | None], moment: Moment
) -> dict[str, str]:
    """The `name` of rows of a versioned read model, by their only key, as it was then.

    What did not exist yet goes by its first name: history may be imported about something that
    was registered later (IMP-9). What was not known yet is missing.
    """
    wanted = sorted({id for id in ids if id})
    if not wanted:
        return {}
    [key] = live.primary_key.columns

    def asked(table: Any) -> ColumnElement[bool]:
        of_those: ColumnElement[bool] = table.c[key.name].in_(wanted)
        return of_those

    then = rows_as_of(live, past, moment, asked).subquery()
    found = dict(db.execute(select(then.c[key.name], then.c.name)).tuples().all())
    if len(found) == len(wanted) or moment.is_now:
        return found
    known = Moment(None, moment.position)
    ever = union_all(
        *(
            select(table.c[key.name].label("id"), table.c.name, table.c.position_from).where(
                asked(table), began(table, known)
            )
            for table in (live, past)
        )
    ).subquery()
    latest_first = db.execute(select(ever).order_by(ever.c.position_from.desc()))
    return {row.id: row.name for row in latest_first} | found


def called(db: Connection, moment: Moment, of: Of) -> dict[tuple[str, str], str]:
    """What all of them were called then, by kind and id, in one question; without the groups that
    were deleted then, where membership sleeps (GRP-2)."""
    wanted = {kind: sorted(set(ids)) for kind, ids in of.items()}

    def asked(table: Table) -> ColumnElement[bool]:
        kinds = (and_(table.c.kind == kind, table.c.id.in_(ids)) for kind, ids in wanted.items())
        return or_(False, *kinds)

    rows = db.execute(rows_as_of(LIVE, PAST, moment, asked)).all()
    found = {(row.kind, row.id): row.name for row in rows}
    for kind, ids in wanted.items():
        missing = [id for id in ids if (kind, id) not in found]
        found |= {(kind, id): name for id, name in names(db, kind, missing, moment).items()}
    asleep = {("group", row.id) for row in rows if row.kind == "group" and row.deleted}
    return {what: name for what, name in found.items() if what not in asleep}
