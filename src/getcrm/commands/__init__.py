"""What people may ask. A handler reads and decides; it never writes.

One module per aggregate; each command stands right above its handler.
"""

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict

from getcrm.commands.decision import Decision
from getcrm.commands.desk import Desk


class Command(BaseModel):
    """A wish in the imperative, its shape checked on creation."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Handler = Callable[[Any, Desk], Decision]
Handlers = dict[type[Command], Handler]
