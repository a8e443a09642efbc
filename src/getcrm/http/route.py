"""A route: what one method of one address asks for, and what it takes to be allowed.

From this declaration come validation, the responder, the OpenAPI document and the tests. Routes
are nouns: a state change replaces, creates or deletes something with a name.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from getcrm.commands import Command
from getcrm.crm import QUERIES, Answer, Crm

PREFIX = "/api/v1"

Effect = Callable[[Crm, Any, Answer], dict[str, Any]]
"""What is done once a command stands in the log; adds to the answer."""


@dataclass(frozen=True)
class Act:
    """What is neither a command nor a question: something passes by that no log may know.

    model: of what is sent. answer: the shape of what comes back; None: nothing does.
    run: given the visit (`acts.Visit`) and the model. name: the same everywhere.
    """

    name: str
    model: type[BaseModel]
    answer: Any
    run: Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Passage(Act):
    """An act in which something passes as it is, not as JSON: a file, or a stream.

    model: of the parameters. run: given the door (`passages.Door`) and the model.
    takes: the media type of what is sent. gives: those of what comes back, the likeliest first.
    headers: what else it looks at.
    """

    takes: str | None = None
    gives: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """asks: the class of a command, the name of a query, or an act.

    path: below /api/v1; its {fields} are fields of what is asked.
    permission: what the caller must be allowed (PERM-2), or `SIGNED_IN`, or `ANYBODY`; a route
    without one does not start.
    confirm: whoever is signed in with a browser proves once more that it is they.
    status: of a success. fixed: fields that the address settles by itself.
    creates: the field with the id of what is made, where the caller need not choose it.
    location: where what was made is found; {id} is its id.
    """

    method: str
    path: str
    asks: type[Command] | str | Act
    permission: str
    status: int = 200
    fixed: Mapping[str, Any] = field(default_factory=dict)
    creates: str | None = None
    location: str | None = None
    effect: Effect | None = None
    confirm: bool = False

    @property
    def asked(self) -> str:
        """The name of the command, query or act, the same everywhere."""
        if isinstance(self.asks, Act):
            return self.asks.name
        return self.asks if isinstance(self.asks, str) else self.asks.__name__

    @property
    def model(self) -> type[BaseModel]:
        """Of what is sent."""
        if isinstance(self.asks, Act):
            return self.asks.model
        return QUERIES[self.asks].query if isinstance(self.asks, str) else self.asks

    @property
    def is_command(self) -> bool:
        return isinstance(self.asks, type)

    @property
    def noun(self) -> str:
        """The collection it belongs to, the first word of its path."""
        return self.path.split("/")[1]

    @property
    def path_fields(self) -> tuple[str, ...]:
        return tuple(re.findall(r"{(\w+)}", self.path))

    @property
    def settled(self) -> frozenset[str]:
        """The fields which the address gives; a body or query string may not repeat them, nor give
        another of those of which there is but one."""
        given = {*self.path_fields, *self.fixed}
        one_of = set(getattr(self.model, "one_of", ()))
        return frozenset(given | one_of if given & one_of else given)

    @property
    def fields_in_query_string(self) -> bool:
        """Queries, and deletions, whose body would have no meaning in HTTP; and whatever sends
        something else than JSON."""
        return self.method in ("GET", "DELETE") or isinstance(self.asks, Passage)


def get(path: str, query: str, permission: str) -> Route:
    """A question, by the name it has everywhere."""
    return Route("GET", path, query, permission)


def act(method: str, path: str, does: Act, permission: str, **more: Any) -> Route:
    return Route(method, path, does, permission, **more)


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
