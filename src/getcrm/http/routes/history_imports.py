"""Imports of history, during which the clock's rules wait (IMP-10)."""

from getcrm.commands.history_import import BeginHistoryImport, CompleteHistoryImport
from getcrm.http.route import Route, create, get, put

ALL = "/history-imports"
ONE = f"{ALL}/{{history_import}}"
RECORD = "history.record"

ROUTES: tuple[Route, ...] = (
    get(ALL, "history_imports", RECORD),
    create(ALL, "history_import", BeginHistoryImport, RECORD, location=ALL),
    put(f"{ONE}/completion", CompleteHistoryImport, RECORD),
)
