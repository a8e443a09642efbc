"""The log in an SQLite file: one writing process, every commit on the disk before it counts."""

import fcntl
import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription

from getcrm.eventlog.appending import Fact, Receipt, StartupRefused, no_kwargs
from getcrm.eventlog.ddl import tables
from getcrm.eventlog.following import Following
from getcrm.eventlog.sqlite_appending import ADD_FACT, Appends, answer_in, versions_in

DDL = """
CREATE TABLE IF NOT EXISTS event (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  topic TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (stream, version)
) STRICT;
CREATE TRIGGER IF NOT EXISTS event_is_never_changed BEFORE UPDATE ON event
  BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_is_never_deleted BEFORE DELETE ON event
  BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS event_is_never_replaced BEFORE INSERT ON event
  WHEN EXISTS (SELECT 1 FROM event WHERE position = NEW.position)
    OR EXISTS (SELECT 1 FROM event WHERE stream = NEW.stream AND version = NEW.version)
  BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END;
CREATE TABLE IF NOT EXISTS guard (
  scope TEXT NOT NULL, key TEXT NOT NULL, owner TEXT NOT NULL,
  PRIMARY KEY (scope, key, owner)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipt (
  by TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, answer TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (by, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS api_token (
  hash TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, user TEXT NOT NULL, name TEXT NOT NULL,
  issued_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


PRIVATE, PRIVATE_FOLDER = 0o600, 0o700
"""Modes: of files, and of the folder they are in."""


class AnotherProcessWrites(StartupRefused):
    """An SQLite log has one writing process, and another one is at work on this file."""


class ReadOnly(Exception):
    """This process opened the log for reading only."""


class SQLiteRecorder(ApplicationRecorder):
    """writer: whether this process is the one that writes; it then holds the file's lock."""

    dialect = "sqlite"

    def __init__(self, path: Path, *, writer: bool, patience: float = 0.0) -> None:
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock_file = None
        self._appends: Appends | None = None
        keep_private(path)
        if writer:
            self._lock_file = lock_file(path.with_name(path.name + ".writer"), patience)
            try:
                self._appends = Appends(self._durable())
            except BaseException:
                self.close()
                raise

    def _durable(self) -> sqlite3.Connection:
        """The connection that writes."""
        connection = self._connect()
        connection.execute("PRAGMA synchronous=FULL")
        if connection.execute("PRAGMA synchronous").fetchone() != (2,):
            raise StartupRefused("SQLite did not accept synchronous=FULL")
        return connection

    def wait_at_most(self, seconds: float) -> None:
        """For a connection: each thread has its own, and never waits."""

    def migrate(self) -> None:
        db = self._writer().db
        db.execute("PRAGMA journal_mode=WAL")
        beside = files("getcrm.eventlog").joinpath("beside.sql").read_text(encoding="utf-8")
        db.executescript(f"BEGIN IMMEDIATE;{DDL}{beside}COMMIT;")

    def is_migrated(self) -> bool:
        """Whether every table beside the log is there: an older version made fewer."""
        found = self._read("SELECT name FROM sqlite_master WHERE type = 'table'")
        return tables("beside.sql") <= {name for (name,) in found}

    # --- writing

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """All or nothing. Raises Stale where something that was read has changed."""
        return self._writer().append(stored_events, no_kwargs(kwargs))

    # --- reading

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        rows = self._read(
            "SELECT stream, version, topic, body FROM event WHERE stream = ? AND version > ?"
            f" AND version <= ? ORDER BY version {'DESC' if desc else ''} LIMIT ?",
            (originator_id, gt or 0, 2**62 if lte is None else lte, -1 if limit is None else limit),
        )
        return [StoredEvent(row[0], row[1], row[2], row[3].encode()) for row in rows]

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """Of a few streams; those of which nothing was recorded are missing."""
        return versions_in(self._reader(), streams)

    def select_streams(self, streams: Sequence[str]) -> list[tuple[str, int, str, str]]:
        """(stream, version, topic, body) of many streams, each in order."""
        rows: list[tuple[str, int, str, str]] = []
        for start in range(0, len(streams), 500):
            part = streams[start : start + 500]
            marks = ",".join("?" * len(part))
            rows += self._read(
                "SELECT stream, version, topic, body FROM event"
                f" WHERE stream IN ({marks}) ORDER BY stream, version",
                part,
            )
        return rows

    def select_rows(
        self, after: int, limit: int, up_to: int | None = None
    ) -> list[tuple[int, str, int, str, str, str]]:
        """(position, stream, version, topic, recorded_at, body) in the log's order."""
        return self._read(
            "SELECT position, stream, version, topic, recorded_at, body FROM event"
            " WHERE position > ? AND position <= ? ORDER BY position LIMIT ?",
            (after, 2**62 if up_to is None else up_to, limit),
        )

    def select_stream_rows(self, stream: str) -> list[tuple[int, str, int, str, str, str]]:
        return self._read(
            "SELECT position, stream, version, topic, recorded_at, body FROM event"
            " WHERE stream = ? ORDER BY version",
            (stream,),
        )

    def select_positions(
        self, positions: Sequence[int]
    ) -> list[tuple[int, str, int, str, str, str]]:
        """The same columns of the events at some positions."""
        return self._read(
            "SELECT position, stream, version, topic, recorded_at, body FROM event"
            " WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position",
            (json.dumps(list(positions)),),
        )

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = (start or 0) - (1 if start and inclusive_of_start else 0)
        return [
            Notification(stream, version, topic, body.encode(), position)
            for position, stream, version, topic, _, body in self.select_rows(after, limit, stop)
            if not topics or topic in topics
        ]

    def max_notification_id(self) -> int | None:
        found: int | None = self._read("SELECT max(position) FROM event")[0][0]
        return found

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        return Following(self, gt, topics)

    def position_at(self, recorded_at: str) -> int:
        """The last position recorded at or before a moment."""
        found = self._read(
            "SELECT position FROM event WHERE recorded_at <= ? ORDER BY position DESC LIMIT 1",
            (recorded_at,),
        )
        return found[0][0] if found else 0

    def topics(self) -> set[str]:
        return {row[0] for row in self._read("SELECT DISTINCT topic FROM event")}

    def answer(self, what: str, scope: str, key: str) -> str:
        return answer_in(self._reader(), what, scope, key)

    def facts(self) -> Iterator[Fact]:
        return map(Fact._make, self._read("SELECT scope, key, owner FROM guard ORDER BY 1, 2, 3"))

    def guard_rules(self) -> int:
        """The number of the rules by which the facts were derived; 0: of older ones."""
        return int(self._read("SELECT coalesce(max(version), 0) FROM guard_rules")[0][0])

    def rewrite_guards(self, rules: int, facts: Callable[[], Iterable[Fact]]) -> None:
        """Put these facts in the place of all others, while nobody appends."""
        writer = self._writer()
        with writer.lock:
            writer.db.execute("BEGIN IMMEDIATE")
            try:
                writer.db.execute("DELETE FROM guard")
                writer.db.executemany(ADD_FACT, facts())
                writer.db.execute("DELETE FROM guard_rules")
                writer.db.execute("INSERT INTO guard_rules VALUES (?)", (rules,))
                writer.db.execute("COMMIT")
            except BaseException:
                writer.db.execute("ROLLBACK")
                raise

    def receipts(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        found: dict[tuple[str, str], Receipt] = {}
        for by, key in wanted:
            for row in self._read("SELECT * FROM receipt WHERE by = ? AND key = ?", (by, key)):
                found[by, key] = Receipt(*row)
        return found

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """One statement on the tables beside the log, with parameters as `?`; how many rows it
        changed."""
        writer = self._writer()
        with writer.lock:
            return writer.db.execute(sql, parameters).rowcount

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._read(sql, parameters)

    def follower(self, pause: float = 0.001) -> "SQLiteFollower":
        return SQLiteFollower(self._connect(), pause)

    def close(self) -> None:
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        if self._lock_file:
            self._lock_file.close()

    # --- connections

    def _connect(self) -> sqlite3.Connection:
        there = f"{self.path.absolute().as_uri()}?mode=rw"  # where it has gone, none is made anew
        connection = sqlite3.connect(
            there, uri=True, isolation_level=None, timeout=30, check_same_thread=False
        )
        connection.execute("PRAGMA busy_timeout=30000")
        self._opened.append(connection)
        return connection

    def _writer(self) -> Appends:
        if self._appends is None:
            raise ReadOnly(str(self.path))
        return self._appends

    def _reader(self) -> sqlite3.Connection:
        """One connection per thread; it never writes, and never checkpoints."""
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._connect()
            reader.execute("PRAGMA wal_autocheckpoint=0")
            reader.execute("PRAGMA query_only=ON")
        return reader

    def _read(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        return self._reader().execute(sql, parameters).fetchall()


class SQLiteFollower:
    """Waits for commits of other connections by polling `PRAGMA data_version` (4 µs).

    pause: seconds between two looks."""

    def __init__(self, connection: sqlite3.Connection, pause: float) -> None:
        self._connection = connection
        self._pause = pause
        self._seen = self._version()

    def wait(self, timeout: float) -> bool:
        """Whether something was committed since the last wait."""
        end = time.monotonic() + timeout
        while (version := self._version()) == self._seen:
            if time.monotonic() > end:
                return False
            time.sleep(self._pause)
        self._seen = version
        return True

    def _version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        self._connection.close()


def keep_private(path: Path) -> None:
    """A new file is its owner's alone, and so are those that SQLite puts beside it (-wal, -shm),
    which take its mode."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, PRIVATE))


def opened(path: Path) -> IO[str]:
    """For its lock."""
    keep_private(path)
    return path.open("a")


def lock_file(path: Path, patience: float) -> Any:
    """Hold the file's lock for as long as the answer is open."""
    handle = opened(path)
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() >= end:
                handle.close()
                raise AnotherProcessWrites(str(path)) from None
            time.sleep(0.02)


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    """Wait for the file's lock and hold it."""
    with opened(path) as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
