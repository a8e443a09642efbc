"""The relationship stages a customer passes (REL-1 to REL-10)."""

from getcrm.commands.relationship_stage import (
    CreateStage,
    DeleteStage,
    EditStage,
    ReorderStages,
    RestoreStage,
)
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/relationship-stages"
ONE = f"{ALL}/{{stage}}"
SETTINGS = "crm.settings"

ROUTES: tuple[Route, ...] = (
    get(ALL, "stages", "crm.access"),
    create(ALL, "stage", CreateStage, SETTINGS),
    put(f"{ALL}/order", ReorderStages, SETTINGS),
    patch(ONE, EditStage, SETTINGS),
    delete(ONE, DeleteStage, SETTINGS),
    put(f"{ONE}/restoration", RestoreStage, SETTINGS),
)
