"""What is asked of the KPI: totals, tables by a dimension or a period, the entries behind them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import ColumnElement, Table, and_, func, select
from typing_extensions import TypedDict

from getcrm.domain.money import joined
from getcrm.language import spoken, words
from getcrm.projections import directory
from getcrm.projections.access.campaigns import CAMPAIGNS
from getcrm.projections.access.kpi import FIGURES
from getcrm.projections.among import among
from getcrm.projections.directory.asking import listed
from getcrm.projections.kpi_tally.checking import below, check
from getcrm.projections.kpi_tally.indicators import (
    INDICATORS,
    NO_SUM,
    Indicator,
    IndicatorName,
    Sum,
    Value,
)
from getcrm.projections.kpi_tally.periods import KEYS, days_of
from getcrm.projections.kpi_tally.tables import DIMENSIONS, ENTRY, TALLY
from getcrm.projections.query import AsOfQuery, Day, Reader

HIDDEN = "hidden"
"""The key of the campaigns that the reader may not see, all together."""
Filter = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
By = Literal[
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "employee",
    "department",
    "campaign",
    "source",
    "stage",
    "type",
]
Cells = dict[str, dict[str, Sum]]
"""By key (a day, a dimension's value): the sums of each kind of entries."""


class KpiQuery(AsOfQuery):
    """One indicator, in total and row by row (KPI-4).

    from, to: the first and the last day. by: into which rows it is split. department: with all
    inside it, as the tree was then; what counts is to which one the employee belonged when it
    happened. by department: each row is of its own people alone; those inside it have their own
    rows. Of the filters, "" asks for what has none; campaign "hidden" for those that the caller
    may not see.
    """

    subjects = (*DIMENSIONS, "by")
    indicator: IndicatorName
    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    by: By | None = None
    employee: Filter | None = None
    department: Filter | None = None
    campaign: Filter | None = None
    source: Filter | None = None
    stage: Filter | None = None
    type: Filter | None = None


class KpiRow(TypedDict):
    """key: an id, or a period such as 2017-03-01, 2017-W09, 2017-03, 2017-Q1, 2017; "hidden":
    all campaigns together that the caller may not see."""

    key: str | None
    name: str
    value: Value


KpiAnswer = TypedDict(
    "KpiAnswer",
    {
        "indicator": str,
        "from": str | None,
        "to": str | None,
        "by": str | None,
        "total": Value,
        "rows": list[KpiRow],
    },
)


def kpi(query: KpiQuery, reader: Reader) -> KpiAnswer:
    """Of the people whose figures the caller may see today, whenever they were made (KPI-6).
    Raises what `check` raises."""
    check(query, reader)
    indicator = INDICATORS[query.indicator]
    cells = summed(query, reader)
    return {
        "indicator": query.indicator,
        "from": query.from_.isoformat() if query.from_ else None,
        "to": query.to.isoformat() if query.to else None,
        "by": query.by,
        "total": indicator.value(merged(cells.values())),
        "rows": rows(query, indicator, cells, reader) if query.by else [],
    }


def summed(query: KpiQuery, reader: Reader) -> Cells:
    """Now: from the tallies. As of a moment: from the ledger's entries until then."""
    moment = query.moment(reader)
    table = TALLY if moment.is_now else ENTRY
    key = table.c.day if query.by in KEYS or query.by is None else table.c[query.by]
    asked = (
        select(table.c.indicator, key.label("key"), *sums(table))
        .where(*conditions(query, reader, table))
        .group_by(table.c.indicator, key)
    )
    cells: Cells = {}
    found = reader.db.execute(asked).all()
    shown = keys_shown(query, {row.key for row in found}, reader)
    for row in found:
        cell = cells.setdefault(shown[row.key], {})
        more = summed_up(row)
        cell[row.indicator] = cell.get(row.indicator, NO_SUM) + more
    return cells


def keys_shown(query: KpiQuery, keys: set[str], reader: Reader) -> dict[str, str]:
    """The period of a day; one key for all campaigns that the reader may not see (CAM-2)."""
    if query.by in KEYS:
        return {key: KEYS[query.by](date.fromisoformat(key)) for key in keys}
    if query.by != "campaign":
        return {key: key for key in keys}
    seen = {"", *CAMPAIGNS.among(reader, sorted(keys))}
    return {key: key if key in seen else HIDDEN for key in keys}


def sums(table: Table) -> tuple[ColumnElement[Any], ...]:
    return (
        func.sum(table.c.count).label("counted"),
        func.sum(table.c.amount_high).label("high"),
        func.sum(table.c.amount_low).label("low"),
    )


def summed_up(row: Any) -> Sum:
    """Of an answer to `sums`."""
    return Sum(int(row.counted), joined(int(row.high), int(row.low)))


def conditions(query: KpiQuery, reader: Reader, table: Table) -> list[ColumnElement[bool]]:
    """The rows or entries that a question is about."""
    asked: list[ColumnElement[bool]] = [table.c.indicator.in_(INDICATORS[query.indicator].entries)]
    asked += FIGURES.narrowed(table.c.employee, reader.who)
    if query.from_ is not None:
        asked.append(table.c.day >= query.from_.isoformat())
    if query.to is not None:
        asked.append(table.c.day <= query.to.isoformat())
    for name in DIMENSIONS:
        if (wanted := getattr(query, name)) is not None:
            asked.append(one_of(name, wanted, query, reader, table))
    moment = query.moment(reader)
    if moment.at is not None:
        asked.append(table.c.occurred_at <= moment.at)
    if moment.position is not None:
        asked.append(table.c.position <= moment.position)
    return asked


def one_of(
    name: str, wanted: str, query: KpiQuery, reader: Reader, table: Table
) -> ColumnElement[bool]:
    """Of the wanted value of a dimension; of a department also what was inside it then."""
    if name == "campaign":
        return of_campaign(wanted, reader, table)
    if name == "department" and wanted:
        inside = below(wanted, listed(reader.db, "department", query.moment(reader)))
        return among(table.c.department, sorted(inside))
    same: ColumnElement[bool] = table.c[name] == wanted
    return same


def of_campaign(wanted: str, reader: Reader, table: Table) -> ColumnElement[bool]:
    """One that the reader may not see is as good as none."""
    campaign: ColumnElement[str] = table.c.campaign
    if wanted == "":
        return campaign == ""
    if wanted == HIDDEN:
        return and_(campaign != "", ~CAMPAIGNS.seen(campaign, reader.who))
    return and_(campaign == wanted, *CAMPAIGNS.narrowed(campaign, reader.who))


def merged(cells: Iterable[Mapping[str, Sum]]) -> dict[str, Sum]:
    """The sums of several cells together."""
    total: dict[str, Sum] = {}
    for cell in cells:
        for name, one in cell.items():
            total[name] = total.get(name, NO_SUM) + one
    return total


def rows(query: KpiQuery, indicator: Indicator, cells: Cells, reader: Reader) -> list[KpiRow]:
    """Periods in their order, anything else the largest first; without the empty ones."""
    kept = {
        key: indicator.value(cell)
        for key, cell in cells.items()
        if any(each != NO_SUM for each in cell.values())
    }
    called = names(query, kept, reader)
    found: list[KpiRow] = [
        {"key": key or None, "name": called[key], "value": value} for key, value in kept.items()
    ]
    if query.by in KEYS:
        return sorted(found, key=lambda row: row["key"] or "")
    return sorted(found, key=lambda row: (largest(row["value"]), row["name"], row["key"] or ""))


def largest(value: Value) -> Decimal:
    """Sorts the largest first; nothing is 0."""
    return -Decimal(value or 0)


def names(query: KpiQuery, keys: Iterable[str], reader: Reader) -> dict[str, str]:
    """What the rows are called, in the reader's language, as it was then."""
    language = spoken(reader.language)
    if query.by is None or query.by in KEYS:
        return {key: key for key in keys}
    kind = "user" if query.by == "employee" else query.by
    nobody = words.NOBODY if kind == "user" else words.NONE
    fixed = {"": nobody[language], "system": words.SYSTEM[language]}
    if query.by == "campaign":
        fixed[HIDDEN] = words.HIDDEN_CAMPAIGNS[language]
    contacts = {kind: phrase[language] for kind, phrase in words.CONTACT_KINDS.items()}
    called = directory.names(reader.db, kind, keys, query.moment(reader))
    known = fixed | (contacts if kind == "type" else {}) | called
    return {key: known.get(key, key) for key in keys}


class KpiCellQuery(KpiQuery):
    """The entries behind a total, or, with `by` and `key`, behind one of its rows (LOG-2).

    key: of the row; "" for the row whose key is null.
    """

    key: Filter | None = None

    @model_validator(mode="after")
    def _key_of_a_row(self) -> Self:
        if self.key is not None and self.by is None:
            raise PydanticCustomError("key_without_by", "a key needs `by`, what it is a key of")
        if self.key is not None and self.by in KEYS:
            try:
                days_of(self.by, self.key)
            except ValueError:
                raise PydanticCustomError("period", "the key should be a period") from None
        return self

    def cell(self, reader: Reader) -> list[ColumnElement[bool]]:
        """What narrows the entries down to the row."""
        if self.key is None or self.by is None:
            return []
        if self.by in KEYS:
            first, last = days_of(self.by, self.key)
            return [ENTRY.c.day >= first.isoformat(), ENTRY.c.day <= last.isoformat()]
        if self.by == "campaign":
            return [of_campaign(self.key, reader, ENTRY)]
        return [ENTRY.c[self.by] == self.key]
