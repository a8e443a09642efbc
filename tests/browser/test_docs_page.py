"""/docs: every command and query, to read and to try out, under the strict policy (API-1)."""

from playwright.sync_api import expect

from getcrm.http.routes import ROUTES
from tests.browser.conftest import Visitor
from tests.http.conftest import SECRET


def test_every_part_of_the_api_is_there(visitor: Visitor) -> None:
    page = visitor.open("/docs")
    for noun in {route.noun for route in ROUTES}:
        expect(page.locator(f'.opblock-tag[data-tag="{noun}"]')).to_be_visible()


def test_a_question_can_be_tried_out(visitor: Visitor) -> None:
    page = visitor.open("/docs")
    page.get_by_role("button", name="Authorize").click()
    page.locator(".auth-container input").first.fill(SECRET)
    page.locator(".auth-btn-wrapper .authorize").first.click()
    page.locator(".btn-done").first.click()
    page.locator('.opblock-tag[data-tag="users"]').click()
    asked = page.locator(".opblock-get").filter(has_text="/api/v1/users").first
    asked.locator(".opblock-summary-control").click()
    asked.get_by_role("button", name="Try it out").click()
    asked.get_by_role("button", name="Execute").click()
    expect(asked.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(asked.locator(".live-responses-table")).to_contain_text("Anna")
