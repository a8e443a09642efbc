"""Where the read models live: a second SQLite file, or the log's own PostgreSQL schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

from getcrm.eventlog.sqlite import file_lock, keep_private
from getcrm.eventlog.store import postgres_target, sqlite_path
from getcrm.projections.pipelining import PipeliningConnection

PRAGMAS = (
    "busy_timeout=30000",
    "synchronous=NORMAL",
    "cache_size=-32000",
    "wal_autocheckpoint=8000",
)
"""wal_autocheckpoint: in pages; a checkpoint waits for the disk, and a batch fills many pages."""

POSITION_TABLE = "projection_position"
"""Every reader of PostgreSQL holds a lock on it that lets everybody in but a switch."""


class ViewStore:
    """Readers take `read()`, the projector and rebuilds take `write()`. connection_seconds: how
    long they wait for a connection."""

    def __init__(self, url: str, connection_seconds: float = 30.0) -> None:
        self._connection_seconds = connection_seconds
        path = sqlite_path(url)
        self.path = path and path.with_name(f"{path.stem}-views.db")
        if path is None:
            self._conninfo, self._schema = postgres_target(url)
        self.engine = self._sqlite() if self.path else self._postgres()
        self.dialect = self.engine.dialect.name

    def _sqlite(self) -> Engine:
        engine = create_engine(
            f"sqlite:///{self.path}",
            poolclass=QueuePool,
            pool_size=16,
            max_overflow=16,
            pool_timeout=self._connection_seconds,
        )

        @event.listens_for(engine, "do_connect")
        def private(*_: object) -> None:
            assert self.path is not None
            keep_private(self.path)

        @event.listens_for(engine, "connect")
        def configure(connection: Any, _record: object) -> None:
            connection.isolation_level = None
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            wanted = connection.get_execution_options().get("getcrm_begin", "BEGIN")
            connection.exec_driver_sql(wanted)

        return engine

    def _postgres(self) -> Engine:
        engine = create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            pool_size=8,
            max_overflow=16,
            pool_timeout=self._connection_seconds,
        )
        event.listen(engine, "checkout", refuse_broken)
        return engine

    def _connect(self) -> PipeliningConnection:
        """Whatever hosts and options libpq can be told of, in the company's schema."""
        db = PipeliningConnection.connect(self._conninfo, prepare_threshold=2)
        db.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(self._schema)))
        # a short question is over before helping processes have started
        db.execute("SET max_parallel_workers_per_gather TO 0")
        # a loss in a power cut costs nothing: position and rows go together
        db.execute("SET synchronous_commit TO off")
        db.commit()
        return db

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent picture: every statement sees the same state, and the same tables."""
        if self.path:
            with self.engine.connect() as db:
                yield db
            return
        with self.engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as db:
            # before the first question, which decides what the picture is of
            db.exec_driver_sql(f"LOCK TABLE {POSITION_TABLE} IN ACCESS SHARE MODE")
            yield db

    @contextmanager
    def glance(self) -> Iterator[Connection]:
        """For a single statement, which is a picture by itself."""
        with self.engine.connect() as db:
            yield db if self.path else db.execution_options(isolation_level="AUTOCOMMIT")

    def keep_readers_out(self, db: Connection) -> None:
        """Until this transaction ends: it changes tables, of which a picture shows old or new.

        Raises an OperationalError (lock not available) where one of those inside takes too long.
        """
        if not self.path:
            db.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
            db.exec_driver_sql(f"LOCK TABLE {POSITION_TABLE} IN ACCESS EXCLUSIVE MODE")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction."""
        if self.path:
            lock = Path(f"{self.path}.writer")
            with (
                file_lock(lock),
                self.engine.connect().execution_options(getcrm_begin="BEGIN IMMEDIATE") as db,
                db.begin(),
            ):
                yield db
            return
        with self.engine.begin() as db:
            yield db

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """One process at a time does it; the others wait. what: prepare, new, check."""
        if self.path:
            with file_lock(Path(f"{self.path}.{what}")):
                yield
            return
        with psycopg.connect(self._conninfo, autocommit=True) as db:
            key = f"getcrm:{what}:{self._schema}"
            db.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
            yield

    def create(self) -> None:
        if self.path:
            with self.engine.connect() as db:
                db.exec_driver_sql("COMMIT")
                db.exec_driver_sql("PRAGMA journal_mode=WAL")
                db.exec_driver_sql("BEGIN")

    def close(self) -> None:
        self.engine.dispose()


def refuse_broken(connection: Any, _record: object, _proxy: object) -> None:
    """Nobody gets a connection that the server has closed meanwhile; the pool makes another one.

    While nothing is asked there is nothing to be read from it, but that it was closed."""
    ready, _, _ = select([connection], [], [], 0)
    if ready:
        raise DisconnectionError
