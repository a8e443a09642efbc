"""Live notifications from the real processes: web server and projector (NOT-1)."""

import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from getcrm.crm import migrate, open_crm
from getcrm.domain.user import ApiTokenIssued
from getcrm.eventlog import tokens
from tests.commands.staff import ANNAS, HA, LAN, staff
from tests.http.listening import Listener
from tests.processes.test_serve import environment, free_port, until
from tests.stores import STORES, database
from tests.story import ANNA, BEFORE, At, uid, write_past


@dataclass
class Office:
    port: int
    children: list[subprocess.Popen]

    def command(self, by, method, path, body="{}"):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            data=body.encode(),
            headers={"Content-Type": "application/json", **bearer(by)},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status

    def answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=1).close()
        except OSError:
            return False
        return True

    def listen(self, user):
        return Listener(self.port, bearer(user))


def bearer(user):
    return {"Authorization": f"Bearer gc_{user}"}


def prepared(url: str) -> None:
    """A company whose people have tokens, each issued by themselves, so that nobody is told."""
    migrate(url)
    crm = open_crm(url)
    issued = [
        (f"user-{user}", At(BEFORE, ApiTokenIssued(uid(0x70C00 + n), "t", None, None), user))
        for n, user in enumerate((ANNA, LAN, HA))
    ]
    write_past(crm, [*staff(), *issued])
    for n, user in enumerate((ANNA, LAN, HA)):
        tokens.store(crm.log, f"gc_{user}", tokens.Token(uid(0x70C00 + n), user, "t"))
    crm.close()


@pytest.fixture(params=STORES)
def office(request, tmp_path: Path):
    with database(request.param) as url:
        prepared(url)
        port = free_port()
        with (tmp_path / "err").open("w") as err:
            children = [
                subprocess.Popen(
                    [sys.executable, "-m", "getcrm.cli", name],
                    env=environment(tmp_path, url, port),
                    stderr=err,
                )
                for name in ("web", "project")
            ]
        office = Office(port, children)
        try:
            until(office.answers)
            yield office
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(30)


@pytest.mark.slow
def test_it_is_told_and_ends_with_the_user_and_with_the_server(office):
    listener, other = office.listen(ANNA), office.listen(LAN)
    assert listener.next().data == other.next().data == {"unread": 0}
    office.command(LAN, "POST", "/comments", f'{{"customer": "{ANNAS}", "text": "Gọi"}}')
    heard = listener.next()
    assert heard.data["sentence"] == "Lan commented on Của Anna: Gọi"
    assert listener.next().data == {"unread": 1}
    office.command(HA, "PUT", f"/users/{ANNA}/deactivation")
    assert listener.next() is None
    web = office.children[0]
    web.send_signal(signal.SIGTERM)
    assert other.next() is None, "it is ended, and not broken off with the server"
    assert web.wait(30) == 0


@pytest.mark.slow
def test_slow_clients_and_idle_streams_take_nothing_from_others(office):
    """OPS-2: 40 half-sent requests stopped the server once, and 24 streams took all there were."""
    half = b"POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
    slow = [socket.create_connection(("127.0.0.1", office.port)) for _ in range(200)]
    for client in slow[:100]:
        client.sendall(half)
    listeners = [office.listen(ANNA) for _ in range(40)]
    assert office.answers()
    office.command(LAN, "POST", "/comments", f'{{"customer": "{ANNAS}", "text": "Gọi"}}')
    for listener in listeners:
        assert listener.until("notification").data["by"] == LAN
    for client in slow:
        client.close()
    for listener in listeners:
        listener.close()
