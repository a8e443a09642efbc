"""KPI (KPI-1, KPI-4, KPI-7): what everybody achieved, counted from events, explained by them."""

from getcrm.projections.kpi_tally.asking import KpiAnswer, KpiQuery, kpi
from getcrm.projections.kpi_tally.crediting import CREDITED, apply
from getcrm.projections.kpi_tally.explaining import (
    IndicatorsAnswer,
    IndicatorsQuery,
    KpiEntriesAnswer,
    KpiEntriesQuery,
    indicators,
    kpi_entries,
)
from getcrm.projections.kpi_tally.tables import TABLES
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

KPI_TALLY = Projection("kpi_tally", 3, TABLES, frozenset(CREDITED), apply)

QUERIES: Queries = {
    "kpi": Ask(KpiQuery, KpiAnswer, kpi, ("kpi_tally", "directory", "access")),
    "kpi_entries": Ask(
        KpiEntriesQuery,
        KpiEntriesAnswer,
        kpi_entries,
        ("kpi_tally", "timeline", "directory", "access"),
    ),
    "indicators": Ask(IndicatorsQuery, IndicatorsAnswer, indicators),
}

__all__ = ["KPI_TALLY", "QUERIES"]
