"""JSON schemas of all commands, queries and answers, made by pydantic in one go."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from getcrm.crm import QUERIES
from getcrm.http import answers
from getcrm.http.openapi.explaining import explained
from getcrm.http.openapi.naming import defaults_in_words, renamed, renamed_components
from getcrm.http.route import Act, Route

Json = dict[str, Any]
REFERENCE = "#/components/schemas/{model}"
OURS = (
    answers.CommandAnswer,
    answers.ProblemDetails,
    answers.Health,
    answers.Readiness,
)


class Schemas:
    """components: what the document's references point to."""

    def __init__(self, routes: Iterable[Route]) -> None:
        asked = {route.asked: route for route in routes}
        inputs = {f"in:{name}": TypeAdapter(route.model) for name, route in asked.items()}
        outputs = {
            f"out:{name}": TypeAdapter(QUERIES[name].answer)
            for name, route in asked.items()
            if isinstance(route.asks, str)
        }
        outputs |= {
            f"out:{name}": TypeAdapter(route.asks.answer)
            for name, route in asked.items()
            if isinstance(route.asks, Act) and route.asks.answer is not None
        }
        ours = {f"out:{kind.__name__}": TypeAdapter(kind) for kind in OURS}
        wanted = [
            *((key, "validation", adapter) for key, adapter in inputs.items()),
            *((key, "serialization", adapter) for key, adapter in {**outputs, **ours}.items()),
        ]
        found, shared = TypeAdapter.json_schemas(
            wanted,  # type: ignore[arg-type]
            ref_template=REFERENCE,
            schema_generator=Generator,
        )
        self._found = {key: renamed(schema) for (key, _), schema in found.items()}
        self.components: Json = renamed_components(shared.get("$defs", {}))
        self._inputs = {
            name: told(self.resolved(self._found[f"in:{name}"]), route)
            for name, route in asked.items()
        }
        for name, route in asked.items():
            self._keep_body(name, route)
        for name, component in self.components.items():
            if "properties" in component:
                self.components[name] = defaults_in_words(component)

    def resolved(self, schema: Mapping[str, Any]) -> Json:
        """The schema itself, where it is only a reference."""
        if "$ref" in schema:
            return self.resolved(self.components[schema["$ref"].rpartition("/")[2]])
        return dict(schema)

    def answer(self, name: str) -> Json:
        schema: Json = self._found[f"out:{name}"]
        return schema

    def field(self, asked: str, name: str) -> Json:
        """One field of a command or query, for a path or a query string."""
        schema: Json = self._inputs[asked]["properties"][name]
        return without_null(schema)

    def fields(self, route: Route) -> list[str]:
        """Those that the address does not settle."""
        return [
            f for f in self._inputs[route.asked].get("properties", {}) if f not in route.settled
        ]

    def required(self, route: Route) -> list[str]:
        return [f for f in self._inputs[route.asked].get("required", []) if f not in route.settled]

    def _keep_body(self, name: str, route: Route) -> None:
        """The component of a command is its body: without what the address settles."""
        whole = self._inputs[name]
        title = whole.get("title", name)
        self.components.pop(title, None)
        if route.fields_in_query_string or not (fields := self.fields(route)):
            return
        body: Json = {
            "title": name,
            "type": "object",
            "properties": {field: whole["properties"][field] for field in fields},
            "additionalProperties": False,
        }
        if "description" in whole:
            body["description"] = whole["description"]
        if required := self.required(route):
            body["required"] = required
        self.components[name] = body


class Generator(GenerateJsonSchema):
    """As pydantic does it, without the titles that only repeat the field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def told(schema: Mapping[str, Any], route: Route) -> Json:
    """With what each field means, where its own schema does not say so."""
    properties = {
        name: {**one, "description": text}
        if "description" not in one and (text := explained(route.model, name))
        else one
        for name, one in schema.get("properties", {}).items()
    }
    return {**schema, "properties": properties} if properties else dict(schema)


def without_null(schema: Mapping[str, Any]) -> Json:
    """A parameter is given or left out; it is never null."""
    copy = deepcopy(dict(schema))
    if copy.get("default", ...) is None:
        del copy["default"]
    options: Sequence[Json] = [s for s in copy.get("anyOf", []) if s != {"type": "null"}]
    if len(options) == 1:
        del copy["anyOf"]
        return {**copy, **options[0]}
    if options:
        copy["anyOf"] = list(options)
    return copy
