"""Requests that have threads of their own: what operators ask, and what hashes passwords."""

from typing import Any, NamedTuple

from getcrm.http.route import PREFIX


class Lane(NamedTuple):
    name: str
    threads: int


OPERATORS = Lane("operators", 2)
"""Answered whatever the others have to do."""
PASSWORDS = Lane("passwords", 2)
"""Argon2 takes long, and memory, by intention: many who sign in at once wait for each other, and
nobody else for them."""
LANES = (OPERATORS, PASSWORDS)
OF_OPERATORS = ("/healthz", "/readyz", "/metrics")
OF_PASSWORDS = {
    ("POST", f"{PREFIX}/sessions"),
    ("POST", f"{PREFIX}/setup"),
    ("POST", f"{PREFIX}/me/confirmation"),
    ("PUT", f"{PREFIX}/me/password"),
}


def lane_of(environ: dict[str, Any]) -> Lane | None:
    """None: like most."""
    path = environ["PATH_INFO"]
    if path in OF_OPERATORS:
        return OPERATORS
    return PASSWORDS if (environ["REQUEST_METHOD"], path) in OF_PASSWORDS else None
