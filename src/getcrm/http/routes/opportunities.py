"""Opportunities in their campaigns (OPP-1 to OPP-21)."""

from getcrm.commands.opportunity import (
    AssignOpportunity,
    ClaimOpportunity,
    CopyOpportunity,
    CorrectOpportunity,
    DeleteOpportunity,
    EditOpportunity,
    LoseOpportunity,
    MoveOpportunity,
    OpenOpportunity,
    ReopenOpportunity,
    RestoreOpportunity,
    WinOpportunity,
)
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/opportunities"
ONE = f"{ALL}/{{opportunity}}"
ACCESS = "opportunities.access"
EDIT = "opportunities.edit"

ROUTES: tuple[Route, ...] = (
    get(ALL, "opportunities", ACCESS),
    create(ALL, "opportunity", OpenOpportunity, "opportunities.add"),
    get(ONE, "opportunity", ACCESS),
    patch(ONE, EditOpportunity, EDIT),
    delete(ONE, DeleteOpportunity, "opportunities.delete"),
    put(f"{ONE}/restoration", RestoreOpportunity, "opportunities.delete"),
    put(f"{ONE}/method", MoveOpportunity, EDIT),
    put(f"{ONE}/owner", AssignOpportunity, EDIT),
    put(f"{ONE}/claim", ClaimOpportunity, EDIT),
    put(f"{ONE}/won", WinOpportunity, EDIT),
    put(f"{ONE}/lost", LoseOpportunity, EDIT),
    patch(f"{ONE}/outcome", CorrectOpportunity, EDIT),
    delete(f"{ONE}/outcome", ReopenOpportunity, EDIT),
    create(f"{ONE}/copies", "copy", CopyOpportunity, "opportunities.add", f"{ALL}/{{id}}"),
    get(f"{ONE}/idleness", "explain_idle", ACCESS),
    get(f"{ONE}/timeline", "timeline", ACCESS),
    get(f"{ONE}/visibility", "why_visible", ACCESS),
    get(f"{ONE}/visibility/people", "who_can_see", "users.access"),
    get(f"{ONE}/comments", "comments", ACCESS),
    get("/idle-opportunities", "idle_opportunities", ACCESS),
)
