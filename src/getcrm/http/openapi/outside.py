"""The addresses outside /api/v1, which need no token."""

from typing import Any

from getcrm.http.openapi.examples import example
from getcrm.http.openapi.parts import ref
from getcrm.http.openapi.schemas import Schemas

Json = dict[str, Any]


def outside_paths(schemas: Schemas) -> dict[str, Json]:
    health = schemas.answer("Health")
    readiness = answered(schemas.answer("Readiness"), schemas)
    page = {"text/html": {"schema": {"type": "string"}}}
    return {
        "/healthz": opened("healthz", "This process answers.", answered(health, schemas)),
        "/readyz": opened(
            "readyz",
            "The database answers, every read model runs and shows what the log held at the start;"
            " no process beside it is dead or late.",
            readiness,
            {"503": {"description": "Not ready; see why.", "content": readiness}},
        ),
        "/metrics": opened(
            "metrics", "For Prometheus.", {"text/plain": {"schema": {"type": "string"}}}
        ),
        "/openapi.json": opened("openapi", "This document.", answered({"type": "object"}, schemas)),
        "/docs": opened("docs", "This document, to read and to try out.", page),
        "/setup": opened(
            "setup_page",
            "A page for whoever chooses a password by a link; its script asks POST /setup.",
            page,
            {"404": {"description": "The link opens nothing any more.", "content": page}},
        ),
    }


def answered(schema: Json, schemas: Schemas) -> Json:
    """JSON, with an example of it."""
    shown = example(schema, schemas.components)
    return {"application/json": {"schema": schema, "example": shown}}


def opened(id: str, summary: str, content: Json, more: Json | None = None) -> Json:
    """A GET without a token."""
    responses = {
        "200": {"description": "As asked.", "content": content},
        **(more or {}),
        "500": ref("responses", "Problem500"),
    }
    return {
        "get": {
            "operationId": id,
            "tags": ["operations"],
            "summary": summary,
            "security": [],
            "responses": responses,
        }
    }
