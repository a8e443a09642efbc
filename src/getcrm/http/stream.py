"""The body of an answer that does not end: Server-Sent Events of one person's notifications."""

from collections.abc import Callable, Iterator
from threading import Condition, Lock
from typing import TYPE_CHECKING

from falcon import Request

from getcrm.http.problems import language_of

if TYPE_CHECKING:
    from getcrm.http.live import Live

MOST_WAITING = 1024 * 1024
"""Bytes: whoever takes nothing while so much has come is no longer there."""


class Stream:
    """What is pushed to one browser tab or program.

    A server that knows `attach` and `take` is told when there is something; for any other it is
    an iterator that waits. after: the position up to which they have been told. changed: the event
    that last changed their inbox, as far as they know it.
    """

    def __init__(self, live: "Live", req: Request, after: int | None) -> None:
        self.req = req
        self.user: str = req.context.by
        self.scopes: frozenset[str] | None = req.context.scopes
        self.session: str | None = req.context.session and req.context.session.session
        self.language = language_of(req)
        self.after = after
        self.changed: int | None = -1
        self.unread = -1
        self.spoke = self.checked = 0.0
        """When something was pushed, and when it was asked whether they may listen: monotonic."""
        self.looking = Lock()
        """Held by whoever looks what there is to tell."""
        self._live = live
        self._ready = Condition()
        self._waiting = bytearray()
        self._over = False
        self._wake: Callable[[], None] | None = None

    def push(self, data: bytes) -> None:
        with self._ready:
            self._waiting += data
            self._over = self._over or len(self._waiting) > MOST_WAITING
        self._tell()

    def end(self) -> None:
        """No more will come."""
        with self._ready:
            self._over = True
        self._tell()

    def _tell(self) -> None:
        with self._ready:
            self._ready.notify_all()
            wake = self._wake
        if wake is not None:
            wake()

    # --- for the server

    def attach(self, wake: Callable[[], None]) -> None:
        """wake: called from any thread when there is something to take."""
        with self._ready:
            self._wake = wake

    def take(self) -> tuple[bytes, bool]:
        """What has come since, and whether it is over."""
        with self._ready:
            data = bytes(self._waiting)
            self._waiting.clear()
            return data, self._over

    def __iter__(self) -> Iterator[bytes]:
        try:
            is_over = False
            while not is_over:
                with self._ready:
                    self._ready.wait_for(lambda: self._waiting or self._over)
                data, is_over = self.take()
                if data:
                    yield data
        finally:
            self.close()

    def close(self) -> None:
        """Nobody listens any more."""
        self._live.left(self)
        self.end()
