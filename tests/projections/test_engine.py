"""The engine: a batch is one transaction; what one projection cannot take stops no other."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from getcrm.eventlog.entry import Entry
from getcrm.projections import engine as module
from getcrm.projections.book import Book
from getcrm.projections.engine import Behind, Engine
from getcrm.projections.lead import lead
from getcrm.projections.positions import POSITIONS, NotPrepared, State
from getcrm.projections.projection import Projection
from getcrm.projections.rebuilding import rebuild
from getcrm.projections.set_aside import is_of_the_store
from getcrm.projections.store import POSITION_TABLE
from tests.crm.databases import fresh
from tests.projections.views import (
    COUNTS,
    NAMES,
    PEOPLE,
    SEEN,
    TABLES,
    TOPICS,
    WHO,
    crm_and_engine,
    engine_of,
    rows,
    tell,
)
from tests.stores import STORES


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class Moody:
    """A read model of names that fails as long as it is told to."""

    def __init__(self) -> None:
        self.trouble: Callable[[Book], None] | None = None
        self.projection = Projection("t_moody", 1, (SEEN,), TOPICS, self.apply)

    def apply(self, entries: Sequence[Entry], book: Book) -> None:
        for entry in entries:
            book[SEEN].put({"name": entry.stream})
        book.flush()
        if self.trouble:
            self.trouble(book)


def positions(engine: Engine) -> dict[str, int]:
    return {state.name: state.position for state in engine.states() if state.name[:2] == "t_"}


def test_a_step_takes_one_batch_up(store: str) -> None:
    with engine_of(store, NAMES) as engine:
        tell(engine.log, [(n, "Anna") for n in range(7)])
        assert [engine.step(3) for _ in range(4)] == [3, 3, 1, 0]
        assert positions(engine) == {"t_names": 7}
        assert len(rows(engine, PEOPLE)) == 7


def test_catching_up_goes_to_the_end_or_to_a_position(store: str) -> None:
    with engine_of(store, NAMES) as engine:
        tell(engine.log, [(n, "Anna") for n in range(7)])
        engine.catch_up()
        assert positions(engine) == {"t_names": 7}
        engine.catch_up()


def test_events_a_read_model_does_not_listen_to_pass_it_by(store: str) -> None:
    deaf = replace(WHO, topics=frozenset({"UserAdded"}))
    with engine_of(store, deaf) as engine:
        tell(engine.log, [(1, "Anna"), (1, "Bình")])
        engine.catch_up()
        assert rows(engine, PEOPLE) == [("1", "UserAdded")]
        assert positions(engine) == {"t_people": 2}


def test_a_read_model_without_its_table_stands_still_and_the_others_go_on(store: str) -> None:
    moody = Moody()
    with engine_of(store, moody.projection, WHO) as engine:
        tell(engine.log, [(1, "Anna")])
        engine.catch_up()
        rename(engine, "t_seen", "t_elsewhere")
        tell(engine.log, [(2, "Bình"), (3, "Chi")])
        engine.catch_up()
        assert positions(engine) == {"t_moody": 1, "t_people": 3}
        told = {state.name: state.failure for state in engine.states()}
        assert str(told["t_moody"]).startswith("its tables are not whole")
        assert told["t_people"] is None
        rename(engine, "t_elsewhere", "t_seen")
        engine.catch_up()
        assert positions(engine) == {"t_moody": 1, "t_people": 3}, "only a new start tries again"
        assert rows(engine, SEEN) == [("user-1",)], "nothing of the failed batch is left"
        engine.retry_failed()
        engine.catch_up()
        assert positions(engine) == {"t_moody": 3, "t_people": 3}
        assert len(rows(engine, SEEN)) == 3


def rename(engine: Engine, old: str, new: str) -> None:
    with engine.views.write() as db:
        db.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_lost_connection_is_no_fault_of_a_read_model(times: int) -> None:
    """However often it is lost: the projector tries again, and nobody stands still."""
    left = [1] * times

    def lose_connection(book: Book) -> None:
        if left:
            left.pop()
            book.db.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    moody = Moody()
    moody.trouble = lose_connection
    with crm_and_engine("postgresql", moody.projection, WHO) as (crm, engine):
        tell(engine.log, [(1, "Anna"), (2, "Bình")])
        with running(engine, crm.url):
            engine.wait_for(2, ["t_moody", "t_people"], timeout=20)
        assert [state.failure for state in engine.states()] == [None] * len(engine.states())
    assert not left


def test_a_connection_that_the_server_has_closed_is_given_to_nobody() -> None:
    with engine_of("postgresql", NAMES) as engine:
        with engine.views.read() as db:
            theirs = db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        engine.log.recorder.query("SELECT pg_terminate_backend(?, 5000)", (theirs,))
        with engine.views.read() as db:
            assert db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() != theirs


@contextmanager
def running(engine: Engine, url: str, what: str = "t_projector") -> Iterator[threading.Event]:
    """A projector at work, in a thread."""
    stop = threading.Event()
    thread = threading.Thread(target=engine.run, args=(stop, lead(url, what)))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_what_is_the_stores_fault_and_what_is_a_read_models() -> None:
    """A table that is not there is a fault of whoever asks for it, on every store."""
    for store in STORES:
        with fresh(store) as crm, crm.views.read() as db, pytest.raises(DBAPIError) as missing:
            db.exec_driver_sql("SELECT * FROM t_nowhere")
        assert not is_of_the_store(missing.value)
    assert not is_of_the_store(ZeroDivisionError())
    assert not is_of_the_store(psycopg.errors.ProgramLimitExceeded())
    assert is_of_the_store(psycopg.errors.DeadlockDetected())
    assert is_of_the_store(psycopg.OperationalError())


def test_several_runners_at_once_count_nothing_twice(store: str) -> None:
    """Without a leader; the locked position alone keeps them exact."""
    with engine_of(store, NAMES) as engine:
        tell(engine.log, [(n % 5, f"Anna {n % 3}") for n in range(200)])
        others = [Engine(engine.log, engine.views, [NAMES]) for _ in range(3)]

        def work(runner: Engine) -> None:
            while runner.step(7):
                pass

        threads = [threading.Thread(target=work, args=(runner,)) for runner in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        engine.catch_up()
        live = [rows(engine, table) for table in TABLES]
        rebuild(engine)
        assert [rows(engine, table) for table in TABLES] == live


def test_the_projector_follows_the_log(store: str) -> None:
    with crm_and_engine(store, NAMES) as (crm, engine), running(engine, crm.url):
        for n in range(5):
            tell(engine.log, [(n, "Anna")])
            engine.wait_for(n + 1, ["t_names"], timeout=20)
            assert len(rows(engine, PEOPLE)) == n + 1


def test_of_two_projectors_one_leads_and_the_other_takes_over(store: str) -> None:
    with crm_and_engine(store, NAMES) as (crm, engine):
        first, second = lead(crm.url, "t_projector"), lead(crm.url, "t_projector")
        assert first.acquire()
        assert first.acquire(), "whoever leads goes on leading"
        assert not second.acquire()
        first.close()
        while not second.acquire():  # the server notices a moment later
            time.sleep(0.01)
        second.close()
        with running(engine, crm.url), running(engine, crm.url) as spare:
            tell(engine.log, [(1, "Anna")])
            engine.wait_for(1, ["t_names"], timeout=20)
            assert not spare.is_set()
        assert len(rows(engine, PEOPLE)) == 1


def test_other_work_has_another_leader(store: str) -> None:
    with (
        fresh(store) as crm,
        closing(lead(crm.url, "t_projector")) as one,
        closing(lead(crm.url, "t_tick")) as two,
    ):
        assert one.acquire()
        assert two.acquire()


def test_a_question_waits_until_the_read_models_have_come_that_far(store: str) -> None:
    with engine_of(store, NAMES) as engine:
        tell(engine.log, [(1, "Anna")])
        with pytest.raises(Behind) as behind:
            engine.wait_for(1, ["t_names"], timeout=0.01)
        assert (behind.value.position, behind.value.wanted) == (0, 1)
        engine.catch_up()
        engine.wait_for(1, ["t_names"], timeout=0)
        engine.wait_for(1, [], timeout=0)


def test_a_question_about_read_models_without_tables_asks_for_migrate(store: str) -> None:
    with engine_of(store, NAMES) as engine, pytest.raises(NotPrepared):
        engine.wait_for(0, ["t_names", "t_unheard_of"])


def test_a_read_model_of_another_version_waits_for_its_rebuild(store: str) -> None:
    with engine_of(store, NAMES, WHO) as engine:
        tell(engine.log, [(1, "Anna")])
        engine.catch_up()
        newer = Engine(engine.log, engine.views, [NAMES, replace(WHO, version=2)])
        assert newer.prepare() == ["t_people"]
        tell(engine.log, [(2, "Bình")])
        newer.catch_up()
        assert positions(newer) == {"t_names": 2, "t_people": 1}
        rebuild(newer, newer.prepare())
        assert newer.prepare() == []
        assert positions(newer) == {"t_names": 2, "t_people": 2}


def test_a_new_read_model_starts_from_the_beginning(store: str) -> None:
    with engine_of(store, WHO) as engine:
        tell(engine.log, [(1, "Anna"), (2, "Bình")])
        engine.catch_up()
        moody = Moody()
        more = Engine(engine.log, engine.views, [WHO, moody.projection])
        assert more.prepare() == []
        more.catch_up()
        assert positions(more) == {"t_people": 2, "t_moody": 2}
        assert len(rows(more, SEEN)) == 2


def test_read_models_that_know_more_than_a_restored_log_are_rebuilt(store: str) -> None:
    """The log came back from a backup, the read models did not."""
    with engine_of(store, NAMES) as engine:
        tell(engine.log, [(1, "Anna")])
        engine.catch_up()
        with engine.views.write() as db:
            db.execute(POSITIONS.update().values(position=5))
        assert engine.prepare() == ["t_names"]
        rebuild(engine, ["t_names"])
        assert positions(engine) == {"t_names": 1}


def test_an_engine_without_read_models_has_nothing_to_do(store: str) -> None:
    with engine_of(store) as engine:
        tell(engine.log, [(1, "Anna")])
        assert engine.step() == 0
        engine.catch_up()


def test_a_reader_sees_one_picture_throughout(store: str) -> None:
    with engine_of(store, NAMES) as engine:
        tell(engine.log, [(1, "Anna")])
        engine.catch_up()
        with engine.views.read() as db:
            first = db.execute(select(PEOPLE)).all()
            tell(engine.log, [(1, "Bình"), (2, "Chi")])
            engine.catch_up()
            assert db.execute(select(PEOPLE)).all() == first
        assert len(rows(engine, PEOPLE)) == 2


def test_a_projector_that_goes_on_asks_for_nothing_it_has_written_itself(store: str) -> None:
    """Not even what somebody has meanwhile written into its tables."""
    with engine_of(store, NAMES) as engine:
        tell(engine.log, [(1, "Anna")])
        engine.step()
        with engine.views.write() as db:
            db.execute(PEOPLE.update().values(name="Eve"))
        tell(engine.log, [(1, "Bình")])
        engine.step()
        assert rows(engine, PEOPLE) == [("1", "Bình")]
        assert [row[:3] for row in rows(engine, COUNTS)] == [("B", 4, 1)], "Anna was renamed"


@pytest.mark.parametrize("by", ["a rebuild", "another runner", "a new start"])
def test_it_asks_again_once_others_may_have_written(store: str, by: str) -> None:
    """What it knew by heart is wrong here: somebody has changed it behind its back."""
    with engine_of(store, NAMES) as engine:
        other = Engine(engine.log, engine.views, [NAMES])
        tell(engine.log, [(1, "Anna"), (2, "Anna")])
        engine.step()
        with engine.views.write() as db:
            db.execute(COUNTS.update().values(people=7))
        tell(engine.log, [(3, "Anna")])
        match by:
            case "a rebuild":
                rebuild(other)
            case "another runner":
                assert other.step() == 1
            case "a new start":
                engine.retry_failed()
        tell(engine.log, [(4, "Anna")])
        engine.catch_up()
        expected = {"a rebuild": 4, "another runner": 9, "a new start": 9}[by]
        assert [row[:3] for row in rows(engine, COUNTS)] == [("A", 4, expected)]


def test_a_projector_knows_only_so_many_rows_by_heart(store: str) -> None:
    with engine_of(store, NAMES) as engine, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "KEPT", 2)
        for n in range(20):
            tell(engine.log, [(n % 5, f"Anna {n}")])
            engine.step()
        live = [rows(engine, table) for table in TABLES]
        rebuild(engine)
        assert [rows(engine, table) for table in TABLES] == live


def test_positions_of_before_rebuilds_were_counted_are_kept(store: str) -> None:
    with engine_of(store, WHO) as engine:
        tell(engine.log, [(1, "Anna")])
        engine.catch_up()
        with engine.views.write() as db:
            db.exec_driver_sql(f"ALTER TABLE {POSITION_TABLE} DROP COLUMN rebuilt")
        again = Engine(engine.log, engine.views, [WHO])
        assert again.prepare() == []
        assert State("t_people", 1, 1, None, 0) in again.states()
