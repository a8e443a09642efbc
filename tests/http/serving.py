"""The API over real HTTP, for what cannot be told otherwise: streams, browsers, other programs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.http.conftest import Api


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def served(api: Api) -> Iterator[str]:
    """Its address; the read models follow every command at once."""

    def app(env, start_response):
        body = api.app(env, start_response)
        if env["REQUEST_METHOD"] not in ("GET", "HEAD"):
            api.crm.catch_up()
        return body

    server = make_server("127.0.0.1", 0, app, server_class=Threads, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
