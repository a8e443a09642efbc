"""A route: what one method of one address asks for, and what it takes to be allowed.

From this declaration come validation, the responder, the OpenAPI document and the tests. Routes
are nouns: a state change replaces, creates or deletes something with a name.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from getcrm.commands import Command
from getcrm.crm import Answer, Crm

PREFIX = "/api/v1"

Effect = Callable[[Crm, Any, Answer], dict[str, Any]]
"""What is done once a command stands in the log; adds to the answer."""


@dataclass(frozen=True)
class Route:
    """asks: the class of a command, or the name of a query.

    path: below /api/v1; its {fields} are fields of the command or query.
    permission: what the caller must be allowed (PERM-2); a route without one does not start.
    status: of a success. fixed: fields that the address settles by itself.
    creates: the field with the id of what is made, where the caller need not choose it.
    location: where what was made is found; {id} is its id.
    """

    method: str
    path: str
    asks: type[Command] | str
    permission: str
    status: int = 200
    fixed: Mapping[str, Any] = field(default_factory=dict)
    creates: str | None = None
    location: str | None = None
    effect: Effect | None = None

    @property
    def asked(self) -> str:
        """The name of the command or query, the same everywhere."""
        return self.asks if isinstance(self.asks, str) else self.asks.__name__

    @property
    def noun(self) -> str:
        """The collection it belongs to, the first word of its path."""
        return self.path.split("/")[1]

    @property
    def path_fields(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def settled(self) -> frozenset[str]:
        """The fields which the address gives; a body or query string may not repeat them."""
        return frozenset((*self.path_fields, *self.fixed))

    @property
    def fields_in_query_string(self) -> bool:
        """Queries, and deletions, whose body would have no meaning in HTTP."""
        return self.method in ("GET", "DELETE")


def get(path: str, query: str, permission: str) -> Route:
    """A question, by the name it has everywhere."""
    return Route("GET", path, query, permission)


def post(path: str, command: type[Command], permission: str, **more: Any) -> Route:
    """Something is done that has no address of its own yet."""
    return Route("POST", path, command, permission, **more)


def create(
    path: str,
    creates: str,
    command: type[Command],
    permission: str,
    location: str | None = None,
    **more: Any,
) -> Route:
    """Something new is made; `creates` is the field with its id."""
    where = location or f"{path}/{{id}}"
    return Route("POST", path, command, permission, 201, creates=creates, location=where, **more)


def put(path: str, command: type[Command], permission: str, **more: Any) -> Route:
    """What stands at the address is replaced, as a whole."""
    return Route("PUT", path, command, permission, **more)


def patch(path: str, command: type[Command], permission: str, **more: Any) -> Route:
    """Only the given fields change."""
    return Route("PATCH", path, command, permission, **more)


def delete(path: str, command: type[Command], permission: str, **more: Any) -> Route:
    """What stands at the address goes, softly."""
    return Route("DELETE", path, command, permission, **more)
