"""A parsed request as WSGI (PEP 3333) knows it, and what the application answers."""

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable
from urllib.parse import unquote_to_bytes, urlsplit

import h11

Headers = list[tuple[str, str]]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@runtime_checkable
class Pushed(Protocol):
    """A body that grows by itself. It tells through `attach` that there is something to `take`."""

    def attach(self, wake: Callable[[], None]) -> None: ...

    def take(self) -> tuple[bytes, bool]:
        """What has come since, and whether that was the last of it."""

    def close(self) -> None: ...


@dataclass
class Answered:
    """pushed: the body comes by and by."""

    status: int
    reason: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""
    pushed: Pushed | None = None


@dataclass
class Collector:
    """The `start_response` of one request."""

    status: str = ""
    headers: Headers = field(default_factory=list)
    written: list[bytes] = field(default_factory=list)

    def __call__(
        self, status: str, headers: Headers, exc_info: object = None
    ) -> Callable[[bytes], None]:
        self.status, self.headers = status, headers
        return self.written.append


def run(application: Application, environ: dict[str, Any]) -> Answered:
    """The application's answer; its body as a whole, unless it is pushed."""
    start = Collector()
    body = application(environ, start)
    code, _, reason = start.status.partition(" ")
    headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in start.headers]
    answered = Answered(int(code), reason.encode("latin-1"), headers)
    if isinstance(body, Pushed):
        answered.pushed = body
        return answered
    try:
        answered.body = b"".join([*start.written, *body])
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
    return answered


def environ_of(
    request: h11.Request,
    body: bytes,
    client: tuple[Any, ...] | str,
    server: tuple[Any, ...] | str,
    *,
    multiprocess: bool,
) -> dict[str, Any]:
    path, query = target_of(request.target)
    environ: dict[str, Any] = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": multiprocess,
        "wsgi.run_once": False,
        "REQUEST_METHOD": request.method.decode("latin-1"),
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": request.target.decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{request.http_version.decode('latin-1')}",
        "REMOTE_ADDR": client[0] if isinstance(client, tuple) else client,
        "SERVER_NAME": str(server[0] if isinstance(server, tuple) else server),
        "SERVER_PORT": str(server[1] if isinstance(server, tuple) else ""),
    }
    for raw_name, raw_value in request.headers:
        if b"_" in raw_name:  # it would pass for one with a hyphen
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        value = raw_value.decode("latin-1")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        joint = "; " if name == "COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


def target_of(target: bytes) -> tuple[str, str]:
    """Path and query of a request target, also of one that names the server (RFC 9112, 3.2)."""
    if not target.startswith(b"/"):
        parts = urlsplit(target.decode("latin-1"))
        target = f"{parts.path or '/'}?{parts.query}".encode("latin-1")
    path, _, query = target.partition(b"#")[0].partition(b"?")
    return unquote_to_bytes(path).decode("latin-1"), query.decode("latin-1")
