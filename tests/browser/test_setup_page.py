"""/setup as whoever got a link sees it (PERM-6, LANG-1)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.http.conftest import Api
from tests.http.signing_in import EMAIL, PASSWORD, Browser, invited, set_up

HEADING = {"en": "Choose a password", "vi": "Chọn mật khẩu"}
SAVE = {"en": "Save", "vi": "Lưu"}
DONE = {"en": "Done: this is your password now.", "vi": "Xong: đây là mật khẩu của bạn."}
WEAK = {"en": "is guessed soon", "vi": "dễ đoán"}
BAD_EMAIL = {"en": "e-mail address", "vi": "địa chỉ email"}
OFFLINE = {"en": "The server does not answer.", "vi": "Máy chủ không trả lời."}
OVER = {"en": "This link is used", "vi": "Liên kết này"}
NO_SCRIPT = {"en": "This page needs JavaScript.", "vi": "Trang này cần JavaScript."}

both_languages = pytest.mark.parametrize("language", ["en", "vi"])


def link(api: Api) -> str:
    return f"/setup?code={invited(api)}"


def signs_in(api: Api, password: str) -> bool:
    body = {"email": EMAIL, "password": password}
    return Browser(api).ask("POST", "/sessions", body).status_code == 201


def fill(page: Page, email: str = EMAIL, password: str = PASSWORD) -> None:
    page.locator("#email").fill(email)
    page.locator("#password").fill(password)


@both_languages
def test_a_password_is_chosen_without_a_mouse(api: Api, visitor: Visitor, language: str) -> None:
    page = visitor.open(link(api), language)
    expect(page.get_by_role("heading")).to_have_text(HEADING[language])
    for text in (EMAIL, "Nguyễn Thị Anna", PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_be_focused()
    expect(page.locator("#done")).to_contain_text(DONE[language])
    expect(page.locator("form")).to_be_hidden()
    assert signs_in(api, PASSWORD)


@both_languages
def test_what_is_wrong_stands_beside_its_field(api: Api, visitor: Visitor, language: str) -> None:
    page = visitor.open(link(api), language)
    fill(page, email="anna", password="matkhau@123456")
    page.get_by_role("button", name=SAVE[language]).click()
    expect(page.locator("#email-error")).to_contain_text(BAD_EMAIL[language])
    expect(page.locator("#email")).to_be_focused()
    fill(page, password="matkhau@123456")
    page.get_by_role("button", name=SAVE[language]).click()
    expect(page.locator("#password-error")).to_contain_text(WEAK[language])
    expect(page.locator("#password")).to_be_focused()
    expect(page.locator("#password")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#email-error")).to_be_empty()
    expect(page.locator("#email")).to_have_value(EMAIL)
    fill(page)
    page.get_by_role("button", name=SAVE[language]).click()
    expect(page.locator("#done")).to_be_visible()
    assert signs_in(api, PASSWORD)


@both_languages
def test_a_server_that_is_away_costs_nothing(api: Api, visitor: Visitor, language: str) -> None:
    page = visitor.open(link(api), language)
    fill(page)
    page.route("**/api/v1/setup", lambda route: route.abort())
    page.get_by_role("button", name=SAVE[language]).click()
    expect(page.get_by_role("alert")).to_contain_text(OFFLINE[language])
    expect(page.locator("#password")).to_have_value(PASSWORD)
    assert [text for text in visitor.wrong if "net::ERR_FAILED" not in text] == []
    visitor.wrong.clear()
    page.unroute("**/api/v1/setup")
    page.get_by_role("button", name=SAVE[language]).click()
    expect(page.locator("#done")).to_be_visible()


@both_languages
def test_a_link_that_was_used_says_so(api: Api, visitor: Visitor, language: str) -> None:
    path = link(api)
    body = {"code": path.partition("=")[2], "email": EMAIL, "password": PASSWORD}
    Browser(api).ask("POST", "/setup", body)
    page = visitor.open(path, language)
    expect(page.locator("main")).to_contain_text(OVER[language])
    expect(page.locator("input, button")).to_have_count(0)


@both_languages
def test_without_scripts_it_says_what_is_missing(api: Api, visitor: Visitor, language: str) -> None:
    page = visitor.open(link(api), language, java_script_enabled=False)
    assert NO_SCRIPT[language] in page.locator("main").inner_text()


def test_whoever_has_an_address_only_chooses_a_password(api: Api, visitor: Visitor) -> None:
    set_up(api)
    page = visitor.open(link(api))
    expect(page.locator("#email")).to_have_value(EMAIL)
    expect(page.locator("#email")).not_to_be_editable()
    page.locator("#password").fill("dòng sông xanh thẳm 41")
    page.locator("#password").press("Enter")
    expect(page.locator("#done")).to_be_visible()
    assert signs_in(api, "dòng sông xanh thẳm 41")
    assert not signs_in(api, PASSWORD)


@both_languages
def test_it_fits_a_telephone(api: Api, visitor: Visitor, language: str) -> None:
    page = visitor.open(link(api), language, viewport={"width": 320, "height": 640})
    expect(page.locator("#password")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
