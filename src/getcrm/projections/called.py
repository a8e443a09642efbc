"""What things were called at a moment."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    or_,
    select,
    union_all,
)

from getcrm.projections.among import among, asked_moment, some_ids
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
    given = {"ids": wanted, "at": moment.at, "position": moment.position}
    then, ever = name_questions(live, past, moment.at is not None, moment.position is not None)
    found: dict[str, str] = dict(db.execute(then, given).all())
    if len(found) == len(wanted) or moment.is_now:
        return found
    return {row.id: row.name for row in db.execute(ever, given)} | found


@cache
def name_questions(
    live: Table, past: Table, timed: bool, known: bool
) -> tuple[Select[Any], Select[Any]]:
    """The names of then; and all there ever were, the latest first. Put together once: that takes
    longer than the answer."""
    [key] = live.primary_key.columns

    def asked(table: Table) -> ColumnElement[bool]:
        return among(table.c[key.name], some_ids("ids"))

    then = rows_as_of(live, past, asked_moment(timed, known), asked).subquery()
    ever = union_all(
        *(
            select(table.c[key.name].label("id"), table.c.name, table.c.position_from).where(
                asked(table), began(table, asked_moment(False, known))
            )
            for table in (live, past)
        )
    ).subquery()
    return select(then.c[key.name], then.c.name), select(ever).order_by(ever.c.position_from.desc())


def called(db: Connection, moment: Moment, of: Of) -> dict[tuple[str, str], str]:
    """What all of them were called then, by kind and id, in one question; without the groups that
    were deleted then, where membership sleeps (GRP-2)."""
    wanted = {kind: sorted(set(ids)) for kind, ids in of.items()}
    if moment.is_now:
        rows = db.execute(entries_now(tuple(wanted)), wanted).all()
    else:
        rows = db.execute(entries_then(moment, wanted)).all()
    found = {(row.kind, row.id): row.name for row in rows}
    for kind, ids in wanted.items():
        missing = [id for id in ids if (kind, id) not in found]
        found |= {(kind, id): name for id, name in names(db, kind, missing, moment).items()}
    for row in rows:
        if row.kind == "group" and row.deleted:
            del found["group", row.id]
    return found


@cache
def entries_now(kinds: tuple[str, ...]) -> Select[Any]:
    """The directory's entries of these kinds whose ids are given under the kind's name."""
    asked = ((LIVE.c.kind == kind) & among(LIVE.c.id, some_ids(kind)) for kind in kinds)
    return select(LIVE.c.kind, LIVE.c.id, LIVE.c.name, LIVE.c.deleted).where(or_(False, *asked))


def entries_then(moment: Moment, wanted: Mapping[str, list[str]]) -> Select[Any]:
    def asked(table: Table) -> ColumnElement[bool]:
        kinds = (and_(table.c.kind == kind, among(table.c.id, ids)) for kind, ids in wanted.items())
        return or_(False, *kinds)

    return rows_as_of(LIVE, PAST, moment, asked)
