"""One operation of the document for each route."""

import inspect
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from getcrm.crm import HANDLERS, QUERIES
from getcrm.domain.permission import ANYBODY
from getcrm.http.openapi.examples import ANSWERS, command_answer, example, example_of
from getcrm.http.openapi.parts import (
    ACT_PROBLEMS,
    COMMAND_PROBLEMS,
    FOR_ACTS,
    FOR_COMMANDS,
    FOR_QUERIES,
    PASSAGE_PROBLEMS,
    QUERY_PROBLEMS,
    ref,
)
from getcrm.http.openapi.schemas import Schemas
from getcrm.http.route import Act, Passage, Route

Json = dict[str, Any]
BYTES: Json = {"type": "string", "format": "binary"}


def operation_ids(routes: Sequence[Route]) -> list[str]:
    """The name of the command or query; where it has several addresses, with what differs."""
    times = Counter(route.asked for route in routes)
    return [
        route.asked
        if times[route.asked] == 1
        else "-".join([route.asked, *filter(None, route.fixed.values()), *route.path_fields])
        for route in routes
    ]


def operation(route: Route, id: str, schemas: Schemas) -> Json:
    is_query = isinstance(route.asks, str)
    found: Json = {
        "operationId": id,
        "tags": [route.noun],
        "summary": in_words(route.asked),
        "description": description(route),
        "x-permission": route.permission,
        "parameters": parameters(route, schemas),
        "responses": responses(route, id, schemas),
    }
    if route.permission == ANYBODY:
        found["security"] = []
    if isinstance(route.asks, Passage):
        found |= raw_body(route.asks)
    elif not is_query and not route.fields_in_query_string and schemas.fields(route):
        found["requestBody"] = request_body(route, schemas)
    return found


def in_words(name: str) -> str:
    """MoveOpportunity -> Move opportunity; pipeline_board -> Pipeline board."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()
    return words[:1].upper() + words[1:]


def description(route: Route) -> str:
    """What the docstrings of the command or query say of it."""
    if isinstance(route.asks, str):
        sources: tuple[Any, ...] = (QUERIES[route.asks].run, QUERIES[route.asks].query)
    elif isinstance(route.asks, Act):
        sources = (route.asks.run, route.asks.model)
    else:
        sources = (route.asks, HANDLERS[route.asks])
    texts = [inspect.cleandoc(s.__doc__) for s in sources if s.__doc__]
    if route.confirm:
        texts.append("In a session, whoever asks has to have confirmed lately who they are.")
    return "\n\n".join([*dict.fromkeys(texts), f"Permission: `{route.permission}`."])


def parameters(route: Route, schemas: Schemas) -> list[Json]:
    found: list[Json] = [
        {
            "name": f,
            "in": "path",
            "required": True,
            **described(schemas.field(route.asked, f)),
        }
        for f in route.path_fields
    ]
    if route.fields_in_query_string:
        required = schemas.required(route)
        for field in schemas.fields(route):
            schema = schemas.field(route.asked, field)
            one: Json = {"name": field, "in": "query", **described(schema)}
            if field in required:
                one["required"] = True
            found.append(one)
    shared: tuple[str, ...] = FOR_COMMANDS if route.is_command else FOR_QUERIES
    if isinstance(route.asks, Act):
        shared = FOR_ACTS
    if isinstance(route.asks, Passage):
        shared = (*route.asks.headers, *FOR_ACTS)
    return found + [ref("parameters", name) for name in shared]


def described(schema: Json) -> Json:
    """The schema of a parameter, and what it means, said once."""
    text = schema.get("description", "")
    return {"description": text, "schema": {k: v for k, v in schema.items() if k != "description"}}


def request_body(route: Route, schemas: Schemas) -> Json:
    schema = ref("schemas", route.asked)
    content: Json = {"schema": schema}
    content["example"] = example_of(route.asked, schemas.components)
    return {
        "required": bool(schemas.required(route)),
        "content": {"application/json": content},
    }


def raw_body(passage: Passage) -> Json:
    """What is sent as it is."""
    if passage.takes is None:
        return {}
    return {"requestBody": {"required": True, "content": {passage.takes: {"schema": BYTES}}}}


def responses(route: Route, id: str, schemas: Schemas) -> Json:
    if isinstance(route.asks, str):
        success, problems = query_success(route, id, schemas), QUERY_PROBLEMS
    elif isinstance(route.asks, Passage):
        success, problems = passage_success(route, route.asks, schemas), PASSAGE_PROBLEMS
    elif isinstance(route.asks, Act):
        success, problems = act_success(route, route.asks, schemas), ACT_PROBLEMS
    else:
        success, problems = command_success(route), COMMAND_PROBLEMS
    found = {str(route.status): success}
    if isinstance(route.asks, str):
        found["304"] = ref("responses", "NotModified")
    return found | {str(status): ref("responses", f"Problem{status}") for status in problems}


def command_success(route: Route) -> Json:
    names = ["ETag", "Log-Position", "Idempotency-Replayed", "Set-Cookie"]
    headers = {name: ref("headers", name) for name in names}
    if route.location is not None:
        headers["Location"] = ref("headers", "Location")
    return {
        "description": "Done, and in the log.",
        "headers": headers,
        "content": {
            "application/json": {
                "schema": ref("schemas", "CommandAnswer"),
                "example": command_answer(route),
            }
        },
    }


def act_success(route: Route, act: Act, schemas: Schemas) -> Json:
    found: Json = {"description": "Done.", "headers": {"Set-Cookie": ref("headers", "Set-Cookie")}}
    if route.status == 303:
        found["headers"]["Location"] = ref("headers", "Location")
    if act.answer is not None:
        schema = schemas.answer(route.asked)
        shown = example(schema, schemas.components)
        found["content"] = {"application/json": {"schema": schema, "example": shown}}
    return found


def passage_success(route: Route, passage: Passage, schemas: Schemas) -> Json:
    found: Json = {"description": "As asked."}
    if route.status == 201:
        found["headers"] = {"Location": ref("headers", "Location")}
    if passage.gives:
        found["content"] = {kind: {"schema": BYTES} for kind in passage.gives}
    if passage.answer is not None:
        schema = schemas.answer(route.asked)
        shown = example(schema, schemas.components)
        found["content"] = {"application/json": {"schema": schema, "example": shown}}
    return found


def query_success(route: Route, id: str, schemas: Schemas) -> Json:
    content: Json = {"schema": schemas.answer(route.asked)}
    if id in ANSWERS:  # the tests see to it that it is
        content["example"] = ANSWERS[id]
    return {
        "description": "As the read models show it.",
        "headers": {name: ref("headers", name) for name in ("ETag", "Log-Position")},
        "content": {"application/json": content},
    }
