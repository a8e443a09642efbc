"""`getcrm serve` as a real process: it starts, answers, survives its children, and ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.patience import until
from tests.stores import STORES, database

SOURCE = Path(__file__).parents[2] / "src"


@dataclass
class Server:
    process: subprocess.Popen
    folder: Path
    url: str
    port: int

    def request(self, path, body=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        token = (self.folder / "data" / "admin-token").read_text().strip()
        request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def is_ready(self):
        try:
            self.request("/readyz")
        except (OSError, urllib.error.URLError):
            return False
        return True

    def names(self):
        return {row["name"] for row in self.request("/api/v1/customers")["customers"]}

    def processes(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def projector(self):
        return next(p for p in self.processes() if p.cmdline()[-1:] == ["project"])

    def web(self):
        """The only child that has children; gunicorn may have changed its command line."""
        return next(p for p in psutil.Process(self.process.pid).children() if p.children())

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder, url, port):
    return {
        **os.environ,
        "PYTHONPATH": str(SOURCE),
        "GETCRM_DATABASE_URL": url,
        "GETCRM_DATA": str(folder / "data"),
        "PORT": str(port),
        "HOME": str(folder / "home"),
        "LC_ALL": "C",
        "GETCRM_PERSON_RATE": "0",
        "GETCRM_PERSON_REQUESTS": "0",
    }


def started(folder, url, port, *arguments):
    with (folder / "out").open("w") as out, (folder / "err").open("w") as err:
        return subprocess.Popen(
            [sys.executable, "-m", "getcrm.cli", *arguments],
            env=environment(folder, url, port),
            stdout=out,
            stderr=err,
        )


@pytest.fixture(params=STORES)
def server(request, tmp_path):
    (tmp_path / "home").mkdir()
    with database(request.param) as url:
        port = free_port()
        process = started(tmp_path, url, port, "serve")
        server = Server(process, tmp_path, url, port)
        until(lambda: process.poll() is not None or server.is_ready())
        assert process.poll() is None, (tmp_path / "err").read_text()
        yield server
        if process.poll() is None:
            server.end()


@pytest.mark.slow
def test_it_starts_answers_and_ends_cleanly(server):
    server.request("/api/v1/customers", {"name": "Acme"})
    until(lambda: server.names() == {"Acme"})
    until(lambda: "is ready" in (server.folder / "out").read_text())
    children = server.processes()
    assert server.end() == 0
    assert not any(child.is_running() for child in children)
    told = (server.folder / "out").read_text()
    token = (server.folder / "data" / "admin-token").read_text().strip()
    assert f"API token: {token}\n" in told
    assert f"getcrm is ready at http://127.0.0.1:{server.port}" in told
    assert token not in (server.folder / "err").read_text()
    assert "arning" not in told + (server.folder / "err").read_text()
    assert list((server.folder / "home").iterdir()) == []  # no control socket of gunicorn


@pytest.mark.slow
def test_it_survives_the_kill_of_any_child(server):
    server.request("/api/v1/customers", {"name": "before"})
    for find in (server.projector, server.web, lambda: server.web().children()[0]):
        killed = find()
        killed.kill()
        until(lambda find=find, killed=killed: running_anew(find, killed.pid))
        until(server.is_ready)
    server.request("/api/v1/customers", {"name": "after"})
    until(lambda: server.names() == {"before", "after"})
    assert server.end() == 0


def running_anew(find, former):
    try:
        return find().pid != former
    except (StopIteration, IndexError, psutil.Error):
        return False


@pytest.mark.slow
def test_beside_it_one_can_ask_but_not_write_on_sqlite(server):
    server.request("/api/v1/customers", {"name": "Acme"})

    def getcrm(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "getcrm.cli", *arguments],
            env=environment(server.folder, server.url, server.port),
            capture_output=True,
            text=True,
            check=False,
        )

    asked = json.loads(getcrm("ask", "customers").stdout)
    assert [row["name"] for row in asked["customers"]] == ["Acme"]
    ticked = getcrm("tick")
    if server.url.startswith("sqlite"):
        assert "AnotherProcessWrites" in ticked.stderr
        assert ticked.returncode == 1
    else:
        assert ticked.returncode == 0


@pytest.mark.slow
def test_a_port_that_is_taken_is_named(tmp_path):
    with socket.socket() as taken, database("sqlite") as url:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = started(tmp_path, url, taken.getsockname()[1], "serve")
        assert process.wait(30) == 1
    assert "PORT chooses another one" in (tmp_path / "err").read_text()
