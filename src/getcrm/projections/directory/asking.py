"""What other read models ask of the directory."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, select, union_all

from getcrm.domain.aggregate import MAIN
from getcrm.domain.refusals import NotFound
from getcrm.domain.text import folded
from getcrm.projections.among import among, asked_moment, some_ids
from getcrm.projections.book import NOW, Moment, began, rows_as_of
from getcrm.projections.directory.tables import LIVE, PAST, Fields, Row, fields_of
from getcrm.projections.projection import TEXT

Asked = Callable[[Table], ColumnElement[bool]]
"""Which rows, said of the live table or of the past one."""


def names(db: Connection, kind: str, ids: Iterable[str | None], moment: Moment) -> dict[str, str]:
    """What they were called then. What did not exist yet goes by its first name: history may
    be imported into a campaign or a stage made later (IMP-9)."""
    wanted = sorted({id for id in ids if id})
    if not wanted:
        return {}

    given = {"kind": kind, "ids": wanted, "at": moment.at, "position": moment.position}
    asked = names_question(moment.at is not None, moment.position is not None)
    found: dict[str, str] = dict(db.execute(asked, given).all())
    if len(found) < len(wanted) and not moment.is_now:
        missing = [id for id in wanted if id not in found]
        first = history(db, lambda t: and_(t.c.kind == kind, among(t.c.id, missing)), moment)
        found |= {row["id"]: row["name"] for row in reversed(first)}
    return found


@cache
def names_question(timed: bool, known: bool) -> Select[Any]:
    """Put together once: that takes longer than the answer."""
    kind, ids = bindparam("kind", type_=TEXT), some_ids("ids")
    then = rows_as_of(
        LIVE,
        PAST,
        asked_moment(timed, known),
        lambda table: and_(table.c.kind == kind, among(table.c.id, ids)),
    ).subquery()
    return select(then.c.id, then.c.name)


def history(db: Connection, asked: Asked, moment: Moment) -> list[Row]:
    """Every version of some rows that was known by the moment's position, oldest first."""
    known = Moment(None, moment.position)
    live = select(LIVE).where(asked(LIVE), began(LIVE, known))
    past = select(*(PAST.c[column.name] for column in LIVE.columns))
    past = past.where(asked(PAST), began(PAST, known))
    both = union_all(live, past).subquery()
    return [dict(row) for row in db.execute(select(both).order_by(both.c.position_from)).mappings()]


def first_or_then(db: Connection, asked: Asked, moment: Moment) -> Row | None:
    """One row as it was then, or, before its time, as it was at first."""
    row = db.execute(rows_as_of(LIVE, PAST, moment, asked)).mappings().first()
    if row is None and not moment.is_now:
        return next(iter(history(db, asked, moment)), None)
    return None if row is None else dict(row)


def listed(db: Connection, kind: str, moment: Moment) -> list[Row]:
    """All of one kind as they were then, in their order, the deleted ones too."""
    rows: Select[Any] = rows_as_of(LIVE, PAST, moment, lambda table: table.c.kind == kind)
    return sorted(map(dict, db.execute(rows).mappings()), key=lambda row: row["place"])


def company_fields(db: Connection, moment: Moment = NOW) -> Fields:
    """The company's settings. Raises NotFound before it is set up."""
    row = first_or_then(db, lambda table: table.c.kind == "company", moment)
    if row is None:
        raise NotFound(kind="company", id=MAIN)
    return fields_of(row)


def time_zone(db: Connection) -> str:
    """The company's, fixed when it was set up (REL-13, KPI-7)."""
    zone: str = company_fields(db)["time_zone"]
    return zone


def campaign_row(db: Connection, id_or_code: str, moment: Moment) -> Row:
    """The campaign, with its methods in their order, as it was then. Raises NotFound."""
    for column, value in (("id", id_or_code), ("code_key", folded(id_or_code))):

        def asked(table: Table, column: str = column, value: str = value) -> ColumnElement[bool]:
            return and_(table.c.kind == "campaign", table.c[column] == value)

        row = first_or_then(db, asked, moment)
        if row is not None:
            return row
    raise NotFound("campaign", kind="campaign", id=id_or_code)


def idle_limits(
    db: Connection, moment: Moment, methods: Iterable[str] | None = None
) -> dict[str, int | None]:
    """The days of rest that approach methods allowed then, None: any number (OPP-19).

    methods: only of these.
    """
    of = None if methods is None else sorted(set(methods))

    def asked(table: Table) -> ColumnElement[bool]:
        live = and_(table.c.kind == "method", table.c.deleted == 0)
        return live if of is None else and_(live, among(table.c.id, of))

    rows = db.execute(rows_as_of(LIVE, PAST, moment, asked)).mappings()
    return {row["id"]: fields_of(dict(row))["idle_days"] for row in rows}
