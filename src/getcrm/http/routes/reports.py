"""Indicators and what they are made of (KPI-4, KPI-7, LOG-2), and what happened (CUS-6)."""

from getcrm.http.route import Route, get

ROUTES: tuple[Route, ...] = (
    get("/indicators", "indicators", "kpi.access"),
    get("/kpi/{indicator}", "kpi", "kpi.access"),
    get("/kpi/{indicator}/entries", "kpi_entries", "kpi.access"),
    get("/timeline", "timeline", "audit.access"),
)
