"""How this process and the company's read models are (OPS-2)."""

from typing import Any

from falcon import Request, Response

from getcrm.crm import Crm
from getcrm.http import App
from getcrm.http.metrics import CONTENT_TYPE, Metrics
from getcrm.http.readiness import NOT_READY, readiness
from getcrm.http.strict_json import render


def add_routes(app: App, crm: Crm, metrics: Metrics, log: Any) -> None:
    app.add_route("/healthz", Healthz())
    app.add_route("/readyz", Readyz(crm, log))
    app.add_route("/metrics", Exposition(metrics))


class Healthz:
    """This process answers; nothing more is promised."""

    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = render({"status": "ok"})

    on_head = on_get


class Readyz:
    """Ready: the database answers, no read model stands still, and all show what the log held
    when this process began to serve."""

    def __init__(self, crm: Crm, log: Any) -> None:
        self._crm = crm
        self._log = log
        self._start = crm.log.position()

    def on_get(self, req: Request, resp: Response) -> None:
        try:
            found = readiness(self._crm, self._start)
        except Exception as error:  # whatever it is, it means: not ready
            self._log.error("not ready", exc_info=error)
            found = NOT_READY
        resp.status = 200 if found["ready"] else 503
        resp.data = render(found)

    on_head = on_get


class Exposition:
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def on_get(self, req: Request, resp: Response) -> None:
        resp.data = self._metrics.exposition()
        resp.content_type = CONTENT_TYPE

    on_head = on_get
