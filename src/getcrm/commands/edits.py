"""What may be left out: a field of an edit stays as it is then (a null clears it), a code of
something new fills itself."""

from typing import Any

from pydantic import Field

from getcrm.commands import Command
from getcrm.commands.values import ShortLine

BlankCode = ShortLine | None
"""A code for something new; left blank, it fills itself (CUS-1, GRP-1, CAM-1)."""


def optional(unused: Any) -> Any:
    """A field that may be left out, though null is no value for it. `unused` is never read."""
    return Field(default_factory=lambda: unused)


def given(command: Command, *ids: str) -> dict[str, Any]:
    """The fields somebody filled, as plain values. ids: those that only say which record."""
    return command.model_dump(include=command.model_fields_set - set(ids))
