"""The plain lists: sources (SRC-1), tiers (TIER-1), reasons for losing (OPP-10)."""

from getcrm.commands.catalogue import (
    AddCatalogueEntry,
    DeleteCatalogueEntry,
    EditCatalogueEntry,
    RestoreCatalogueEntry,
)
from getcrm.http.route import Route, create, delete, get, patch, put

SETTINGS = "crm.settings"


def catalogue(name: str, path: str, query: str) -> tuple[Route, ...]:
    """Every list has the same addresses; which list it is, the address says."""
    one = f"{path}/{{entry}}"
    fixed = {"catalogue": name}
    return (
        get(path, query, "crm.access"),
        create(path, "entry", AddCatalogueEntry, SETTINGS, fixed=fixed),
        patch(one, EditCatalogueEntry, SETTINGS, fixed=fixed),
        delete(one, DeleteCatalogueEntry, SETTINGS, fixed=fixed),
        put(f"{one}/restoration", RestoreCatalogueEntry, SETTINGS, fixed=fixed),
    )


ROUTES: tuple[Route, ...] = (
    *catalogue("source", "/sources", "sources"),
    *catalogue("tier", "/tiers", "tiers"),
    *catalogue("loss_reason", "/loss-reasons", "loss_reasons"),
)
