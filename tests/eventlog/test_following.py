"""Whoever follows the log gets every event, once, in order; also while others write."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from eventsourcing.persistence import Notification

from getcrm.eventlog.log import EventLog
from getcrm.eventlog.sqlite import SQLiteRecorder
from getcrm.eventlog.store import open_log
from tests.eventlog.processes import CONTEXT, THE_LAST, tail, write, write_alone
from tests.eventlog.records import append, user

WRITERS = 4


def test_a_follower_is_woken_by_an_append(log: EventLog, url: str) -> None:
    with closing(open_log(url, writer=False)) as other:
        follower = other.recorder.follower()
        assert not follower.wait(0.01)
        append(log, user(1))
        assert follower.wait(10)
        assert not follower.wait(0.01)
        follower.close()


def test_every_follower_hears_of_every_append(log: EventLog) -> None:
    followers = [log.recorder.follower() for _ in range(2)]
    append(log, user(1))
    assert [follower.wait(10) for follower in followers] == [True, True]
    for follower in followers:
        follower.close()


def test_a_subscription_tells_the_past_and_then_the_present(log: EventLog) -> None:
    append(log, user(1, [1, 2, 3]))
    told: list[Notification] = []
    with log.recorder.subscribe(gt=1) as subscription, ThreadPoolExecutor(1) as pool:
        more = pool.submit(lambda: told.extend(subscription))
        append(log, user(2, [1, 2]))
        while len(told) < 4:
            pass
        subscription.stop()
        more.result(10)
    assert [(n.id, n.originator_id, n.originator_version) for n in told] == [
        (2, "user-1", 2),
        (3, "user-1", 3),
        (4, "user-2", 1),
        (5, "user-2", 2),
    ]


def test_a_subscription_can_be_about_some_topics(log: EventLog) -> None:
    append(log, [*user(1, [1, 2]), *user(2)])
    with log.recorder.subscribe(topics=["UserAdded"]) as subscription:
        assert [next(subscription).id, next(subscription).id] == [1, 3]


def test_the_librarys_notification_log_reads_it_too(log: EventLog) -> None:
    append(log, user(1, range(1, 11)))

    def ids(start: int | None, limit: int, **more: Any) -> list[int]:
        return [n.id for n in log.recorder.select_notifications(start, limit, **more)]

    assert ids(3, 4) == [3, 4, 5, 6]
    assert ids(3, 4, inclusive_of_start=False) == [4, 5, 6, 7]
    assert ids(None, 2) == [1, 2]
    assert ids(8, 10, stop=9) == [8, 9]
    assert ids(1, 10, topics=["UserAdded"]) == [1]
    assert log.recorder.max_notification_id() == 10
    events = log.recorder.select_events("user-1", gt=2, lte=8, desc=True, limit=2)
    assert [event.originator_version for event in events] == [8, 7]


@pytest.mark.slow
def test_a_tailing_reader_among_four_writers_misses_nothing(log: EventLog, url: str) -> None:
    """On SQLite one process writes, in four threads; on PostgreSQL four processes do."""
    with (
        CONTEXT.Manager() as manager,
        CONTEXT.Pool(WRITERS + 1) as processes,
        ThreadPoolExecutor(WRITERS) as threads,
    ):
        barrier = manager.Barrier(WRITERS + 1)
        reader = processes.apply_async(tail, (url, barrier))
        if isinstance(log.recorder, SQLiteRecorder):
            written = sum(threads.map(lambda seed: write(log, seed, barrier), range(WRITERS)))
        else:
            alone = [(url, seed, barrier) for seed in range(WRITERS)]
            written = sum(processes.starmap(write_alone, alone, chunksize=1))
        append(log, user(THE_LAST.removeprefix("user-")))
        read = reader.get(timeout=60)
    assert read == list(range(1, written + 2)) == [e.position for e in log.read_all()]
