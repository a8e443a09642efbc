"""/setup: the page on which somebody chooses a password by a link (PERM-6)."""

import re

import pytest

from tests.http.signing_in import EMAIL, PASSWORD, Browser, invited, later, set_up
from tests.story import ANNA


def page(api, code, language="en"):
    return api.anybody.simulate_get(
        "/setup", params={"code": code}, headers={"Accept-Language": language}
    )


def names(result):
    return re.findall(r'<input id="(\w+)"', result.text)


def test_whoever_has_no_e_mail_address_yet_is_asked_for_all_of_it(api):
    result = page(api, invited(api))
    assert result.status_code == 200
    assert result.headers["content-type"] == "text/html; charset=utf-8"
    assert names(result) == ["email", "name", "password"]
    assert "This link is for Anna." in result.text
    assert "readonly" not in result.text


def test_whoever_has_one_only_chooses_another_password(api):
    set_up(api)
    result = page(api, invited(api))
    assert names(result) == ["email", "password"]
    assert re.search(rf'<input id="email"[^>]* value="{EMAIL}"[^>]* readonly>', result.text)


def test_it_speaks_the_reader_s_language(api):
    result = page(api, invited(api), "vi")
    assert result.headers["content-language"] == "vi"
    assert '<html lang="vi">' in result.text
    assert "<h1>Chọn mật khẩu</h1>" in result.text


def test_to_look_at_it_uses_nothing_up(api):
    code = invited(api)
    page(api, code)
    body = {"code": code, "email": EMAIL, "password": PASSWORD}
    assert Browser(api).ask("POST", "/setup", body).status_code == 201
    assert page(api, code).status_code == 404


@pytest.mark.parametrize("code", ["", "wrong"])
def test_a_link_that_opens_nothing_says_so(api, code):
    result = page(api, code)
    assert result.status_code == 404
    assert "<p>This link is used" in result.text
    assert names(result) == []


def test_a_link_is_over_in_time(api):
    code = invited(api)
    later(api, 72 * 3600)
    assert page(api, code).status_code == 404


def test_a_name_is_text(api):
    api.put(f"/users/{ANNA}/name", {"name": 'A"><script>alert(1)</script>'})
    result = page(api, invited(api))
    assert "<script>" not in result.text
    assert "A&quot;&gt;&lt;script&gt;alert(1)" in result.text


def test_it_runs_under_a_strict_policy(api):
    result = page(api, invited(api))
    policy = result.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", result.text)


def test_all_parts_of_the_page_are_there(api):
    for path in re.findall(r'(?:src|href)="(/[^"]+)"', page(api, invited(api)).text):
        result = api.anybody.simulate_get(path)
        assert result.status_code == 200
        assert result.headers["x-content-type-options"] == "nosniff"
