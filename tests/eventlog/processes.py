"""Other processes, as on several machines: forked from one that has done nothing but import."""

import multiprocessing
import random
from contextlib import closing
from typing import Any

from getcrm.crm import migrate
from getcrm.eventlog.appending import StartupRefused
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.store import open_log
from tests.eventlog.records import append, user

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.eventlog.processes"])
APPENDS = 150
"""Of each writer."""
THE_LAST = "user-the last"


def migrate_together(url: str, barrier: Any) -> str:
    barrier.wait(60)
    try:
        migrate(url, patience=30.0)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def try_to_write(url: str) -> str:
    try:
        with closing(open_log(url, writer=True)) as log:
            return f"wrote {append(log, user(1))}"
    except StartupRefused as refused:
        return type(refused).__name__


def write(log: EventLog, seed: int, barrier: Any) -> int:
    """Appends of mixed sizes; how many events they were."""
    sizes = random.Random(seed).choices([1, 1, 1, 7, 40], k=APPENDS)
    barrier.wait(60)
    for n, size in enumerate(sizes):
        append(log, user(f"{seed}.{n}", range(1, size + 1)))
    return sum(sizes)


def write_alone(url: str, seed: int, barrier: Any) -> int:
    with closing(open_log(url, writer=True)) as log:
        return write(log, seed, barrier)


def tail(url: str, barrier: Any) -> list[int]:
    """The positions read by somebody who remembers nothing but the last of them."""
    read: list[int] = []
    with closing(open_log(url, writer=False)) as log, closing(log.recorder.follower()) as news:
        barrier.wait(60)
        while True:
            entries = log.read(after=read[-1] if read else 0, limit=50)
            read += [entry.position for entry in entries]
            if entries and entries[-1].stream == THE_LAST:
                return read
            if not entries:
                news.wait(0.5)
