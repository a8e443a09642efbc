"""States folded from their streams, and remembered."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from getcrm.domain.user import User
from getcrm.eventlog import log as module
from getcrm.eventlog.log import NOTHING, EventLog, fold_entries
from tests.eventlog.records import append, user

LATER = "2026-01-06T05:00:00.000000Z"


def test_a_state_is_its_stream_folded(log: EventLog) -> None:
    append(log, user(1))
    append(log, user(1, [2, 3], at=LATER))
    loaded = log.load(User, "1")
    assert (loaded.state, loaded.version, loaded.occurred_at) == (User("Anna 3"), 3, LATER)
    assert log.load(User, "2") is NOTHING


def test_many_states_in_one_question(log: EventLog) -> None:
    append(log, [*user(1, [1, 2]), *user(2)])
    found = log.load_many(User, ["1", "2", "3"])
    assert {id: loaded.version for id, loaded in found.items()} == {"1": 2, "2": 1, "3": 0}
    assert found["1"] == log.load(User, "1")


def test_what_is_remembered_is_what_was_loaded_last(log: EventLog) -> None:
    append(log, user(1))
    assert log.remembered("user-1") is None
    loaded = log.load(User, "1")
    append(log, user(1, [2]))
    assert log.remembered("user-1") == loaded
    assert log.load(User, "1").version == 2
    assert log.remembered("user-1") == log.load(User, "1")


def test_the_state_after_some_of_its_entries(log: EventLog) -> None:
    append(log, user(1, [1, 2, 3]))
    history = log.history("user-1")
    assert [fold_entries(User, history[:n]) for n in range(4)] == [
        None,
        User("Anna"),
        User("Anna 2"),
        User("Anna 3"),
    ]


def test_the_least_recently_used_state_is_forgotten_first(
    log: EventLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CACHED", 2)
    append(log, [*user(1), *user(2), *user(3)])
    for id in ("1", "2"):
        log.load(User, id)
    log.remembered("user-1")
    log.load(User, "3")
    assert [log.remembered(f"user-{n}") is not None for n in (1, 2, 3)] == [True, False, True]


def test_threads_may_remember_at_the_same_time(
    log: EventLog, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(module, "CACHED", 1)
    append(log, user(1))
    loaded = log.load(User, "1")
    start = threading.Barrier(4)
    interval = sys.getswitchinterval()
    request.addfinalizer(lambda: sys.setswitchinterval(interval))
    sys.setswitchinterval(1e-6)

    def remember(thread: int) -> None:
        start.wait(10)
        for n in range(20_000):
            log.remember(f"user-{(n + thread) % 3}", loaded)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(remember, range(4)))
    assert len(log._remembered) == 1
