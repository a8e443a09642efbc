"""What a sharded cluster (Citus) asks for: one statement a call, and few round trips."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from getcrm.commands.company import SetUpCompany
from getcrm.commands.customer import RegisterCustomer
from getcrm.crm import QUERIES, SYSTEM, Wish, migrate, open_crm
from getcrm.crm.guards import derive_guards
from getcrm.domain.user import UserAdded
from getcrm.eventlog.ddl import STATEMENT, statements
from getcrm.eventlog.store import postgres_target
from getcrm.projections.rebuilding import made_whole, rebuild, verify
from tests.eventlog.proxy import Proxy, proxied
from tests.eventlog.records import append, stored
from tests.stores import database, postgres_url


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    """A wire to an empty database."""
    with database("postgresql") as url, proxied(tmp_path, postgres_url()) as proxy:
        proxy.url += f"&schema={postgres_target(url)[1]}"
        yield proxy


def test_a_file_is_parted_where_a_statement_ends() -> None:
    text = """-- one; two
        CREATE TABLE a (b text DEFAULT ';');
        DO $$ BEGIN PERFORM 1; PERFORM 'x;'; END $$; -- the last; not ended
        SELECT 1; SELECT 2"""
    parts = [" ".join(part.split()) for part in STATEMENT.findall(text)]
    assert parts == [
        "-- one; two CREATE TABLE a (b text DEFAULT ';');",
        "DO $$ BEGIN PERFORM 1; PERFORM 'x;'; END $$;",
        "-- the last; not ended SELECT 1;",
    ]


@pytest.mark.parametrize("name", ["postgres.sql", "beside.sql"])
def test_nothing_of_a_file_is_lost(name: str) -> None:
    file = Path(__file__).parents[2] / "src/getcrm/eventlog" / name
    whole = "".join(file.read_text(encoding="utf-8").split())
    assert "".join("".join(statements(name)).split()) == whole


def test_nothing_that_is_done_sends_two_statements_in_one_call(proxy: Proxy) -> None:
    migrate(proxy.url)
    migrate(proxy.url)
    with closing(open_crm(proxy.url)) as crm:
        crm.handle(SetUpCompany(), by=SYSTEM)
        crm.handle_many([Wish(RegisterCustomer(name=f"C{n}"), SYSTEM) for n in range(5)])
        derive_guards(crm.log, anew=True)
        crm.catch_up()
        made_whole(crm.engine)
        rebuild(crm.engine)
        assert verify(crm.engine) == []
        crm.ask("customers", QUERIES["customers"].query())
    assert proxy.calls > 50
    assert proxy.several == []


def test_two_statements_in_one_call_would_be_seen(proxy: Proxy) -> None:
    with psycopg.connect(proxy.url.partition("&schema")[0]) as db:
        db.execute("SELECT 1; SELECT 2")
    assert len(proxy.several) == 1


@pytest.mark.parametrize("number", [1, 50])
def test_an_append_is_one_round_trip(proxy: Proxy, number: int) -> None:
    """However many events it has: on a cluster the function runs where the company is."""
    migrate(proxy.url)
    with closing(open_crm(proxy.url)) as crm:
        for user in range(7):  # until the statement is known to the server
            append(crm.log, [stored(f"user-{user}", 1, UserAdded("An"))])
        crm.log.read(0)
        before = proxy.round_trips
        append(crm.log, [stored(f"user-x{n}", 1, UserAdded("An")) for n in range(number)])
        assert proxy.round_trips == before + 1
        assert len(crm.log.read(7)) == number
        assert proxy.round_trips == before + 2


def test_a_batch_of_the_projector_is_few_round_trips(proxy: Proxy) -> None:
    """Whatever it has to do, in all of its tables."""
    migrate(proxy.url)
    with closing(open_crm(proxy.url)) as crm:
        crm.handle(SetUpCompany(), by=SYSTEM)
        counts = []
        for batch in range(3):
            names = [f"C{batch}-{n}" for n in range(100)]
            crm.handle_many([Wish(RegisterCustomer(name=name), SYSTEM) for name in names])
            before = proxy.round_trips
            crm.engine.step()
            counts.append(proxy.round_trips - before)
    assert counts[-1] <= 60, counts
