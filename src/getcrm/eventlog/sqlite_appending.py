"""Appends to an SQLite log: those that arrive while one is being made durable share the next.

A commit waits for the disk far longer than it computes. Whoever gets the lock writes everything
that waits by then, each append behind a savepoint of its own, in one transaction: one wait for all.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from eventsourcing.persistence import StoredEvent

from getcrm.eventlog.appending import Checks, Stale, asked_answer
from getcrm.eventlog.instants import now

INSERT_EVENT = (
    "INSERT INTO event (stream, version, topic, recorded_at, body) VALUES (?, ?, ?, ?, ?)"
)
INSERT_RECEIPT = (
    "INSERT INTO receipt (by, key, fingerprint, answer, position) VALUES (?, ?, ?, ?, ?)"
)
ADD_FACT = "INSERT INTO guard (scope, key, owner) VALUES (?, ?, ?)"
REMOVE_FACT = "DELETE FROM guard WHERE scope = ? AND key = ? AND owner = ?"
VERSION = "(SELECT max(version) FROM event WHERE stream = ?)"
LAST = "SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1"


@dataclass
class Turn:
    """One append, all or nothing. It ends with positions, or with an error."""

    events: Sequence[StoredEvent]
    checks: Checks
    positions: Sequence[int] = ()
    error: BaseException | None = None
    is_over: bool = False


class Appends:
    """db: the connection that writes. lock: held by whoever uses it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.lock = threading.Lock()
        self._waiting: deque[Turn] = deque()

    def append(self, events: Sequence[StoredEvent], checks: Checks) -> Sequence[int]:
        """The positions, once they are on the disk. Raises Stale where something that was read
        has changed: then nothing was written."""
        turn = Turn(events, checks)
        self._waiting.append(turn)
        with self.lock:
            if not turn.is_over:
                self._write([self._waiting.popleft() for _ in range(len(self._waiting))])
        if turn.error is not None:
            raise turn.error
        return turn.positions

    def _write(self, turns: Sequence[Turn]) -> None:
        try:
            self.db.execute("BEGIN IMMEDIATE")
            if len(turns) == 1:
                turns[0].positions = appended(self.db, turns[0].events, turns[0].checks)
            else:
                for turn in turns:
                    self._take(turn)
            self.db.execute("COMMIT")
        except BaseException as error:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            for turn in turns:
                turn.error = turn.error or error
        finally:
            for turn in turns:
                turn.is_over = True

    def _take(self, turn: Turn) -> None:
        """What is wrong with one append is not the others' fault."""
        self.db.execute("SAVEPOINT turn")
        try:
            turn.positions = appended(self.db, turn.events, turn.checks)
        except Exception as error:
            turn.error = error
            self.db.execute("ROLLBACK TO turn")
        self.db.execute("RELEASE turn")


def appended(
    db: sqlite3.Connection, events: Sequence[StoredEvent], checks: Checks
) -> Sequence[int]:
    """Check and write, in a transaction that is open. Raises Stale."""
    check(db, checks)
    last = db.execute(LAST).fetchone() or (0, "")
    recorded_at = max(now(), last[1], checks.not_before)
    try:
        end = last[0]
        for e in events:
            row = e.originator_id, e.originator_version, e.topic, recorded_at, e.state.decode()
            end = db.execute(INSERT_EVENT, row).lastrowid
        if checks.receipts:
            db.executemany(INSERT_RECEIPT, [(*receipt[:4], end) for receipt in checks.receipts])
    except sqlite3.IntegrityError:
        raise Stale from None
    if checks.removed:
        db.executemany(REMOVE_FACT, checks.removed)
    if checks.added:
        db.executemany(ADD_FACT, checks.added)
    return range(end - len(events) + 1, end + 1) if events else (end,)


def check(db: sqlite3.Connection, checks: Checks) -> None:
    found = versions_in(db, list(checks.expects))
    for stream, version in checks.expects.items():
        if found.get(stream, 0) != version:
            raise Stale(stream)
    for asked in checks.asked:
        if answer_in(db, asked.what, asked.scope, asked.key) != asked.answer:
            raise Stale(asked)


def versions_in(db: sqlite3.Connection, streams: Sequence[str]) -> dict[str, int]:
    """A question of its own for each, put together: of a stream it looks at the last row, where
    grouping would go through all of them."""
    found: dict[str, int] = {}
    for start in range(0, len(streams), 500):
        part = streams[start : start + 500]
        row = db.execute(f"SELECT {','.join([VERSION] * len(part))}", part).fetchone()
        found.update((name, last) for name, last in zip(part, row, strict=True) if last)
    return found


def answer_in(db: sqlite3.Connection, what: str, scope: str, key: str) -> str:
    """The answer to a question about facts, as `Asked` writes it."""
    match what:
        case "owners":
            rows = db.execute(
                "SELECT owner FROM guard WHERE scope = ? AND key = ? ORDER BY owner", (scope, key)
            )
            return asked_answer([row[0] for row in rows])
        case "count":
            rows = db.execute(
                "SELECT count(*) FROM guard WHERE scope = ? AND key = ?", (scope, key)
            )
        case _:
            rows = db.execute("SELECT coalesce(max(key), '') FROM guard WHERE scope = ?", (scope,))
    return str(rows.fetchone()[0])
