"""API tokens: only their hashes are stored, in a table beside the log."""

import hashlib
import secrets
from typing import NamedTuple

from getcrm.eventlog.instants import now
from getcrm.eventlog.log import EventLog


class Token(NamedTuple):
    token: str
    """The token's id, as the log knows it; not the secret."""
    user: str
    name: str


def new_secret() -> str:
    return "gc_" + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """The secret has 256 random bits: a plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def store(log: EventLog, secret: str, token: Token) -> None:
    log.recorder.execute(
        'INSERT INTO api_token (hash, token, "user", name, issued_at) VALUES (?, ?, ?, ?, ?)',
        (hashed(secret), token.token, token.user, token.name, now()),
    )


def lookup(log: EventLog, secret: str) -> Token | None:
    """Whose token it is, or None."""
    rows = log.recorder.query(
        'SELECT token, "user", name FROM api_token WHERE hash = ?', (hashed(secret),)
    )
    return Token(*rows[0]) if rows else None


def forget(log: EventLog, token: str) -> None:
    """A revoked token opens nothing any more."""
    log.recorder.execute("DELETE FROM api_token WHERE token = ?", (token,))
