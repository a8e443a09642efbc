"""One connection: a request is read as a whole, answered, and then the next one.

Only the loop's thread works on a connection, but for `answer`, which the thread that ran the
application calls; meanwhile the loop leaves it alone.
"""

import socket
from contextlib import suppress
from email.utils import formatdate
from enum import Enum
from time import monotonic
from typing import TYPE_CHECKING, Any

import h11

from getcrm.processes.server.limits import (
    BODY_BYTES,
    BYTES_A_SECOND,
    HEAD_BYTES,
    LINGER_SECONDS,
)
from getcrm.processes.server.refusals import refused
from getcrm.processes.server.wsgi import Answered, Pushed

if TYPE_CHECKING:
    from getcrm.processes.server.loop import Loop

RECEIVED_AT_ONCE = 64 * 1024
LOST_SECONDS = 60
"""After which the kernel gives a connection up whose other end acknowledges nothing."""
WITHOUT_BODY = (204, 304)


class Phase(Enum):
    """READING: a request, or the wait for one. RUNNING: the application is at work. PUSHING: an
    answer that grows by and by. LINGERING: the last words are on their way."""

    READING = 1
    RUNNING = 2
    WRITING = 3
    PUSHING = 4
    LINGERING = 5


class Connection:
    """since: when it came into its phase. deadline: when that is given up; None: never."""

    def __init__(self, loop: "Loop", sock: socket.socket, client: Any, server: Any) -> None:
        self.loop = loop
        self.sock = sock
        self.client = client
        self.server = server
        self.phase = Phase.READING
        self.since = monotonic()
        self.deadline: float | None = self.since + loop.limits.head
        self.is_idle = True
        """Nothing of a request has come."""
        self.request: h11.Request | None = None
        self.body = bytearray()
        self._body_since = 0.0
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
        self._out = bytearray()
        self._pushed: Pushed | None = None
        self._last = False
        self._is_lost = False
        sock.setblocking(False)
        with suppress(OSError):  # not TCP
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, LOST_SECONDS * 1000)
        loop.watch(self, read=True)

    # --- reading

    def on_readable(self) -> None:
        try:
            data = self.sock.recv(RECEIVED_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.close()
            return
        if self.phase is not Phase.READING:
            if not data:
                self.close()
            return
        if self.is_idle:
            if not data:
                self.close()
                return
            self.is_idle = False
            self.deadline = monotonic() + self.loop.limits.head
        self._http.receive_data(data)
        self._advance()

    def _advance(self) -> None:
        """Go on with whatever has come, up to a whole request."""
        try:
            while True:
                event = self._http.next_event()
                if event is h11.NEED_DATA:
                    self._continue()
                    return
                if isinstance(event, h11.Request):
                    self._begin(event)
                elif isinstance(event, h11.Data):
                    self._take(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage):
                    self.loop.dispatch(self)
                else:
                    self.close()
                if self.phase is not Phase.READING:
                    return
        except h11.RemoteProtocolError as wrong:
            too_large = wrong.error_status_hint == 431
            self.refuse("HeadTooLarge" if too_large else "RequestInvalid")

    def _begin(self, request: h11.Request) -> None:
        self.request = request
        self._body_since = monotonic()
        self.deadline = self._body_since + self.loop.limits.body
        headers = dict(request.headers)
        length = headers.get(b"content-length")
        if length is not None and b"transfer-encoding" in headers:
            raise h11.RemoteProtocolError("a body of two lengths")  # it hides another request
        if length is not None and int(length) > BODY_BYTES:
            self._last = True  # it is not read: the application refuses it by its length
            self.loop.dispatch(self)

    def _take(self, data: bytes) -> None:
        self.body += data
        self.loop.bodies += len(data)
        self.deadline = self._body_since + self.loop.limits.body + len(self.body) / BYTES_A_SECOND
        if self.loop.has_too_many_bodies():
            self.refuse("Busy")
        elif len(self.body) > BODY_BYTES:
            self._last = True
            self.loop.dispatch(self)

    def _continue(self) -> None:
        """Tell who waits for it that the body may come."""
        if self._http.they_are_waiting_for_100_continue:
            told = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
            self._out += self._http.send(told) or b""
            self._send()

    def taken(self) -> bytes:
        """The body of the request, which is no longer kept here."""
        body = bytes(self.body)
        self.loop.bodies -= len(body)
        self.body = bytearray()
        return body

    # --- answering

    def refuse(self, code: str) -> None:
        """Without asking the application; then it is over."""
        self.taken()
        self._last = True
        self.answer(refused(code, self.request, self.client, self.loop.log))
        self.answered()

    def answer(self, answered: Answered) -> None:
        """Encode it, and send as much as the socket takes at once. Raises nothing: what goes
        wrong closes the connection."""
        headers = [*answered.headers, (b"date", formatdate(usegmt=True).encode())]
        if self._last or self.loop.is_ending:
            headers.append((b"connection", b"close"))
        response = h11.Response(
            status_code=answered.status, headers=headers, reason=answered.reason
        )
        is_head = self.request is not None and self.request.method == b"HEAD"
        try:
            self._out += self._http.send(response) or b""
            if answered.pushed is None or is_head:
                if answered.body and not is_head and answered.status not in WITHOUT_BODY:
                    self._out += self._http.send(h11.Data(data=answered.body)) or b""
                self._out += self._http.send(h11.EndOfMessage()) or b""
            else:
                self._pushed = answered.pushed
        except h11.LocalProtocolError as wrong:
            self.loop.log.error("an answer that is not HTTP", exc_info=wrong)
            self._is_lost = True
            return
        self._send()

    def answered(self) -> None:
        """Back in the loop's thread."""
        if self._pushed is not None and not self._is_lost:
            self._enter(Phase.PUSHING, None)
            self._pushed.attach(lambda: self.loop.call(self._push))
            self._push()
        else:
            self._enter(Phase.WRITING, self.loop.limits.write)
            self._go_on()

    def _push(self) -> None:
        """What has come to be told, and the end of it."""
        if self.phase is not Phase.PUSHING or self._pushed is None:
            return
        data, is_over = self._pushed.take()
        if data:
            self._out += self._http.send(h11.Data(data=data)) or b""
        if is_over:
            self._out += self._http.send(h11.EndOfMessage()) or b""
            self._pushed = None
            self._enter(Phase.WRITING, self.loop.limits.write)
        self._send()
        self._go_on()

    def on_writable(self) -> None:
        before = len(self._out)
        self._send()
        if self.deadline is not None:
            self.deadline += (before - len(self._out)) / BYTES_A_SECOND
        self._go_on()

    def _send(self) -> None:
        try:
            while self._out:
                del self._out[: self.sock.send(self._out)]
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._is_lost = True

    def _go_on(self) -> None:
        """After something was sent."""
        if self._is_lost:
            self.close()
        elif self._out:
            self.loop.watch(self, read=self.phase is Phase.PUSHING, write=True)
            if self.deadline is None:
                self.deadline = monotonic() + self.loop.limits.write
        elif self.phase is Phase.PUSHING:
            self.deadline = None
            self.loop.watch(self, read=True)
        elif self._last or self.loop.is_ending or self._http.our_state is not h11.DONE:
            self._linger()
        else:
            self._next()

    def _next(self) -> None:
        """Wait for the next request, part of which may be here already."""
        self._http.start_next_cycle()
        self.request, self.is_idle = None, not self._http.trailing_data[0]
        self._enter(Phase.READING, self.loop.limits.idle if self.is_idle else self.loop.limits.head)
        self.loop.watch(self, read=True)
        if not self.is_idle:
            self._advance()

    # --- ending

    def _linger(self) -> None:
        """Whoever still sends would break off what they have not yet read, were it closed now."""
        self._enter(Phase.LINGERING, LINGER_SECONDS)
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.close()
            return
        self.loop.watch(self, read=True)

    def expire(self) -> None:
        """Its deadline is over."""
        if self.phase is Phase.READING and not self.is_idle:
            self.refuse("RequestTooSlow")
        else:
            self.close()

    def close(self) -> None:
        self.taken()
        if self._pushed is not None:
            self._pushed.close()
            self._pushed = None
        self.loop.forget(self)
        self.sock.close()

    def _enter(self, phase: Phase, seconds: float | None) -> None:
        self.phase, self.since = phase, monotonic()
        self.deadline = None if seconds is None else self.since + seconds
