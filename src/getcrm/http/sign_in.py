"""Every request to the API is somebody's: by a token, or by the session of a browser (PERM-6).

What counts is what the log says at that moment: a token that was revoked, a session that was
ended, a user who was deactivated open nothing any more, in whichever process it was done.
"""

import re
from collections.abc import Sequence
from typing import Any

from falcon import HTTPRouteNotFound, Request, Response

from getcrm.crm import Crm
from getcrm.domain.permission import ANYBODY
from getcrm.domain.user import User
from getcrm.eventlog import tokens
from getcrm.eventlog.log import stream
from getcrm.http.acts import COOKIE, secret_of
from getcrm.http.problems import Problem, token_unknown, unknown
from getcrm.http.route import PREFIX, Route
from getcrm.http.same_origin import check_same_origin
from getcrm.sign_in import sessions
from getcrm.sign_in.made_ids import MadeIds
from getcrm.sign_in.terms import Terms

REMEMBERED = 10_000


class SignIn:
    """A middleware that says in whose name a request is done: `req.context.by`, `.token` and
    `.scopes` where it is a program's, `.session` where it is a browser's. `.language`: what they
    have chosen."""

    def __init__(self, crm: Crm, routes: Sequence[Route], terms: Terms) -> None:
        self._crm = crm
        self._terms = terms
        self._made_ids = MadeIds(crm)
        self._known: dict[str, tokens.Token] = {}
        guarded = {route.path for route in routes if route.permission != ANYBODY}
        self._decided = {
            (route.method, PREFIX + route.path)
            for route in routes
            if route.is_command and not route.confirm
        }
        self._open = {PREFIX + route.path for route in routes if route.path not in guarded}

    def process_request(self, req: Request, resp: Response) -> None:
        path = req.path
        if path.startswith("//"):  # the router would take it for the address with one
            raise HTTPRouteNotFound
        if not path.startswith(PREFIX) or path[len(PREFIX) :][:1] not in ("", "/"):
            return
        context = req.context
        context.by = context.scopes = context.token = context.session = None
        context.made_ids = self._made_ids
        authorization = req.env.get("HTTP_AUTHORIZATION")
        if authorization is not None:
            self._by_token(req, authorization)
        elif path in self._open:
            check_same_origin(req, self._terms.public_url, cookie=False)
        else:
            self._by_session(req)

    def process_resource(
        self, req: Request, resp: Response, resource: object, params: dict[str, Any]
    ) -> None:
        """A command checks its token inside its own decision, so that what is remembered will do
        to let it in, and the log is asked once. For everything else it is asked here."""
        remembered = req.context.get("remembered")
        if remembered and (req.method, req.uri_template) not in self._decided:
            self._by_token(req, remembered, now=True)

    def still_signed_in(self, req: Request) -> bool:
        """Whether whoever made a request would be let in at this moment, too. That somebody
        listens does not keep a session alive."""
        authorization = req.env.get("HTTP_AUTHORIZATION")
        try:
            if authorization is not None:
                self._by_token(req, authorization, now=True)
            else:
                self._by_session(req, touch=False)
        except Problem:
            return False
        return True

    def _by_session(self, req: Request, touch: bool = True) -> None:
        secret = secret_of(req, COOKIE)
        if secret is None:
            raise unknown("TokenMissing")
        check_same_origin(req, self._terms.public_url, cookie=True)
        current = sessions.find(self._crm, self._terms, secret, touch)
        if current is None:
            raise unknown("SessionOver")
        req.context.by, req.context.session = current.user, current
        req.context.language = current.language

    def _by_token(self, req: Request, authorization: str, now: bool = False) -> None:
        """now: as the log has it at this moment; otherwise as it is remembered, if it is."""
        found = re.fullmatch(r"[Bb]earer +(gc_[\w-]{1,100})", authorization, re.ASCII)
        token = self._look_up(found[1]) if found else None
        if token is None:
            raise token_unknown()
        user = None if now else self._remembered(token)
        req.context.remembered = authorization if user else None
        user = user or self._as_it_is(token)
        if user is None:
            raise token_unknown()
        scopes = user.tokens[token.token].scopes
        req.context.by, req.context.language = token.user, user.language
        req.context.token = token.token
        req.context.scopes = None if scopes is None else frozenset(scopes)

    def _remembered(self, token: tokens.Token) -> User | None:
        """Whose it is, if by what this process remembers it works."""
        loaded = self._crm.log.remembered(stream(User, token.user))
        return self._admitted(token, loaded.state if loaded else None)

    def _as_it_is(self, token: tokens.Token) -> User | None:
        name = stream(User, token.user)
        version = self._crm.log.recorder.versions((name,)).get(name, 0)
        return self._admitted(token, self._crm.log.current(User, token.user, version).state)

    def _admitted(self, token: tokens.Token, user: User | None) -> User | None:
        return user if user and user.admits(token.token, self._crm.clock()) else None

    def _look_up(self, secret: str) -> tokens.Token | None:
        """Whose it is: that never changes, so it is asked once."""
        hash = tokens.hashed(secret)
        known = self._known.get(hash)
        if known is None:
            known = tokens.lookup(self._crm.log, secret)
            if known is not None:
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[hash] = known
        return known
