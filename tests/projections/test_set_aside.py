"""An event that a read model cannot take is set aside with its reason; all others go on (LOG-6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from getcrm.eventlog.entry import Entry
from getcrm.projections import book as books
from getcrm.projections import set_aside as module
from getcrm.projections.book import Book
from getcrm.projections.engine import Engine
from getcrm.projections.projection import Projection
from getcrm.projections.rebuilding import rebuild, verify
from getcrm.projections.set_aside import described, halved
from tests.projections.views import (
    COUNTS,
    GONE,
    LEDGER,
    NAMES,
    PEOPLE,
    SEEN,
    TABLES,
    TOPICS,
    apply,
    engine_of,
    rows,
    tell,
)
from tests.stores import STORES

QUICK = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
POISON, TOO_BIG = "poison", "too big"
TOLD = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["Anna", "An", "Bình", POISON, TOO_BIG, GONE])),
    min_size=1,
    max_size=25,
)
SIZES = [1, 2, 7, 500]
OTHER = Projection("t_people", 1, (), TOPICS, lambda entries, book: None)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass
class Delicate:
    """The read model of names. It fails at one name in itself, at another only in the store."""

    mended: bool = False

    def projection(self) -> Projection:
        return replace(NAMES, apply=self.apply)

    def apply(self, entries: Sequence[Entry], book: Book) -> None:
        for entry in entries:
            apply([entry], book)
            name = entry.data["name"] if entry.topic == "UserAdded" else entry.data["new"]
            if name == POISON and not self.mended:
                raise ZeroDivisionError("cannot take it")
            if name == TOO_BIG and not self.mended:
                book[LEDGER].put({"position": -1, "user": entry.id, "change": 2**70})


def aside(engine: Engine) -> list[tuple[object, ...]]:
    """Without the time, the text of the error, and the program."""
    return [(a.projection, a.stream, a.position, a.topic, a.later) for a in engine.set_aside()]


def positions(engine: Engine) -> dict[str, int]:
    return {state.name: state.position for state in engine.states() if state.name[:2] == "t_"}


@pytest.mark.parametrize("size", SIZES)
def test_an_event_that_cannot_be_taken_is_set_aside_and_all_others_go_on(
    store: str, size: int
) -> None:
    with engine_of(store, Delicate().projection(), OTHER) as engine:
        tell(engine.log, [(n, "Anna") for n in range(3)])
        tell(engine.log, [(7, POISON), (8, "Bình"), (7, "Chi"), (7, "Dũng"), (9, "Chi")])
        while engine.step(size):
            pass
        assert positions(engine) == {"t_names": 8, "t_people": 8}
        assert aside(engine) == [("t_names", "user-7", 4, "UserAdded", 2)]
        [row] = engine.set_aside()
        assert row.error == "ZeroDivisionError: cannot take it"
        assert [state.failure for state in engine.states()] == [None] * len(engine.states())
        assert sorted(row[1] for row in rows(engine, LEDGER)) == ["0", "1", "2", "8", "9"]


@pytest.mark.parametrize("size", SIZES)
def test_of_a_record_nothing_after_the_event_is_shown(store: str, size: int) -> None:
    with engine_of(store, Delicate().projection()) as engine:
        tell(engine.log, [(1, "Anna"), (1, POISON), (1, "Bình"), (2, "Chi")])
        while engine.step(size):
            pass
        assert sorted(rows(engine, PEOPLE)) == [("1", "Anna"), ("2", "Chi")]
        tell(engine.log, [(1, "Dũng"), (2, "Dũng")])
        engine.catch_up()
        assert sorted(rows(engine, PEOPLE)) == [("1", "Anna"), ("2", "Dũng")]
        assert aside(engine) == [("t_names", "user-1", 2, "UserRenamed", 2)]


@pytest.mark.parametrize("name", [POISON, TOO_BIG])
def test_what_only_the_store_refuses_is_set_aside_like_what_the_read_model_does(
    store: str, name: str
) -> None:
    with engine_of(store, Delicate().projection()) as engine:
        tell(engine.log, [(1, "Anna"), (2, name), (3, "Bình")])
        engine.catch_up()
        assert aside(engine) == [("t_names", "user-2", 2, "UserAdded", 0)]
        assert len(rows(engine, PEOPLE)) == 2
        assert [row[:3] for row in rows(engine, COUNTS)] == [("A", 4, 1), ("B", 4, 1)]


@pytest.mark.parametrize("store", STORES)
@QUICK
@given(told=TOLD, size=st.sampled_from(SIZES), kept=st.sampled_from([1, 400_000]))
def test_live_restarted_and_rebuilt_are_the_same_with_what_is_set_aside(
    store: str, told: list[tuple[int, str]], size: int, kept: int
) -> None:
    """Whatever the batches, and with a projector that starts anew before each of them."""
    projection = Delicate().projection()
    with engine_of(store, projection) as engine, pytest.MonkeyPatch.context() as patch:
        patch.setattr(books, "KEPT", kept)
        patch.setattr("getcrm.projections.copying.BATCH", size)
        tell(engine.log, told)
        while Engine(engine.log, engine.views, [projection]).step(size):
            pass
        live = [rows(engine, table) for table in TABLES], aside(engine)
        assert verify(engine) == []
        rebuild(engine)
        assert ([rows(engine, table) for table in TABLES], aside(engine)) == live
        rebuild(engine)
        engine.catch_up()
        assert verify(engine) == []
        assert ([rows(engine, table) for table in TABLES], aside(engine)) == live


def test_after_a_fix_a_rebuild_takes_everything_up_again(store: str) -> None:
    model = Delicate()
    with engine_of(store, model.projection(), OTHER) as engine:
        tell(engine.log, [(1, POISON), (1, "Anna"), (2, "Bình")])
        engine.catch_up()
        assert engine.outdated() == [], "the same program would not take it either"
        model.mended = True
        rebuild(engine, ["t_people"])
        assert len(engine.set_aside()) == 1, "that was about another one"
        rebuild(engine, ["t_names"])
        assert engine.set_aside() == []
        assert sorted(rows(engine, PEOPLE)) == [("1", "Anna"), ("2", "Bình")]
        tell(engine.log, [(1, "Chi")])
        engine.catch_up()
        assert verify(engine) == []


def test_a_program_that_has_changed_is_due_to_take_it_up_again(store: str) -> None:
    with engine_of(store, Delicate().projection()) as engine:
        tell(engine.log, [(1, POISON)])
        engine.catch_up()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "code", lambda: "another program")
            assert engine.outdated() == ["t_names"]
            assert engine.prepare() == ["t_names"]
            rebuild(engine, engine.outdated())
            assert engine.outdated() == [], "it was tried; the next program tries again"
        assert aside(engine) == [("t_names", "user-1", 1, "UserAdded", 0)]


def test_a_fault_that_is_no_events_fault_sets_nothing_aside(store: str) -> None:
    """A table is gone: the read model stands still and says so, the others go on."""
    with engine_of(store, Delicate().projection(), OTHER) as engine:
        tell(engine.log, [(1, "Anna")])
        engine.catch_up()
        with engine.views.write() as db:
            db.execute(text("DROP TABLE t_seen"))
        tell(engine.log, [(1, "Bình"), (2, "Chi")])
        Engine(engine.log, engine.views, list(engine.projections.values())).catch_up()
        told = {state.name: state for state in engine.states()}
        assert (told["t_names"].position, told["t_people"].position) == (1, 3)
        assert "its tables are not whole" in str(told["t_names"].failure)
        assert engine.set_aside() == []
        assert engine.prepare() == ["t_names"]
        rebuild(engine, engine.outdated())
        assert verify(engine) == []
        assert len(rows(engine, SEEN)) == 3


def test_where_too_much_would_be_set_aside_the_read_model_stands_still(store: str) -> None:
    with engine_of(store, Delicate().projection()) as engine, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST", 3)
        tell(engine.log, [(n, POISON) for n in range(5)])
        engine.catch_up()
        [state] = [state for state in engine.states() if state.name == "t_names"]
        assert state.position == 3
        assert "more than 3 records are set aside" in str(state.failure)
        assert len(engine.set_aside()) == 3


def test_halves_are_taken_in_order_down_to_the_one_that_fails() -> None:
    told: list[list[int]] = []
    left = list(range(9))

    def take(count: int) -> None:
        if 5 in left[:count]:
            raise ZeroDivisionError
        told.append(left[:count])
        del left[:count]

    halved(9, take, lambda: told.append([left.pop(0)]))
    assert told == [[0, 1, 2, 3], [4], [5], [6, 7, 8]]
    halved(0, take, lambda: told.append([]))
    assert [] not in told


def test_an_error_is_told_without_the_row_that_it_is_about() -> None:
    assert described(ValueError("what it is\nDETAIL: Nguyễn Văn A")) == "ValueError: what it is"
