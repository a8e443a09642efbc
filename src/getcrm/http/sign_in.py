"""Every request to the API needs a token: Authorization: Bearer gc_… (PERM-6)."""

import re
from time import monotonic

from falcon import Request, Response

from getcrm.crm import Crm
from getcrm.eventlog import tokens
from getcrm.http.problems import Problem
from getcrm.http.route import PREFIX

TRUST_SECONDS = 5.0
"""How long a token is trusted before it is looked up again; a revoked one opens no longer."""
REMEMBERED = 10_000


class SignIn:
    """A middleware that says in whose name a request is done: `req.context.by`."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm
        self._trusted: dict[str, tuple[str, float]] = {}

    def process_request(self, req: Request, resp: Response) -> None:
        path = req.path
        if path.startswith(PREFIX) and path[len(PREFIX) :][:1] in ("", "/"):
            req.context.by = self._user(req.env.get("HTTP_AUTHORIZATION"))

    def _user(self, authorization: str | None) -> str:
        found = re.fullmatch(r"[Bb]earer +(gc_[\w-]{1,100})", authorization or "", re.ASCII)
        if authorization is None:
            raise unknown("TokenMissing", "Bearer")
        if found is None:
            raise unknown("TokenUnknown", 'Bearer error="invalid_token"')
        hash = tokens.hashed(found[1])
        user, until = self._trusted.get(hash, ("", 0.0))
        return user if until > monotonic() else self._look_up(found[1], hash)

    def _look_up(self, secret: str, hash: str) -> str:
        token = tokens.lookup(self._crm.log, secret)
        if token is None:
            self._trusted.pop(hash, None)
            raise unknown("TokenUnknown", 'Bearer error="invalid_token"')
        if len(self._trusted) >= REMEMBERED:
            self._trusted.clear()
        self._trusted[hash] = (token.user, monotonic() + TRUST_SECONDS)
        return token.user


def unknown(code: str, challenge: str) -> Problem:
    return Problem(401, code, {"WWW-Authenticate": challenge})
