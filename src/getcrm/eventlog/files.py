"""The bytes of uploaded files, in a table beside the log, which knows their hashes."""

import hashlib

from getcrm.eventlog.log import EventLog


def hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def store(log: EventLog, id: str, name: str, media_type: str, data: bytes) -> None:
    """Before the log says that they are there; again does no harm."""
    log.recorder.execute(
        "INSERT INTO attachment (id, sha256, name, media_type, size, bytes)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id, sha256) DO NOTHING",
        (id, hashed(data), name, media_type, len(data), data),
    )


def forget(log: EventLog, id: str, sha256: str) -> None:
    """Of what was refused nothing stays."""
    log.recorder.execute("DELETE FROM attachment WHERE id = ? AND sha256 = ?", (id, sha256))


def fetch(log: EventLog, id: str, sha256: str) -> bytes | None:
    """Exactly those of which the log says that they were uploaded."""
    rows = log.recorder.query(
        "SELECT bytes FROM attachment WHERE id = ? AND sha256 = ?", (id, sha256)
    )
    return bytes(rows[0][0]) if rows else None
