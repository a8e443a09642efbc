"""Where the read models live: a second SQLite file, or the log's own PostgreSQL schema."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import QueuePool

from getcrm.eventlog.sqlite import file_lock, keep_private
from getcrm.eventlog.store import postgres_target, sqlite_path
from getcrm.projections.pipelining import PipeliningConnection

PRAGMAS = (
    "busy_timeout=30000",
    "synchronous=NORMAL",
    "cache_size=-32000",
    "wal_autocheckpoint=8000",
    "journal_size_limit=67108864",
)
"""wal_autocheckpoint: in pages; a checkpoint waits for the disk, and a batch fills many pages.
journal_size_limit: in bytes; what a large transaction has needed is given back after it."""
INCREMENTAL = 2
"""SQLite's auto_vacuum: free pages go back to the disk when asked for."""
GIVEN_BACK = 10_000
"""Pages at a time; others may write in between."""
BRIEFLY = 2_000
"""Milliseconds to wait for readers of the WAL before it is cut short."""

DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
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
        def configure(connection: Any, record: Any) -> None:
            connection.isolation_level = None
            record.info["file"] = self._file()
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "checkout")
        def refuse_replaced(_: object, record: Any, _proxy: object) -> None:
            if record.info["file"] != self._file():
                raise DisconnectionError

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            wanted = connection.get_execution_options().get("getcrm_begin", "BEGIN")
            connection.exec_driver_sql(wanted)

        return engine

    def _file(self) -> tuple[int, int] | None:
        """Which file has the name now: it may have been deleted, and made anew."""
        assert self.path is not None
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

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
            with self._outside() as db:
                db.execute(f"PRAGMA auto_vacuum={INCREMENTAL}")
                db.execute("PRAGMA journal_mode=WAL")

    @contextmanager
    def _outside(self) -> Iterator[Any]:
        """The driver's own connection to the SQLite file, outside of a transaction."""
        connection = self.engine.raw_connection()
        try:
            yield connection.dbapi_connection
        finally:
            connection.close()

    def give_back(self) -> None:
        """To the disk, what dropped tables have left free in the SQLite file and in its WAL."""
        if not self.path:
            return
        lock = Path(f"{self.path}.writer")
        with self._outside() as db:
            free = True
            while free:
                with file_lock(lock):
                    if db.execute("PRAGMA auto_vacuum").fetchone()[0] != INCREMENTAL:
                        db.execute(f"PRAGMA auto_vacuum={INCREMENTAL}")
                        db.execute("VACUUM")  # once, of a file that an older version has made
                    db.execute(f"PRAGMA incremental_vacuum({GIVEN_BACK})").fetchall()
                    free = db.execute("PRAGMA freelist_count").fetchone()[0] > 0
            db.execute(f"PRAGMA busy_timeout={BRIEFLY}")
            with file_lock(lock):
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            db.execute(f"PRAGMA {PRAGMAS[0]}")

    def sizes(self) -> tuple[int, int, int]:
        """Bytes of the SQLite file, of what is free in it, and of its WAL."""
        assert self.path is not None
        with self._outside() as db:
            page, count, free = (
                db.execute(f"PRAGMA {what}").fetchone()[0]
                for what in ("page_size", "page_count", "freelist_count")
            )
        wal = Path(f"{self.path}-wal")
        return page * count, page * free, wal.stat().st_size if wal.exists() else 0

    # --- lost and damaged

    def has_tables(self) -> bool:
        """Whether anybody has ever prepared them."""
        with self.engine.connect() as db:
            return inspect(db).has_table(POSITION_TABLE)

    def is_damaged(self) -> bool:
        """Whether the SQLite file can no longer be read throughout."""
        if not self.path:
            return False
        try:
            with self._outside() as db:
                return bool(db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
        except (sqlite3.DatabaseError, DBAPIError) as error:
            if is_damage(error):
                return True
            raise

    def reset(self) -> None:
        """Instead of a damaged SQLite file a new one; whoever has the old one open goes over to
        it with the next transaction."""
        assert self.path is not None
        with file_lock(Path(f"{self.path}.writer")):
            self.engine.dispose()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        self.engine.dispose()


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that its file is damaged, or none of its own."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlite_errorname", "").startswith(DAMAGED)


def refuse_broken(connection: Any, _record: object, _proxy: object) -> None:
    """Nobody gets a connection that the server has closed meanwhile; the pool makes another one.

    While nothing is asked there is nothing to be read from it, but that it was closed."""
    ready, _, _ = select([connection], [], [], 0)
    if ready:
        raise DisconnectionError
