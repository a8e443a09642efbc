"""What happens around every request: it gets an id, is timed, counted, written down, and sealed."""

import re
from time import perf_counter
from typing import Any
from uuid import uuid4

from falcon import HTTP_METHODS, Request, Response

from getcrm.http.acts import visitor
from getcrm.http.conditions import answer_not_modified
from getcrm.http.metrics import Metrics
from getcrm.sign_in.terms import Terms

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer that does not set its own."""


REQUEST_ID = re.compile(r"[\w.:@/+=-]{1,100}", re.ASCII)
"""What a caller, or a proxy, may call a request."""


class Watch:
    """The outermost middleware. log: takes one line per request.

    It sets `req.context.request_id`, and `.visitor`: the client's address and user agent.
    """

    def __init__(self, metrics: Metrics, log: Any, terms: Terms) -> None:
        self._metrics = metrics
        self._log = log
        self._terms = terms

    def process_request(self, req: Request, resp: Response) -> None:
        req.context.started = perf_counter()
        req.context.request_id = request_id(req)
        req.context.visitor = visitor(req, self._terms)
        resp.set_header("X-Request-ID", req.context.request_id)
        resp.set_headers(HEADERS)

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        context = req.context
        answer_not_modified(req, resp)
        started: float = context.get("started") or perf_counter()
        seconds = perf_counter() - started
        method = req.method if req.method in HTTP_METHODS else "other"
        route = req.uri_template or "none"
        self._metrics.requested(method, route, resp.status_code, seconds)
        self._log.info(
            "request",
            method=method,
            route=route,
            path=req.path,
            status=resp.status_code,
            ms=round(seconds * 1000, 2),
            by=context.get("by"),
            client=context.visitor.ip,
            agent=context.visitor.agent,
            request_id=context.request_id,
            problem=context.get("problem"),
        )


def request_id(req: Request) -> str:
    """As the caller or a proxy calls it, where that is a plain word; else a new one."""
    given = req.env.get("HTTP_X_REQUEST_ID", "")
    return given if REQUEST_ID.fullmatch(given) else str(uuid4())
