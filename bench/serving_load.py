"""A whole command over HTTP against the bare endpoint, on the same server software."""

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
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
"""Of the salesperson; the company has twenty times as many. A multiple of CONNECTIONS, so that no
two of these tell of the same one."""
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
        command = command_request(ours.port, secret)
        for _ in range(ROUNDS):
            limit.append(load(bare.port, bare_request(bare.port)))
            mine.append(load(ours.port, command))
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
    start = time.perf_counter()
    end = start + SECONDS
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        done = list(
            threads.map(lambda first: hammer(port, request, end, first), range(CONNECTIONS))
        )
    return sum(done) / (time.perf_counter() - start)


def hammer(port: int, request: Request, end: float, first: int) -> int:
    count = 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < end:
            connection.sendall(request(first + CONNECTIONS * count))
            status, body = answer(connection)
            if status != 200 or b'"events":0' in body:
                raise AssertionError(f"HTTP {status}: {body.decode()}")
            count += 1
    return count


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """The status of one response, and its body."""
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
    return int(head.split(b" ", 2)[1]), body


def bare_request(port: int) -> Request:
    body = json.dumps({"stage": world.STAGES[1]})
    head = f"PUT /bare HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
    whole = f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
    return lambda _: whole


def command_request(port: int, secret: str) -> Request:
    """Each moves another customer of their own to the next stage, under a key of its own: none
    finds that nothing is to be done."""
    run = new_id()
    visits: Counter[int] = Counter()

    def request(n: int) -> bytes:
        number = n % CUSTOMERS
        visits[number] += 1
        body = json.dumps({"stage": world.STAGES[visits[number] % 6]})
        customer = world.customer_of_salesperson(number)
        return (
            f"PUT /api/v1/customers/{customer}/stage HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {secret}\r\n"
            f"Idempotency-Key: {run}-{number}-{visits[number]}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    return request
