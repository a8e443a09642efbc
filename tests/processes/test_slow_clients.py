"""Slow, idle, greedy and malformed clients: whoever they are, others are answered (OPS-2)."""

import http.client
import json
import socket
import threading
from contextlib import closing, contextmanager

import pytest

from getcrm.http.access_log import new_log
from getcrm.http.route import PREFIX
from getcrm.http.routes import ROUTES
from getcrm.processes.server import connection, loop
from getcrm.processes.server.lanes import OF_PASSWORDS, PASSWORDS
from getcrm.processes.server.limits import Limits
from getcrm.processes.server.loop import Loop
from tests.patience import until

LONG = Limits(head=60, body=60, write=60, idle=60, connections=400, waiting=2)
SHORT = Limits(head=0.2, body=0.2, write=0.2, idle=0.2, connections=400, waiting=2)
HALVES = {
    "of its headers": b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Le",
    "of its body": b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1234",
    "of a chunk": b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n1234",
    "and not a word": b"",
}


class Body:
    """An answer that grows by and by."""

    def __init__(self):
        self.parts, self.wake, self.is_over, self.is_closed = [], None, False, False

    def attach(self, wake):
        self.wake = wake

    def take(self):
        found, self.parts = b"".join(self.parts), []
        return found, self.is_over

    def __iter__(self):
        raise AssertionError("no thread waits for it")

    def close(self):
        self.is_closed = True


class House:
    """A server with an application that waits when it is asked to."""

    def __init__(self, listener, limits, threads):
        self.port = listener.getsockname()[1]
        self.go, self.seen, self.bodies = threading.Event(), [], []
        self.loop = Loop(self.application, [listener], threads, limits, new_log())
        self.slow_path = None
        self.is_over = False
        self.clients = []

    def application(self, environ, start_response):
        path = environ["PATH_INFO"]
        self.seen.append(environ)
        if path in ("/wait", self.slow_path):
            self.go.wait(30)
        if path == "/fail":
            raise KeyError("x")
        if path == "/grows":
            self.bodies.append(Body())
            start_response("200 OK", [("Content-Type", "text/event-stream")])
            return self.bodies[-1]
        body = b"x" * 20_000_000 if path == "/huge" else environ["wsgi.input"].read() or b"ok"
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def run(self):
        while not self.is_over:
            self.loop.turn()

    def send(self, data=b""):
        self.clients.append(socket.create_connection(("127.0.0.1", self.port), timeout=30))
        self.clients[-1].sendall(data)
        return self.clients[-1]

    def ask(self, path="/", method="GET", body=None, headers=None):
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as asking:
            chunked = not isinstance(body, bytes | None)
            asking.request(method, path, body, headers or {}, encode_chunked=chunked)
            answer = asking.getresponse()
            answer.text = answer.read()
            return answer

    def holds(self, number):
        until(lambda: len(self.loop.connections) == number)


@contextmanager
def served(limits, threads=4):
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        house = House(listener, limits, threads)
        thread = threading.Thread(target=house.run)
        thread.start()
        try:
            yield house
        finally:
            house.go.set()
            for client in house.clients:
                client.close()
            house.is_over = True
            house.loop.call(lambda: None)
            thread.join()
            house.loop.close()


def rest_of(client):
    """Everything until the other side closes."""
    found = b""
    while data := client.recv(65536):
        found += data
    return found


def problem_in(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"x-request-id: " in head.lower()
    return json.loads(body)


# --- they cost no thread


@pytest.mark.parametrize("half", HALVES)
def test_two_hundred_halves_of_requests_keep_nobody_waiting(half):
    with served(LONG) as house:
        for _ in range(200):
            house.send(HALVES[half])
        house.holds(200)
        assert [house.ask("/healthz").status, house.ask("/x").status] == [200, 200]
        assert len(house.loop.connections) >= 200, "and they may go on"
        if HALVES[half].endswith(b"4"):
            house.clients[0].sendall(b"56789" + b"\r\n0\r\n\r\n" * ("chunk" in half))
            assert b"123456789" in house.clients[0].recv(4096)


@pytest.mark.parametrize("half", HALVES)
def test_they_are_given_up_after_a_while(half):
    with served(SHORT) as house:
        slow = [house.send(HALVES[half]) for _ in range(20)]
        told = [rest_of(client) for client in slow]
        house.holds(0)
        assert house.seen == [], "nothing of it reached the application"
        for answer in told:
            if half == "and not a word":
                assert answer == b""
            else:
                assert answer.startswith(b"HTTP/1.1 408 ")
                assert problem_in(answer)["code"] == "RequestTooSlow"


def test_one_byte_now_and_then_does_not_buy_time():
    """The headers have their seconds as a whole."""
    with served(SHORT) as house:
        client = house.send(b"GET / HTTP/1.1\r\nX: ")
        gone = threading.Event()

        def drip():
            while not gone.wait(0.02):
                try:
                    client.sendall(b"x")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        assert b" 408 " in client.recv(65536)
        gone.set()
        dripping.join()


def test_who_does_not_take_the_answer_holds_no_thread():
    with served(LONG, threads=2) as house:
        for number in range(1, 5):
            house.send(b"GET /huge HTTP/1.1\r\nHost: x\r\n\r\n")
            until(
                lambda number=number: len(house.seen) == number and house.loop._running[None] == 0
            )
        assert house.ask("/x").status == 200


def test_and_is_given_up_too():
    with served(SHORT) as house:
        house.send(b"GET /huge HTTP/1.1\r\nHost: x\r\n\r\n")
        house.holds(1)
        house.holds(0)


def test_a_connection_that_is_kept_and_not_used_is_closed_in_silence():
    with served(SHORT) as house:
        client = house.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert rest_of(client).endswith(b"\r\n\r\nok")


# --- there is a bound


def test_where_there_are_too_many_the_one_that_kept_us_waiting_longest_makes_room():
    few = Limits(head=60, body=60, write=60, idle=60, connections=20)
    with served(few) as house:
        for _ in range(20):
            house.send(HALVES["of its headers"])
            house.holds(len(house.clients))
        assert house.ask("/healthz").status == 200
        assert rest_of(house.clients[0]) == b""
        house.clients[1].sendall(b"ngth: 0\r\n\r\n")
        assert b" 200 " in house.clients[1].recv(4096)


def test_operators_are_answered_while_all_threads_are_busy_and_others_are_told_when_to_come():
    with served(LONG, threads=4) as house:
        for _ in range(6):
            house.send(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: house.loop._running[None] == 6)
        busy = house.ask("/x", headers={"Accept-Language": "vi"})
        assert (busy.status, busy.headers["Retry-After"]) == (503, "1")
        assert json.loads(busy.text)["code"] == "Busy"
        assert "quá tải" in json.loads(busy.text)["detail"]
        for path in ("/healthz", "/readyz", "/metrics"):
            assert house.ask(path).status == 200
        house.go.set()
        assert all(b" 200 " in client.recv(4096) for client in house.clients)
        assert house.ask("/x").status == 200


def test_whoever_signs_in_waits_for_others_who_do_and_nobody_else_does():
    """64 sign-ins at once took all threads, each waiting for its turn to hash."""
    with served(Limits(head=60, body=60, write=60, idle=60, waiting=80), threads=2) as house:
        house.slow_path = "/api/v1/sessions"
        for _ in range(64):
            house.send(b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        until(lambda: house.loop._running[PASSWORDS] == 64)
        assert [house.ask(path).status for path in ("/x", "/healthz")] == [200, 200]
        assert sum(e["PATH_INFO"] == house.slow_path for e in house.seen) == PASSWORDS.threads
        house.go.set()
        assert all(b" 200 " in client.recv(4096) for client in house.clients)


def test_every_address_that_hashes_a_password_is_in_that_lane():
    known = {(route.method, PREFIX + route.path) for route in ROUTES}
    assert known >= OF_PASSWORDS
    asks = {"sign_in", "set_up", "confirm", "change_password"}
    acts = {(r.method, PREFIX + r.path) for r in ROUTES if r.asked in asks}
    assert acts <= OF_PASSWORDS


def test_all_unfinished_bodies_together_have_a_bound(monkeypatch):
    monkeypatch.setattr(loop, "BODIES_BYTES", 100_000)
    start = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n"
    with served(LONG) as house:
        first = house.send(start + b"x" * 60_000)
        until(lambda: house.loop.bodies == 60_000)
        assert b" 503 " in rest_of(house.send(start + b"x" * 60_000))
        until(lambda: house.loop.bodies == 60_000)
        first.sendall(b"x" * 30_000)
        assert b" 200 " in first.recv(4096)
        assert house.loop.bodies == 0


@pytest.mark.parametrize("chunked", [False, True])
def test_of_a_body_that_is_too_large_no_more_is_kept_than_tells_so(monkeypatch, chunked):
    monkeypatch.setattr(connection, "BODY_BYTES", 1_000)
    body = iter([b"x" * 700] * 3) if chunked else b"x" * 2_100
    headers = {"Transfer-Encoding": "chunked"} if chunked else {}
    with served(LONG) as house:
        answer = house.ask("/x", "POST", body, headers)
        assert answer.status == 200
        assert answer.headers["Connection"] == "close"
        if chunked:
            assert 1_000 < len(answer.text) < 2_100, "as much as shows that it is too much"
        else:
            assert house.seen[0]["CONTENT_LENGTH"] == "2100"


# --- HTTP as it should be


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"nonsense\r\n\r\n", 400, "RequestInvalid"),
        (b"GET / HTTP/1.1\r\n\r\n", 400, "RequestInvalid"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n X: folded\r\n\r\n\r\n", 200, None),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n", 400, "RequestInvalid"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 40_000, 431, "HeadTooLarge"),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n"
            b"\r\n0\r\n\r\n",
            400,
            "RequestInvalid",
        ),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            400,
            "RequestInvalid",
        ),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "RequestInvalid"),
        (b"GET /fail HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 500, "InternalError"),
    ],
)
def test_what_is_malformed_is_a_problem_and_the_end_of_it(sent, status, code):
    with served(SHORT) as house:
        answer = rest_of(house.send(sent))
        assert answer.startswith(b"HTTP/1.1 %d " % status)
        if code is not None:
            assert problem_in(answer)["code"] == code
        assert house.ask("/x").status == 200


def test_headers_with_an_underscore_are_not_taken_for_those_with_a_hyphen():
    with served(LONG) as house:
        house.ask("/x", headers={"X_Forwarded_For": "1.1.1.1", "X-Request-ID": "r"})
        assert "HTTP_X_FORWARDED_FOR" not in house.seen[0]
        assert house.seen[0]["HTTP_X_REQUEST_ID"] == "r"


def test_requests_one_upon_the_other_are_answered_in_their_order():
    with served(LONG) as house:
        one = b"POST /%d HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n%d"
        client = house.send(b"".join(one % (n, n) for n in range(5)))
        answer = b""
        while answer.count(b"HTTP/1.1 200 ") < 5 or not answer.endswith(b"4"):
            answer += client.recv(4096)
        bodies = [part.rpartition(b"\r\n\r\n")[2] for part in answer.split(b"HTTP/1.1 ")[1:]]
        assert bodies == [b"0", b"1", b"2", b"3", b"4"]


def test_who_waits_for_leave_to_send_the_body_gets_it():
    with served(LONG) as house:
        client = house.send(
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
        )
        assert client.recv(4096).startswith(b"HTTP/1.1 100 ")
        client.sendall(b"hello")
        assert client.recv(4096).endswith(b"hello")


def test_head_has_no_body_and_old_clients_are_closed_after_the_answer():
    with served(LONG) as house:
        head = house.ask("/", "HEAD")
        assert (head.status, head.headers["Content-Length"], head.text) == (200, "2", b"")
        assert rest_of(house.send(b"GET / HTTP/1.0\r\n\r\n")).endswith(b"ok")


# --- answers that grow, and the end


def test_an_answer_that_grows_holds_no_thread_and_ends_when_it_is_over():
    with served(LONG, threads=1) as house:
        clients = [house.send(b"GET /grows HTTP/1.1\r\nHost: x\r\n\r\n") for _ in range(3)]
        until(lambda: len(house.bodies) == 3 and all(body.wake for body in house.bodies))
        assert house.ask("/x").status == 200
        for body in house.bodies:
            body.parts.append(b"news")
            body.wake()
        for client in clients:
            answer = b""
            while not answer.endswith(b"4\r\nnews\r\n"):
                answer += client.recv(4096)
        house.bodies[0].is_over = True
        house.bodies[0].wake()
        until(lambda: len(house.bodies) == 3)
        clients[1].close()
        until(lambda: sum(body.is_closed for body in house.bodies) == 1)


def test_at_the_end_the_idle_go_and_those_under_way_are_answered():
    with served(LONG) as house:
        idle = house.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(4096).endswith(b"ok")
        busy = house.send(b"GET /wait HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: len(house.seen) == 2)
        late = house.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        house.loop.call(house.loop.end)
        assert rest_of(late).endswith(b"ok")
        assert idle.recv(10) == b""
        house.go.set()
        answer = rest_of(busy)
        assert b" 200 " in answer
        assert b"connection: close" in answer.lower()
        house.holds(0)
