"""The OpenAPI 3.1 document, made from the routes: nothing in it is written twice."""

from collections.abc import Sequence
from typing import Any

from getcrm import __version__
from getcrm.http.openapi.operations import operation, operation_ids
from getcrm.http.openapi.outside import outside_paths
from getcrm.http.openapi.parts import HEADERS, PARAMETERS, RESPONSES, SECURITY
from getcrm.http.openapi.schemas import Schemas
from getcrm.http.route import PREFIX, Route

DESCRIPTION = """\
Everything getcrm does, as HTTP. Commands are given by POST, PUT, PATCH and DELETE and answer
with the position of the event log; queries are asked by GET, and can be told to be at least at a
position. Send an `Idempotency-Key` with a command and repeat it as often as you like; send
`If-Match` with the version you have seen, and nothing is changed behind anybody's back.
"""


def document(routes: Sequence[Route]) -> dict[str, Any]:
    schemas = Schemas(routes)
    paths: dict[str, Any] = {}
    for route, id in zip(routes, operation_ids(routes), strict=True):
        methods = paths.setdefault(PREFIX + route.path, {})
        methods[route.method.lower()] = operation(route, id, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "getcrm", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [{"name": noun} for noun in dict.fromkeys(route.noun for route in routes)],
        "security": [{"token": []}, {"session": []}],
        "paths": {**paths, **outside_paths(schemas)},
        "components": {
            "schemas": schemas.components,
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "responses": RESPONSES,
            "securitySchemes": SECURITY,
        },
    }
