"""What is told at once: Server-Sent Events of one's own notifications (NOT-1).

A stream is open for as long as whoever opened it is let in: that is asked whenever it wakes, twice
a second at least. It wakes when the read models have taken something up. Each holds a thread of
its worker, so there are no more than a worker can spare; whoever finds none free asks now and then
instead (`GET /me/notifications`).
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from falcon import Request
from sqlalchemy import Connection, select

from getcrm.crm import Behind, Crm
from getcrm.http.problems import Problem, language_of
from getcrm.http.strict_json import render
from getcrm.projections.engine import reached_position
from getcrm.projections.notifications.asking import Notification, since, told, unread
from getcrm.projections.notifications.tables import INBOXES

logger = logging.getLogger(__name__)
CHECKED_EVERY = 0.5
"""Seconds: whether somebody is still signed in is known for no longer."""
HEARTBEAT = 15.0
"""Seconds without a word, after which a gap is filled: that also finds out who has gone."""
LOOKED_EVERY = 2.0
"""Seconds: what the bell has not told of is seen by then."""
REST = 0.05
"""Seconds between two strokes of the bell: what comes in one breath is told in one."""
BATCH = 200
PERMISSION = "crm.access"
"""Without which nobody listens, nor goes on listening."""
OF_ONE_PERSON = 5
"""Streams of one person in one worker; a further one ends the oldest."""
RETRY_SECONDS = 30
"""When to try again where all streams are taken."""
WAITED_FOR = ("notifications", "timeline", "discussion", "directory", "access")


@dataclass
class Streams:
    """most: how many there may be in this process. ending: set when it is told to end."""

    most: int = 16
    ending: threading.Event = field(default_factory=threading.Event)


class Live:
    """The open streams of one process, and the bell that wakes them.

    still_signed_in: whether whoever made a request would be let in at this moment, too.
    """

    def __init__(
        self, crm: Crm, streams: Streams, still_signed_in: Callable[[Request], bool]
    ) -> None:
        self.crm = crm
        self.ending = streams.ending
        self.still_signed_in = still_signed_in
        self._most = streams.most
        self._open: list[Stream] = []
        self._changed = threading.Condition()
        self._strokes = 0
        self._ringing = False

    def open(self, req: Request, after: int | None) -> "Stream":
        """after: the position up to which they have been told. Raises Problem, where all are
        taken."""
        stream = Stream(self, req, after)
        with self._changed:
            theirs = [one for one in self._open if one.user == stream.user]
            if len(theirs) >= OF_ONE_PERSON:
                theirs[0].over = True
                self._open.remove(theirs[0])
            if len(self._open) >= self._most:
                headers = {"Retry-After": str(RETRY_SECONDS)}
                raise Problem(503, "NoStreamFree", headers, seconds=RETRY_SECONDS)
            self._open.append(stream)
            if not self._ringing:
                self._ringing = True
                threading.Thread(target=self._ring, name="bell", daemon=True).start()
        return stream

    def left(self, stream: "Stream") -> None:
        with self._changed:
            if stream in self._open:
                self._open.remove(stream)

    def wait(self, heard: int, seconds: float) -> int:
        """Until the bell has rung since, or the time is over; how often it has rung."""
        with self._changed:
            self._changed.wait_for(lambda: self._strokes != heard, seconds)
            return self._strokes

    def _ring(self) -> None:
        """While anybody listens: once whatever was recorded has been taken up."""
        while self._is_needed():
            try:
                follower = self.crm.log.recorder.follower()
                try:
                    self._follow(follower.wait)
                finally:
                    follower.close()
            except Exception:
                if self.ending.is_set():  # the log is closed under it
                    return
                logger.exception("the bell lost its log and listens anew")
                time.sleep(CHECKED_EVERY)

    def _follow(self, wait: Callable[[float], bool]) -> None:
        while self._is_needed():
            if not wait(CHECKED_EVERY):
                continue
            with suppress(Behind):
                self.crm.engine.wait_for(self.crm.log.position(), WAITED_FOR, CHECKED_EVERY)
            with self._changed:
                self._strokes += 1
                self._changed.notify_all()
            time.sleep(REST)

    def _is_needed(self) -> bool:
        with self._changed:
            self._ringing = bool(self._open) and not self.ending.is_set()
            return self._ringing


class Stream:
    """One person's notifications, as they come: the body of an answer that does not end."""

    def __init__(self, live: Live, req: Request, after: int | None) -> None:
        self.over = False
        self.user: str = req.context.by
        self._live = live
        self._req = req
        self._after = after
        self._scopes: frozenset[str] | None = req.context.scopes
        self._language = language_of(req)
        self._changed: int | None = -1
        self._unread = -1

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._told()
        except Exception:
            logger.exception("a stream of notifications broke off")
        finally:
            self.close()

    def close(self) -> None:
        self._live.left(self)

    def _told(self) -> Iterator[bytes]:
        yield b"retry: 3000\n\n"
        heard, spoke, looked = 0, time.monotonic(), 0.0
        while self._is_open():
            rung = self._live.wait(heard, CHECKED_EVERY if looked else 0.0)
            if not self._is_open():
                return
            now = time.monotonic()
            if rung != heard or now - looked >= LOOKED_EVERY:
                heard, looked = rung, now
                for words in self._news():
                    spoke = now
                    yield words
            if now - spoke >= HEARTBEAT:
                spoke = now
                yield b":\n\n"

    def _is_open(self) -> bool:
        """While they would be let in at this moment, with the permission it takes."""
        if self.over or self._live.ending.is_set():
            return False
        if not self._live.still_signed_in(self._req):
            return False
        may = self._live.crm.viewers.of(self.user, self._req.context.scopes).permissions
        return PERMISSION in may

    def _news(self) -> Iterator[bytes]:
        """What has come since the last look, and how much is unread, if that has changed."""
        while True:
            with self._live.crm.views.read() as db:
                found = self._look(db)
            if found is None:
                return
            for note in found.notes:
                self._after = note["position"]
                yield event("notification", note["position"], render(note))
            if not found.is_part:
                break
        self._changed, self._after = found.changed, max(self._after or 0, found.reached)
        if found.unread != self._unread:
            self._unread = found.unread
            yield event("unread", self._after, render({"unread": found.unread}))

    def _look(self, db: Connection) -> "News | None":
        """None: nothing has changed for them."""
        crm, reached = self._live.crm, reached_position(db, WAITED_FOR)
        if self._after is None or self._after > crm.log.position():
            self._after = reached
        changed = db.scalar(select(INBOXES.c.position).where(INBOXES.c.user == self.user))
        if changed == self._changed:
            return None
        reader = crm.reader(db, self._language, self.user, self._scopes)
        rows = since(reader, self._after, BATCH)
        return News(told(rows, reader), unread(reader), changed, reached, len(rows) == BATCH)


@dataclass(frozen=True)
class News:
    """changed: the event that last changed their inbox. reached: up to where this is all.

    is_part: there may be more.
    """

    notes: list[Notification]
    unread: int
    changed: int | None
    reached: int
    is_part: bool


def event(name: str, position: int, data: bytes) -> bytes:
    return b"event: %s\nid: %d\ndata: %s\n\n" % (name.encode(), position, data)
