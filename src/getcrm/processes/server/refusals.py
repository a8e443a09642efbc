"""What the server refuses by itself, before anybody is asked: as a problem, and with a log line."""

from typing import Any
from uuid import uuid4

import h11

from getcrm import language as words
from getcrm.http import texts
from getcrm.http.problems import MEDIA_TYPE, document
from getcrm.http.strict_json import render
from getcrm.http.watch import HEADERS
from getcrm.processes.server.wsgi import Answered

STATUS = {
    "RequestInvalid": (400, b"Bad Request"),
    "RequestTooSlow": (408, b"Request Timeout"),
    "HeadTooLarge": (431, b"Request Header Fields Too Large"),
    "InternalError": (500, b"Internal Server Error"),
    "Busy": (503, b"Service Unavailable"),
}
RETRY_SECONDS = 1


def refused(code: str, request: h11.Request | None, client: Any, log: Any) -> Answered:
    """code: of STATUS. request: None where not even that could be read."""
    status, reason = STATUS[code]
    accepted = dict(request.headers).get(b"accept-language", b"") if request else b""
    language = words.choose(accepted.decode("latin-1") or None)
    name = str(uuid4())
    log.info(
        "request",
        method=request.method.decode("latin-1") if request else None,
        status=status,
        client=client[0] if isinstance(client, tuple) else "unknown",
        request_id=name,
        problem=code,
    )
    body = render(document(status, code, texts.detail(code, language), language))
    headers = {
        **HEADERS,
        "Content-Type": MEDIA_TYPE,
        "Content-Language": language,
        "Content-Length": str(len(body)),
        "X-Request-ID": name,
    }
    if status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    encoded = [(k.encode(), v.encode()) for k, v in headers.items()]
    return Answered(status, reason, encoded, body)
