"""The way of notifications into people's e-mail (NOT-1): at least once, twice only by accident.

What is to go is written down first; what has gone is written down right after. Were the process to
end between the two, the same letter would go again, with the same Message-ID. A server that fails
is left alone for a while, longer each time; nothing else waits for it.
"""

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy import select

from getcrm.crm import Crm
from getcrm.eventlog.instants import later, now
from getcrm.processes.letters import letter
from getcrm.processes.smtp import Connection, Interrupted, MailServer, Never, NotNow, Outage
from getcrm.projections.lead import lead
from getcrm.projections.notifications.tables import NOTES
from getcrm.projections.positions import reached_position
from getcrm.projections.set_aside import is_of_the_store

logger = logging.getLogger(__name__)
OUTBOX = "mail"
WAITED_FOR = ("notifications", "timeline", "discussion", "directory", "access")
BATCH = 100
LATE = 900
"""Seconds after which an e-mail that could have gone is late."""
BUDGET = 30.0
"""Seconds of one round; the rest goes in the next."""
STALE = 2
"""Days. What is older when it is taken up is no news any more: the server had been turned off."""
FIRST_PAUSE, LONGEST_PAUSE = 30, 3600
MOST_TRIES = 12
"""Of one letter that the server takes neither now nor never, or that cannot be written."""


class Outbox:
    """The e-mails of one company, and the server that takes them."""

    def __init__(
        self,
        crm: Crm,
        server: MailServer,
        connect: Callable[[MailServer], Connection] = Connection,
    ) -> None:
        self._crm = crm
        self._server = server
        self._connect = connect
        self._db = crm.log.recorder

    def send(self, stop: threading.Event | None = None) -> int:
        """How many have gone. One process at a time does it."""
        leading = lead(self._crm.url, OUTBOX)
        try:
            if not leading.acquire():
                return 0
            self._take_up()
            return self._send_due(stop or threading.Event())
        finally:
            leading.close()

    def trouble(self) -> str:
        """Why e-mail does not go; empty where it does."""
        [(failures, due_at)] = self._db.query(
            "SELECT failures, due_at FROM mail_outbox WHERE name = ?", (OUTBOX,)
        ) or [(0, "")]
        if failures:
            return f"the mail server has failed {failures} times, the next try is at {due_at}"
        waiting = self._db.query(
            "SELECT min(position), count(*) FROM mail WHERE sent_at = '' AND failure = ''"
            " AND due_at <= ?",
            (self._crm.clock(),),
        )
        position, count = waiting[0]
        entry = self._crm.log.at([position]).get(position) if count else None
        if entry is None or later(entry.recorded_at, LATE) > now():
            return ""
        return f"{count} e-mails wait, the oldest since {entry.recorded_at}"

    # --- what is to go

    def _take_up(self) -> None:
        """Everything that people want by e-mail, from where the last round ended. With the very
        first one it begins: what was before is no news."""
        with self._crm.views.read() as db:
            reached = reached_position(db, WAITED_FOR)
            known = self._db.query("SELECT position FROM mail_outbox WHERE name = ?", (OUTBOX,))
            if not known:
                self._db.execute(
                    "INSERT INTO mail_outbox (name, position, failures, due_at)"
                    " VALUES (?, ?, 0, '')",
                    (OUTBOX, reached),
                )
                return
            fresh = later(self._crm.clock(), days=-STALE)
            asked = select(NOTES.c.user, NOTES.c.position).where(
                NOTES.c.email == 1,
                NOTES.c.position > known[0][0],
                NOTES.c.position <= reached,
                NOTES.c.occurred_at >= fresh,
            )
            wanted = db.execute(asked.order_by(NOTES.c.position, NOTES.c.user)).all()
        for user, position in wanted:
            self._db.execute(
                'INSERT INTO mail ("user", position, tries, due_at, sent_at, failure)'
                " VALUES (?, ?, 0, '', '', '') ON CONFLICT (\"user\", position) DO NOTHING",
                (user, position),
            )
        if reached > known[0][0]:
            self._db.execute(
                "UPDATE mail_outbox SET position = ? WHERE name = ?", (reached, OUTBOX)
            )

    # --- what goes

    def _send_due(self, stop: threading.Event) -> int:
        [(failures, due_at)] = self._db.query(
            "SELECT failures, due_at FROM mail_outbox WHERE name = ?", (OUTBOX,)
        )
        now = self._crm.clock()
        if now < due_at <= later(now, LONGEST_PAUSE):
            return 0
        sent, began, connection = 0, time.monotonic(), self._connect(self._server)
        try:
            for user, position, tries in self._due():
                if stop.is_set() or time.monotonic() - began > BUDGET:
                    break
                sent += self._send_one(connection, user, position, tries)
            if sent and failures:
                self._set_outbox(0, "")
        except Outage as outage:
            pause = min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE)
            self._set_outbox(failures + 1, later(self._crm.clock(), pause))
            logger.warning("no e-mail for %d s: %s", pause, outage)
        finally:
            connection.close()
        return sent

    def _due(self) -> list[tuple[str, int, int]]:
        """Also what waits longer than anything ever does: the clock has been set back."""
        now = self._crm.clock()
        rows = self._db.query(
            'SELECT "user", position, tries FROM mail'
            " WHERE sent_at = '' AND failure = '' AND (due_at <= ? OR due_at > ?)"
            f' ORDER BY position, "user" LIMIT {BATCH}',
            (now, later(now, LONGEST_PAUSE)),
        )
        return [(user, position, tries) for user, position, tries in rows]

    def _send_one(self, connection: Connection, user: str, position: int, tries: int) -> int:
        try:
            made = letter(self._crm, user, position, self._server.sender)
        except Exception as error:
            if is_of_the_store(error):
                raise
            logger.exception("the letter to %s about position %d cannot be written", user, position)
            self._put_off(user, position, tries, f"{type(error).__name__}: {error}"[:200])
            return 0
        if made is None:
            self._set(user, position, failure="not to be told")
            return 0
        try:
            connection.send(made)
        except Never as refused:
            self._set(user, position, failure=str(refused))
            return 0
        except NotNow as refused:
            self._put_off(user, position, tries, str(refused))
            return 0
        except Interrupted:
            # the next round begins with the other letters; an outage uses up nobody's tries
            self._put_off(user, position, min(tries, MOST_TRIES - 2), "")
            raise
        self._set(user, position, sent_at=self._crm.clock())
        return 1

    def _put_off(self, user: str, position: int, tries: int, reason: str) -> None:
        """Try it again later, behind the others; at last it is set aside with the reason."""
        if tries + 1 >= MOST_TRIES:
            self._set(user, position, failure=reason)
        else:
            pause = min(FIRST_PAUSE * 2**tries, LONGEST_PAUSE)
            self._set(user, position, due_at=later(self._crm.clock(), pause), tries=tries + 1)

    def _set(self, user: str, position: int, **values: str | int) -> None:
        changes = ", ".join(f"{name} = ?" for name in values)
        self._db.execute(
            f'UPDATE mail SET {changes} WHERE "user" = ? AND position = ?',
            (*values.values(), user, position),
        )

    def _set_outbox(self, failures: int, due_at: str) -> None:
        self._db.execute(
            "UPDATE mail_outbox SET failures = ?, due_at = ? WHERE name = ?",
            (failures, due_at, OUTBOX),
        )
