"""Who is let in (PERM-6)."""

import pytest

from getcrm.eventlog import tokens
from getcrm.eventlog.instants import later
from tests.http.conftest import SECRET
from tests.story import ANNA, BINH, NOON, uid

TOKEN = f"/users/{BINH}/tokens/{uid(0x70CF)}"


def asked(api, authorization=None, path="/api/v1/company", method="GET"):
    headers = {} if authorization is None else {"Authorization": authorization}
    return api.anybody.simulate_request(method, path, headers=headers)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/api/v1/company", "/api/v1", "/api/v1/nowhere"])
def test_nobody_gets_in_without_a_token(api, path, method):
    result = asked(api, None, path, method)
    assert result.status_code == 401
    assert result.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer gc_wrong",
        "Bearer gc_only-a-test extra",
        "Basic Z2M6Z2M=",
        "gc_only-a-test",
        f"Bearer gc_{'x' * 500}",
        "Bearer gc_é",
    ],
)
def test_a_wrong_token_opens_nothing(api, authorization):
    result = asked(api, authorization)
    assert (result.status_code, result.json["code"]) == (401, "TokenUnknown")
    assert result.headers["www-authenticate"] == 'Bearer error="invalid_token"'


def test_the_right_token_does(api):
    assert asked(api, f"Bearer {SECRET}").status_code == 200
    assert asked(api, f"bearer  {SECRET}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/metrics", "/openapi.json", "/docs", "/docs/start.js"]
)
def test_what_needs_no_token(api, path):
    assert asked(api, None, path).status_code == 200


def test_a_token_is_issued_shown_once_and_works(api):
    issued = api.put(TOKEN, {"name": "laptop"}, idempotency_key="t")
    secret = issued.json["api_token"]
    assert tokens.lookup(api.crm.log, secret).user == BINH
    assert asked(api, f"Bearer {secret}").status_code == 200
    assert api.put(TOKEN, {"name": "laptop"}, idempotency_key="t").json["api_token"] is None


def test_a_token_that_ends_opens_nothing_from_then_on_nor_does_what_it_issued(api):
    over = {"name": "x", "scopes": ["crm.access", "users.edit"], "expires_at": at(3600)}
    mine = api.put(f"/users/{ANNA}/tokens/{uid(1)}", over).json["api_token"]
    bearer = {"Authorization": f"Bearer {mine}"}
    path = f"/users/{ANNA}/tokens/{uid(2)}"
    for wider in ({"expires_at": at(3601)}, {"scopes": ["crm.settings"]}):
        assert api.put(path, {"name": "y", **wider}, **bearer).status_code == 403
    issued = api.put(path, {"name": "y"}, **bearer).json["api_token"]
    for method, own in (("POST", "invitation"), ("DELETE", "totp")):
        result = api.ask(method, f"/users/{ANNA}/{own}", headers=bearer)
        assert result.json["code"] == "SessionNeeded"
    for secret in (mine, issued):
        assert asked(api, f"Bearer {secret}").status_code == 200
        assert asked(api, f"Bearer {secret}", "/api/v1/customers").status_code == 403
    api.story.now = at(3600)
    for secret in (mine, issued):
        assert asked(api, f"Bearer {secret}").status_code == 401


def at(seconds):
    return later(NOON, seconds)


def test_a_secret_is_in_no_event(api):
    secret = api.put(TOKEN, {"name": "laptop"}).json["api_token"]
    assert secret not in str(api.crm.log.read(after=0))


def test_a_revoked_token_opens_nothing_from_that_moment(api):
    secret = api.put(TOKEN, {"name": "laptop"}).json["api_token"]
    assert asked(api, f"Bearer {secret}").status_code == 200
    assert api.delete(TOKEN).status_code == 200
    assert asked(api, f"Bearer {secret}").status_code == 401


def test_a_token_is_not_issued_to_two(api):
    api.put(TOKEN, {"name": "laptop"})
    result = api.put(f"/users/{ANNA}/tokens/{uid(0x70CF)}", {"name": "laptop"})
    assert (result.status_code, result.json["code"]) == (409, "AlreadyExists")


def test_one_cannot_revoke_the_token_of_another_by_its_id(api):
    api.put(TOKEN, {"name": "laptop"})
    result = api.delete(f"/users/{ANNA}/tokens/{uid(0x70CF)}")
    assert result.status_code == 404
