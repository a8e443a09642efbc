"""`getcrm commands`: what can be asked for, with the JSON schema of each."""

import inspect
from collections.abc import Mapping
from typing import Any

import click
from pydantic import BaseModel

from getcrm.cli.output import print_json
from getcrm.crm import COMMANDS


@click.command()
@click.argument("name", required=False)
def commands(name: str | None) -> None:
    """Every command with its JSON schema, or that of NAME."""
    described({**COMMANDS}, name, "command")


def described(models: Mapping[str, type[BaseModel]], name: str | None, what: str) -> None:
    """Print all models of a vocabulary, or one."""
    if name is not None and name not in models:
        raise click.ClickException(
            f"There is no {what} {name!r}; `getcrm {plural(what)}` lists all."
        )
    print_json({key: schema(models[key]) for key in ([name] if name else sorted(models))})


def plural(what: str) -> str:
    return {"query": "queries"}.get(what, f"{what}s")


def schema(model: type[BaseModel]) -> dict[str, Any]:
    """pydantic's own, with the docstring as its description where the model has one itself."""
    found = model.model_json_schema()
    if not model.__dict__.get("__doc__"):
        found.pop("description", None)
    elif "description" in found:
        found["description"] = inspect.cleandoc(found["description"])
    return found
