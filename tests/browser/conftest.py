"""Pages as people see them: Chromium, a company behind real HTTP, and an eye on what goes wrong."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import MISSING, find
from tests.http.conftest import Api
from tests.http.serving import served

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 120_000
"""Milliseconds, before a page that does not get there is a failure: no test is about speed."""
LOCALES = {"en": "en-GB", "vi": "vi-VN"}
NOT_FOUND = "Failed to load resource: the server responded with a status of 4"
"""What Chromium says by itself of every answer that is not a success."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find()
    if path is None:
        pytest.fail(MISSING)
    expect.set_options(timeout=PATIENCE)
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody at a browser. wrong: what no page of ours may do: errors on the console, scripts
    that fail, content that the policy forbids, requests to elsewhere."""

    chromium: Browser
    address: str
    pages: list[Page] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str, language: str = "en", **manners: Any) -> Page:
        """manners: of the browser, as playwright names them."""
        context = self.chromium.new_context(
            locale=LOCALES[language], base_url=self.address, **manners
        )
        page = context.new_page()
        self.pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("request", self._asked)
        page.goto(path)
        return page

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NOT_FOUND):
            self.wrong.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(request.url)


@pytest.fixture
def visitor(api: Api, chromium: Browser) -> Iterator[Visitor]:
    with served(api) as address:
        visitor = Visitor(chromium, address)
        yield visitor
        for page in visitor.pages:
            page.context.close()
    assert visitor.wrong == []


@pytest.fixture
def api() -> Api:
    return Api()
