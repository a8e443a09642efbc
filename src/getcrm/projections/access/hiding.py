"""Which of the records that an answer mentions somebody may not see (PERM-4)."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, select, union_all

from getcrm.projections.access import tables
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.access.transactions import TRANSACTIONS
from getcrm.projections.among import among
from getcrm.projections.directory.tables import LIVE
from getcrm.projections.query import Reader

RECORDS: tuple[tuple[Any, ColumnElement[Any], ColumnElement[bool] | None], ...] = (
    (CUSTOMERS, tables.CUSTOMERS.c.customer, None),
    (OPPORTUNITIES, tables.OPPORTUNITIES.c.opportunity, None),
    (TRANSACTIONS, tables.TRANSACTIONS.c.transaction, None),
    (CAMPAIGNS, LIVE.c.id, LIVE.c.kind == "campaign"),
)
"""Every kind of record that not everybody sees, and where all of them are found."""


def hidden(reader: Reader, ids: Iterable[str | None]) -> frozenset[str]:
    """Those of some ids, of whatever, which are of records that the reader may not see."""
    who = reader.who
    narrowing = [record for record in RECORDS if not record[0].sees_all(who)]
    wanted = sorted({id for id in ids if id}) if narrowing else []
    if not wanted:
        return frozenset()
    asked = [
        select(column.label("id")).where(
            among(column, wanted), ~seeing.seen(column, who), *([] if kind is None else [kind])
        )
        for seeing, column, kind in narrowing
    ]
    return frozenset(reader.db.scalars(union_all(*asked)))


def texts(data: Any) -> Iterator[str]:
    """Every text in some JSON, also inside of lists and objects: some of them are ids."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for one in data.values():
            yield from texts(one)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from texts(one)


def without(data: Any, ids: Collection[str]) -> Any:
    """The same JSON with null in place of these ids."""
    if isinstance(data, str):
        return None if data in ids else data
    if isinstance(data, dict):
        return {name: without(one, ids) for name, one in data.items()}
    if isinstance(data, list | tuple):
        return [without(one, ids) for one in data]
    return data
