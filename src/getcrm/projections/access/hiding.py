"""Which of the records that an answer mentions somebody may not see (PERM-4)."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import select, union_all

from getcrm.projections.access import tables
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.access.transactions import TRANSACTIONS
from getcrm.projections.among import among, some_ids
from getcrm.projections.directory.tables import LIVE
from getcrm.projections.query import Reader

RECORDS: tuple[tuple[Any, ...], ...] = (
    (CUSTOMERS, tables.CUSTOMERS.c.customer),
    (OPPORTUNITIES, tables.OPPORTUNITIES.c.opportunity),
    (TRANSACTIONS, tables.TRANSACTIONS.c.transaction),
    (CAMPAIGNS, LIVE.c.id, LIVE.c.kind == "campaign"),
)
"""Every kind of record that not everybody sees: where all of them are found, and which of what is
found there it is."""


def hidden(reader: Reader, ids: Iterable[str | None]) -> frozenset[str]:
    """Those of some ids, of whatever, which are of records that the reader may not see."""
    who = reader.who
    asked = [
        select(column.label("id")).where(
            among(column, some_ids("ids")), ~seeing.seen(column, who), *of_kind
        )
        for seeing, column, *of_kind in RECORDS
        if not seeing.sees_all(who)
    ]
    wanted = sorted({id for id in ids if id}) if asked else []
    if not wanted:
        return frozenset()
    return frozenset(reader.db.scalars(union_all(*asked), {"ids": wanted}))


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
