"""What a process remembers lets nobody in who is out by now (PERM-6).

Another process has ended a token, or its user; this one has not heard of it. That is played by
putting back what it remembered.
"""

import pytest

from getcrm.domain.user import User
from getcrm.eventlog.log import stream
from tests.http.conftest import Api
from tests.story import ANNA, BINH, HOT, uid

TOKEN = f"/users/{BINH}/tokens/{uid(0x70CF)}"
ENDS = {
    "revoked": lambda api: api.delete(TOKEN),
    "deactivated": lambda api: api.put(f"/users/{BINH}/deactivation"),
}


class Two:
    """Binh's program at a process that remembers, while another one serves everybody else."""

    def __init__(self, api: Api, how: str) -> None:
        self.api, self.how = api, how
        self.secret = api.put(TOKEN, {"name": "laptop"}).json["api_token"]
        assert self.ask("GET", "/me").status_code == 200

    def ask(self, method, path, body=None, key=None):
        headers = {"Authorization": f"Bearer {self.secret}"}
        if key:
            headers["Idempotency-Key"] = key
        more = {} if method == "GET" else {"json": body or {}}
        return self.api.anybody.simulate_request(method, f"/api/v1{path}", headers=headers, **more)

    def end(self) -> int:
        """The log's position when it is over, unknown to this process."""
        log, name = self.api.crm.log, stream(User, BINH)
        remembered = log.remembered(name)
        assert remembered is not None
        ended = ENDS[self.how](self.api)
        assert ended.status_code == 200, ended.json
        log.remember(name, remembered)
        return log.position()


@pytest.fixture(params=ENDS)
def two(api, request):
    return Two(api, request.param)


def is_refused(result) -> bool:
    return (result.status_code, result.json["code"], result.headers["www-authenticate"]) == (
        401,
        "TokenUnknown",
        'Bearer error="invalid_token"',
    )


def test_nothing_is_written_any_more(two):
    assert two.ask("POST", "/customers", {"name": "Mây"}).status_code == 201
    position = two.end()
    assert is_refused(two.ask("POST", "/customers", {"name": "Sen"}))
    assert two.api.crm.log.position() == position


def test_nothing_is_answered_that_was_done_before(two):
    wish = {"name": "Mây"}
    assert two.ask("POST", "/customers", wish, "k").status_code == 201
    two.end()
    assert is_refused(two.ask("POST", "/customers", wish, "k"))


def test_nothing_is_told_that_changes_nothing(two):
    id = two.ask("POST", "/customers", {"name": "Mây"}).json["created"]
    assert two.ask("PUT", f"/customers/{id}/stage", {"stage": HOT}).status_code == 200
    two.end()
    assert is_refused(two.ask("PUT", f"/customers/{id}/stage", {"stage": HOT}))


def test_nothing_is_refused_for_another_reason(two):
    two.end()
    assert is_refused(two.ask("PUT", f"/customers/{uid(404)}/stage", {"stage": HOT}))
    assert is_refused(two.ask("PUT", "/company/name", {"name": "x"}))


@pytest.mark.parametrize("path", ["/customers", "/me", "/company"])
def test_nothing_is_shown(two, path):
    two.end()
    assert is_refused(two.ask("GET", path))


def test_acts_that_are_no_commands_are_closed_too(two):
    two.end()
    assert is_refused(two.ask("POST", "/attachments?name=x", {"any": "file"}))
    assert is_refused(two.ask("POST", f"/users/{ANNA}/invitation"))


def test_what_this_process_has_not_heard_of_yet_works(api):
    """The token is issued elsewhere, to somebody whom this process remembers without it."""
    log, name = api.crm.log, stream(User, BINH)
    before = log.load(User, BINH)
    secret = api.put(TOKEN, {"name": "laptop"}).json["api_token"]
    log.remember(name, before)
    headers = {"Authorization": f"Bearer {secret}"}
    result = api.anybody.simulate_post("/api/v1/customers", headers=headers, json={"name": "Mây"})
    assert result.status_code == 201
