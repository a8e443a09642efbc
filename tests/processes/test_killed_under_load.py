"""kill -9 of projector, web workers and gunicorn under load: what was acknowledged stands once.

Nothing acknowledged is lost, nothing happens twice, and the read models are what a rebuild makes.
"""

import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from getcrm.crm import Crm, open_crm
from getcrm.eventlog.entry import Entry
from getcrm.processes.checkup import HINTS
from tests.processes.killer import FIND, Killer
from tests.processes.load import Asked, Client, Company, mark
from tests.processes.test_serve import Server, environment, free_port, started, until
from tests.stores import STORES, database

SECONDS = 60.0
CLIENTS = 6
WORKERS = {"sqlite": 1, "postgresql": 3}
ENOUGH = Counter(
    {
        "projector": 4,
        "worker": 5,
        "master": 1,
        "acknowledged": 500,
        "asked again after a cut": 5,
        "stood already": 1,
        "repeated": 50,
        "shown": 20,
    }
)
"""What makes it hard: kills, and commands of each fate."""
SETTLED = 90.0
"""Seconds within which everybody is at work again."""
TOLD = (
    r"(web|projector|scheduler) ended with -9, starts again in .*",
    r"\[.*\] \[ERROR\] Worker \(pid:\d+\) was sent SIGKILL! Perhaps out of memory\?",
    # where the workers of a killed gunicorn take their time to notice, the next one waits
    r"\[.*\] \[ERROR\] (Connection in use: |connection to |Can't connect to ).*",
    r"Error: AnotherProcessWrites: .*",
    re.escape(HINTS["AnotherProcessWrites"]),
    r"web ended with 1, starts again in .*",
)
"""What the server says of its processes' deaths, apart from one JSON line per request."""


@contextmanager
def serving(store: str, folder: Path) -> Iterator[Server]:
    """As somebody new starts it, on an empty database."""
    (folder / "home").mkdir()
    with database(store) as url:
        port = free_port()
        process = started(folder, url, port, "serve")
        server = Server(process, folder, url, port)
        try:
            until(lambda: process.poll() is not None or server.is_ready())
            assert process.poll() is None, (folder / "err").read_text()
            yield server
        finally:
            if process.poll() is None:
                server.end()


def set_up(server: Server) -> Company:
    """What the load rests on."""
    methods = [str(uuid4()) for _ in range(4)]
    wished = [{"id": id, "name": name} for id, name in zip(methods, "abcd", strict=True)]
    campaign = server.request("/api/v1/campaigns", {"name": "Spring", "methods": wished})
    customers = [server.request("/api/v1/customers", {"name": f"old {n}"}) for n in range(2)]
    until(lambda: server.names() == {"old 0", "old 1"})
    stages = server.request("/api/v1/relationship-stages")["stages"]
    return Company(
        [stage["id"] for stage in stages],
        campaign["id"],
        methods,
        [customer["id"] for customer in customers],
    )


def loaded_and_killed(
    server: Server, crm: Crm, company: Company
) -> tuple[list[Asked], Counter[str]]:
    """For the time, and until it was hard enough; what is under way then is still answered.

    What was asked, and how many kills there were and commands of each fate.
    """
    token = (server.folder / "data" / "admin-token").read_text().strip()
    over = threading.Event()
    clients = [Client(f"c{n}", server.port, token, company, over) for n in range(CLIENTS)]
    killer = Killer(server, crm, lambda: figures(clients)["acknowledged"])
    with ThreadPoolExecutor(CLIENTS + 1) as threads:
        working = [threads.submit(client.work) for client in clients]
        working.append(threads.submit(killer.work, over))
        try:
            ended, _ = wait(working, SECONDS, FIRST_EXCEPTION)
            patient_until = time.monotonic() + SETTLED
            while not ended and time.monotonic() < patient_until:
                if figures(clients) + killer.kills >= ENOUGH:
                    break
                ended, _ = wait(working, 1.0, FIRST_EXCEPTION)
        finally:
            over.set()
        for work in working:
            work.result()
    return [one for client in clients for one in client.asked], figures(clients) + killer.kills


def figures(clients: list[Client]) -> Counter[str]:
    """How many commands had what fate."""
    asked = [one for client in clients for one in list(client.asked)]
    return Counter(
        {
            "acknowledged": sum(one.answer is not None for one in asked),
            "asked again after a cut": sum(
                one.cuts > 0 and one.answer is not None for one in asked
            ),
            "stood already": sum(one.repeated for one in asked),
            "repeated": sum(client.repeats for client in clients),
            "shown": sum(client.shown for client in clients),
        }
    )


def is_settled(server: Server, crm: Crm, names: set[str]) -> bool:
    """Everybody runs, and the read models have come to the end of the log, or to a standstill."""
    states = crm.engine.states()
    if any(state.failure for state in states):
        return True
    try:
        running = all(FIND[name](server) for name in names)
    except psutil.Error:  # it ended while we looked
        return False
    end = crm.log.position()
    return running and server.is_ready() and all(state.position >= end for state in states)


@pytest.mark.soak
@pytest.mark.parametrize("store", STORES)
def test_what_was_acknowledged_stands_once(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GETCRM_WORKERS", str(WORKERS[store]))
    with serving(store, tmp_path) as server, closing(open_crm(server.url, writer=False)) as crm:
        company = set_up(server)
        before = crm.log.position()
        asked, reached = loaded_and_killed(server, crm, company)
        until(lambda: is_settled(server, crm, reached.keys() & FIND.keys()), SETTLED)
        assert [state for state in crm.engine.states() if state.failure] == []
        assert server.end() == 0
        assert_stands_once(asked, list(crm.log.read_all(after=before)))
        assert_views_are_as_rebuilt(server)
        assert_only_kills_were_told((tmp_path / "err").read_text(), reached)
        assert reached >= ENOUGH, f"it was not hard enough: {reached}"


def assert_stands_once(asked: list[Asked], entries: list[Entry]) -> None:
    """In both directions: what was acknowledged is recorded, and what is recorded was asked for."""
    stands = Counter(map(mark, entries))
    assert [found for found, times in stands.items() if times > 1] == []
    by_position = {entry.position: entry for entry in entries}
    for one in asked:
        if one.answer is None:
            assert len({found in stands for found in one.marks}) == 1, one  # all of it, or nothing
            continue
        assert one.answer["events"] == len(one.marks), one
        last = one.answer["position"]
        written = [by_position[last - len(one.marks) + n] for n in range(1, len(one.marks) + 1)]
        assert tuple(map(mark, written)) == one.marks, one
        assert (written[0].id, written[0].version) == (one.answer["id"], one.answer["version"])
    assert stands.keys() <= {found for one in asked for found in one.marks}


def assert_views_are_as_rebuilt(server: Server) -> None:
    verified = subprocess.run(
        [sys.executable, "-m", "getcrm.cli", "verify"],
        env=environment(server.folder, server.url, server.port),
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout[-2000:] + verified.stderr[-2000:]


def assert_only_kills_were_told(told: str, kills: Counter[str]) -> None:
    """No trace of a fault, no answer that was one; and each death was a kill."""
    lines = told.splitlines()
    requests = [json.loads(line) for line in lines if line.startswith("{")]
    assert [one for one in requests if "exception" in one or one.get("status") == 500] == []
    others = [line for line in lines if not line.startswith("{")]
    assert [line for line in others if not any(re.fullmatch(one, line) for one in TOLD)] == []
    for child, name in (("web", "master"), ("projector", "projector"), ("scheduler", "scheduler")):
        assert sum(line.startswith(f"{child} ended with -9,") for line in others) == kills[name]
    assert sum("was sent SIGKILL" in line for line in others) <= kills["worker"]
