"""Behind every KPI number: the entries that sum to it, each with its event (LOG-2)."""

from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from typing_extensions import TypedDict

from getcrm.domain.money import joined, written
from getcrm.language import spoken, words
from getcrm.projections.access.hiding import hidden
from getcrm.projections.kpi_tally.asking import HIDDEN, KpiCellQuery, conditions, summed_up, sums
from getcrm.projections.kpi_tally.checking import check
from getcrm.projections.kpi_tally.indicators import INDICATORS, Measure, Sum, Value
from getcrm.projections.kpi_tally.tables import ENTRY
from getcrm.projections.query import BadCursor, PageQuery, Query, Reader, from_cursor, to_cursor
from getcrm.projections.timeline import sentences_at

LARGEST = 2**63
"""Positions are smaller."""


class KpiEntriesQuery(KpiCellQuery, PageQuery):
    """The entries behind a total or a row, in the order of the log."""


class KpiEntry(TypedDict):
    """A signed entry. position: of the event; sentence: what it was, in words.

    day: to which it is credited, a correction to the day it corrects. type: of the transaction,
    or the kind of contact. amount: money, where the event is about some. What the caller may not
    see is not told: campaign "hidden"; customer, record, sentence null.
    """

    position: int
    ordinal: int
    indicator: str
    occurred_at: str
    day: str
    employee: str | None
    department: str | None
    campaign: str | None
    source: str | None
    stage: str | None
    type: str | None
    customer: str | None
    record: str | None
    count: int
    amount: str
    sentence: str | None


class KpiEntriesAnswer(TypedDict):
    """value: the number that is explained; count, amount: the sums of all its entries."""

    indicator: str
    value: Value
    count: int
    amount: str
    entries: list[KpiEntry]
    next: str | None


def kpi_entries(query: KpiEntriesQuery, reader: Reader) -> KpiEntriesAnswer:
    check(query, reader)
    asked = [*conditions(query, reader, ENTRY), *query.cell(reader)]
    found = page(query, reader, asked)
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    by_kind = totals(reader, asked)
    return {
        "indicator": query.indicator,
        "value": INDICATORS[query.indicator].value(by_kind),
        "count": sum(each.count for each in by_kind.values()),
        "amount": written(sum(each.amount for each in by_kind.values())),
        "entries": entries(shown, reader),
        "next": to_cursor([last["position"], last["ordinal"]]) if last else None,
    }


def page(
    query: KpiEntriesQuery, reader: Reader, asked: list[ColumnElement[bool]]
) -> list[dict[str, Any]]:
    """One more than asked for, to know whether there are more."""
    rows = select(ENTRY).where(*asked).order_by(ENTRY.c.position, ENTRY.c.ordinal)
    if query.cursor is not None:
        after = from_cursor(query.cursor, 2)
        if not all(isinstance(value, int) and 0 <= value < LARGEST for value in after):
            raise BadCursor("cursor")
        rows = rows.where(tuple_(ENTRY.c.position, ENTRY.c.ordinal) > tuple_(*after))
    return [dict(row) for row in reader.db.execute(rows.limit(query.limit + 1)).mappings()]


def totals(reader: Reader, asked: list[ColumnElement[bool]]) -> dict[str, Sum]:
    grouped = select(ENTRY.c.indicator, *sums(ENTRY)).where(*asked).group_by(ENTRY.c.indicator)
    return {row.indicator: summed_up(row) for row in reader.db.execute(grouped)}


def entries(rows: list[dict[str, Any]], reader: Reader) -> list[KpiEntry]:
    said = sentences_at({row["position"] for row in rows}, reader)
    unseen = hidden(reader, (id for row in rows for id in mentioned(row)))
    return [entry(row, unseen, said.get(row["position"])) for row in rows]


def mentioned(row: dict[str, Any]) -> tuple[str, str, str]:
    """The ids of what an entry names: campaign, customer, and the record of its event."""
    return row["campaign"], row["customer"], row["record"].partition("-")[2]


def entry(row: dict[str, Any], unseen: frozenset[str], sentence: str | None) -> KpiEntry:
    campaign, customer, record = (id not in unseen for id in mentioned(row))
    return {
        "position": row["position"],
        "ordinal": row["ordinal"],
        "indicator": row["indicator"],
        "occurred_at": row["occurred_at"],
        "day": row["day"],
        "employee": row["employee"] or None,
        "department": row["department"] or None,
        "campaign": (row["campaign"] if campaign else HIDDEN) or None,
        "source": row["source"] or None,
        "stage": row["stage"] or None,
        "type": row["type"] or None,
        "customer": row["customer"] or None if customer else None,
        "record": row["record"] if record else None,
        "count": row["count"],
        "amount": written(joined(row["amount_high"], row["amount_low"])),
        "sentence": sentence,
    }


class IndicatorsQuery(Query):
    """What can be counted (KPI-1)."""


class IndicatorLine(TypedDict):
    """measure: count, amount (money), or rate (between 0 and 1)."""

    indicator: str
    name: str
    measure: Measure


class IndicatorsAnswer(TypedDict):
    indicators: list[IndicatorLine]


def indicators(query: IndicatorsQuery, reader: Reader) -> IndicatorsAnswer:
    language = spoken(reader.language)
    return {
        "indicators": [
            {
                "indicator": name,
                "name": words.INDICATORS[name][language],
                "measure": indicator.measure,
            }
            for name, indicator in INDICATORS.items()
        ]
    }
