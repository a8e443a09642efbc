"""What happens around every request: it is timed, counted, written down, and sealed."""

from time import perf_counter
from typing import Any

from falcon import HTTP_METHODS, Request, Response

from getcrm.http.metrics import Metrics

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with every answer that does not set its own."""


class Watch:
    """The outermost middleware. log: takes one line per request."""

    def __init__(self, metrics: Metrics, log: Any) -> None:
        self._metrics = metrics
        self._log = log

    def process_request(self, req: Request, resp: Response) -> None:
        req.context.started = perf_counter()
        resp.set_headers(HEADERS)

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        context = req.context
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
            problem=context.get("problem"),
        )
