"""The version of a stream is looked up, not counted: a long history costs no more than a short."""

import json
import sqlite3

import pytest

from getcrm.eventlog.log import EventLog
from getcrm.eventlog.postgres import VERSIONS
from tests.eventlog.records import append, user

SHORT, LONG = "user-1", "user-2"


@pytest.fixture
def histories(log: EventLog) -> EventLog:
    append(log, [*user(1, range(1, 3)), *user(2, range(1, 2_001))])
    return log


def test_those_of_which_nothing_was_recorded_are_missing(histories: EventLog) -> None:
    found = histories.recorder.versions([LONG, "user-3", SHORT])
    assert found == {SHORT: 2, LONG: 2_000}
    assert histories.recorder.versions([]) == {}


def test_many_are_looked_up_at_once(log: EventLog) -> None:
    append(log, [event for n in range(1_200) for event in user(n)])
    found = log.recorder.versions([f"user-{n}" for n in range(1_300)])
    assert found == {f"user-{n}": 1 for n in range(1_200)}


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_sqlite_takes_as_many_steps_for_a_long_one(histories: EventLog) -> None:
    assert steps(histories, LONG) <= steps(histories, SHORT) + 5


def steps(log: EventLog, stream: str) -> int:
    """Of SQLite's virtual machine, once it knows the tables."""
    log.recorder.versions([stream])
    reader: sqlite3.Connection = log.recorder._reader()  # type: ignore[union-attr]
    taken: list[None] = []
    reader.set_progress_handler(lambda: taken.append(None), 1)
    log.recorder.versions([stream])
    reader.set_progress_handler(None, 1)
    assert taken
    return len(taken)


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_postgresql_reads_one_row_of_a_long_one(histories: EventLog) -> None:
    histories.recorder.execute("ANALYZE event")
    explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {VERSIONS}"
    [(plan,)] = histories.recorder.query(explain, ([LONG],))
    read = rows_of_events(plan[0]["Plan"])
    assert read == 1, json.dumps(plan)


def rows_of_events(node: dict) -> int:
    """How many rows of the log a plan has read."""
    own = node["Actual Rows"] * node["Actual Loops"] if node.get("Alias") == "e" else 0
    return own + sum(rows_of_events(inner) for inner in node.get("Plans", ()))
