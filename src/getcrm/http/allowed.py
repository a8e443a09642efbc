"""What a route takes before anything is asked: a permission, and sometimes a fresh proof."""

from collections.abc import Callable

from falcon import Request, Response

from getcrm.crm import Crm
from getcrm.domain.permission import ANYBODY, SIGNED_IN
from getcrm.http.route import Route
from getcrm.sign_in.refusals import ConfirmationNeeded

Responder = Callable[..., None]


def confirmed(respond: Responder) -> Responder:
    """Only for whoever has proved lately that it is they. Programs have no browser that somebody
    else may have sat down at: their tokens do what their scopes allow."""

    def check_and_respond(req: Request, resp: Response, **path: str) -> None:
        if req.context.session is not None and not req.context.session.confirmed:
            raise ConfirmationNeeded
        respond(req, resp, **path)

    return check_and_respond


def check_allowed(route: Route, req: Request, crm: Crm) -> None:
    """Raises PermissionMissing. Commands are checked in their own decision."""
    if route.permission not in (ANYBODY, SIGNED_IN):
        crm.viewers.of(req.context.by, req.context.scopes).must(route.permission)
