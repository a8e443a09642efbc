"""Sessions of browsers: they begin, are over in time, and end at once (PERM-6)."""

import pytest
from falcon.testing import create_req

from getcrm.commands.company import RenameCompany
from getcrm.commands.user import RenameUser
from getcrm.domain.credential import PasswordSet
from getcrm.domain.session import SessionEnded, SignedIn, SignedOut, SignInFailed
from getcrm.eventlog.mapper import decode
from getcrm.http.routes import ROUTES
from getcrm.http.sign_in import SignIn
from getcrm.sign_in.terms import Terms
from tests.http.signing_in import (
    EMAIL,
    OTHER,
    PASSWORD,
    Browser,
    invited,
    later,
    set_up,
)
from tests.story import ANNA, BINH

HOUR = 3600


def events(api, *kinds):
    told = [decode(entry.topic, entry.data) for entry in api.crm.log.read(0, 10_000)]
    return [event for event in told if isinstance(event, kinds)]


@pytest.fixture
def anna(api):
    return set_up(api)


# --- signing in


def test_whoever_has_chosen_a_password_signs_in_with_it(api, anna):
    browser = Browser(api)
    result = browser.sign_in()
    assert result.status_code == 201
    assert result.json["user"] == ANNA
    assert browser.me().json["name"] == "Anna"


def test_the_cookie_is_bound_to_this_host_and_out_of_reach(api, anna):
    header = Browser(api).sign_in().headers["set-cookie"]
    name, *attributes = header.split("; ")
    assert name.startswith("__Host-getcrm=")
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= set(attributes)
    assert "Domain" not in header


def test_an_e_mail_address_is_compared_as_people_mean_it(api, anna):
    assert Browser(api).sign_in(f" {EMAIL.upper()} ").status_code == 201


def test_accents_may_be_typed_in_either_way(api, anna):
    from unicodedata import normalize

    assert Browser(api).sign_in(password=normalize("NFD", PASSWORD)).status_code == 201


def test_everybody_who_is_not_let_in_is_told_the_same(api, anna):
    """A wrong password, an unknown address, a name without a role, somebody who left."""
    set_up(api, BINH, "binh@acme.vn", OTHER)
    api.put(f"/users/{BINH}/deactivation")
    api.post("/users", {"name": "Chi", "email": "chi@acme.vn"})
    told = [
        Browser(api).sign_in(password=OTHER),
        Browser(api).sign_in("nobody@acme.vn"),
        Browser(api).sign_in("chi@acme.vn"),
        Browser(api).sign_in("binh@acme.vn", OTHER),
    ]
    assert {result.status_code for result in told} == {401}
    assert {result.json["title"] for result in told} == {"Sign-in failed"}
    assert len({result.text for result in told}) == 1
    assert {result.headers["www-authenticate"] for result in told} == {"Bearer"}
    assert all("set-cookie" not in result.headers for result in told)


def test_an_unknown_account_takes_as_much_work_as_a_wrong_password(api, anna, monkeypatch):
    from getcrm.sign_in import passwords

    asked = []

    class Hasher:
        def verify(self, kept, password):
            asked.append(kept.split("$")[:4])
            return True

        def hash(self, password):
            return real.hash(password)

        def check_needs_rehash(self, kept):
            return False

    real = passwords._HASHER
    monkeypatch.setattr(passwords, "_HASHER", Hasher())
    assert Browser(api).sign_in("nobody@acme.vn").status_code == 401
    assert Browser(api).sign_in().status_code == 201
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_a_password_is_kept_by_argon2id_with_the_least_that_owasp_asks_for(api, anna):
    [(kept,)] = api.crm.log.recorder.query("SELECT secret FROM credential WHERE kind = 'password'")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_password_hashed_with_former_parameters_is_hashed_anew(api, anna):
    from argon2 import PasswordHasher

    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    api.crm.log.recorder.execute(
        "UPDATE credential SET secret = ? WHERE kind = ?", (weak, "password")
    )
    assert Browser(api).sign_in().status_code == 201
    [(kept,)] = api.crm.log.recorder.query("SELECT secret FROM credential WHERE kind = 'password'")
    assert "m=19456,t=2,p=1" in kept
    assert Browser(api).sign_in().status_code == 201


def test_coming_and_going_is_in_the_audit_trail(api, anna):
    browser = Browser(api, ip="198.51.100.4")
    browser.sign_in(password=OTHER)
    browser.sign_in("nobody@acme.vn")
    browser.sign_in()
    browser.ask("DELETE", "/session")
    failed, unknown = events(api, SignInFailed)
    assert failed == SignInFailed(ANNA, "198.51.100.4", "Test/1.0", 1)
    assert (unknown.user, unknown.failures) == (None, 2)
    assert [e.method for e in events(api, SignedIn)] == ["invitation", "password"]
    assert events(api, SignedOut) == [SignedOut(ANNA)]
    told = api.get("/timeline", "kinds=sign_in").json["entries"]
    assert [line["by_name"] for line in told[:3]] == ["Anna", "Anna", "The system"]
    assert told[1]["sentence"] == "Anna signed in by password from 198.51.100.4 with Test/1.0"


def test_a_language_can_be_chosen_at_the_door(api, anna):
    """LANG-1: from now on also errors are in it, whatever the browser says."""
    browser = Browser(api)
    browser.sign_in(language="vi")
    assert browser.me().json["language"] == "vi"
    answer = browser.ask("GET", "/nowhere", **{"Accept-Language": "en"})
    assert answer.json["title"] == "Không tìm thấy"


# --- who asks


def test_me_says_who_asks_and_what_they_may(api, anna):
    told = anna.me().json
    assert (told["user"], told["email"]) == (ANNA, EMAIL)
    assert told["role"] == {"id": "administrator", "name": "Administrator"}
    assert "users.sessions" in told["permissions"]
    assert told["session"]["confirmed"] is True
    assert (told["has_password"], told["totp"]) == (True, False)
    assert api.get("/me").json["session"] is None


def test_a_session_may_do_what_its_user_may(api):
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    assert binh.ask("GET", "/customers").status_code == 200
    assert binh.ask("GET", "/timeline").status_code == 403
    assert binh.ask("POST", "/users", {"name": "Chi"}).json["code"] == "PermissionMissing"
    assert binh.ask("GET", f"/users/{ANNA}/sessions").json["code"] == "PermissionMissing"


def test_what_a_session_does_is_its_users_deed(api, anna):
    anna.ask("POST", "/customers", {"name": "Mây"})
    [last] = api.crm.log.read(api.crm.log.position() - 1)
    assert (last.topic, last.by) == ("CustomerRegistered", ANNA)


# --- fixation


def test_a_session_that_somebody_else_chose_is_never_taken_over(api, anna):
    chosen = "x" * 43
    browser = Browser(api, cookies={"__Host-getcrm": chosen})
    browser.sign_in()
    assert browser.secret != chosen
    assert Browser(api, cookies={"__Host-getcrm": chosen}).me().status_code == 401


def test_signing_in_again_is_a_new_session_and_the_former_is_over(api, anna):
    former = anna.secret
    anna.sign_in()
    assert anna.secret != former
    assert Browser(api, cookies={"__Host-getcrm": former}).me().status_code == 401
    assert anna.me().status_code == 200


def test_two_cookies_of_that_name_are_none(api, anna):
    value = f"{anna.secret}; __Host-getcrm={'y' * 43}"
    assert Browser(api, cookies={"__Host-getcrm": value}).me().status_code == 401


# --- being over


def test_a_session_that_rests_is_over(api, anna):
    for _ in range(3):
        later(api, 7 * HOUR)
        assert anna.me().status_code == 200
    later(api, 8 * HOUR)
    result = anna.me()
    assert (result.status_code, result.json["code"]) == (401, "SessionOver")


def test_to_listen_keeps_no_session_alive(api, anna):
    door = SignIn(api.crm, ROUTES, Terms())
    listening = create_req(headers={"Cookie": f"__Host-getcrm={anna.secret}"})
    for _ in range(7):
        later(api, HOUR)
        assert door.still_signed_in(listening)
    later(api, HOUR)
    assert not door.still_signed_in(listening)
    assert anna.me().status_code == 401


def test_no_session_goes_on_for_ever(api, anna):
    for _ in range(27):
        later(api, 6 * HOUR)
        assert anna.me().status_code == 200
    later(api, 6 * HOUR)
    assert anna.me().status_code == 401


def test_signing_out_ends_the_session(api, anna):
    secret = anna.secret
    assert anna.ask("DELETE", "/session").status_code == 204
    assert anna.secret is None
    assert Browser(api, cookies={"__Host-getcrm": secret}).me().status_code == 401


def test_a_token_has_no_session_to_sign_out_of(api):
    assert api.delete("/session").json["code"] == "SessionNeeded"


def test_deactivating_somebody_ends_their_sessions_at_once(api):
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    api.put(f"/users/{BINH}/deactivation")
    assert binh.me().status_code == 401
    assert events(api, SessionEnded) == [SessionEnded(BINH, "deactivated")]
    api.delete(f"/users/{BINH}/deactivation")
    assert binh.me().status_code == 401


def test_a_deactivated_users_token_opens_nothing(api):
    token = {"name": "laptop"}
    from tests.story import uid

    secret = api.put(f"/users/{BINH}/tokens/{uid(7)}", token).json["api_token"]
    bearer = {"Authorization": f"Bearer {secret}"}
    assert api.anybody.simulate_get("/api/v1/company", headers=bearer).status_code == 200
    api.put(f"/users/{BINH}/deactivation")
    assert api.anybody.simulate_get("/api/v1/company", headers=bearer).status_code == 401


def test_who_left_meanwhile_is_not_signed_in_also_where_only_the_read_notices(api, monkeypatch):
    """The moment between the door and the answer."""
    from getcrm.crm.viewers import Viewers
    from getcrm.domain.user import UserIsDeactivated

    def left(self, by, scopes=None):
        raise UserIsDeactivated("by", name="Anna")

    monkeypatch.setattr(Viewers, "of", left)
    result = api.get("/company")
    assert (result.status_code, result.json["code"]) == (401, "UserIsDeactivated")
    assert result.headers["www-authenticate"] == "Bearer"


def test_another_role_counts_at_once(api):
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    api.put(f"/users/{BINH}/role", {"role": "auditor"})
    assert binh.ask("GET", "/timeline").status_code == 200
    assert binh.ask("POST", "/customers", {"name": "Mây"}).status_code == 403


def test_nobody_has_more_than_twenty_sessions(api, anna):
    browsers = [Browser(api) for _ in range(20)]
    for browser in browsers:
        later(api, 1)
        browser.sign_in()
    assert anna.me().status_code == 401
    assert browsers[0].me().status_code == 200
    assert events(api, SessionEnded) == [SessionEnded(ANNA, "too_many")]


def test_what_time_has_ended_is_tidied_up_at_the_next_sign_in(api, anna):
    later(api, 8 * 24 * HOUR)
    Browser(api).sign_in()
    assert events(api, SessionEnded) == [SessionEnded(ANNA, "expired")]
    assert len(api.crm.log.owners("session", ANNA)) == 1
    assert api.crm.log.recorder.query("SELECT count(*) FROM session") == [(1,)]


# --- being listed and ended


def test_one_sees_where_one_is_signed_in_and_ends_it_elsewhere(api, anna):
    later(api, 60)
    phone = Browser(api, ip="198.51.100.4")
    phone.sign_in()
    there, here = anna.ask("GET", "/me/sessions").json["sessions"]
    assert (there["ip"], there["current"], here["current"]) == ("198.51.100.4", False, True)
    assert anna.ask("DELETE", f"/me/sessions/{there['session']}").status_code == 200
    assert phone.me().status_code == 401
    assert [one["session"] for one in anna.ask("GET", "/me/sessions").json["sessions"]] == [
        here["session"]
    ]


def test_a_session_that_rests_too_long_is_listed_no_more(api, anna):
    """Anna goes on; her phone was put away, and nobody has tidied up yet."""
    phone = Browser(api)
    phone.sign_in()
    forgotten = phone.me().json["session"]["session"]
    later(api, 5 * HOUR)
    listed = [one["session"] for one in anna.ask("GET", "/me/sessions").json["sessions"]]
    assert forgotten in listed
    later(api, 4 * HOUR)
    [here] = anna.ask("GET", "/me/sessions").json["sessions"]
    assert here["current"]
    assert anna.ask("GET", f"/users/{ANNA}/sessions").json["sessions"] == [here]
    assert forgotten in api.crm.log.owners("session", ANNA)
    assert phone.me().status_code == 401


def test_nobody_ends_anothers_session_as_their_own(api, anna):
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    session = anna.me().json["session"]["session"]
    assert binh.ask("DELETE", f"/me/sessions/{session}").json["code"] == "SessionUnknown"
    theirs = f"/users/{ANNA}/sessions/{session}"
    assert binh.ask("DELETE", theirs).json["code"] == "PermissionMissing"
    assert anna.me().status_code == 200


def test_an_administrator_sees_and_ends_the_sessions_of_others(api, anna):
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    [session] = anna.ask("GET", f"/users/{BINH}/sessions").json["sessions"]
    ended = anna.ask("DELETE", f"/users/{BINH}/sessions/{session['session']}")
    assert ended.status_code == 200
    assert binh.me().status_code == 401
    assert events(api, SessionEnded) == [SessionEnded(BINH, "revoked")]
    assert anna.ask("GET", f"/users/{BINH}/sessions").json == {"sessions": []}
    assert anna.ask("GET", f"/users/{session['session']}/sessions").status_code == 404


# --- a new password


def test_a_new_password_ends_all_other_sessions_and_renews_this_one(api, anna):
    phone, former = Browser(api), anna.secret
    phone.sign_in()
    change = {"old": PASSWORD, "new": OTHER}
    assert anna.ask("PUT", "/me/password", change).status_code == 204
    assert phone.me().status_code == 401
    assert anna.secret != former
    assert anna.me().status_code == 200
    assert Browser(api, cookies={"__Host-getcrm": former}).me().status_code == 401
    assert Browser(api).sign_in().status_code == 401
    assert Browser(api).sign_in(password=OTHER).status_code == 201
    assert len(events(api, PasswordSet)) == 2
    assert events(api, SessionEnded) == [SessionEnded(ANNA, "password_changed")]


def test_the_old_password_has_to_be_known(api, anna):
    result = anna.ask("PUT", "/me/password", {"old": OTHER, "new": OTHER})
    assert (result.status_code, result.json["code"]) == (422, "WrongPassword")
    assert anna.me().status_code == 200
    assert api.put("/me/password", {"old": PASSWORD, "new": OTHER}).json["code"] == "SessionNeeded"


@pytest.mark.parametrize(
    "easy",
    [
        "password1234",
        "Password1234",
        "p4ssw0rdp4ssw0rd",
        "aaaaaaaaaaaa",
        "qwertyuiop12",
        "1234567890ab",
        "iloveyou1234",
        EMAIL,
        "anna@acme.vn1",
        "matkhau@123456",
        "anhyeuemnhieulam",
        "vietnamvodich",
        "Congty@2026!!",
        "thisismypassword",
        "correcthorsebatterystaple",
    ],
)
def test_easy_passwords_are_refused(api, anna, easy):
    result = anna.ask("PUT", "/me/password", {"old": PASSWORD, "new": easy})
    assert (result.status_code, result.json["code"]) == (422, "PasswordTooEasy")
    assert result.json["errors"][0]["pointer"] == "/new"


def test_a_password_has_a_length(api, anna):
    for new, code in (("k9$Wq!z0Lm4", "string_too_short"), ("k9$W" * 51, "string_too_long")):
        result = anna.ask("PUT", "/me/password", {"old": PASSWORD, "new": new})
        assert [error["code"] for error in result.json["errors"]] == [code]
        assert new not in result.text
    long = (OTHER * 9)[:200]
    assert anna.ask("PUT", "/me/password", {"old": PASSWORD, "new": long}).status_code == 204


def test_a_password_of_the_names_of_ones_own_and_of_the_company_is_refused(api, anna):
    """However it is chosen (PERM-6); the rest is in test_passwords.py."""
    api.crm.handle(RenameUser(user=ANNA, name="Nguyễn Thị Hồng Nhung"), by="system")
    api.crm.handle(RenameCompany(name="Thép Hòa Hưng"), by="system")
    for easy in ("nguyenthihongnhung1990", "thephoahung2026!"):
        result = anna.ask("PUT", "/me/password", {"old": PASSWORD, "new": easy})
        assert (result.status_code, result.json["code"]) == (422, "PasswordTooEasy")
        by_link = Browser(api).ask("POST", "/setup", {"code": invited(api), "password": easy})
        assert (by_link.status_code, by_link.json["code"]) == (422, "PasswordTooEasy")


def test_the_name_that_is_chosen_with_the_password_counts_too(api):
    body = {"email": EMAIL, "name": "Trần Quốc Bảo", "password": "tranquocbao1985"}
    result = Browser(api).ask("POST", "/setup", {**body, "code": invited(api)})
    assert result.json["code"] == "PasswordTooEasy"


# --- a link


def test_a_link_works_once(api):
    code = invited(api)
    body = {"code": code, "email": EMAIL, "password": PASSWORD, "name": "Anna Nguyễn"}
    assert Browser(api).ask("POST", "/setup", body).status_code == 201
    assert api.get("/me").json["name"] == "Anna Nguyễn"
    result = Browser(api).ask("POST", "/setup", body)
    assert (result.status_code, result.json["code"]) == (422, "InvitationOver")


def test_a_link_expires(api):
    code = invited(api)
    later(api, 72 * HOUR)
    result = Browser(api).ask(
        "POST", "/setup", {"code": code, "password": PASSWORD, "email": EMAIL}
    )
    assert result.json["code"] == "InvitationOver"
    assert api.crm.log.recorder.query("SELECT 1 FROM credential WHERE kind = 'password'") == []


def test_a_later_link_takes_the_place_of_a_former_one(api):
    former, code = invited(api), invited(api)
    body = {"password": PASSWORD, "email": EMAIL}
    for wrong in (former, "made-up"):
        result = Browser(api).ask("POST", "/setup", {**body, "code": wrong})
        assert result.json["code"] == "InvitationOver"
    assert Browser(api).ask("POST", "/setup", {**body, "code": code}).status_code == 201


def test_who_never_had_an_e_mail_address_chooses_one_and_nobody_elses(api, anna):
    body = {"code": invited(api, BINH), "password": OTHER}
    assert Browser(api).ask("POST", "/setup", body).json["code"] == "UserHasNoEmail"
    taken = Browser(api).ask("POST", "/setup", {**body, "email": EMAIL.upper()})
    assert taken.json["code"] == "EmailTaken"
    easy = Browser(api).ask("POST", "/setup", {**body, "password": "password1234"})
    assert easy.json["code"] == "PasswordTooEasy"
    assert easy.json["errors"][0]["pointer"] == "/password"
    done = Browser(api).ask("POST", "/setup", {**body, "email": "binh@acme.vn"})
    assert done.status_code == 201


def test_who_has_one_keeps_it(api, anna):
    body = {"code": invited(api), "password": OTHER, "email": "other@acme.vn"}
    assert Browser(api).ask("POST", "/setup", body).json["code"] == "AlreadySetUp"


def test_choosing_a_password_anew_by_a_link_ends_all_sessions(api, anna):
    body = {"code": invited(api), "password": OTHER}
    assert Browser(api).ask("POST", "/setup", body).status_code == 201
    assert anna.me().status_code == 401


def test_an_administrator_invites_by_a_link_that_is_shown_once(api, anna):
    invite = {"Idempotency-Key": "i"}
    link = anna.ask("POST", f"/users/{BINH}/invitation", **invite).json["link"]
    assert link.startswith("/setup?code=")
    again = anna.ask("POST", f"/users/{BINH}/invitation", **invite)
    assert again.json["link"] is None
    body = {"code": link.partition("=")[2], "password": OTHER, "email": "binh@acme.vn"}
    assert Browser(api).ask("POST", "/setup", body).json["user"] == BINH


def test_nobody_invites_somebody_who_may_do_more(api, anna):
    """That would be a way to do more."""
    api.post("/roles", {"role": "staff", "name": "Staff", "permissions": ["users.edit"]})
    api.put(f"/users/{BINH}/role", {"role": "staff"})
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    assert binh.ask("POST", f"/users/{ANNA}/invitation").json["code"] == "MayDoMore"
    assert binh.ask("DELETE", f"/users/{ANNA}/totp").json["code"] == "MayDoMore"


def test_a_name_without_a_role_is_not_invited(api, anna):
    chi = anna.ask("POST", "/users", {"name": "Chi"}).json["id"]
    assert anna.ask("POST", f"/users/{chi}/invitation").json["code"] == "UserHasNoRole"


def test_a_link_is_over_when_its_user_leaves(api):
    code = invited(api, BINH)
    api.put(f"/users/{BINH}/deactivation")
    api.delete(f"/users/{BINH}/deactivation")
    body = {"code": code, "password": OTHER, "email": "binh@acme.vn"}
    assert Browser(api).ask("POST", "/setup", body).json["code"] == "InvitationOver"


# --- proving it once more


def grant(browser):
    return browser.ask("PUT", f"/users/{BINH}/role", {"role": "auditor"})


def test_a_role_is_given_only_shortly_after_a_proof(api, anna):
    later(api, 599)
    assert grant(anna).status_code == 200
    later(api, 2)
    result = grant(anna)
    assert (result.status_code, result.json["code"]) == (403, "ConfirmationNeeded")
    wrong = anna.ask("POST", "/me/confirmation", {"password": OTHER})
    assert wrong.json["code"] == "WrongPassword"
    assert grant(anna).status_code == 403
    assert anna.ask("POST", "/me/confirmation", {"password": PASSWORD}).status_code == 200
    assert grant(anna).status_code == 200
    later(api, 601)
    assert grant(anna).status_code == 403


def test_a_proof_counts_for_one_session(api, anna):
    later(api, 601)
    Browser(api).sign_in()
    assert grant(anna).status_code == 403


def test_also_one_that_was_asked_for(api, anna):
    phone = Browser(api)
    phone.sign_in()
    later(api, 601)
    assert phone.ask("POST", "/me/confirmation", {"password": PASSWORD}).status_code == 200
    assert grant(anna).status_code == 403
    assert grant(phone).status_code == 200


def test_a_token_proves_nothing_and_need_not(api):
    assert api.put(f"/users/{BINH}/role", {"role": "auditor"}).status_code == 200
    assert api.post("/me/confirmation", {"password": PASSWORD}).json["code"] == "SessionNeeded"


def test_what_takes_a_fresh_proof(api):
    assert {f"{route.method} {route.path}" for route in ROUTES if route.confirm} >= {
        "PUT /users/{user}/role",
        "POST /users",
        "PATCH /users/{user}",
        "DELETE /users/{user}/deactivation",
        "POST /users/{user}/invitation",
        "PUT /users/{user}/tokens/{token}",
        "DELETE /users/{user}/sessions/{session}",
        "DELETE /users/{user}/totp",
        "POST /roles",
        "PATCH /roles/{role}",
        "POST /me/totp",
        "PUT /me/totp",
        "DELETE /me/totp",
    }


def test_a_proof_of_a_clock_that_was_ahead_counts_no_longer_once_it_is_set_back(api, anna):
    now = api.story.now
    later(api, 5 * 24 * HOUR)
    ahead = Browser(api)
    ahead.sign_in()
    api.story.now = now
    assert ahead.me().status_code == 200
    link = ahead.ask("POST", f"/users/{BINH}/invitation")
    assert link.json["code"] == "ConfirmationNeeded"
