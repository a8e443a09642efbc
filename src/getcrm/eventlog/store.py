"""Which store a database URL means, and what a store must promise before we start."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from getcrm.domain.text import COMPARISON
from getcrm.eventlog.appending import StartupRefused
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.mapper import EVENTS, UnknownTopic
from getcrm.eventlog.postgres import PostgresRecorder
from getcrm.eventlog.sqlite import PRIVATE_FOLDER, SQLiteRecorder

CONNECT_SECONDS = "3"
"""For each host, where the URL says nothing else."""


class UnknownDatabaseUrl(StartupRefused):
    """Neither sqlite:///path nor postgresql://…"""


class UnsafeDatabaseFunctions(StartupRefused):
    """POSTGRES_ENABLE_DB_FUNCTIONS makes readers of the log miss events."""


class NotMigrated(StartupRefused):
    """The database has no event log yet."""


class SeveralWorkersOnSQLite(StartupRefused):
    """An SQLite log has one writing process."""


class GuardsOutdated(StartupRefused):
    """Facts about the log were derived by another version's rules of comparison."""


def open_log(
    url: str, *, writer: bool, patience: float = 0.0, may_create: bool = False
) -> EventLog:
    """The log behind a URL, not yet looked at. writer: whether this process is to append.
    may_create: an SQLite file that is not there is made; otherwise this raises NotMigrated."""
    if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS", "").lower() in ("y", "yes", "t", "true", "1"):
        raise UnsafeDatabaseFunctions("unset POSTGRES_ENABLE_DB_FUNCTIONS")
    if (path := sqlite_path(url)) is not None:
        if not path.exists():
            if not may_create:
                raise NotMigrated
            path.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        return EventLog(SQLiteRecorder(path, writer=writer, patience=patience))
    return EventLog(PostgresRecorder(*postgres_target(url)))


def check(log: EventLog) -> None:
    """Raises a StartupRefused where going on could lose or misread something."""
    check_readable(log)
    if (rules := log.recorder.guard_rules()) != COMPARISON:
        raise GuardsOutdated(f"{rules}, this getcrm has {COMPARISON}")


def check_readable(log: EventLog) -> None:
    """The same, but for the facts that were derived from the log."""
    if isinstance(log.recorder, PostgresRecorder):
        log.recorder.refuse_unsafe()
    if not log.recorder.is_migrated():
        raise NotMigrated
    if unknown := log.recorder.topics() - set(EVENTS):
        raise UnknownTopic(", ".join(sorted(unknown)))


def refuse_several_workers(url: str, workers: int) -> None:
    if workers > 1 and sqlite_path(url) is not None:
        raise SeveralWorkersOnSQLite(f"{workers} workers")


def sqlite_path(url: str) -> Path | None:
    """The file of an sqlite:/// URL; None for PostgreSQL. Raises UnknownDatabaseUrl."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        if not url.startswith("sqlite:///") or len(url) == len("sqlite:///"):
            raise UnknownDatabaseUrl(url)
        return Path(url.removeprefix("sqlite:///"))
    if scheme not in ("postgresql", "postgres"):
        raise UnknownDatabaseUrl(urlsplit(url)._replace(netloc="").geturl())
    return None


def postgres_target(url: str) -> tuple[str, str]:
    """A postgresql:// URL parted into what libpq understands, and our schema."""
    base, _, query = url.partition("?")
    options = dict(parse_qsl(query))
    options.setdefault("connect_timeout", CONNECT_SECONDS)
    schema = options.pop("schema", "getcrm")
    # libpq does not read "+" as a space
    return base + ("?" if options else "") + urlencode(options, quote_via=quote), schema
