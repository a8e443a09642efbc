"""Where the read models live: a second SQLite file, or the log's own PostgreSQL schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from getcrm.eventlog.sqlite import file_lock
from getcrm.eventlog.store import postgres_target, sqlite_path


class ViewStore:
    """Readers take `read()`, the projector and rebuilds take `write()`."""

    def __init__(self, url: str) -> None:
        path = sqlite_path(url)
        self.path = path and path.with_name(f"{path.stem}-views.db")
        self.engine = self._sqlite() if self.path else self._postgres(url)
        self.dialect = self.engine.dialect.name

    def _sqlite(self) -> Engine:
        engine = create_engine(
            f"sqlite:///{self.path}", poolclass=QueuePool, pool_size=16, max_overflow=16
        )

        @event.listens_for(engine, "connect")
        def configure(connection: Any, _record: object) -> None:
            connection.isolation_level = None
            for pragma in ("busy_timeout=30000", "synchronous=NORMAL", "cache_size=-32000"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            wanted = connection.get_execution_options().get("getcrm_begin", "BEGIN")
            connection.exec_driver_sql(wanted)

        return engine

    def _postgres(self, url: str) -> Engine:
        conninfo, schema = postgres_target(url)
        return create_engine(
            make_url(conninfo).set(drivername="postgresql+psycopg"),
            pool_size=8,
            max_overflow=16,
            pool_pre_ping=False,
            connect_args={"options": f"-c search_path={schema}", "prepare_threshold": 2},
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent picture: every statement sees the same state."""
        if self.path:
            with self.engine.connect() as db:
                yield db
            return
        with self.engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        ) as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction. Its loss in a power cut costs nothing: position and rows go together."""
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
            db.exec_driver_sql("SET LOCAL synchronous_commit = off")
            yield db

    def create(self) -> None:
        if self.path:
            with self.engine.connect() as db:
                db.exec_driver_sql("COMMIT")
                db.exec_driver_sql("PRAGMA journal_mode=WAL")
                db.exec_driver_sql("BEGIN")

    def close(self) -> None:
        self.engine.dispose()
