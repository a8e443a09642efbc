"""Single sign-on by OpenID Connect: there, and back again (PERM-6)."""

from typing import Annotated

from pydantic import ConfigDict, Field

from getcrm.domain.permission import ANYBODY
from getcrm.http.acts import Asked, Visit, cookie
from getcrm.http.route import Act, Route, act
from getcrm.http.routes.sessions import opened_in
from getcrm.sign_in import single_sign_on

COOKIE = "__Host-getcrm-oidc"
Sent = Annotated[str, Field(max_length=2_000)]


class Wanted(Asked):
    """fresh: to prove there once more who one is, as for what takes a confirmation."""

    fresh: bool = False


def go(visit: Visit, asked: Wanted) -> None:
    """Sends the browser to the identity provider."""
    begun = single_sign_on.begin(visit.crm, visit.terms, fresh=asked.fresh)
    visit.cookies.append(cookie(COOKIE, begun.state, single_sign_on.SECONDS))
    visit.redirect = begun.url


class Returned(Asked):
    """What the provider has the browser bring back; it may say more than we ask for."""

    model_config = ConfigDict(extra="ignore")

    state: Sent | None = None
    code: Sent | None = None
    error: Sent | None = None


def come_back(visit: Visit, asked: Returned) -> None:
    """Begins a session of whoever it is, and sends the browser to the first page."""
    visit.cookies.append(cookie(COOKIE, "", 0))
    code = asked.code if asked.error is None else None
    kept = visit.cookie(COOKIE)
    opened = single_sign_on.finish(visit.crm, visit.terms, visit.visitor, code, asked.state, kept)
    opened_in(visit, opened)
    visit.redirect = "/"


ROUTES: tuple[Route, ...] = (
    act("GET", "/sign-in/oidc", Act("go_to_provider", Wanted, None, go), ANYBODY, status=303),
    act(
        "GET",
        "/sign-in/oidc/callback",
        Act("come_from_provider", Returned, None, come_back),
        ANYBODY,
        status=303,
    ),
)
