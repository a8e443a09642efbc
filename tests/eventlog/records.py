"""Records for stories of the log: users, who are simple, and whose names can be anything."""

from collections.abc import Iterable
from typing import Any

from eventsourcing.persistence import StoredEvent

from getcrm.crm.guards import derive_guards
from getcrm.domain.user import UserAdded, UserRenamed
from getcrm.eventlog.appending import Asked, Checks, Fact, Receipt
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.mapper import encode
from getcrm.eventlog.store import open_log
from tests.story import NOON


def migrated(url: str) -> None:
    log = open_log(url, writer=True, may_create=True)
    log.recorder.migrate()
    derive_guards(log)
    log.close()


def stored(stream: str, version: int, event: Any, at: str = NOON, by: str = "anna") -> StoredEvent:
    body = encode(event, at, by, {"command": "Test", "id": f"{stream} {version}"})
    return StoredEvent(stream, version, type(event).__name__, body.encode())


def user(n: int | str, versions: Iterable[int] = (1,), at: str = NOON) -> list[StoredEvent]:
    """Events of user-<n>: added, then renamed at every further version."""
    return [
        stored(f"user-{n}", version, UserAdded("Anna") if version == 1 else renamed(version), at)
        for version in versions
    ]


def renamed(version: int) -> UserRenamed:
    return UserRenamed(f"Anna {version - 1}", f"Anna {version}")


def append(log: EventLog, events: list[StoredEvent], **checks: Any) -> int:
    return log.append(events, Checks(**{"expects": {}, **checks}))


__all__ = [
    "Asked",
    "Checks",
    "Fact",
    "Receipt",
    "StoredEvent",
    "append",
    "migrated",
    "renamed",
    "stored",
    "user",
]
