"""The API as its callers see it, on a real company in a temporary folder."""

from collections.abc import Iterator
from typing import Any

import pytest
from falcon.testing import Result, StartResponseMock, TestClient, create_environ

from getcrm.domain.role import Roles
from getcrm.domain.user import ApiTokenIssued, UserRoleGiven
from getcrm.eventlog import tokens
from getcrm.http.app import create_app
from tests.story import ANNA, BINH, Past, Story, company, uid

SECRET = "gc_only-a-test"
PREFIX = "/api/v1"


ANNA_MAY_DO_ALL = [
    *(("roles-main", shipped) for shipped in Roles().ship("en")),
    (f"user-{ANNA}", UserRoleGiven(None, "administrator")),
    (f"user-{ANNA}", ApiTokenIssued(uid(0x70CE), "test", None, None)),
    (f"user-{BINH}", UserRoleGiven(None, "salesperson")),
]


class Api:
    """Anna's program. Paths are those below /api/v1; read models follow every command."""

    def __init__(self, *past: Past | list[Past]) -> None:
        self.story = Story(company(), ANNA_MAY_DO_ALL, *past)
        self.crm = self.story.crm
        tokens.store(self.crm.log, SECRET, tokens.Token(uid(0x70CE), ANNA, "test"))
        self.crm.catch_up()
        self.app = create_app(self.crm)
        self.anybody = TestClient(self.app)

    def ask(self, method: str, path: str, **more: Any) -> Result:
        headers = {"Authorization": f"Bearer {SECRET}", **more.pop("headers", {})}
        result = self.anybody.simulate_request(method, PREFIX + path, headers=headers, **more)
        self.crm.catch_up()
        return result

    def get(self, path: str, query: str = "", **headers: str) -> Result:
        return self.ask("GET", path, query_string=query, headers=named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Result:
        return self.ask("POST", path, json=body or {}, headers=named(headers))

    def put(self, path: str, body: Any = None, **headers: str) -> Result:
        return self.ask("PUT", path, json=body or {}, headers=named(headers))

    def patch(self, path: str, body: Any, **headers: str) -> Result:
        return self.ask("PATCH", path, json=body, headers=named(headers))

    def delete(self, path: str, query: str = "", **headers: str) -> Result:
        return self.ask("DELETE", path, query_string=query, headers=named(headers))


def named(headers: dict[str, str]) -> dict[str, str]:
    """if_match -> If-Match."""
    return {name.replace("_", "-").title(): value for name, value in headers.items()}


def brew(api: Api, path: str) -> Result:
    """A request by a method that is none; the test client is too well-behaved for it."""
    env = create_environ(PREFIX + path, headers={"Authorization": f"Bearer {SECRET}"})
    start = StartResponseMock()
    body = api.app({**env, "REQUEST_METHOD": "BREW"}, start)
    return Result(body, start.status, start.headers)


@pytest.fixture
def api() -> Iterator[Api]:
    return Api()
