"""The company and its settings (CUS-2, REL-13, REL-14, SCO-2)."""

from getcrm.commands.company import (
    RenameCompany,
    SetAutoForget,
    SetBoardDrag,
    SetDuplicateCheck,
    SetHistoryStart,
    SetPotentialThresholds,
    SetUpCompany,
)
from getcrm.http.route import Route, get, put

SETTINGS = "crm.settings"

ROUTES: tuple[Route, ...] = (
    get("/company", "company", "crm.access"),
    put("/company", SetUpCompany, SETTINGS),
    put("/company/name", RenameCompany, SETTINGS),
    put("/company/duplicate-checks/{field}", SetDuplicateCheck, SETTINGS),
    put("/company/auto-forget", SetAutoForget, SETTINGS),
    put("/company/potential-thresholds", SetPotentialThresholds, SETTINGS),
    put("/company/board-drag", SetBoardDrag, SETTINGS),
    put("/company/history-start", SetHistoryStart, SETTINGS),
)
