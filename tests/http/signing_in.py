"""Browsers, to tell stories of signing in: each with its own cookies, address and manners."""

import json
from dataclasses import dataclass, field
from typing import Any

from falcon.testing import Result

from getcrm.sign_in import accounts
from tests.http.conftest import PREFIX, Api
from tests.story import ANNA

EMAIL, PASSWORD = "anna@acme.vn", "chim én mùa xuân 88"
OTHER = "dòng sông xanh thẳm 41"
OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    """manners: the headers by which it says from where it asks."""

    api: Api
    ip: str = "203.0.113.7"
    manners: dict[str, str] = field(default_factory=lambda: dict(OURS))
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Result:
        sent = {"User-Agent": "Test/1.0", **self.manners, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent.setdefault("Content-Type", "application/json")
        more = {} if method in ("GET", "DELETE") else {"body": json.dumps(body or {})}
        result = self.api.anybody.simulate_request(
            method,
            path if path.startswith("/api") else PREFIX + path,
            headers=sent,
            remote_addr=self.ip,
            **more,
        )
        for name, cookie in result.cookies.items():
            self.cookies[name] = cookie.value
            if cookie.max_age == 0:
                del self.cookies[name]
        self.api.crm.catch_up()
        return result

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: Any) -> Result:
        return self.ask("POST", "/sessions", {"email": email, "password": password, **more})

    def me(self) -> Result:
        return self.ask("GET", "/me")

    @property
    def secret(self) -> str | None:
        return self.cookies.get("__Host-getcrm")


def invited(api: Api, user: str = ANNA) -> str:
    """The code of a link."""
    code = accounts.invite(api.crm, user)
    api.crm.catch_up()
    return code


def set_up(
    api: Api, user: str = ANNA, email: str = EMAIL, password: str = PASSWORD, **manners: Any
) -> Browser:
    """Somebody who has chosen a password by a link, and whose browser is signed in."""
    browser = Browser(api, **manners)
    body = {"code": invited(api, user), "email": email, "password": password}
    result = browser.ask("POST", "/setup", body)
    assert result.status_code == 201, result.text
    return browser


def later(api: Api, seconds: float) -> None:
    """The clock goes on."""
    from getcrm.eventlog.instants import later

    api.story.now = later(api.story.now, seconds)
