"""One JSON line on stderr per request, and one per fault. No token, no query string, no body."""

import sys
from typing import Any

import structlog
from pydantic_core import to_json


class Stderr:
    """Whatever is stderr now; a whole line at a time."""

    def msg(self, message: str) -> None:
        sys.stderr.write(message + "\n")

    info = error = msg


def new_log() -> Any:
    return structlog.wrap_logger(
        Stderr(),
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=line),
        ],
        wrapper_class=structlog.BoundLogger,
    ).bind()


def line(event: dict[str, Any], **_: Any) -> str:
    return to_json(event, fallback=repr).decode()
