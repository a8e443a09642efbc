"""A read model is rebuilt beside the live one, and compared with it, while people work (LOG-6)."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select, text

from getcrm.projections.engine import Engine
from getcrm.projections.positions import POSITIONS, states
from getcrm.projections.rebuilding import Difference, copied, rebuild, verify
from tests.projections.views import (
    COUNTS,
    LEDGER,
    NAMES,
    PEOPLE,
    TABLES,
    TOLD,
    engine_of,
    rows,
    tell,
)
from tests.stores import STORES


@pytest.fixture(params=STORES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Up to date with ten people."""
    with engine_of(request.param, NAMES) as engine:
        tell(engine.log, [(n, f"Anna {n % 3}") for n in range(10)])
        engine.catch_up()
        yield engine


def tamper(engine: Engine, *statements: str) -> None:
    with engine.views.write() as db:
        for statement in statements:
            db.execute(text(statement))


def names(engine: Engine) -> set[str]:
    """Of all tables and indexes there are."""
    sqlite = "SELECT name FROM sqlite_master"
    postgres = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
    with engine.views.read() as db:
        found = db.execute(text(sqlite if engine.views.path else postgres))
        return set(found.scalars())


def test_what_is_as_the_log_says_is_left_alone(engine: Engine) -> None:
    assert verify(engine) == []


def test_what_is_not_is_named_table_by_table(engine: Engine) -> None:
    tamper(
        engine,
        "UPDATE t_people SET name = 'Eve' WHERE \"user\" = '1'",
        "DELETE FROM t_ledger WHERE position > 8",
        "INSERT INTO t_seen VALUES ('Mallory')",
    )
    found = {difference.table: difference for difference in verify(engine)}
    assert {name: (d.only_live, d.only_rebuilt) for name, d in found.items()} == {
        "t_people": (1, 1),
        "t_ledger": (0, 2),
        "t_seen": (1, 0),
    }
    assert found["t_seen"] == Difference("t_seen", 1, 0, [{"side": "live", "name": "Mallory"}])


def test_verifying_changes_nothing(engine: Engine) -> None:
    tamper(engine, "UPDATE t_people SET name = 'Eve' WHERE \"user\" = '1'")
    before, live = names(engine), [rows(engine, table) for table in TABLES]
    verify(engine)
    assert names(engine) == before
    assert [rows(engine, table) for table in TABLES] == live


def test_a_rebuild_mends_what_is_not_as_the_log_says(engine: Engine) -> None:
    live = [rows(engine, table) for table in TABLES]
    tamper(engine, "UPDATE t_people SET name = 'Eve'", "DELETE FROM t_ledger")
    rebuild(engine)
    assert [rows(engine, table) for table in TABLES] == live
    assert verify(engine) == []


def test_it_can_be_done_again_and_again_and_leaves_nothing_behind(engine: Engine) -> None:
    rebuild(engine)
    indexes = len(names(engine))
    for _ in range(3):
        rebuild(engine, ["t_names"])
        verify(engine)
    assert len(names(engine)) == indexes
    assert not [name for name in names(engine) if name.endswith(("__new", "__check"))]


def test_what_a_killed_rebuild_left_behind_is_not_in_the_way(engine: Engine) -> None:
    tamper(engine, "CREATE TABLE t_people__new (x text)", "CREATE TABLE t_seen__check (x text)")
    live = [rows(engine, table) for table in TABLES]
    rebuild(engine)
    assert verify(engine) == []
    assert [rows(engine, table) for table in TABLES] == live


def test_the_rebuilt_tables_have_their_indexes(engine: Engine) -> None:
    rebuild(engine)
    assert len([name for name in names(engine) if name.startswith("t_ledger_user")]) == 1
    assert len([name for name in names(engine) if name.startswith("ix_t_people")]) == 1


def test_a_rebuild_catches_up_with_what_came_meanwhile(engine: Engine) -> None:
    """Also with events that the live read models have not seen."""

    def progress(done: int, end: int) -> None:
        assert (done, end) == (10, 10)
        tell(engine.log, [(n, "Bình") for n in range(5)])

    rebuild(engine, progress=progress)
    assert [row[:3] for row in rows(engine, COUNTS)] == [("A", 6, 5), ("B", 4, 5)]
    assert engine.step() == 0
    assert verify(engine) == []


def test_a_failed_read_model_runs_again_after_its_rebuild(engine: Engine) -> None:
    with engine.views.write() as db:
        db.execute(POSITIONS.update().values(failure="a fault", position=3))
    rebuild(engine)
    with engine.views.read() as db:
        [state] = [state for state in states(db) if state.name == "t_names"]
    assert (state.position, state.failure) == (10, None)


def test_an_empty_log_makes_empty_read_models() -> None:
    with engine_of("sqlite", NAMES) as engine:
        rebuild(engine)
        assert verify(engine) == []
        assert rows(engine, PEOPLE) == []


@contextmanager
def background(work: object) -> Iterator[threading.Event]:
    """Something done again and again meanwhile; its failure is ours."""
    stop, failures = threading.Event(), []

    def run() -> None:
        try:
            while not stop.is_set():
                work()  # type: ignore[operator]
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    yield stop
    stop.set()
    thread.join(30)
    assert failures == []


def test_a_picture_taken_before_the_switch_stays_whole(engine: Engine) -> None:
    """Somebody has looked at one table when the switch comes, and looks at the others then."""
    with ThreadPoolExecutor(1) as elsewhere:
        with engine.views.read() as db:
            before = db.execute(select(POSITIONS.c.position)).all()
            tell(engine.log, [(n, "Bình") for n in range(10)])
            rebuilt = elsewhere.submit(rebuild, engine)
            wait([rebuilt], timeout=1)
            assert db.execute(select(func.count()).select_from(LEDGER)).scalar_one() == 10
            assert db.execute(select(func.sum(COUNTS.c.people))).scalar_one() == 10
            assert db.execute(select(POSITIONS.c.position)).all() == before
        rebuilt.result(30)
    assert len(rows(engine, LEDGER)) == 20


def test_people_who_read_notice_nothing(engine: Engine) -> None:
    """Every picture they get is whole: all tables tell of the same events."""
    pictures = []

    def look() -> None:
        with engine.views.read() as db:
            at = db.execute(
                select(POSITIONS.c.position).where(POSITIONS.c.name == "t_names")
            ).scalar_one()
            entries = db.execute(select(func.count()).select_from(LEDGER)).scalar_one()
            people = db.execute(select(func.sum(COUNTS.c.people))).scalar_one()
            pictures.append((at, entries, int(people)))

    with background(look), background(look):
        for n in range(20):
            tell(engine.log, [(n % 10, f"Bình {n}")])
            engine.catch_up()
            rebuild(engine)
    wrong = [picture for picture in pictures if picture[0] != picture[1] or picture[2] != 10]
    assert wrong == []
    assert len({at for at, _, _ in pictures}) > 5


def test_the_projector_goes_on_meanwhile(engine: Engine) -> None:
    other = Engine(engine.log, engine.views, [NAMES])
    numbers = iter(range(10_000))

    def work() -> None:
        tell(engine.log, [(next(numbers) % 10, "Chi")])
        other.step(3)

    with background(work):
        for _ in range(10):
            rebuild(engine)
            assert verify(engine) == []
    other.catch_up()
    assert verify(engine) == []
    assert len(rows(engine, LEDGER)) == engine.log.position()


def test_two_rebuilds_at_once_do_not_mix(engine: Engine) -> None:
    """As when two machines start with a new version at the same time."""
    other = Engine(engine.log, engine.views, [NAMES])
    with background(lambda: rebuild(other)):
        for _ in range(10):
            rebuild(engine)
            assert len(rows(engine, LEDGER)) == 10
    assert verify(engine) == []


def test_one_of_several_read_models_is_rebuilt_alone(engine: Engine) -> None:
    both = Engine(engine.log, engine.views, [NAMES, TOLD])
    both.prepare()
    both.catch_up()
    tamper(both, "UPDATE t_told SET name = 'Eve'", "UPDATE t_seen SET name = 'Eve ' || name")
    rebuild(both, ["t_told"])
    assert [difference.table for difference in verify(both)] == ["t_seen"]
    with copied(both, ["t_told"], "check") as copy:
        assert list(copy.tables) == ["t_told", "projection_set_aside"]
