"""Every event tells by what way its command came: token or session, request, address (LOG-1)."""

from falcon.testing import TestClient

from getcrm.http.app import create_app
from getcrm.projections.timeline.asking import TimelineQuery
from getcrm.sign_in.terms import Terms
from tests.http.conftest import PREFIX, SECRET
from tests.http.signing_in import Browser, set_up
from tests.story import ANNA, BINH, uid

MAY, ADDRESS = uid(0xC1), "198.51.100.4"
TRACED = ("via", "token", "session", "request", "address")


def origin_of(api, stream):
    cause = api.crm.log.history(stream)[-1].cause
    return {name: cause[name] for name in TRACED if name in cause}


def register(api, **headers):
    body = {"customer": MAY, "name": "Mây"}
    asked = {"json": body, "headers": headers, "remote_addr": ADDRESS}
    assert api.ask("POST", "/customers", **asked).status_code == 201
    return origin_of(api, f"customer-{MAY}")


def test_a_programs_command_tells_its_token_and_request(api):
    assert register(api, **{"X-Request-ID": "r-77"}) == {
        "via": "http",
        "token": uid(0x70CE),
        "request": "r-77",
        "address": ADDRESS,
    }
    said = str([entry.cause for entry in api.crm.log.read(0, 1000)])
    assert SECRET not in said


def test_the_request_is_the_one_that_the_answer_names(api):
    result = api.post("/customers", {"customer": MAY, "name": "Mây"})
    assert origin_of(api, f"customer-{MAY}")["request"] == result.headers["x-request-id"]


def test_the_address_is_the_one_before_the_proxies_that_are_trusted(api):
    client = TestClient(create_app(api.crm, terms=Terms(proxies=1)))
    headers = {"Authorization": f"Bearer {SECRET}", "X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
    body = {"customer": MAY, "name": "Mây"}
    client.simulate_post(f"{PREFIX}/customers", headers=headers, json=body)
    assert origin_of(api, f"customer-{MAY}")["address"] == "203.0.113.7"


def test_a_browsers_command_tells_its_session(api):
    set_up(api)
    browser = Browser(api)
    browser.sign_in()
    session = [e.id for e in api.crm.log.read(0, 1000) if e.topic == "SignedIn"][-1]
    assert browser.ask("PATCH", "/me/language", {"language": "vi"}).status_code == 200
    told = origin_of(api, f"user-{ANNA}")
    assert (told["session"], told["via"]) == (session, "http")
    assert "token" not in told


def test_signing_in_tells_its_request_and_address(api):
    set_up(api)
    Browser(api).sign_in()
    began = next(e for e in api.crm.log.read(0, 1000) if e.topic == "SignedIn")
    assert (began.cause["via"], began.cause["address"]) == ("http", began.data["ip"])
    assert began.cause["request"]


def test_whoever_may_audit_is_told_from_where_and_others_are_not(api):
    register(api)
    api.put(f"/customers/{MAY}/owner", {"owner": BINH})
    [*_, mine] = api.get(f"/customers/{MAY}/timeline").json["entries"]
    assert mine["cause"]["address"] == ADDRESS
    found = api.crm.ask("timeline", TimelineQuery(customer=MAY), by=BINH)["entries"]
    assert found
    for line in found:
        assert line["cause"]["via"] == "http"
        assert not {"token", "session", "request", "address"} & line["cause"].keys()
