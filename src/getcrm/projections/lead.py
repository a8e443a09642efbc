"""Who moves the read models: one process, by a lock that ends with it."""

from pathlib import Path
from typing import Any

import psycopg

from getcrm.eventlog.sqlite import AnotherProcessWrites, lock_file
from getcrm.eventlog.store import postgres_target, sqlite_path


class FileLead:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: Any = None

    def acquire(self) -> bool:
        if self._handle is None:
            try:
                self._handle = lock_file(self._path, patience=0)
            except AnotherProcessWrites:
                return False
        return True

    def close(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None


class PostgresLead:
    """An advisory lock of the server, held by a connection of its own."""

    def __init__(self, url: str, what: str) -> None:
        self._conninfo, schema = postgres_target(url)
        self._key = f"getcrm:{what}:{schema}"
        self._db: psycopg.Connection[tuple[Any, ...]] | None = None

    def acquire(self) -> bool:
        if self._db is None or self._db.closed:
            self._db = psycopg.connect(self._conninfo, autocommit=True)
        row = self._db.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [self._key]
        ).fetchone()
        return bool(row and row[0])

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def lead(url: str, what: str) -> FileLead | PostgresLead:
    """what: projector, scheduler."""
    path = sqlite_path(url)
    if path is not None:
        return FileLead(path.with_name(f"{path.name}.{what}"))
    return PostgresLead(url, what)
