"""Health and metrics of a process that is no web server, on an address of its own (OPS-2)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import falcon

from getcrm.crm import Crm
from getcrm.http import App, health
from getcrm.http.access_log import new_log
from getcrm.http.metrics import Metrics


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    timeout = 10
    """Seconds for a request to come."""

    def log_message(self, format: str, *args: object) -> None:
        """Whoever looks every few seconds need not fill the log."""


@contextmanager
def health_served(crm: Crm, address: str) -> Iterator[int]:
    """/healthz, /readyz and /metrics on host:port, meanwhile; its port, 0 where there is none.
    Raises OSError where the address cannot be had."""
    if not address:
        yield 0
        return
    host, _, port = address.rpartition(":")
    app: App = falcon.App()
    health.add_routes(app, crm, Metrics(crm), new_log())
    with make_server(host.strip("[]"), int(port), app, Server, Handler) as server:
        thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
