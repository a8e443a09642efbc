"""A connection that breaks costs nothing: nothing is lost, and nothing is written twice."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from getcrm.commands.user import AddUser, RenameUser
from getcrm.crm import Crm, migrate, new_id, open_crm
from getcrm.eventlog.appending import Stale
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.postgres import PostgresRecorder
from getcrm.eventlog.store import open_log, postgres_target
from tests.eventlog.proxy import Proxy, proxied
from tests.eventlog.records import Receipt, append, user
from tests.stores import database, postgres_url
from tests.story import BEFORE

CUTS = ["question", "answer"]
"""The append never reached the server, or it was done and only its answer was lost."""


@pytest.fixture
def url() -> Iterator[str]:
    with database("postgresql") as url:
        migrate(url)
        yield url


@pytest.fixture
def proxy(url: str, tmp_path: Path) -> Iterator[Proxy]:
    with proxied(tmp_path, postgres_url()) as proxy:
        proxy.url += f"&schema={postgres_target(url)[1]}"
        yield proxy


@pytest.fixture
def log(proxy: Proxy) -> Iterator[EventLog]:
    """At the far end of the proxy, its questions already known to the server."""
    with closing(open_log(proxy.url, writer=True)) as log:
        append(log, user(0))
        yield log


@pytest.fixture
def crm(proxy: Proxy) -> Iterator[Crm]:
    with closing(open_crm(proxy.url)) as crm:
        crm.handle(AddUser(name="Anna"), by="system")
        yield crm


def streams(log: EventLog) -> list[str]:
    return [entry.stream for entry in log.read(after=0)]


@pytest.mark.parametrize("cut", CUTS)
def test_an_append_whose_connection_breaks_is_stored_once(
    log: EventLog, proxy: Proxy, cut: str
) -> None:
    proxy.armed = cut
    assert append(log, [*user(1, [1, 2]), *user(2)], expects={"user-1": 0}) == 4
    assert proxy.cuts == 1
    assert streams(log) == ["user-0", "user-1", "user-1", "user-2"]


@pytest.mark.parametrize("cut", CUTS)
def test_so_is_an_append_of_nothing_but_a_receipt(log: EventLog, proxy: Proxy, cut: str) -> None:
    proxy.armed = cut
    assert append(log, [], receipts=[Receipt("anna", "key", "print", "{}")]) == 1
    assert proxy.cuts == 1
    assert log.recorder.receipts([("anna", "key")])["anna", "key"].position == 1


def test_somebody_elses_receipt_is_not_taken_for_ours(
    log: EventLog, proxy: Proxy, url: str
) -> None:
    with closing(open_log(url, writer=True)) as other:
        append(other, [], receipts=[Receipt("anna", "key", "another command", "{}")])
    proxy.armed = "question"
    with pytest.raises(Stale):
        append(log, [], receipts=[Receipt("anna", "key", "print", "{}")])


def test_an_append_that_was_overtaken_meanwhile_is_stale(
    log: EventLog, proxy: Proxy, url: str
) -> None:
    with closing(open_log(url, writer=True)) as other:
        append(other, user(1, [1, 2], BEFORE))
    proxy.armed = "question"
    with pytest.raises(Stale):
        append(log, user(1), expects={"user-1": 0})
    assert streams(log) == ["user-0", "user-1", "user-1"]


def test_an_append_that_the_server_finishes_after_its_connection_broke_is_stored_once(
    log: EventLog, proxy: Proxy, url: str
) -> None:
    """The server waits for the append lock and does not notice that nobody listens any more."""
    conninfo, schema = postgres_target(url)
    with psycopg.connect(conninfo) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute(f'LOCK TABLE "{schema}".event IN EXCLUSIVE MODE'.encode())
        appended = pool.submit(append, log, user(1), expects={"user-1": 0})
        until_waiting(conninfo, schema, 1)
        for wire in list(proxy.wires):
            wire.cut_client()
        until_waiting(conninfo, schema, 2)
        holder.rollback()
        assert appended.result() == 2
    assert streams(log) == ["user-0", "user-1"]


def until_waiting(conninfo: str, schema: str, count: int) -> None:
    """Until so many appends wait for the lock."""
    sql = (
        "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relname = 'event' AND n.nspname = %s AND NOT l.granted"
    )
    with psycopg.connect(conninfo, autocommit=True) as db:
        while db.execute(sql.encode(), [schema]).fetchone() != (count,):
            db.execute("SELECT pg_sleep(0.01)")


@pytest.mark.parametrize("cut", CUTS)
def test_a_command_whose_connection_breaks_is_done_once(crm: Crm, proxy: Proxy, cut: str) -> None:
    bình = new_id()
    crm.handle(AddUser(user=bình, name="Bình"), by="system")
    proxy.armed = cut
    answer = crm.handle(RenameUser(user=bình, name="Bình Nguyễn"), by="system")
    assert proxy.cuts == 1
    assert (answer.position, answer.version, answer.repeated) == (3, 2, False)
    assert crm.log.position() == 3


@pytest.mark.parametrize("cut", CUTS)
def test_also_with_an_idempotency_key(crm: Crm, proxy: Proxy, cut: str) -> None:
    """The first question is for the receipt, the second appends."""
    proxy.armed = cut
    first = crm.handle(AddUser(name="Bình"), by="system", key="k")
    again = crm.handle(AddUser(name="Bình"), by="system", key="k")
    assert (again.id, again.position, again.repeated) == (first.id, first.position, True)
    assert crm.log.position() == 2


def test_all_connections_of_a_process_may_break_at_once(url: str) -> None:
    """As when the server restarts: not one command, and not one question, is refused for it."""
    with closing(open_crm(f"{url}&application_name=lost")) as crm:
        crm.handle(AddUser(name="Anna"), by="system")
        use_together(crm, 5)
        terminate("lost", url)
        crm.handle(AddUser(name="Bình"), by="system")
        assert len(crm.log.read(after=0)) == 2


def use_together(crm: Crm, count: int) -> None:
    """So many connections at work at the same time."""
    recorder = crm.log.recorder
    assert isinstance(recorder, PostgresRecorder)
    barrier = threading.Barrier(count)

    def use(_: int) -> None:
        with recorder.connection() as db:
            db.execute("SELECT 1")
            barrier.wait(10)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(use, range(count)))


def terminate(name: str, url: str) -> None:
    with psycopg.connect(postgres_target(url)[0], autocommit=True) as db:
        db.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = %s",
            [name],
        )


def test_a_question_survives_a_broken_connection_to_the_read_models(url: str) -> None:
    with closing(open_crm(f"{url}&application_name=lost-views")) as crm:
        crm.engine.states()
        terminate("lost-views", url)
        crm.handle(AddUser(name="Anna"), by="system")
        crm.catch_up()
        terminate("lost-views", url)
        assert crm.engine.states() == crm.engine.states()


def test_a_follower_asks_anew_where_its_connection_broke(url: str) -> None:
    with closing(open_log(f"{url}&application_name=follower", writer=True)) as log:
        follower = log.recorder.follower()
        terminate("follower", url)
        append(log, user(1))
        assert follower.wait(10), "there may be something new: look"
        append(log, user(2))
        assert follower.wait(10)
        assert not follower.wait(0)
        follower.close()


def test_an_unreachable_database_is_not_waited_for_twice(tmp_path: Path) -> None:
    recorder = PostgresRecorder(f"host={tmp_path} dbname=nowhere", pool_size=1)
    recorder._pool.timeout = 0.1
    tries: list[int] = []
    with closing(recorder), pytest.raises(psycopg.OperationalError):
        recorder._run(lambda db: db, retry=lambda: tries.append(1))
    assert tries == []
