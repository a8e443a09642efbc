"""What is told at once: Server-Sent Events of one's own notifications (NOT-1).

One thread feeds all streams of a process. It sleeps until something is recorded, and then looks
only after those whom that concerns: whose inbox has changed, and who might no longer be let in.
So an idle stream costs next to nothing, and several tabs of one person cost one question.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from falcon import Request
from sqlalchemy import Connection, select

from getcrm.crm import Behind, Crm
from getcrm.domain.aggregate import MAIN
from getcrm.domain.refusals import Refusal
from getcrm.domain.role import Roles
from getcrm.domain.session import Session
from getcrm.domain.user import User
from getcrm.eventlog.log import stream as name_of
from getcrm.http.problems import Problem
from getcrm.http.stream import Stream
from getcrm.http.strict_json import render
from getcrm.projections.notifications.asking import Notification, since, told, unread
from getcrm.projections.notifications.tables import INBOXES
from getcrm.projections.positions import reached_position

logger = logging.getLogger(__name__)
WOKEN_EVERY = 0.5
"""Seconds: the feeding thread wakes by then even if nothing is recorded."""
CHECKED_EVERY = 30.0
"""Seconds: by then a stream is looked after even if nothing in the log concerns it, for what only
the clock ends: a token, a session."""
HEARTBEAT = 15.0
"""Seconds without a word, after which a gap is filled: that also finds out who has gone."""
LOOKED_EVERY = 2.0
"""Seconds: inboxes are looked at by then, for read models that came late."""
POLLED_EVERY = 0.02
"""Seconds, where a log has to be polled."""
REST = 0.05
"""Seconds between two rounds: what comes in one breath is told in one."""
BATCH = 200
NAMES = 5_000
"""Events of which the streams are read at once."""
PERMISSION = "crm.access"
"""Without which nobody listens, nor goes on listening."""
OF_ONE_PERSON = 50
"""Streams of one person in one worker."""
RETRY_SECONDS = 30
"""When to try again where all streams are taken."""
ROLES = name_of(Roles, MAIN)
WAITED_FOR = ("notifications", "timeline", "discussion", "directory", "access")


@dataclass
class Streams:
    """most: how many there may be in this process. ending: set when it is told to end."""

    most: int = 16
    ending: threading.Event = field(default_factory=threading.Event)


class Live:
    """The open streams of one process, and the thread that feeds them.

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
        self._lock = threading.Lock()
        self._feeding = False
        self._read_to = 0
        """The position up to which the log has been looked through."""
        self._inboxes_to = 0
        """The last event that changed an inbox, as far as is known."""

    def open(self, req: Request, after: int | None) -> Stream:
        """after: the position up to which they have been told. Raises Problem, where all are
        taken."""
        stream = Stream(self, req, after)
        with self._lock:
            theirs = sum(1 for one in self._open if one.user == stream.user)
            if len(self._open) >= self._most or theirs >= OF_ONE_PERSON:
                headers = {"Retry-After": str(RETRY_SECONDS)}
                raise Problem(503, "NoStreamFree", headers, seconds=RETRY_SECONDS)
            self._open.append(stream)
            stream.push(b"retry: 3000\n\n")
            if not self._feeding:
                self._feeding = True
                self._read_to = self.crm.log.position()
                threading.Thread(target=self._feed, name="feeder", daemon=True).start()
        self._first_look(stream)
        return stream

    def _first_look(self, stream: Stream) -> None:
        """In the thread of the request, so that many who come back at once do not queue up."""
        stream.spoke = stream.checked = time.monotonic()
        try:
            Round(self).tell(stream)
        except BaseException:
            stream.close()
            raise

    def left(self, stream: Stream) -> None:
        with self._lock:
            if stream in self._open:
                self._open.remove(stream)

    def streams(self) -> list[Stream]:
        with self._lock:
            return list(self._open)

    # --- the feeding thread

    def _feed(self) -> None:
        """While anybody listens."""
        while self._is_needed():
            try:
                follower = self.crm.log.recorder.follower(POLLED_EVERY)
                try:
                    self._follow(follower.wait)
                finally:
                    follower.close()
            except Exception:
                if self.ending.is_set():  # the log is closed under it
                    break
                logger.exception("live streams lost the log and follow it anew")
                time.sleep(WOKEN_EVERY)
        if self.ending.is_set():
            for stream in self.streams():
                stream.end()

    def _follow(self, wait: Callable[[float], bool]) -> None:
        looked = 0.0
        while self._is_needed():
            is_woken = wait(WOKEN_EVERY)
            if is_woken:
                self._end_those_whom_the_log_bars()
                with suppress(Behind):
                    self.crm.engine.wait_for(self.crm.log.position(), WAITED_FOR, WOKEN_EVERY)
            now = time.monotonic()
            if is_woken or now - looked >= LOOKED_EVERY:
                looked = now
                self._tell_those_whose_inbox_has_changed()
            self._look_after_the_quiet(now)
            time.sleep(REST)

    def _is_needed(self) -> bool:
        with self._lock:
            self._feeding = bool(self._open) and not self.ending.is_set()
            return self._feeding

    def _end_those_whom_the_log_bars(self) -> None:
        """Only events of a user, a session or the roles can do that."""
        names: set[str] = set()
        while rows := self.crm.log.recorder.select_rows(self._read_to, NAMES):
            names.update(row[1] for row in rows)
            self._read_to = rows[-1][0]
        concerned = (
            one
            for one in self.streams()
            if ROLES in names
            or name_of(User, one.user) in names
            or (one.session is not None and name_of(Session, one.session) in names)
        )
        self._check(concerned)

    def _tell_those_whose_inbox_has_changed(self) -> None:
        streams = self.streams()
        with self.crm.views.read() as db:
            changed = changes(db, self._inboxes_to)
        self._inboxes_to = max(changed.values(), default=self._inboxes_to)
        self._tell(one for one in streams if changed.get(one.user, one.changed) != one.changed)

    def _look_after_the_quiet(self, now: float) -> None:
        """Those who were not looked after for long, and those who have heard nothing for long."""
        unseen = [one for one in self.streams() if now - one.checked >= CHECKED_EVERY]
        self._check(unseen)
        self._tell(unseen)
        for one in self.streams():
            if now - one.spoke >= HEARTBEAT:
                one.spoke = now
                one.push(b":\n\n")

    def _check(self, streams: Iterable[Stream]) -> None:
        """End those who would not be let in at this moment with the permission it takes."""
        for one in streams:
            one.checked = time.monotonic()
            if not self.may_listen(one):
                one.end()
                self.left(one)

    def may_listen(self, stream: Stream) -> bool:
        if not self.still_signed_in(stream.req):
            return False
        try:
            return PERMISSION in self.crm.viewers.of(stream.user, stream.scopes).permissions
        except Refusal:  # they are gone since
            return False

    def _tell(self, streams: Iterable[Stream]) -> None:
        round = Round(self)
        for one in streams:
            try:
                round.tell(one)
            except Exception:
                logger.exception("a stream of notifications broke off")
                one.end()
                self.left(one)


class Round:
    """Looks once for all who know the same: the tabs of one person."""

    def __init__(self, live: Live) -> None:
        self._crm = live.crm
        self._found: dict[Any, News | None] = {}

    def tell(self, stream: Stream) -> None:
        """What has come since the last look, and how much is unread, if that has changed."""
        with stream.looking:
            for words in self._words(stream):
                stream.spoke = time.monotonic()
                stream.push(words)

    def _words(self, stream: Stream) -> Iterator[bytes]:
        while (found := self._news(stream)) is not None:
            for note in found.notes:
                stream.after = note["position"]
                yield event("notification", note["position"], render(note))
            if found.is_part:
                continue
            # the same for all tabs: up to there they have been told everything
            stream.changed, stream.after = found.changed, found.changed or 0
            if found.unread != stream.unread:
                stream.unread = found.unread
                yield event("unread", stream.after, render({"unread": found.unread}))
            return

    def _news(self, stream: Stream) -> "News | None":
        """None: nothing has changed for them."""
        known = (stream.user, stream.scopes, stream.language, stream.after, stream.changed)
        if known not in self._found:
            with self._crm.views.read() as db:
                self._found[known] = self._look(db, stream)
        return self._found[known]

    def _look(self, db: Connection, stream: Stream) -> "News | None":
        crm, after = self._crm, stream.after
        if after is None or after > crm.log.position():
            after = reached_position(db, WAITED_FOR)
        changed = db.scalar(select(INBOXES.c.position).where(INBOXES.c.user == stream.user))
        if changed == stream.changed:
            return None
        reader = crm.reader(db, stream.language, stream.user, stream.scopes)
        rows = since(reader, after, BATCH)
        is_part = len(rows) == BATCH
        return News(told(rows, reader), unread(reader), changed, is_part)


@dataclass(frozen=True)
class News:
    """changed: the event that last changed their inbox. is_part: there may be more."""

    notes: list[Notification]
    unread: int
    changed: int | None
    is_part: bool


def changes(db: Connection, after: int) -> dict[str, int]:
    """The event that last changed each inbox, of those that changed after a position."""
    rows = db.execute(select(INBOXES.c.user, INBOXES.c.position).where(INBOXES.c.position > after))
    return {row.user: row.position for row in rows}


def event(name: str, position: int, data: bytes) -> bytes:
    return b"event: %s\nid: %d\ndata: %s\n\n" % (name.encode(), position, data)
