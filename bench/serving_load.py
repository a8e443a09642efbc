"""A whole command over HTTP against the bare endpoint, on the same server software."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from bench import world
from bench.figures import Figures, Goal, middle
from getcrm.commands.user import IssueApiToken
from getcrm.crm import migrate, new_id, open_crm
from getcrm.eventlog import tokens
from tests.stores import STORES, database

CONNECTIONS = 4
SECONDS = 2.0
ROUNDS = 5
CUSTOMERS = 500
"""Of the salesperson; the company has twenty times as many."""
GOAL = Goal(at_least=0.50)
Request = Callable[[int], bytes]


def measure(figures: Figures) -> None:
    for store in STORES:
        with database(store) as url:
            migrate(url)
            crm = open_crm(url)
            world.build(crm, 20 * CUSTOMERS, 0)
            secret, token = tokens.new_secret(), new_id()
            tokens.store(crm.log, secret, tokens.Token(token, world.SALESPERSON, "bench"))
            issue = IssueApiToken(user=world.SALESPERSON, token=token, name="bench")
            crm.handle(issue, by=world.ADMINISTRATOR)
            crm.close()
            compare(figures, store, url, secret)


def compare(figures: Figures, store: str, url: str, secret: str) -> None:
    """Both at once on their own ports, loaded in turns."""
    with served("ours", url) as ours, served("bare", url) as bare:
        mine, limit = [], []
        for _ in range(ROUNDS):
            limit.append(load(bare.port, bare_request(bare.port)))
            mine.append(load(ours.port, command_request(ours.port, secret)))
        memory = ours.memory()
    name = "postgres" if store == "postgresql" else store
    figures.note(f"http_command_{name}", middle(mine), "commands/s", middle(limit), GOAL)
    figures.note(f"rss_web_worker_mb_{name}", memory, "MB", goal=Goal(at_most=120))
    if store == "postgresql":
        figures.note("rss_web_worker_mb", memory, "MB", goal=Goal(at_most=120))


class Served:
    def __init__(self, what: str, url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        arguments = [
            "-w",
            "1",
            "-k",
            "gthread",
            "--threads",
            str(CONNECTIONS),
            "--no-control-socket",
        ]
        arguments += ["-b", f"127.0.0.1:{self.port}", "--log-level", "warning"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *arguments, f"bench.serving:{what}({url!r})"],
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the server did not start")

    def memory(self) -> float:
        """Of the worker, in MB."""
        workers = psutil.Process(self.process.pid).children()
        return max(float(worker.memory_info().rss) for worker in workers) / 1e6


@contextmanager
def served(what: str, url: str) -> Iterator[Served]:
    server = Served(what, url)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait()


def load(port: int, request: Request) -> float:
    """Requests a second over a few connections that are kept open."""
    done: list[int] = []
    end = time.perf_counter() + SECONDS
    threads = [
        threading.Thread(target=lambda n=n: done.append(hammer(port, request, end, n)))
        for n in range(CONNECTIONS)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - start)


def hammer(port: int, request: Request, end: float, first: int) -> int:
    count = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < end:
            connection.sendall(request(first + CONNECTIONS * count))
            status = answer(connection)
            if status != 200:
                raise AssertionError(f"HTTP {status}")
            count += 1
    return count


def answer(connection: socket.socket) -> int:
    """The status of one response; its body is read to the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split(b" ", 2)[1])


def bare_request(port: int) -> Request:
    body = json.dumps({"stage": world.STAGES[1]})
    head = f"PUT /bare HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    whole = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
    return lambda _: whole


def command_request(port: int, secret: str) -> Request:
    """Each changes the stage of another customer of their own, under a key of its own."""
    run = new_id()

    def request(n: int) -> bytes:
        body = json.dumps({"stage": world.STAGES[(n + n // CUSTOMERS) % 6]})
        customer = world.customer_of_salesperson(n % CUSTOMERS)
        return (
            f"PUT /api/v1/customers/{customer}/stage HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {secret}\r\nIdempotency-Key: {run}-{n}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    return request
