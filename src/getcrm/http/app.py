"""The web application: gunicorn runs `getcrm.http.app:create_app(crm)`."""

from collections.abc import Sequence
from types import SimpleNamespace

import falcon

from getcrm.crm import Crm
from getcrm.domain.permission import ANYBODY, PERMISSIONS, SIGNED_IN
from getcrm.http import App, docs_page, health, setup_page
from getcrm.http.access_log import new_log
from getcrm.http.live import Live, Streams
from getcrm.http.metrics import Metrics
from getcrm.http.person_limits import Allowance, PersonLimits
from getcrm.http.problems import add_error_handlers
from getcrm.http.responders import responder
from getcrm.http.route import PREFIX, Route
from getcrm.http.routes import ROUTES
from getcrm.http.sign_in import SignIn
from getcrm.http.watch import Watch
from getcrm.sign_in.terms import Terms

KNOWN = {*PERMISSIONS, SIGNED_IN, ANYBODY}
TERMS = Terms()
AS_MUCH_AS_THEY_LIKE = Allowance()
"""Where nobody says otherwise."""


class RouteWithoutPermission(Exception):
    """Somebody forgot to say what a caller must be allowed, or misspelt it (PERM-4)."""


def create_app(
    crm: Crm,
    routes: Sequence[Route] = ROUTES,
    terms: Terms = TERMS,
    streams: Streams | None = None,
    allowance: Allowance = AS_MUCH_AS_THEY_LIKE,
) -> App:
    """allowance: of one person. Raises RouteWithoutPermission."""
    metrics, log = Metrics(crm), new_log()
    sign_in = SignIn(crm, routes, terms)
    live = Live(crm, streams or Streams(), sign_in.still_signed_in)
    limits = PersonLimits(allowance)
    app: App = falcon.App(middleware=[Watch(metrics, log, terms), sign_in, limits])
    add_error_handlers(app, crm, log)
    add_routes(app, crm, routes, metrics, terms, live)
    health.add_routes(app, crm, metrics, log)
    docs_page.add_routes(app, routes)
    setup_page.add_routes(app, crm)
    return app


def add_routes(
    app: App, crm: Crm, routes: Sequence[Route], metrics: Metrics, terms: Terms, live: Live
) -> None:
    """One resource per address, with a responder for each of its methods."""
    resources: dict[str, SimpleNamespace] = {}
    for route in routes:
        if route.permission not in KNOWN:
            raise RouteWithoutPermission(f"{route.method} {route.path}")
        resource = resources.setdefault(route.path, SimpleNamespace())
        respond = responder(route, crm, metrics, terms, live)
        setattr(resource, f"on_{route.method.lower()}", respond)
        if route.method == "GET":
            resource.on_head = respond
    for path, resource in resources.items():
        app.add_route(PREFIX + path, resource)
