"""However the log is cut into batches, and whether live or rebuilt: the same rows."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, select

from getcrm.eventlog.log import EventLog
from getcrm.projections import book
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.engine import Engine
from getcrm.projections.rebuilding import rebuild, verify
from tests.projections.views import GONE, LIVE, NAMES, PAST, TABLES, engine_of, rows, tell
from tests.stores import STORES

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TOLD = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["Anna", "An", "Bình", "Bao", GONE])),
    min_size=1,
    max_size=25,
)
SIZES = st.sampled_from([1, 2, 7, 500])


def times(n: int) -> str:
    return f"2026-01-{1 + n:02}T00:00:00.000000Z"


def tell_in_time(log: EventLog, told: Sequence[tuple[int, str]], each: int) -> None:
    """In appends of `each`, one a day."""
    for start in range(0, len(told), each):
        tell(log, told[start : start + each], times(start // each))


@pytest.mark.parametrize("store", STORES)
@QUICK
@given(told=TOLD, size=SIZES, kept=st.sampled_from([1, 400_000]))
def test_live_and_rebuilt_are_the_same(
    store: str, told: list[tuple[int, str]], size: int, kept: int
) -> None:
    with engine_of(store, NAMES) as engine, pytest.MonkeyPatch.context() as patch:
        patch.setattr(book, "KEPT", kept)
        patch.setattr("getcrm.projections.copying.BATCH", size)
        tell(engine.log, told)
        while engine.step(size):
            pass
        live = [rows(engine, table) for table in TABLES]
        assert verify(engine) == []
        rebuild(engine)
        assert [rows(engine, table) for table in TABLES] == live


@pytest.mark.parametrize("store", STORES)
@QUICK
@given(told=TOLD, size=SIZES, each=st.integers(1, 5), data=st.data())
def test_as_of_is_a_replay_to_there(
    store: str, told: list[tuple[int, str]], size: int, each: int, data: st.DataObject
) -> None:
    at = data.draw(st.none() | st.integers(-1, len(told)).map(times_of))
    position = data.draw(st.none() | st.integers(0, len(told) + 1))
    with engine_of(store, NAMES) as engine:
        tell_in_time(engine.log, told, each)
        while engine.step(size):
            pass
        assert as_of(engine, rows_as_of(LIVE, PAST, Moment(at, position))) == replayed(
            engine.log, at, position
        )


def times_of(n: int) -> str:
    return times(n) if n >= 0 else "2025-12-31T00:00:00.000000Z"


def as_of(engine: Engine, asked: Select[tuple[str, str]]) -> dict[str, str]:
    with engine.views.read() as db:
        found = db.execute(select(asked.subquery())).all()
    assert len(found) == len({row.user for row in found}), "no user stands there twice"
    return {row.user: row.name for row in found}


def replayed(log: EventLog, at: str | None, position: int | None) -> dict[str, str]:
    """Names, from nothing but what had happened and was known by then."""
    names: dict[str, str] = {}
    for entry in log.read_all():
        known = position is None or entry.position <= position
        if known and (at is None or entry.occurred_at <= at):
            names[entry.id] = entry.data["name"] if "name" in entry.data else entry.data["new"]
    return {user: name for user, name in names.items() if name != GONE}
