"""Single sign-on: what the identity provider says counts only where it is proved (PERM-6)."""

import base64
import hmac
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from falcon.testing import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

from getcrm.commands.user import EditUser
from getcrm.domain.credential import IdentityLinked
from getcrm.domain.session import SignedIn, SignInFailed
from getcrm.domain.user import User
from getcrm.http.app import create_app
from getcrm.sign_in import terms as at_home
from tests.http.identity_provider import CLIENT, SECRET, Provider
from tests.http.signing_in import Browser, later
from tests.http.test_sessions import events
from tests.story import ANNA, BINH

CALLBACK = "/sign-in/oidc/callback"


def known_to(api, provider, **more):
    """getcrm trusts this provider from now on."""
    trusted = at_home.Provider(provider.issuer, CLIENT, SECRET, **more)
    terms = at_home.Terms(public_url="https://crm.acme.vn", provider=trusted)
    api.anybody = TestClient(create_app(api.crm, terms=terms))


@pytest.fixture
def provider(api):
    with Provider(api).running() as provider:
        known_to(api, provider)
        api.crm.handle(EditUser(user=ANNA, email="Anna@acme.vn"), by="system")
        yield provider


def went(browser, provider, query=""):
    """To the provider, where they sign in. Answers with what they come back."""
    result = browser.ask("GET", f"/sign-in/oidc{query}")
    assert result.status_code == 303, result.text
    return provider.authorize(result.headers["location"])


def came_back(api, provider, browser=None):
    browser = browser or Browser(api)
    back = went(browser, provider)
    return browser, browser.ask("GET", f"{CALLBACK}?{back}")


def refused(api, provider):
    browser, result = came_back(api, provider)
    assert browser.secret is None
    return result.status_code, result.json["code"]


REFUSED = (401, "SingleSignOnRefused")


def test_whose_verified_e_mail_address_is_known_is_signed_in_and_linked(api, provider):
    browser, result = came_back(api, provider)
    assert (result.status_code, result.headers["location"]) == (303, "/")
    assert browser.me().json["user"] == ANNA
    assert events(api, IdentityLinked) == [IdentityLinked(provider.issuer, "0197-anna")]
    assert events(api, SignedIn)[-1].method == "single_sign_on"


def test_who_is_linked_comes_in_whatever_their_address_is_by_now(api, provider):
    came_back(api, provider)
    provider.claims = {"email": "anna@elsewhere.vn", "email_verified": False}
    browser, _ = came_back(api, provider)
    assert browser.me().json["user"] == ANNA
    assert len(events(api, IdentityLinked)) == 1


def test_it_is_asked_with_all_that_protects_it(api, provider):
    location = Browser(api).ask("GET", "/sign-in/oidc").headers["location"]
    asked = {name: value for name, [value] in parse_qs(urlsplit(location).query).items()}
    assert asked["redirect_uri"] == "https://crm.acme.vn/api/v1/sign-in/oidc/callback"
    assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
    assert asked["code_challenge_method"] == "S256"
    assert {len(asked[name]) for name in ("state", "nonce", "code_challenge")} == {43}
    assert "prompt" not in asked


def test_we_prove_to_it_who_we_are(api, provider):
    came_back(api, provider)
    kind, _, pair = provider.asked[0]["authorization"].partition(" ")
    assert kind == "Basic"
    assert base64.b64decode(pair).decode() == "getcrm:s3cret%2Fof%3Athe%20provider"
    assert "client_secret" not in provider.asked[0]


def test_or_in_the_way_that_it_understands(api, provider):
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    came_back(api, provider)
    assert provider.asked[0]["client_secret"] == SECRET
    assert provider.asked[0]["authorization"] == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://login.evil.example"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 99_999_999_999},
        {"nbf": 99_999_999_999},
        {"sub": None},
        {"sub": "x" * 256},
        {"sub": "two words"},
        {"sub": 7},
        {"iss": None},
        {"aud": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_proves_nothing(api, provider, wrong):
    provider.claims = wrong
    assert refused(api, provider) == REFUSED
    assert events(api, IdentityLinked, SignedIn) == []


def test_several_audiences_are_fine_where_it_was_made_for_us(api, provider):
    provider.claims = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert came_back(api, provider)[1].status_code == 303


def test_an_expired_token_proves_nothing_but_clocks_may_differ(api, provider):
    back = went(browser := Browser(api), provider)
    later(api, 500)
    provider.claims = {"exp": 1_767_589_200 + 440}
    assert browser.ask("GET", f"{CALLBACK}?{back}").status_code == 401
    provider.claims = {"exp": 1_767_589_200 + 441}
    assert came_back(api, provider)[1].status_code == 303


def segments(header, claims, signature=""):
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join([*(base64.urlsafe_b64encode(p).decode().rstrip("=") for p in parts), signature])


@pytest.mark.parametrize("alg", ["none", "None", "NONE"])
def test_a_token_without_a_signature_proves_nothing(api, provider, alg):
    provider.sign = lambda claims: segments({"alg": alg}, claims)
    assert refused(api, provider) == REFUSED


def test_nor_one_signed_with_what_everybody_knows(api, provider):
    """The provider's public key, or our secret, as the key of a shared secret."""
    for known in (provider.key.as_pem(private=False), SECRET.encode() * 2):
        provider.sign = lambda claims, known=known: hmac_signed(claims, known)
        assert refused(api, provider) == REFUSED


def hmac_signed(claims, key):
    signed = segments({"alg": "HS256", "kid": "k1"}, claims)[:-1]
    digest = hmac.digest(key, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def test_nor_one_signed_by_somebody_else(api, provider):
    other = RSAKey.generate_key(2048, {"kid": "k1"})
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "k1"}, claims, other)
    assert refused(api, provider) == REFUSED
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "k2"}, claims, other)
    assert refused(api, provider) == REFUSED


def test_nor_one_that_brings_its_own_key_along(api, provider):
    other = RSAKey.generate_key(2048)
    header = {"alg": "RS256", "jwk": other.as_dict(private=False)}
    provider.sign = lambda claims: jwt.encode(header, claims, other)
    assert refused(api, provider) == REFUSED


@pytest.mark.parametrize("nonsense", ["", "x", "a.b.c", "....", "é"])
def test_nor_does_nonsense(api, provider, nonsense):
    provider.sign = lambda claims: nonsense
    assert refused(api, provider) == REFUSED


def test_a_provider_may_change_its_keys(api, provider, monkeypatch):
    came_back(api, provider)
    monkeypatch.setattr("getcrm.sign_in.provider.KEYS_AGAIN_AFTER", -1.0)
    provider.key = RSAKey.generate_key(2048, {"kid": "k2", "use": "sig", "alg": "RS256"})
    provider.header = {"alg": "RS256", "kid": "k2"}
    assert came_back(api, provider)[1].status_code == 303


# --- coming back


def test_a_state_counts_once(api, provider):
    browser = Browser(api)
    back = went(browser, provider)
    kept = dict(browser.cookies)
    assert browser.ask("GET", f"{CALLBACK}?{back}").status_code == 303
    assert set(browser.cookies) == {"__Host-getcrm", "__Host-getcrm-device"}
    provider.codes["code-1"] = {}
    again = Browser(api, cookies=kept).ask("GET", f"{CALLBACK}?{back}")
    assert (again.status_code, again.json["code"]) == REFUSED


def test_of_two_who_come_back_at_the_same_moment_one_is_let_in(api, provider, monkeypatch):
    log = api.crm.log.recorder
    real = log.query

    def read_by_another_too(sql, *more):
        rows = real(sql, *more)
        if "FROM single_sign_on" in sql:
            log.execute("DELETE FROM single_sign_on")
        return rows

    monkeypatch.setattr(log, "query", read_by_another_too)
    assert refused(api, provider) == REFUSED


def test_a_state_is_kept_as_a_hash(api, provider):
    browser = Browser(api)
    went(browser, provider)
    kept = str(api.crm.log.recorder.query("SELECT * FROM single_sign_on"))
    assert browser.cookies["__Host-getcrm-oidc"] not in kept


def test_an_answer_to_a_former_question_does_not_fit_a_later_one(api, provider):
    """The token of one sign-in, replayed in another: its nonce is not the one asked for."""
    tokens = []

    def remembered(claims):
        tokens.append(provider.signed(claims))
        return tokens[0]

    provider.sign = remembered
    assert came_back(api, provider)[1].status_code == 303
    assert refused(api, provider) == REFUSED


def test_only_the_browser_that_went_comes_back(api, provider):
    """Nobody signs somebody else's browser in as themselves."""
    back = went(Browser(api), provider)
    stranger = Browser(api)
    assert stranger.ask("GET", f"{CALLBACK}?{back}").json["code"] == "SingleSignOnRefused"
    stranger.ask("GET", "/sign-in/oidc")
    assert stranger.ask("GET", f"{CALLBACK}?{back}").json["code"] == "SingleSignOnRefused"
    assert stranger.secret is None


def test_nobody_has_for_ever_to_come_back(api, provider):
    browser = Browser(api)
    back = went(browser, provider)
    later(api, 600)
    assert browser.ask("GET", f"{CALLBACK}?{back}").json["code"] == "SingleSignOnRefused"


def test_who_gives_up_there_is_not_signed_in(api, provider):
    browser = Browser(api)
    back = went(browser, provider).replace("code=code-1", "error=access_denied")
    assert browser.ask("GET", f"{CALLBACK}?{back}").json["code"] == "SingleSignOnRefused"


# --- who it is


@pytest.mark.parametrize(
    "unproved",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": ["anna@acme.vn"]},
        {"email": "nobody@acme.vn"},
    ],
    ids=str,
)
def test_an_address_that_is_not_verified_or_not_known_is_nobodys(api, provider, unproved):
    provider.claims = unproved
    assert refused(api, provider) == (401, "IdentityUnknown")
    assert len(events(api, SignInFailed)) == 1
    assert events(api, IdentityLinked) == []


def test_an_address_that_belongs_to_somebody_else_there_by_now_opens_nothing(api, provider):
    came_back(api, provider)
    provider.claims = {"sub": "0198-another-anna"}
    assert refused(api, provider) == (401, "IdentityUnknown")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("anna@weiss.de", "anna@weiß.de"),
        ("klaus@acme.vn", "\u212alaus@acme.vn"),
        ("sam@acme.vn", "\u017fam@acme.vn"),
        ("anna@office.vn", "anna@o\ufb03ce.vn"),
    ],
)
@pytest.mark.parametrize("adds", [None, "salesperson"])
def test_what_looks_like_an_address_of_ours_is_another_one(api, provider, ours, theirs, adds):
    """Case folding makes them one; but weiß.de and weiss.de belong to two people."""
    known_to(api, provider, new_users_role=adds)
    api.crm.handle(EditUser(user=ANNA, email=ours), by="system")
    provider.claims = {"email": theirs, "email_verified": True, "sub": "somebody else"}
    browser, result = came_back(api, provider)
    assert browser.secret is None
    assert (result.status_code, result.json["code"]) == (401, "IdentityUnknown")
    assert events(api, IdentityLinked) == []


def test_who_left_or_has_no_role_is_not_let_in(api, provider):
    chi = api.post("/users", {"name": "Chi", "email": "chi@acme.vn"}).json["id"]
    provider.claims = {"sub": "chi", "email": "chi@acme.vn"}
    assert refused(api, provider) == (401, "IdentityUnknown")
    api.put(f"/users/{chi}/role", {"role": "auditor"})
    assert came_back(api, provider)[1].status_code == 303
    api.put(f"/users/{chi}/deactivation")
    assert refused(api, provider) == (401, "IdentityUnknown")


def test_nobody_is_added_unless_the_company_has_said_so(api, provider):
    provider.claims = {"sub": "dung", "email": "dung@acme.vn", "name": "Dũng"}
    assert refused(api, provider) == (401, "IdentityUnknown")
    known_to(api, provider, new_users_role="salesperson")
    browser, _ = came_back(api, provider)
    told = browser.me().json
    assert (told["name"], told["role"]["id"]) == ("Dũng", "salesperson")
    provider.claims = {"sub": "chi", "email": "chi@acme.vn", "email_verified": False}
    assert refused(api, provider) == (401, "IdentityUnknown")


def test_one_is_not_linked_to_two(api, provider):
    came_back(api, provider)
    api.patch(f"/users/{BINH}", {"email": "binh@acme.vn"})
    provider.claims = {"email": "binh@acme.vn"}
    browser, _ = came_back(api, provider)
    assert browser.me().json["user"] == ANNA
    assert api.crm.log.load(User, BINH).state.credentials.identities == {}


# --- proving it once more


def test_a_sign_in_there_proves_it_only_where_it_has_just_been_done(api, provider):
    browser, _ = came_back(api, provider)
    assert browser.me().json["session"]["confirmed"] is False
    assert browser.ask("POST", "/me/confirmation", {}).json["code"] == "PasswordNeeded"
    location = browser.ask("GET", "/sign-in/oidc?fresh=true").headers["location"]
    assert "prompt=login&max_age=0" in location
    provider.claims = {"auth_time": 1_767_589_200}
    browser, _ = came_back(api, provider, browser)
    assert browser.me().json["session"]["confirmed"] is True
    later(api, 601)
    browser, _ = came_back(api, provider, browser)
    assert browser.me().json["session"]["confirmed"] is False


# --- where it does not work


def test_without_a_provider_there_is_none(api):
    for path in ("/sign-in/oidc", CALLBACK):
        result = Browser(api).ask("GET", path)
        assert (result.status_code, result.json["code"]) == (404, "SingleSignOnOff")


def test_somebody_else_who_answers_for_it_is_not_believed(api, provider):
    provider.metadata = {"issuer": "https://login.evil.example"}
    result = Browser(api).ask("GET", "/sign-in/oidc")
    assert (result.status_code, result.json["code"]) == (502, "SingleSignOnDown")


@pytest.mark.parametrize(
    "metadata",
    [
        {"jwks_uri": "http://login.acme.vn/keys"},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": "http://login.acme.vn/token"},
    ],
    ids=str,
)
def test_nothing_is_asked_over_an_open_line(api, provider, metadata):
    provider.metadata = metadata
    assert refused(api, provider) == (502, "SingleSignOnDown")


def test_nobody_is_followed_elsewhere(api, provider):
    provider.moved = {"/keys": f"{provider.issuer}/other-keys"}
    assert refused(api, provider) == (502, "SingleSignOnDown")


def test_a_provider_that_is_down_is_named_as_such(api, provider):
    provider.status = 500
    result = Browser(api).ask("GET", "/sign-in/oidc")
    assert (result.status_code, result.json["code"]) == (502, "SingleSignOnDown")
    provider.status = 200
    back = went(browser := Browser(api), provider)
    provider.status = 400
    assert browser.ask("GET", f"{CALLBACK}?{back}").json["code"] == "SingleSignOnRefused"


def test_its_secret_is_not_shown(api, provider, capfd):
    came_back(api, provider)
    trusted = at_home.Provider(provider.issuer, CLIENT, SECRET)
    assert SECRET not in repr(trusted)
    assert SECRET not in capfd.readouterr().err
    assert SECRET not in str(list(api.crm.log.read(0, 10_000)))
