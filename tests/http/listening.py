"""Somebody who listens to a stream of Server-Sent Events over HTTP."""

import http.client
import json
from dataclasses import dataclass
from typing import Any


@dataclass
class Heard:
    event: str
    id: int
    data: Any


class Listener:
    """status, headers: of the answer. `next()` waits for the next event; None: it is over."""

    def __init__(
        self,
        port: int,
        headers: dict[str, str],
        path: str = "/api/v1/me/notifications/stream",
        timeout: float = 60.0,
    ) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        self._connection.request("GET", path, headers=headers)
        self._answer = self._connection.getresponse()
        self.status = self._answer.status
        self.headers = {name.lower(): value for name, value in self._answer.getheaders()}

    def next(self) -> Heard | None:
        found: dict[str, str] = {}
        while True:
            line = self._answer.readline()
            if not line:
                self.close()
                return None
            text = line.decode().rstrip("\n")
            if text.startswith(":"):
                continue
            if text:
                name, _, value = text.partition(": ")
                found[name] = value
            elif "event" in found:
                data = json.loads(found["data"])
                return Heard(found["event"], int(found["id"]), data)
            else:
                found = {}

    def comment(self) -> None:
        """Waits for a line that says nothing but that the stream is there still."""
        while not (line := self._answer.readline()).startswith(b":"):
            assert line in (b"\n", b"\r\n"), f"{line!r} instead of a comment"

    def until(self, event: str) -> Heard:
        while (heard := self.next()) is not None:
            if heard.event == event:
                return heard
        raise AssertionError(f"it ended before any {event}")

    def body(self) -> Any:
        return json.loads(self._answer.read())

    def close(self) -> None:
        self._answer.close()
        self._connection.close()
