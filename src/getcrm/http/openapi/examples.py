"""Examples of bodies, made from their schemas: what must be given, and nothing else; and of
answers, as a live server gave them (`answers.json`, by `python -m tests.http.example_answers`)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from getcrm.http.route import Route

ANSWERS: Mapping[str, Any] = json.loads(
    (Path(__file__).parent / "answers.json").read_text(encoding="utf-8")
)
"""By the id of the operation."""

FORMATS = {
    "uuid": "0192f0c1-2b3c-7d4e-8f50-61728394a5b6",
    "date": "2026-01-31",
    "date-time": "2026-01-31T08:00:00Z",
}
PASSWORD = "mái đình cây đa bến nước"
NAMED = {
    "email": "an@example.com",
    "role": "salesperson",
    "name": "An Phát",
    "code": "AP-01",
    "colour": "#2e7d32",
    "amount": "1500000",
    "currency": "VND",
    "expected_amount": "1500000",
}


ALSO = {
    "PostComment": ("customer",),
    "SendMessage": ("recipients", "text"),
    "set_up": ("email", "name"),
}
"""Fields that need not be given, but without which this command makes no sense."""


def example_of(asked: str, components: Mapping[str, Any]) -> Any:
    """Of the body of a command or an act."""
    schema = components[asked]
    more = ALSO.get(asked, ())
    return {
        **example(schema, components),
        **{field: example(schema["properties"][field], components, field) for field in more},
    }


def command_answer(route: Route) -> Any:
    """Of a command that was done."""
    id = FORMATS["uuid"]
    made = {"created": id} if route.creates is not None else {}
    return {"id": id, "version": 3, "position": 1204, "events": 1, "warnings": [], **made}


def example(schema: Mapping[str, Any], components: Mapping[str, Any], name: str = "") -> Any:
    """A value of the schema; objects have their required fields, or else their first one."""
    if "$ref" in schema:
        return example(components[schema["$ref"].rpartition("/")[2]], components, name)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], components, name)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            wanted = schema.get("required") or list(properties)[:1]
            return {f: example(properties[f], components, f) for f in wanted}
        case "array":
            first = example(schema.get("items", {}), components, name)
            return [first] if schema.get("minItems", 0) <= 1 else several(schema, components)
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return True
        case _ if schema.get("format") == "password" and name != "code":
            return PASSWORD
        case _:
            return FORMATS.get(schema.get("format", ""), NAMED.get(name, "Ghi chú"))


def several(schema: Mapping[str, Any], components: Mapping[str, Any]) -> list[Any]:
    """As many entries as there must be, told apart by their numbers or names."""
    return [
        told_apart(example(schema["items"], components), number)
        for number in range(schema["minItems"])
    ]


def told_apart(value: Any, number: int) -> Any:
    match value:
        case int():
            return value + number
        case {"name": str(name)}:
            return {**value, "name": f"{name} {number + 1}"}
        case _:
            return value
