"""What operators look at: health, readiness, metrics, the access log, headers (OPS-2)."""

import json
import os
import subprocess
import sys

import pytest
from falcon.testing import TestClient

from getcrm.http.app import create_app
from getcrm.projections.set_aside import SET_ASIDE, SetAside
from getcrm.sign_in.terms import Terms
from tests.http.conftest import SECRET, brew
from tests.story import ANNA, uid


def test_healthz(api):
    assert api.anybody.simulate_get("/healthz").json == {"status": "ok"}


def test_readyz_shows_the_lag_of_each_read_model(api):
    api.crm.catch_up()
    api.crm.handle(api_user("Chi"), by=ANNA)
    result = api.anybody.simulate_get("/readyz")
    assert result.status_code == 200
    assert result.json["ready"] is True
    assert result.json["position"] == api.crm.log.position()
    names = {projection["name"] for projection in result.json["projections"]}
    assert names == set(api.crm.engine.projections)
    assert all(p["behind"] == 1 and p["failure"] is None for p in result.json["projections"])


def test_a_server_is_ready_once_what_it_found_in_the_log_is_shown(api):
    api.crm.handle(api_user("Chi"), by=ANNA)
    anybody = TestClient(create_app(api.crm))
    result = anybody.simulate_get("/readyz")
    assert (result.status_code, result.json["ready"]) == (503, False)
    api.crm.catch_up()
    api.crm.handle(api_user("Dũng"), by=ANNA)
    assert anybody.simulate_get("/readyz").status_code == 200


def test_a_read_model_that_stands_still_is_not_ready(api):
    name = next(iter(api.crm.engine.projections))
    api.crm.engine._set_failure([name], "KeyError: 'x'")
    result = api.anybody.simulate_get("/readyz")
    assert (result.status_code, result.json["ready"]) == (503, False)
    assert f'getcrm_projection_failed{{projection="{name}"}} 1.0' in metrics(api)


def test_an_event_that_a_read_model_cannot_take_is_named_and_the_server_stays_ready(api):
    """By the kind of its error: what it says may be about somebody."""
    api.crm.catch_up()
    set_aside_one(api.crm, "ValueError: no time: 'Nguyễn'")
    result = api.anybody.simulate_get("/readyz")
    assert (result.status_code, result.json["ready"]) == (200, True)
    [aside] = result.json["set_aside"]
    assert (aside["projection"], aside["position"], aside["topic"]) == ("customers", 2, "UserAdded")
    assert (aside["stream"], aside["error"], aside["later"]) == ("user-1", "ValueError", 3)
    count = {p["name"]: p["set_aside"] for p in result.json["projections"]}
    assert (count["customers"], count["timeline"]) == (1, 0)
    told = metrics(api)
    assert 'getcrm_projection_set_aside{projection="customers"} 1.0' in told
    assert (
        'getcrm_event_set_aside{error="ValueError",position="2",projection="customers",'
        'stream="user-1",topic="UserAdded"} 1.0' in told
    )
    assert "Nguyễn" not in result.text + told


def set_aside_one(crm, error):
    row = SetAside("customers", "user-1", 2, "UserAdded", error, "2026-01-01", 3, "x")
    with crm.views.write() as db:
        db.execute(SET_ASIDE.insert().values(row._asdict()))


def test_why_a_read_model_stands_still_is_told_by_its_kind(api):
    api.crm.engine._set_failure(["customers"], "its tables are not whole: DataError: 'Nguyễn'")
    told = api.anybody.simulate_get("/readyz")
    assert "Nguyễn" not in told.text
    failures = {p["name"]: p["failure"] for p in told.json["projections"]}
    assert failures["customers"] == "its tables are not whole"


def test_without_its_database_it_is_not_ready(api):
    api.crm.log.close()
    result = api.anybody.simulate_get("/readyz")
    assert result.status_code == 503
    assert result.json == {
        "ready": False,
        "position": None,
        "projections": [],
        "set_aside": [],
        "troubles": [],
    }


def test_metrics_count_requests_and_commands(api):
    api.post("/users", {"name": "Chi"}, idempotency_key="chi")
    api.post("/users", {"name": "Chi"}, idempotency_key="chi")
    api.put(f"/users/{uid(1)}/name", {"name": "Chi"})
    api.put(f"/users/{ANNA}/name", {"name": "Anna"})
    found = metrics(api)
    assert 'getcrm_commands_total{command="AddUser",outcome="done"} 1.0' in found
    assert 'getcrm_commands_total{command="AddUser",outcome="repeated"} 1.0' in found
    assert 'getcrm_commands_total{command="RenameUser",outcome="not_found"} 1.0' in found
    assert 'getcrm_commands_total{command="RenameUser",outcome="unchanged"} 1.0' in found
    labels = 'method="POST",route="/api/v1/users",status="201"'
    assert f"getcrm_http_requests_total{{{labels}}} 2.0" in found
    assert f"getcrm_log_position {float(api.crm.log.position())}" in found


def test_made_up_methods_and_addresses_make_no_metrics_of_their_own(api):
    brew(api, "/coffee")
    assert 'method="other",route="none"' in metrics(api)
    assert "coffee" not in metrics(api)


def test_one_line_per_request_without_secrets(capsys, api):
    api.get("/customers", "q=Nguyen")
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line["event"] == "request"
    assert (line["method"], line["route"]) == ("GET", "/api/v1/customers")
    assert (line["status"], line["by"]) == (200, ANNA)
    assert SECRET not in str(line)
    assert "Nguyen" not in str(line)


def test_the_line_names_the_client_its_program_and_the_request(capsys, api):
    behind = TestClient(create_app(api.crm, terms=Terms(proxies=1)))
    headers = {
        "Authorization": f"Bearer {SECRET}",
        "X-Forwarded-For": "9.9.9.9, 203.0.113.7",
        "User-Agent": "Import\n{1}",
        "X-Request-ID": "nightly-17",
    }
    result = behind.simulate_get("/api/v1/company", headers=headers)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert result.headers["x-request-id"] == line["request_id"] == "nightly-17"
    assert (line["client"], line["agent"]) == ("203.0.113.7", "Import {1}")
    alone = api.anybody.simulate_get("/api/v1/nowhere", headers=headers)
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line["client"] == "unknown", "no proxy is to be trusted"
    assert (alone.status_code, alone.headers["x-request-id"]) == (404, "nightly-17")


@pytest.mark.parametrize("given", ["", "a b", "x" * 101, "é", '"><script>', "a\x00"])
def test_a_request_that_is_not_sanely_named_gets_a_name(api, given):
    headers = {"X-Request-ID": given}
    names = [
        api.anybody.simulate_get("/healthz", headers=more).headers["x-request-id"]
        for more in (headers, headers, None)
    ]
    assert len(set(names)) == 3
    assert given not in names


def test_every_answer_is_sealed(api):
    for result in (api.get("/company"), api.get("/nowhere"), api.anybody.simulate_get("/healthz")):
        assert result.headers["x-content-type-options"] == "nosniff"
        assert result.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in result.headers["content-security-policy"]


def test_head_is_get_without_a_body(api):
    get, head = api.get("/company"), api.ask("HEAD", "/company")
    assert (head.status_code, head.text) == (200, "")
    assert head.headers["content-length"] == get.headers["content-length"]


def metrics(api):
    return api.anybody.simulate_get("/metrics").text


def api_user(name):
    from getcrm.commands.user import AddUser

    return AddUser(name=name)


def test_several_workers_count_together(tmp_path):
    """Each writes its counts into the shared directory; any of them tells the sum."""
    count = (
        "from tests.http.conftest import Api\n"
        "api = Api()\n"
        "api.post('/users', {'name': 'Chi'})\n"
        "print(api.anybody.simulate_get('/metrics').text)\n"
    )
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "PYTHONPATH": "src:."}
    told = [
        subprocess.run([sys.executable, "-c", count], env=env, capture_output=True, text=True)
        for _ in range(2)
    ]
    labels = 'command="AddUser",outcome="done"'
    assert f"getcrm_commands_total{{{labels}}} 1.0" in told[0].stdout, told[0].stderr
    assert f"getcrm_commands_total{{{labels}}} 2.0" in told[1].stdout
    assert "getcrm_log_position" in told[1].stdout


def test_workers_of_one_server_count_together():
    """As the server starts them: by fork, after everything has been imported."""
    count = (
        "import os\n"
        "from getcrm.processes.web import shared_metrics\n"
        "from tests.http.conftest import Api\n"
        "with shared_metrics(2):\n"
        "    for _ in range(2):\n"
        "        if os.fork() == 0:\n"
        "            Api().post('/users', {'name': 'Chi'})\n"
        "            os._exit(0)\n"
        "        assert os.wait()[1] == 0\n"
        "    folder = os.environ['PROMETHEUS_MULTIPROC_DIR']\n"
        "    print(Api().anybody.simulate_get('/metrics').text)\n"
        "assert not os.path.exists(folder)\n"
    )
    env = {**os.environ, "PYTHONPATH": "src:."}
    env.pop("PROMETHEUS_MULTIPROC_DIR", None)
    told = subprocess.run([sys.executable, "-c", count], env=env, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert 'getcrm_commands_total{command="AddUser",outcome="done"} 2.0' in told.stdout
