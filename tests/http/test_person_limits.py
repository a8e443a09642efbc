"""One person's programs do not take what others need (OPS-2)."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from falcon.testing import TestClient

from getcrm.http import person_limits
from getcrm.http.app import create_app
from getcrm.http.person_limits import Allowance
from tests.http.conftest import SECRET

ANNA = {"Authorization": f"Bearer {SECRET}"}


class Clock:
    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(person_limits, "time", clock)
    return clock


def client_of(api, allowance):
    return TestClient(create_app(api.crm, allowance=allowance))


def asked(client, path="/company", **more):
    return client.simulate_get(f"/api/v1{path}", headers={**ANNA, **more})


def test_so_many_at_once_and_no_more(api, monkeypatch):
    """34 expensive searches of one person stopped everybody else."""
    client, go, inside = client_of(api, Allowance(at_once=4)), threading.Event(), []
    ask_at = type(api.crm).ask_at

    def slow(crm, name, *rest, **more):
        inside.append(name)
        go.wait(30)
        return ask_at(crm, name, *rest, **more)

    monkeypatch.setattr(type(api.crm), "ask_at", slow)
    with ThreadPoolExecutor(34) as pool:
        searches = [pool.submit(asked, client, "/customers") for _ in range(34)]
        refused = []
        while len(refused) < 30:
            refused = [one.result() for one in searches if one.done()]
        assert client.simulate_get("/healthz").status_code == 200
        go.set()
        answers = [one.result() for one in searches]
    assert sorted({(a.status_code, a.headers.get("retry-after")) for a in refused}) == [(429, "1")]
    assert refused[0].json["code"] == "TooManyRequests"
    assert refused[0].headers["content-type"] == "application/problem+json"
    assert sum(a.status_code == 200 for a in answers) == 4
    assert len(inside) == 4
    assert asked(client).status_code == 200, "and then it is as before"


def test_so_many_a_minute_on_the_average(api, clock):
    client = client_of(api, Allowance(per_minute=60))
    statuses = [asked(client).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    told = asked(client, **{"Accept-Language": "vi"})
    assert told.headers["retry-after"] == "1"
    assert "quá nhiều yêu cầu" in told.json["detail"]
    clock.now += 2
    assert [asked(client).status_code for _ in range(3)] == [200, 200, 429]
    clock.now += 3600
    assert [asked(client).status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_slow_rate_says_how_long_to_wait(api, clock):
    client = client_of(api, Allowance(per_minute=2))
    assert asked(client).status_code == 200
    assert asked(client).headers["retry-after"] == "30"
    clock.now += 30
    assert asked(client).status_code == 200


def test_what_is_refused_or_fails_does_not_stay_counted(api):
    client = client_of(api, Allowance(at_once=1))
    for path in ("/nowhere", "/customers/x", "/customers?limit=x", "/company"):
        for _ in range(3):
            assert asked(client, path).status_code in (200, 400, 404)


def test_nobody_in_particular_and_others_are_not_concerned(api, clock):
    client = client_of(api, Allowance(per_minute=6))
    assert asked(client).status_code == 200
    assert asked(client).status_code == 429
    for _ in range(5):
        assert client.simulate_get("/healthz").status_code == 200
        assert client.simulate_post("/api/v1/sessions", json={}).status_code in (400, 403)


def test_those_who_ask_no_more_are_forgotten(api, clock, monkeypatch):
    monkeypatch.setattr(person_limits, "REMEMBERED", 2)
    limits = person_limits.PersonLimits(Allowance(at_once=1, per_minute=60))
    for number in range(10):
        assert limits._taken(f"user {number}", clock.now) == 0
        limits._accounts[f"user {number}"].running = int(number == 0)
    assert "user 0" in limits._accounts
    assert len(limits._accounts) <= 3
