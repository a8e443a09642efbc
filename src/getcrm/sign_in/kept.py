"""Credentials in their table beside the log, by the ids under which the log names them."""

import hashlib
import secrets
from typing import NamedTuple

from getcrm.eventlog.log import EventLog


class Kept(NamedTuple):
    id: str
    user: str
    secret: str
    step: int


COLUMNS = 'id, "user", secret, step'


def new_secret() -> str:
    """256 random bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Of something so random that nobody guesses it: a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keep(log: EventLog, kind: str, kept: Kept, at: str) -> None:
    log.recorder.execute(
        'INSERT INTO credential (id, kind, "user", secret, step, made_at)'
        " VALUES (?, ?, ?, ?, ?, ?)",
        (kept.id, kind, kept.user, kept.secret, kept.step, at),
    )


def by_id(log: EventLog, kind: str, id: str, user: str) -> Kept | None:
    rows = log.recorder.query(
        f'SELECT {COLUMNS} FROM credential WHERE id = ? AND kind = ? AND "user" = ?',
        (id, kind, user),
    )
    return Kept(*rows[0]) if rows else None


def by_secret(log: EventLog, kind: str, secret: str) -> Kept | None:
    rows = log.recorder.query(
        f"SELECT {COLUMNS} FROM credential WHERE secret = ? AND kind = ?", (secret, kind)
    )
    return Kept(*rows[0]) if rows else None


def forget(log: EventLog, id: str) -> None:
    log.recorder.execute("DELETE FROM credential WHERE id = ?", (id,))


def forget_others(log: EventLog, kind: str, user: str, id: str | None) -> None:
    """Those that the log has replaced, and those that never counted."""
    log.recorder.execute(
        'DELETE FROM credential WHERE kind = ? AND "user" = ? AND id <> ?', (kind, user, id or "")
    )


def use_up(log: EventLog, kind: str, id: str, secret: str) -> bool:
    """Whether it was there; it is no longer. Of several at once one succeeds."""
    gone = log.recorder.execute(
        "DELETE FROM credential WHERE id = ? AND kind = ? AND secret = ?", (id, kind, secret)
    )
    return gone == 1
