"""The responder of acts, and what an act sees: one visit, perhaps of somebody unknown."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from falcon import Request, Response
from pydantic import BaseModel, ConfigDict

from getcrm.crm import Crm
from getcrm.domain.policy import SessionNeeded
from getcrm.http.allowed import check_allowed
from getcrm.http.origin import origin
from getcrm.http.requests import Reader
from getcrm.http.route import Act, Route
from getcrm.http.strict_json import render
from getcrm.sign_in import devices
from getcrm.sign_in.sessions import Current
from getcrm.sign_in.terms import Terms, Visitor

COOKIE = "__Host-getcrm"
"""A browser takes it over TLS only (or from localhost), from this very host, for every path."""
DEVICE_COOKIE = "__Host-getcrm-device"
"""By it a browser is known again in which somebody has signed in before; it opens nothing."""
AGENT_LENGTH = 120
SHOWN = re.compile(r"[^ -~]+")


class Asked(BaseModel):
    """What is sent to an act. Nothing that was entered comes back in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


@dataclass
class Visit:
    """by: None, nobody is signed in. session: None, it is not a browser's.

    cookie: the secret in a cookie, by its name. cookies, redirect: what the answer tells the
    browser.
    """

    crm: Crm
    terms: Terms
    by: str | None
    scopes: frozenset[str] | None
    session: Current | None
    visitor: Visitor
    cookie: Callable[[str], str | None]
    cookies: list[str] = field(default_factory=list)
    redirect: str | None = None

    @property
    def user(self) -> str:
        assert self.by is not None, "the route is not for anybody"
        return self.by

    def must_have_session(self) -> Current:
        """Raises SessionNeeded."""
        if self.session is None:
            raise SessionNeeded
        return self.session

    def keep_cookie(self, secret: str) -> None:
        self.cookies.append(cookie(COOKIE, secret, self.terms.longest_seconds))

    def keep_device(self, secret: str) -> None:
        self.cookies.append(cookie(DEVICE_COOKIE, secret, devices.KEPT_SECONDS))

    def drop_cookie(self) -> None:
        self.cookies.append(cookie(COOKIE, "", 0))


def cookie(name: str, value: str, seconds: int) -> str:
    return f"{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


def does_act(route: Route, act: Act, crm: Crm, terms: Terms) -> Callable[..., None]:
    reader = Reader(route, act.model)

    def respond(req: Request, resp: Response, **path: str) -> None:
        check_allowed(route, req, crm)
        asked = reader.read(req, path)
        context = req.context
        visit = Visit(
            crm.coming(**origin(req)),
            terms,
            context.by,
            context.scopes,
            context.session,
            visitor(req, terms),
            partial(secret_of, req),
        )
        found = act.run(visit, asked)
        for one in visit.cookies:
            resp.append_header("Set-Cookie", one)
        resp.status = route.status
        if visit.redirect is not None:
            resp.set_header("Location", visit.redirect)
        if act.answer is not None:
            resp.data = render(found)
            resp.content_type = "application/json"

    return respond


def secret_of(req: Request, name: str) -> str | None:
    """The secret in a cookie; of several by that name, none is to be trusted."""
    values = req.get_cookie_values(name) if "HTTP_COOKIE" in req.env else None
    if not values or len(values) != 1 or not re.fullmatch(r"[\w-]{20,100}", values[0], re.ASCII):
        return None
    return values[0]


def visitor(req: Request, terms: Terms) -> Visitor:
    """From where, behind so many proxies that can be trusted; others may say what they like."""
    ip = req.env.get("REMOTE_ADDR") or "unknown"
    route = [part.strip() for part in req.env.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if terms.proxies and len(route) >= terms.proxies and route[-terms.proxies]:
        ip = route[-terms.proxies]
    agent = SHOWN.sub(" ", req.env.get("HTTP_USER_AGENT", ""))
    shown = SHOWN.sub(" ", ip)[:45].strip() or "unknown"
    return Visitor(shown, agent[:AGENT_LENGTH].strip(), secret_of(req, DEVICE_COOKIE))
