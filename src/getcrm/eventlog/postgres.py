"""The log in PostgreSQL: one function appends, in one round trip, under the table's lock."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription
from psycopg import sql
from psycopg_pool import ConnectionPool, PoolTimeout

from getcrm.eventlog.appending import Checks, Fact, Receipt, Stale, StartupRefused, no_kwargs
from getcrm.eventlog.ddl import statements, tables
from getcrm.eventlog.following import Following

Connection = psycopg.Connection[tuple[Any, ...]]
Result = TypeVar("Result")
STALE = ("GC001", "23505")
APPEND = f"SELECT append_events({','.join(['%s'] * 22)})"
VERSIONS = (
    "SELECT stream, (SELECT max(version) FROM event e WHERE e.stream = asked.stream)"
    " FROM unnest(%s::text[]) AS asked(stream)"
)
MIGRATION_LOCK = "getcrm:migrate"


class UnsafeDatabase(StartupRefused):
    """The server is set to lose what it has acknowledged."""


class PostgresRecorder(ApplicationRecorder):
    """schema: the company's own schema; everything lives in it."""

    dialect = "postgresql"

    def __init__(self, conninfo: str, schema: str = "getcrm", pool_size: int = 8) -> None:
        self.conninfo = conninfo
        self.schema = schema
        self.channel = f"{schema}_event"
        self._pool = ConnectionPool(
            conninfo,
            min_size=1,
            max_size=pool_size,
            open=False,
            kwargs={"autocommit": True},
            configure=self._configure,
            timeout=30,
        )

    def wait_at_most(self, seconds: float) -> None:
        """For a connection, where all are taken or the server is away; then PoolTimeout."""
        self._pool.timeout = seconds

    # --- set-up

    def migrate(self) -> None:
        """Create what is missing; one process at a time, one statement at a time."""
        with psycopg.connect(self.conninfo) as db:
            db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [MIGRATION_LOCK])
            db.execute(
                sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self.schema))
            )
            self._set_path(db)
            for statement in (*statements("postgres.sql"), *statements("beside.sql")):
                db.execute(statement.encode())

    def is_migrated(self) -> bool:
        """Whether every table beside the log is there: an older version made fewer."""
        found = self.query("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return tables("beside.sql") <= {name for (name,) in found}

    def refuse_unsafe(self) -> None:
        """Raises UnsafeDatabase where a crash of the server could lose acknowledged events."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            value = self.query(f"SHOW {setting}")[0][0]
            if value == "off":
                raise UnsafeDatabase(f"{setting} is off")

    # --- writing

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """All or nothing. Raises Stale where something that was read has changed."""
        checks = no_kwargs(kwargs)
        arguments = self._arguments(stored_events, checks)

        tries = 0

        def append(db: Connection) -> int:
            nonlocal tries
            tries += 1
            row = db.execute(APPEND, arguments, prepare=True).fetchone()
            assert row
            return int(row[0])

        try:
            end = self._run(append, retry=lambda: self._was_stored(stored_events, checks))
        except psycopg.Error as error:
            if error.sqlstate not in STALE:
                raise
            # the first try may have gone on after we had lost sight of it
            stored = self._was_stored(stored_events, checks) if tries > 1 else None
            if stored is None:
                raise Stale(str(error)) from None
            end = stored
        return range(end - len(stored_events) + 1, end + 1) if stored_events else (end,)

    def _arguments(self, events: Sequence[StoredEvent], checks: Checks) -> list[str]:
        receipts = [receipt[:4] for receipt in checks.receipts]
        return [
            array([str(e.originator_id) for e in events]),
            array([str(e.originator_version) for e in events]),
            array([e.topic for e in events]),
            array([e.state.decode() for e in events]),
            array(checks.expects.keys()),
            array(map(str, checks.expects.values())),
            *(array(row[i] for row in checks.asked) for i in range(4)),
            *(array(row[i] for row in checks.removed) for i in range(3)),
            *(array(row[i] for row in checks.added) for i in range(3)),
            *(array(row[i] for row in receipts) for i in range(4)),
            checks.not_before,
            self.channel,
        ]

    def _was_stored(self, events: Sequence[StoredEvent], checks: Checks) -> int | None:
        """After a connection broke during COMMIT: the log's own word on whether it happened."""
        if events:
            last = events[-1]
            rows = self.query(
                "SELECT position FROM event WHERE stream = %s AND version = %s AND body = %s",
                (str(last.originator_id), last.originator_version, last.state.decode()),
            )
            return int(rows[0][0]) if rows else None
        found = self.receipts([receipt[:2] for receipt in checks.receipts]).values()
        if {receipt[:4] for receipt in found} != {receipt[:4] for receipt in checks.receipts}:
            return None
        return max((receipt.position for receipt in found), default=None)

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
        rows = self.query(
            "SELECT stream, version, topic, body FROM event WHERE stream = %s AND version > %s"
            f" AND version <= %s ORDER BY version {'DESC' if desc else ''} LIMIT %s",
            (str(originator_id), gt or 0, 2**62 if lte is None else lte, limit),
        )
        return [StoredEvent(row[0], row[1], row[2], row[3].encode()) for row in rows]

    def versions(self, streams: Sequence[str]) -> dict[str, int]:
        """Of a few streams; those of which nothing was recorded are missing. Of each the last row
        is looked at, where grouping would go through all of them."""
        rows = self.query(VERSIONS, (list(streams),))
        return {stream: version for stream, version in rows if version}

    def select_streams(self, streams: Sequence[str]) -> list[tuple[Any, ...]]:
        """(stream, version, topic, body) of many streams, each in order."""
        return self.query(
            "SELECT stream, version, topic, body FROM event WHERE stream = ANY(%s)"
            " ORDER BY stream, version",
            (list(streams),),
        )

    def select_rows(
        self, after: int, limit: int, up_to: int | None = None
    ) -> list[tuple[Any, ...]]:
        """(position, stream, version, topic, recorded_at, body) in the log's order."""
        return self.query(
            "SELECT position, stream, version, topic, recorded_at, body FROM event"
            " WHERE position > %s AND position <= %s ORDER BY position LIMIT %s",
            (after, 2**62 if up_to is None else up_to, limit),
        )

    def select_stream_rows(self, stream: str) -> list[tuple[Any, ...]]:
        return self.query(
            "SELECT position, stream, version, topic, recorded_at, body FROM event"
            " WHERE stream = %s ORDER BY version",
            (stream,),
        )

    def select_positions(self, positions: Sequence[int]) -> list[tuple[Any, ...]]:
        """The same columns of the events at some positions."""
        return self.query(
            "SELECT position, stream, version, topic, recorded_at, body FROM event"
            " WHERE position = ANY(%s) ORDER BY position",
            (list(positions),),
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
        found: int | None = self.query("SELECT max(position) FROM event")[0][0]
        return found

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        return Following(self, gt, topics)

    def position_at(self, recorded_at: str) -> int:
        """The last position recorded at or before a moment."""
        found = self.query(
            "SELECT position FROM event WHERE recorded_at <= %s ORDER BY position DESC LIMIT 1",
            (recorded_at,),
        )
        return int(found[0][0]) if found else 0

    def topics(self) -> set[str]:
        return {row[0] for row in self.query("SELECT DISTINCT topic FROM event")}

    def answer(self, what: str, scope: str, key: str) -> str:
        return str(self.query("SELECT fact_answer(%s, %s, %s)", (what, scope, key))[0][0])

    def facts(self) -> Iterator[Fact]:
        return map(Fact._make, self.query("SELECT scope, key, owner FROM guard ORDER BY 1, 2, 3"))

    def guard_rules(self) -> int:
        """The number of the rules by which the facts were derived; 0: of older ones."""
        return int(self.query("SELECT coalesce(max(version), 0) FROM guard_rules")[0][0])

    def rewrite_guards(self, rules: int, facts: Callable[[], Iterable[Fact]]) -> None:
        """Put these facts in the place of all others, while nobody appends."""
        with self.connection() as db, db.transaction():
            db.execute("LOCK TABLE event IN EXCLUSIVE MODE")
            db.execute("DELETE FROM guard")
            with db.cursor().copy("COPY guard (scope, key, owner) FROM STDIN") as copy:
                for fact in facts():
                    copy.write_row(fact)
            db.execute("DELETE FROM guard_rules")
            db.execute("INSERT INTO guard_rules VALUES (%s)", (rules,))

    def receipts(self, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Receipt]:
        rows = self.query(
            "SELECT r.* FROM receipt r JOIN unnest(%s::text[], %s::text[]) AS w(by, key)"
            " ON r.by = w.by AND r.key = w.key",
            ([by for by, _ in wanted], [key for _, key in wanted]),
        )
        return {(row[0], row[1]): Receipt(*row) for row in rows}

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> int:
        """One statement on the tables beside the log, with parameters as `?`; how many rows it
        changed."""
        text = statement.replace("?", "%s").encode()
        return self._run(lambda db: db.execute(text, parameters).rowcount)

    def query(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        text = statement.replace("?", "%s").encode()
        return self._run(lambda db: db.execute(text, parameters or None, prepare=True).fetchall())

    def follower(self, pause: float = 0.0) -> "PostgresFollower":
        """pause: between two looks, where the log has to be polled; here it need not."""
        return PostgresFollower(self.conninfo, self.channel)

    def close(self) -> None:
        self._pool.close()

    # --- connections

    def _configure(self, db: Connection) -> None:
        self._set_path(db)

    def _set_path(self, db: Connection) -> None:
        db.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(self.schema)))

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        if self._pool.closed:
            # says at once what is wrong, where the pool would try again and again
            psycopg.connect(self.conninfo, autocommit=True).close()
            self._pool.open()
        with self._pool.connection() as db:
            yield db

    def _run(
        self, work: Callable[[Connection], Result], retry: Callable[[], Result | None] | None = None
    ) -> Result:
        """Once more where the connection broke; `retry` first finds out whether it was done."""
        try:
            with self.connection() as db:
                return work(db)
        except PoolTimeout:
            raise
        except psycopg.OperationalError:
            if self._pool.closed:  # there was none yet
                raise
            self._pool.check()  # the others may be broken too
            done = retry() if retry else None
            if done is not None:
                return done
            with self.connection() as db:
                return work(db)


class PostgresFollower:
    """Waits for NOTIFY, on a connection of its own, and asks anew where that one broke."""

    def __init__(self, conninfo: str, channel: str) -> None:
        self._conninfo = conninfo
        self._channel = channel
        self._db = self._listen()

    def wait(self, timeout: float) -> bool:
        """Whether something was committed since the last wait."""
        try:
            return any(True for _ in self._db.notifies(timeout=timeout, stop_after=1))
        except psycopg.OperationalError:
            time.sleep(0.05)
            self._db = self._listen()
            return True

    def _listen(self) -> Connection:
        db = psycopg.connect(self._conninfo, autocommit=True)
        db.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))
        return db

    def close(self) -> None:
        self._db.close()


def array(values: Iterable[str]) -> str:
    """An array as PostgreSQL writes it; psycopg's own dumper takes a third of an append."""
    quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"
