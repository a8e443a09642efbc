"""All or nothing, in order, never changed (architecture §2)."""

import json
import sqlite3
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from getcrm.domain.user import UserAdded
from getcrm.eventlog import sqlite_appending
from getcrm.eventlog.appending import Stale
from getcrm.eventlog.log import EventLog
from tests.eventlog.records import Asked, Fact, Receipt, append, stored, user

REFUSALS = (sqlite3.IntegrityError, psycopg.errors.RaiseException)


def test_what_is_appended_is_read_back_as_it_was(log: EventLog) -> None:
    name = "Nguyễn “Anna”\n\\"
    append(log, [stored("user-1", 1, UserAdded(name), by="bình")])
    [entry] = log.read(after=0)
    assert (entry.position, entry.stream, entry.version) == (1, "user-1", 1)
    assert (entry.topic, entry.by, entry.data) == (
        "UserAdded",
        "bình",
        {"name": "Nguyễn “Anna”\n\\"},
    )
    assert (entry.kind, entry.id) == ("user", "1")


def test_the_stored_body_is_plain_legible_json(log: EventLog) -> None:
    append(log, [stored("user-1", 1, UserAdded("Nguyễn"))])
    [(body,)] = log.recorder.query("SELECT body FROM event")
    assert list(json.loads(body)) == ["occurred_at", "by", "cause", "v", "data"]
    assert '"name":"Nguyễn"' in body


@pytest.mark.parametrize(
    "change",
    ["UPDATE event SET body = '{}'", "DELETE FROM event", "UPDATE event SET position = 9"],
)
def test_the_log_refuses_to_be_rewritten(log: EventLog, change: str) -> None:
    append(log, user(1))
    with pytest.raises(REFUSALS, match="append-only"):
        log.recorder.execute(change)
    assert len(log.read(after=0)) == 1


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_the_log_refuses_to_be_emptied(log: EventLog) -> None:
    append(log, user(1))
    with pytest.raises(REFUSALS, match="append-only"):
        log.recorder.execute("TRUNCATE event")
    assert len(log.read(after=0)) == 1


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
@pytest.mark.parametrize("row", ["1, 'user-9', 1", "2, 'user-1', 1"])
def test_an_event_is_not_replaced_either(log: EventLog, row: str) -> None:
    """SQLite's REPLACE deletes without asking the triggers against deletion."""
    append(log, user(1))
    with pytest.raises(REFUSALS, match="append-only"):
        log.recorder.execute(f"INSERT OR REPLACE INTO event VALUES ({row}, 'A', '', '{{}}')")
    assert [entry.topic for entry in log.read(after=0)] == ["UserAdded"]


def test_positions_go_up_by_one_also_after_an_append_that_was_refused(log: EventLog) -> None:
    assert append(log, user(1, [1, 2, 3])) == 3
    with pytest.raises(Stale):
        append(log, user(1, [3, 4]))
    assert append(log, user(2)) == 4
    assert [entry.position for entry in log.read(after=0)] == [1, 2, 3, 4]


def test_an_append_that_is_refused_leaves_no_trace(log: EventLog) -> None:
    append(log, user(1), added=[Fact("code", "a", "1")])
    with pytest.raises(Stale):
        append(
            log,
            [*user(2), *user(1)],
            added=[Fact("code", "b", "2")],
            removed=[Fact("code", "a", "1")],
            receipts=[Receipt("anna", "key", "print", "{}")],
        )
    assert log.position() == 1
    assert list(log.recorder.facts()) == [Fact("code", "a", "1")]
    assert log.recorder.receipts([("anna", "key")]) == {}


def test_a_stream_has_one_event_of_each_version(log: EventLog) -> None:
    append(log, user(1))
    with pytest.raises(Stale):
        append(log, user(1))


@pytest.mark.parametrize("read", [{"user-1": 1}, {"user-1": 3}, {"user-1": 0}, {"user-9": 1}])
def test_nothing_is_written_when_a_stream_has_another_version_than_was_read(
    log: EventLog, read: dict[str, int]
) -> None:
    append(log, user(1, [1, 2]))
    with pytest.raises(Stale):
        append(log, user(2), expects=read)
    append(log, user(2), expects={"user-1": 2, "user-9": 0})


@pytest.mark.parametrize(
    ("what", "key", "answer", "another"),
    [("owners", "a", "1,2", "1"), ("count", "a", "2", "1"), ("highest", "", "b", "a")],
)
def test_nothing_is_written_when_an_answer_is_no_longer_so(
    log: EventLog, what: str, key: str, answer: str, another: str
) -> None:
    facts = [Fact("code", "a", "1"), Fact("code", "a", "2"), Fact("code", "b", "1")]
    append(log, user(1), added=facts)
    assert log.recorder.answer(what, "code", key) == answer
    with pytest.raises(Stale):
        append(log, user(2), asked=[Asked(what, "code", key, another)])
    append(log, user(2), asked=[Asked(what, "code", key, answer)])


def test_questions_about_nothing_have_answers_too(log: EventLog) -> None:
    nothing = [("owners", ""), ("count", "0"), ("highest", "")]
    assert [(what, log.recorder.answer(what, "code", "a")) for what, _ in nothing] == nothing
    append(log, user(1), asked=[Asked(what, "code", "a", answer) for what, answer in nothing])


def test_a_receipt_is_kept_with_its_events_and_only_once(log: EventLog) -> None:
    receipt = Receipt("anna", "key", "print", '{"id":"1"}')
    append(log, user(1, [1, 2]), receipts=[receipt])
    assert log.recorder.receipts([("anna", "key"), ("anna", "other"), ("bình", "key")]) == {
        ("anna", "key"): receipt._replace(position=2)
    }
    with pytest.raises(Stale):
        append(log, user(2), receipts=[receipt])
    with pytest.raises(Stale):
        append(log, [], receipts=[receipt])


def test_a_receipt_without_events_tells_the_position_it_was_written_at(log: EventLog) -> None:
    append(log, user(1, [1, 2]))
    assert append(log, [], receipts=[Receipt("anna", "key", "print", "{}")]) == 2
    assert log.recorder.receipts([("anna", "key")])["anna", "key"].position == 2


def test_recorded_at_never_decreases_along_the_log(log: EventLog) -> None:
    ahead = "2999-01-01T00:00:00.000000Z"
    append(log, user(1))
    append(log, user(2), not_before=ahead)
    append(log, user(3, [1, 2]))
    times = [entry.recorded_at for entry in log.read(after=0)]
    assert times[0] < ahead
    assert times[1:] == [ahead] * 3


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_recorded_at_stays_where_it_is_when_the_clock_goes_back(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter(["2026-01-02T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z"])
    monkeypatch.setattr(sqlite_appending, "now", lambda: next(told))
    append(log, user(1))
    append(log, user(2))
    assert [e.recorded_at for e in log.read(after=0)] == ["2026-01-02T00:00:00.000000Z"] * 2


def test_what_had_been_recorded_by_a_moment(log: EventLog) -> None:
    assert log.position_at("2999-01-01T00:00:00.000000Z") == 0
    append(log, user(1, [1, 2]))
    append(log, user(2), not_before="2999-01-01T00:00:00.000000Z")
    assert log.position_at("2000-01-01T00:00:00.000000Z") == 0
    assert log.position_at("2998-01-01T00:00:00.000000Z") == 2
    assert log.position_at("2999-01-01T00:00:00.000000Z") == 3


def test_many_streams_in_one_question_each_in_order(log: EventLog) -> None:
    events = [event for n in range(1_200) for event in user(n, [1, 2])]
    append(log, events)
    names = [f"user-{n}" for n in range(1_200)] + ["user-unknown"]
    rows: list[tuple[Any, ...]] = list(log.recorder.select_streams(names))
    assert sorted(row[:2] for row in rows) == sorted(
        (f"user-{n}", version) for n in range(1_200) for version in (1, 2)
    )
    assert all(a[1] < b[1] for a, b in pairwise(rows) if a[0] == b[0])


def test_reading_a_part_of_the_log(log: EventLog) -> None:
    append(log, user(1, range(1, 11)))
    assert [e.position for e in log.read(after=3, limit=4)] == [4, 5, 6, 7]
    assert [e.position for e in log.read(after=3, up_to=5)] == [4, 5]
    assert [e.version for e in log.read_all(after=7, batch=2)] == [8, 9, 10]
    assert [e.version for e in log.history("user-1")] == list(range(1, 11))
    assert log.history("user-2") == []
