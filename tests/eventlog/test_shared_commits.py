"""On SQLite, appends that wait for the disk at the same moment share one commit.

The writer's connection waits for a lock that somebody else holds; meanwhile others come.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from getcrm.eventlog.appending import Stale
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.sqlite import SQLiteRecorder
from getcrm.eventlog.sqlite_appending import Appends
from tests.eventlog.records import Fact, Receipt, append, user
from tests.patience import until

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


def appends_of(log: EventLog) -> Appends:
    assert isinstance(log.recorder, SQLiteRecorder)
    return log.recorder._writer()


@contextmanager
def commits(log: EventLog) -> Iterator[list[str]]:
    """Every COMMIT of the connection that writes, while it lasts."""
    seen: list[str] = []
    db = appends_of(log).db
    db.set_trace_callback(lambda sql: seen.append(sql) if sql == "COMMIT" else None)
    yield seen
    db.set_trace_callback(None)


def all_at_once(log: EventLog, calls: Sequence[partial[int]]) -> list[Future[int]]:
    """The first waits for the file, which somebody else holds; the others wait for it."""
    appends = appends_of(log)
    with (
        ThreadPoolExecutor(len(calls)) as threads,
        sqlite3.connect(log.recorder.path, isolation_level=None) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        done = [threads.submit(calls[0])]
        until(lambda: appends.lock.locked() and not appends._waiting)
        done += [threads.submit(call) for call in calls[1:]]
        until(lambda: len(appends._waiting) == len(calls) - 1)
        other.execute("ROLLBACK")
    other.close()
    return done


def test_who_waits_shares_the_next_commit(log: EventLog) -> None:
    with commits(log) as seen:
        done = all_at_once(log, [partial(append, log, user(n, [1, 2])) for n in range(8)])
        assert len(seen) == 2
    ends = [future.result() for future in done]
    assert sorted(ends) == [2, 4, 6, 8, 10, 12, 14, 16]
    for n, end in enumerate(ends):
        assert [entry.position for entry in log.history(f"user-{n}")] == [end - 1, end]


def test_each_is_told_what_came_of_its_own(log: EventLog) -> None:
    receipt = Receipt("anna", "key", "print", "{}")
    code = [Fact("code", "a", "1")]
    append(log, user(1))
    calls = [
        partial(append, log, user(2)),
        partial(append, log, user(3), expects={"user-1": 0}),
        partial(append, log, user(4), receipts=[receipt]),
        partial(append, log, user(5), receipts=[receipt], added=code),
        partial(append, log, [*user(6), *user(1)], added=code),
        partial(append, log, user(7), added=code),
    ]
    done = all_at_once(log, calls)
    raised = [type(future.exception()) for future in done]
    assert raised == [type(None), Stale, type(None), Stale, Stale, type(None)]
    assert [entry.stream for entry in log.read(0)] == ["user-1", "user-2", "user-4", "user-7"]
    assert [entry.position for entry in log.read(0)] == [1, 2, 3, 4]
    assert list(log.recorder.facts()) == code
    assert log.recorder.receipts([("anna", "key")]) == {
        ("anna", "key"): receipt._replace(position=3)
    }


def test_what_is_wrong_with_one_is_not_the_others_fault(log: EventLog) -> None:
    broken = user(2)[0]
    object.__setattr__(broken, "state", b"\xff")
    done = all_at_once(log, [partial(append, log, e) for e in (user(1), [broken], user(3))])
    assert isinstance(done[1].exception(), UnicodeDecodeError)
    assert (done[0].result(), done[2].result(), log.position()) == (1, 2, 2)


def test_nobody_is_told_of_a_success_that_the_disk_refused(log: EventLog) -> None:
    db = appends_of(log).db
    append(log, user(0))
    (most,) = db.execute("PRAGMA max_page_count").fetchone()
    db.execute("PRAGMA max_page_count = 1")
    large = [user(n, range(1, 200)) for n in range(1, 4)]
    done = all_at_once(log, [partial(append, log, events) for events in large])
    assert [type(future.exception()) for future in done] == [sqlite3.OperationalError] * 3
    assert log.position() == 1
    db.execute(f"PRAGMA max_page_count = {most}")
    assert append(log, user(1)) == 2
