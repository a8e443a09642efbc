"""A dead or lagging projector, scheduler or outbox is named by doctor, /readyz, metrics (OPS-2)."""

import json
import threading
import urllib.error
import urllib.request

import pytest
from falcon.testing import TestClient

from getcrm.commands.company import SetUpCompany
from getcrm.commands.customer import RegisterCustomer
from getcrm.crm import SYSTEM
from getcrm.crm import liveness as module
from getcrm.crm.liveness import troubles
from getcrm.eventlog.instants import later, now
from getcrm.http.app import create_app
from getcrm.processes.health_server import health_served
from getcrm.processes.projector import project
from getcrm.processes.scheduler import keep_ticking
from getcrm.projections.heartbeats import HEARTBEATS, Heartbeat, beat, end, heartbeats
from tests.patience import until
from tests.stores import STORES, opened


@pytest.fixture(params=STORES)
def crm(request):
    with opened(request.param) as crm:
        crm.handle(SetUpCompany(), by=SYSTEM)
        crm.catch_up()
        yield crm


def found(crm):
    with crm.views.read() as db:
        return {row.name: row for row in heartbeats(db)}


def written(crm, name, age, error="", well=0):
    """A sign of life of so many seconds ago."""
    row = Heartbeat(name, later(now(), -age), later(now(), -well), error, 5)
    end(crm.views, name)
    with crm.views.write() as db:
        db.execute(HEARTBEATS.insert().values(row._asdict()))


def readyz(crm):
    return TestClient(create_app(crm)).simulate_get("/readyz")


@pytest.mark.parametrize("name", ["projector", "scheduler", "outbox"])
def test_one_that_has_died_is_named(crm, name):
    written(crm, name, 30)
    assert troubles(crm) == []
    written(crm, name, 3600)
    [trouble] = troubles(crm)
    assert trouble.name == name
    assert trouble.what.startswith("no sign of life since ")
    result = readyz(crm)
    assert result.status_code == 503
    assert [t["name"] for t in result.json["troubles"]] == [name]
    told = TestClient(create_app(crm)).simulate_get("/metrics").text
    assert f'getcrm_process_troubled{{process="{name}"}} 1.0' in told
    assert f'getcrm_process_silent_seconds{{process="{name}"}} 36' in told
    end(crm.views, name)
    assert readyz(crm).status_code == 200


def test_one_that_keeps_failing_is_named_and_only_doctor_has_the_text(crm):
    written(crm, "outbox", 1, "it says: Nguyễn", well=3600)
    [trouble] = troubles(crm)
    assert "it says: Nguyễn" in trouble.what
    result = readyz(crm)
    assert "Nguyễn" not in result.text
    assert result.json["troubles"][0]["trouble"].startswith("fails since ")


def test_a_single_failure_is_no_trouble_yet(crm):
    beat(crm.views, "scheduler", 5)
    beat(crm.views, "scheduler", 5, "KeyError: x")
    assert found(crm)["scheduler"].error == "KeyError: x"
    assert troubles(crm) == []


def test_a_read_model_that_an_event_waits_for_too_long_is_named(crm, monkeypatch):
    crm.handle(RegisterCustomer(name="Acme"), by=SYSTEM)
    assert troubles(crm) == [], "it has just happened"
    monkeypatch.setattr(module, "LAG", module.LAG * 0)
    names = {trouble.what.split()[0] for trouble in troubles(crm)}
    assert names == set(crm.engine.projections)
    assert {trouble.name for trouble in troubles(crm)} == {"projector"}
    crm.catch_up()
    assert troubles(crm) == []


def test_projector_and_scheduler_give_signs_of_life_and_take_them_away_in_the_end(crm):
    stop = threading.Event()
    threads = [
        threading.Thread(target=project, args=(crm, stop)),
        threading.Thread(target=keep_ticking, args=(crm, stop, 1)),
    ]
    for thread in threads:
        thread.start()
    until(lambda: found(crm).keys() >= {"projector", "scheduler"})
    stop.set()
    for thread in threads:
        thread.join(30)
    assert found(crm) == {}


def test_a_process_has_its_own_health_address(crm):
    with health_served(crm, "127.0.0.1:0") as port:
        assert asked(port, "/healthz") == (200, {"status": "ok"})
        assert asked(port, "/readyz")[0] == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert b"getcrm_log_position" in answer.read()
        written(crm, "scheduler", 3600)
        status, told = asked(port, "/readyz")
        assert (status, told["troubles"][0]["name"]) == (503, "scheduler")
    with health_served(crm, "") as port:
        assert port == 0


def asked(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_row_says_by_itself_what_is_wrong():
    row = Heartbeat("scheduler", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "", 600)
    assert row.trouble("2026-01-01T00:29:00Z") is None, "it ticks every ten minutes"
    assert row.trouble("2026-01-01T00:31:00Z") is not None
    assert replace_every(row).trouble("2026-01-01T00:02:00Z") is not None


def replace_every(row):
    return row._replace(every=5)
