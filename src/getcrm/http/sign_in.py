"""Every request to the API needs a token: Authorization: Bearer gc_… (PERM-6)."""

import re
from time import monotonic

from falcon import Request, Response

from getcrm.crm import Crm
from getcrm.domain.user import User
from getcrm.eventlog import tokens
from getcrm.http.problems import Problem
from getcrm.http.route import PREFIX

TRUST_SECONDS = 5.0
"""How long a token is trusted before it is looked up again; a revoked one opens no longer."""
REMEMBERED = 10_000
LAST = "9999"
"""Sorts after every instant."""
Caller = tuple[str, frozenset[str] | None]
"""A user, and the permissions that are left of theirs; None: all."""


class SignIn:
    """A middleware that says in whose name a request is done: `req.context.by`, `.scopes`."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm
        self._trusted: dict[str, tuple[Caller, float]] = {}

    def process_request(self, req: Request, resp: Response) -> None:
        path = req.path
        if path.startswith(PREFIX) and path[len(PREFIX) :][:1] in ("", "/"):
            req.context.by, req.context.scopes = self._caller(req.env.get("HTTP_AUTHORIZATION"))

    def _caller(self, authorization: str | None) -> Caller:
        found = re.fullmatch(r"[Bb]earer +(gc_[\w-]{1,100})", authorization or "", re.ASCII)
        if authorization is None:
            raise unknown("TokenMissing", "Bearer")
        if found is None:
            raise unknown("TokenUnknown", 'Bearer error="invalid_token"')
        hash = tokens.hashed(found[1])
        caller, until = self._trusted.get(hash, (None, 0.0))
        if caller is not None and until > monotonic():
            return caller
        return self._look_up(found[1], hash)

    def _look_up(self, secret: str, hash: str) -> Caller:
        token = tokens.lookup(self._crm.log, secret)
        caller = token and self._as_issued(token)
        if not caller:
            self._trusted.pop(hash, None)
            raise unknown("TokenUnknown", 'Bearer error="invalid_token"')
        if len(self._trusted) >= REMEMBERED:
            self._trusted.clear()
        self._trusted[hash] = (caller, monotonic() + TRUST_SECONDS)
        return caller

    def _as_issued(self, token: tokens.Token) -> Caller | None:
        """What the log knows of it is what counts."""
        user = self._crm.log.load(User, token.user).state
        issued = user and user.tokens.get(token.token)
        if not user or not issued or not user.is_active or user.role is None:
            return None
        if token.token in user.revoked or (issued.expires_at or LAST) <= self._crm.clock():
            return None
        return token.user, None if issued.scopes is None else frozenset(issued.scopes)


def unknown(code: str, challenge: str) -> Problem:
    return Problem(401, code, {"WWW-Authenticate": challenge})
