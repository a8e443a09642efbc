"""Names of components: one for each, the same as its title, fit to be a class in any language.

pydantic keeps what is sent and what is answered apart as `Address-Input` and `Address-Output`, both
with the title `Address`; generators of clients make one class of both, or refuse.
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]
PREFIX = "#/components/schemas/"


def component_name(name: str) -> str:
    """Address-Input -> AddressInput; Address-Output -> Address."""
    return name.removesuffix("-Output").replace("-", "")


def renamed(schema: Any) -> Any:
    """The same schema, with references to the new names."""
    if isinstance(schema, Mapping):
        return {
            key: PREFIX + component_name(value.removeprefix(PREFIX))
            if key == "$ref" and isinstance(value, str)
            else renamed(value)
            for key, value in schema.items()
        }
    return [renamed(one) for one in schema] if isinstance(schema, list) else schema


def renamed_components(components: Mapping[str, Json]) -> Json:
    found = {
        component_name(name): {**renamed(schema), "title": component_name(name)}
        for name, schema in components.items()
    }
    assert len(found) == len(components), "each component has a name of its own"
    return found


def defaults_in_words(schema: Mapping[str, Any]) -> Json:
    """A default as a sentence of the description: generators take a field with a `default` for one
    that must be given."""
    properties = schema.get("properties", {})
    return {**schema, "properties": {name: _in_words(one) for name, one in properties.items()}}


def _in_words(schema: Mapping[str, Any]) -> Json:
    found = {key: value for key, value in schema.items() if key != "default"}
    default = schema.get("default")
    if default not in (None, [], {}, ""):
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        told = found.get("description", "")
        found["description"] = f"{told} Default: {shown}.".strip()
    return found
