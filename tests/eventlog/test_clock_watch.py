"""One jump of a clock into the future does not give its time to everything after it."""

import re
import sqlite3
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

import getcrm.crm as wiring
from getcrm.commands.company import SetUpCompany
from getcrm.commands.user import AddUser, RenameUser
from getcrm.crm import PROJECTIONS, SYSTEM, migrate, open_crm
from getcrm.eventlog.clock_watch import ClockJumped, ClockLimits, ClockWatch
from getcrm.eventlog.store import postgres_target
from getcrm.projections.rebuilding import rebuild, verify
from tests.stores import STORES, database
from tests.story import uid

TODAY, TOMORROW = "2026-01-05T05:00:00.000000Z", "2026-01-06T04:00:00.000000Z"
NEXT_WEEK, FAR = "2026-01-12T05:00:00.000000Z", "2090-01-01T00:00:00.000000Z"
DAY, MAI = 86_400.0, uid(0xA1)


class Steady:
    """A second clock, moved by hand."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def steady():
    return Steady()


def watching(steady, last=TODAY, **limits):
    return ClockWatch(lambda: last, ClockLimits(**limits), steady)


def test_a_clock_that_jumps_while_getcrm_runs_is_not_believed(steady):
    watch = watching(steady)
    watch.check(TODAY)
    with pytest.raises(ClockJumped) as refused:
        watch.check(FAR)
    assert refused.value.details == {"now": FAR, "last": TODAY}
    watch.check(TODAY)


def test_that_nobody_works_for_a_week_is_no_jump(steady):
    watch = watching(steady)
    watch.check(TODAY)
    steady.now += 7 * DAY
    watch.check(NEXT_WEEK)


def test_it_may_be_set_by_less_than_the_limit_in_either_direction(steady):
    watch = watching(steady, jump_hours=24)
    watch.check(TODAY)
    watch.check(TOMORROW)
    watch.check(TODAY)
    strict = watching(steady, jump_hours=1)
    strict.check(TODAY)
    with pytest.raises(ClockJumped):
        strict.check(TOMORROW)


def test_after_a_long_stop_it_is_believed_and_after_an_unlikely_one_it_is_not(steady):
    watching(steady, last="2025-01-05T05:00:00.000000Z").check(TODAY)
    with pytest.raises(ClockJumped):
        watching(steady).check(FAR)
    watching(steady, rest_days=36_500).check(FAR)


def test_a_new_log_believes_the_clock(steady):
    watching(steady, last="").check(FAR)


def test_what_it_said_at_the_start_counts_before_anything_is_recorded(steady):
    watch = watching(steady, rest_days=36_500)
    watch.begin(TODAY)
    with pytest.raises(ClockJumped):
        watch.check(FAR)


def test_a_start_by_a_wrong_clock_may_still_read(steady):
    watch = watching(steady)
    watch.begin(FAR)
    with pytest.raises(ClockJumped):
        watch.check(FAR)


@pytest.mark.parametrize("store", STORES)
def test_nothing_is_recorded_by_a_clock_that_jumped(store, monkeypatch):
    moment = [wiring.now()]

    def clock():
        return moment[0]

    monkeypatch.setattr(wiring, "now", clock)
    with database(store) as url:
        migrate(url)
        with opened_at(url, clock) as crm:
            crm.handle(SetUpCompany(), by=SYSTEM)
            position, moment[0] = crm.log.position(), FAR
            with pytest.raises(ClockJumped):
                crm.handle(AddUser(name="Mai"), by=SYSTEM)
            assert crm.log.position() == position
            assert crm.log.last_recorded_at() < FAR


@pytest.mark.parametrize("store", STORES)
def test_a_log_that_stands_in_the_future_is_put_right_as_the_docs_say(store):
    """With the very statements of docs/operations.md."""
    with database(store) as url:
        migrate(url)
        with opened_at(url, lambda: FAR) as crm:
            crm.handle(SetUpCompany(), by=SYSTEM)
            crm.handle(AddUser(user=MAI, name="Mai"), by=SYSTEM)
            assert crm.log.last_recorded_at() >= FAR
        run_sql(url, statements(store))
        migrate(url)
        with opened_at(url, wiring.now) as crm:
            rebuild(crm.engine, [projection.name for projection in PROJECTIONS])
            crm.handle(RenameUser(user=MAI, name="Mai Lan"), by=SYSTEM)
            instants = [(e.recorded_at, e.occurred_at) for e in crm.log.read_all()]
            assert max(max(pair) for pair in instants) <= wiring.now()
            assert sorted(recorded for recorded, _ in instants) == [r for r, _ in instants]
            crm.catch_up()
            assert verify(crm.engine) == []
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException)):
            run_sql(url, ["UPDATE event SET recorded_at = '2090'"])


@contextmanager
def opened_at(url, clock):
    crm = open_crm(url, clock=clock)
    try:
        yield crm
    finally:
        crm.close()


def statements(store):
    """Those for a store, with the time at which the clock was put right."""
    text = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sql\n-- (SQLite|PostgreSQL): a clock.*?\n(.*?)```", text, re.DOTALL)
    [sql] = [sql for name, sql in blocks if name.lower() == store]
    return [one for one in sql.replace("<right>", wiring.now()).split(";\n") if one.strip()]


def run_sql(url, statements):
    if url.startswith("sqlite"):
        db = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    else:
        address, schema = postgres_target(url)
        db = psycopg.connect(address, autocommit=True, options=f"-c search_path={schema}")
    try:
        for one in statements:
            db.execute(one)
    finally:
        db.close()
