"""How much of a processor idle live streams cost, and what slow clients do to others.

    python -m bench.streams [STREAMS]

It starts `getcrm web` and `getcrm project` on SQLite in a temporary folder, opens the streams of
several people, and reads the processor time of the web worker while nothing happens; then asks
/healthz under slow clients.
"""

import http.client
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil

from getcrm.commands.company import SetUpCompany
from getcrm.commands.role import ShipRoles
from getcrm.commands.user import AddUser, GiveRole, IssueApiToken
from getcrm.crm import SYSTEM, migrate, new_id, open_crm
from getcrm.eventlog import tokens

SECONDS = 30.0
TABS = 4
"""Of one person."""
HALF = b"POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"


def main() -> None:
    streams = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * streams + 1_000), hard))
    with tempfile.TemporaryDirectory(prefix="getcrm-bench-") as folder:
        url = f"sqlite:///{folder}/getcrm.db"
        migrate(url)
        secrets = people(url, streams // TABS + 1)
        with served(url, folder) as (port, worker):
            measure(port, worker, secrets, streams)


def people(url: str, number: int) -> list[str]:
    """Salespeople with a token each; their secrets."""
    crm = open_crm(url)
    crm.handle(SetUpCompany(), by=SYSTEM)
    crm.handle(ShipRoles(), by=SYSTEM)
    found = []
    for n in range(number):
        user, token, secret = new_id(), new_id(), tokens.new_secret()
        crm.handle(AddUser(user=user, name=f"P{n}"), by=SYSTEM)
        crm.handle(GiveRole(user=user, role="salesperson"), by=SYSTEM)
        crm.handle(IssueApiToken(user=user, token=token, name="bench"), by=SYSTEM)
        tokens.store(crm.log, secret, tokens.Token(token, user, "bench"))
        found.append(secret)
    crm.catch_up()
    crm.close()
    return found


@contextmanager
def served(url: str, folder: str) -> Iterator[tuple[int, psutil.Process]]:
    """Its port, and its worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "GETCRM_DATABASE_URL": url, "GETCRM_DATA": folder, "PORT": str(port)}
    command = [sys.executable, "-m", "getcrm.cli"]
    with (Path(folder) / "err").open("w") as err:
        web = subprocess.Popen([*command, "web"], env=env, stderr=err)
        projector = subprocess.Popen([*command, "project"], env=env, stderr=err)
    try:
        while not answered(port):
            time.sleep(0.2)
        yield port, psutil.Process(web.pid).children()[0]
    finally:
        for process in (web, projector):
            process.terminate()
            process.wait()


def answered(port: int) -> bool:
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as asking:
            asking.request("GET", "/healthz")
            return asking.getresponse().status == 200
    except OSError:
        return False


def measure(port: int, worker: psutil.Process, secrets: list[str], streams: int) -> None:
    before = share(worker)
    opened = [listening(port, secrets[n // TABS]) for n in range(streams)]
    time.sleep(5)
    with_streams = share(worker)
    told = f"{streams:,} idle streams: {with_streams:.1%} of a core, {before:.1%} without"
    print(f"{told}, {worker.num_threads()} threads, {worker.memory_info().rss / 1e6:.0f} MB")
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    for client in slow[:100]:
        client.sendall(HALF)
    times = []
    for _ in range(20):
        start = time.perf_counter()
        assert answered(port)
        times.append(time.perf_counter() - start)
    print(f"/healthz under them and 200 slow connections: at most {max(times) * 1e3:.0f} ms")
    for client in [*opened, *slow]:
        client.close()


def listening(port: int, secret: str) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(
        b"GET /api/v1/me/notifications/stream HTTP/1.1\r\nHost: x\r\n"
        b"Authorization: Bearer %s\r\n\r\n" % secret.encode()
    )
    assert client.recv(4096).startswith(b"HTTP/1.1 200 "), "a stream was refused"
    return client


def share(process: psutil.Process) -> float:
    """Of one core, over some seconds."""
    start, began = sum(process.cpu_times()[:2]), time.perf_counter()
    time.sleep(SECONDS)
    return (sum(process.cpu_times()[:2]) - start) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
