"""The responder of passages: what comes or goes as it is, not as JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from falcon import Request, Response

from getcrm.crm import Crm
from getcrm.http.allowed import check_allowed
from getcrm.http.live import Live
from getcrm.http.origin import origin
from getcrm.http.requests import Reader
from getcrm.http.route import Passage, Route


@dataclass(frozen=True)
class Door:
    """Through which something passes."""

    crm: Crm
    live: Live
    req: Request
    resp: Response


def lets_pass(route: Route, passage: Passage, crm: Crm, live: Live) -> Callable[..., None]:
    reader: Reader[Any] = Reader(route, passage.model)

    def respond(req: Request, resp: Response, **path: str) -> None:
        check_allowed(route, req, crm)
        asked = reader.read(req, path)
        resp.status = route.status
        if passage.gives:
            resp.content_type = passage.gives[0]
        passage.run(Door(crm.coming(**origin(req)), live, req, resp), asked)

    return respond
