"""A browser that another site has ask is not heard (CSRF), also not to sign in."""

import pytest

from tests.http.conftest import SECRET
from tests.http.signing_in import EMAIL, PASSWORD, Browser, set_up
from tests.story import BINH

HOST = "falconframework.org"
"""What the test client takes itself for."""
FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": f"http://{HOST}"},
    {"Origin": "https://evil.example"},
    {"Origin": f"https://{HOST}.evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
]
OURS = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": f"http://{HOST}"},
    {"Origin": f"https://{HOST}"},
    {"Origin": "http://localhost:8000"},
]


@pytest.fixture
def anna(api):
    return set_up(api)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("manners", [*FOREIGN, {}])
def test_another_site_changes_nothing(api, anna, manners, method):
    before = api.crm.log.position()
    anna.manners = manners
    result = anna.ask(method, f"/users/{BINH}/deactivation")
    assert (result.status_code, result.json["code"]) == (403, "NotSameOrigin")
    assert api.crm.log.position() == before


@pytest.mark.parametrize("manners", OURS)
def test_our_own_pages_do(anna, manners):
    anna.manners = manners
    assert anna.ask("POST", "/customers", {"name": "Mây"}).status_code == 201


@pytest.mark.parametrize("manners", [*FOREIGN, {}])
def test_to_look_needs_no_origin(anna, manners):
    """Another site's script cannot read the answer: nothing allows it to."""
    anna.manners = manners
    result = anna.me()
    assert result.status_code == 200
    assert not [name for name in result.headers if name.startswith("access-control")]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_form_is_no_request(api, anna, media_type):
    result = anna.ask("POST", "/customers", {"name": "Mây"}, **{"Content-Type": media_type})
    assert (result.status_code, result.json["code"]) == (403, "NotSameOrigin")


@pytest.mark.parametrize(
    ("language", "origin", "media_type"),
    [
        ("en", "needs getcrm's own address in the header Origin", "Content-Type: application/json"),
        (
            "vi",
            "cần địa chỉ của chính getcrm trong header Origin",
            "Content-Type: application/json",
        ),
    ],
)
def test_only_what_is_missing_is_named(anna, language, origin, media_type):
    spoken = {"Accept-Language": language}
    form = anna.ask("POST", "/customers", {}, **{"Content-Type": "text/plain"}, **spoken)
    assert "Content-Type: application/json" in form.json["detail"]
    assert "Origin" not in form.json["detail"]
    anna.manners = {}
    elsewhere = anna.ask("POST", "/customers", {}, **spoken)
    assert origin in elsewhere.json["detail"]
    assert "json" not in elsewhere.json["detail"]


@pytest.mark.parametrize("manners", FOREIGN)
def test_another_site_signs_nobody_in(api, anna, manners):
    """As somebody whose history is to be read later."""
    browser = Browser(api, manners=manners)
    assert browser.sign_in().json["code"] == "NotSameOrigin"
    assert browser.secret is None
    assert browser.ask("POST", "/setup", {}).json["code"] == "NotSameOrigin"


def test_a_program_that_signs_in_need_not_say_from_where(api, anna):
    assert Browser(api, manners={}).sign_in().status_code == 201
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    result = Browser(api, manners={}).ask(
        "POST", "/sessions", {"email": EMAIL, "password": PASSWORD}, **form
    )
    assert result.status_code == 415


def test_a_token_needs_no_origin_and_no_cookie_speaks_beside_it(api, anna):
    """Browsers do not send tokens by themselves."""
    anna.manners = {"Sec-Fetch-Site": "cross-site"}
    bearer = {"Authorization": f"Bearer {SECRET}"}
    assert anna.ask("POST", "/customers", {"name": "Mây"}, **bearer).status_code == 201
    assert anna.ask("GET", "/me", **bearer).json["session"] is None
    wrong = {"Authorization": "Bearer gc_wrong"}
    assert anna.ask("GET", "/me", **wrong).status_code == 401
