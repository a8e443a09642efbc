"""Campaigns, their approach methods and participants (CAM-1, CAM-3), their board (OPP-7)."""

from getcrm.commands.campaign import (
    AddMethod,
    CreateCampaign,
    DeleteCampaign,
    DeleteMethod,
    EditCampaign,
    EditMethod,
    LockCampaign,
    ReorderMethods,
    RestoreCampaign,
    SetParticipants,
    UnlockCampaign,
)
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/campaigns"
ONE = f"{ALL}/{{campaign}}"
METHOD = f"{ONE}/methods/{{method}}"
ACCESS = "campaigns.access"
EDIT = "campaigns.edit"

ROUTES: tuple[Route, ...] = (
    get(ALL, "campaigns", ACCESS),
    create(ALL, "campaign", CreateCampaign, "campaigns.add"),
    get(ONE, "campaign", ACCESS),
    patch(ONE, EditCampaign, EDIT),
    delete(ONE, DeleteCampaign, "campaigns.delete"),
    put(f"{ONE}/restoration", RestoreCampaign, "campaigns.delete"),
    put(f"{ONE}/participants", SetParticipants, EDIT),
    put(f"{ONE}/lock", LockCampaign, EDIT),
    delete(f"{ONE}/lock", UnlockCampaign, EDIT),
    create(f"{ONE}/methods", "method", AddMethod, EDIT),
    put(f"{ONE}/methods/order", ReorderMethods, EDIT),
    patch(METHOD, EditMethod, EDIT),
    delete(METHOD, DeleteMethod, EDIT),
    get(f"{ONE}/board", "pipeline_board", "opportunities.access"),
    get(f"{ONE}/visibility", "why_visible", ACCESS),
    get(f"{ONE}/visibility/people", "who_can_see", "users.access"),
    get(f"{ONE}/board/entries", "pipeline_board_entries", "opportunities.access"),
)
