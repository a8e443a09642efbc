"""The second factor: turned on in two steps, each code once, recovery codes once (PERM-6)."""

from datetime import datetime

import pyotp
import pytest

from getcrm.domain.session import SignedIn, SignInFailed
from getcrm.domain.user import User
from tests.http.signing_in import EMAIL, OTHER, PASSWORD, Browser, invited, later, set_up
from tests.http.test_sessions import events
from tests.story import ANNA, BINH


@pytest.fixture
def anna(api):
    return set_up(api)


def code_of(api, secret, steps=0):
    now = datetime.fromisoformat(api.story.now).timestamp()
    return pyotp.TOTP(secret).at(int(now) + 30 * steps)


@pytest.fixture
def enrolled(api, anna):
    """(secret, recovery codes); the code of this moment has been used."""
    enrolment = anna.ask("POST", "/me/totp").json
    body = {"credential": enrolment["credential"], "code": code_of(api, enrolment["secret"])}
    enabled = anna.ask("PUT", "/me/totp", body)
    assert enabled.status_code == 200, enabled.text
    return enrolment["secret"], enabled.json["recovery_codes"]


def signed_in(api, **more):
    result = Browser(api).sign_in(**more)
    return result.status_code, result.json.get("code")


def test_a_secret_counts_only_once_a_code_has_been_given(api, anna):
    enrolment = anna.ask("POST", "/me/totp").json
    assert enrolment["url"].startswith("otpauth://totp/getcrm:anna%40acme.vn?secret=")
    assert signed_in(api) == (201, None)
    body = {"credential": enrolment["credential"], "code": "000000"}
    assert anna.ask("PUT", "/me/totp", body).json["code"] == "WrongCode"
    body["credential"] = ANNA
    assert anna.ask("PUT", "/me/totp", body).json["code"] == "EnrolmentUnknown"
    assert signed_in(api) == (201, None)


def test_another_enrolment_takes_the_place_of_one_that_waits(api, anna):
    former = anna.ask("POST", "/me/totp").json
    anna.ask("POST", "/me/totp")
    body = {"credential": former["credential"], "code": code_of(api, former["secret"])}
    assert anna.ask("PUT", "/me/totp", body).json["code"] == "EnrolmentUnknown"


def test_nobody_confirms_anothers_enrolment(api, anna):
    enrolment = anna.ask("POST", "/me/totp").json
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    body = {"credential": enrolment["credential"], "code": code_of(api, enrolment["secret"])}
    assert binh.ask("PUT", "/me/totp", body).json["code"] == "EnrolmentUnknown"


def test_whoever_has_one_is_asked_for_a_code(api, enrolled):
    secret, _ = enrolled
    assert signed_in(api) == (401, "CodeNeeded")
    assert signed_in(api, password=OTHER) == (401, "SignInRefused")
    assert signed_in(api, password=OTHER, code=code_of(api, secret, 1)) == (401, "SignInRefused")
    assert signed_in(api, code="000000") == (401, "SignInRefused")
    later(api, 30)
    assert signed_in(api, code=code_of(api, secret)) == (201, None)
    assert events(api, SignedIn)[-1].method == "totp"


def test_a_code_is_used_once(api, enrolled):
    secret, _ = enrolled
    assert signed_in(api, code=code_of(api, secret)) == (401, "SignInRefused")
    later(api, 60)
    code = code_of(api, secret)
    assert signed_in(api, code=code) == (201, None)
    assert signed_in(api, code=code) == (401, "SignInRefused")
    assert signed_in(api, code=code_of(api, secret, -1)) == (401, "SignInRefused")


def test_clocks_may_differ_by_one_step(api, enrolled):
    secret, _ = enrolled
    later(api, 300)
    assert signed_in(api, code=code_of(api, secret, -2)) == (401, "SignInRefused")
    assert signed_in(api, code=code_of(api, secret, 2)) == (401, "SignInRefused")
    assert signed_in(api, code=code_of(api, secret, -1)) == (201, None)
    assert signed_in(api, code=code_of(api, secret, 1)) == (201, None)


def test_codes_are_not_guessed(api, enrolled):
    tried = [signed_in(api, code=f"{n:06}") for n in range(6)]
    assert tried == [(401, "SignInRefused")] * 5 + [(429, "TooManyAttempts")]
    assert len(events(api, SignInFailed)) == 5


def test_asking_without_a_code_does_not_undo_the_wait(api, enrolled):
    for n in range(5):
        signed_in(api, code=f"{n:06}")
        signed_in(api)
    assert signed_in(api, code="000009") == (429, "TooManyAttempts")


def test_a_recovery_code_opens_once(api, enrolled):
    _, codes = enrolled
    assert len(set(codes)) == 10
    assert signed_in(api, code=codes[3].upper().replace("-", " ")) == (201, None)
    assert events(api, SignedIn)[-1].method == "recovery_code"
    assert signed_in(api, code=codes[3]) == (401, "SignInRefused")
    assert signed_in(api, code=codes[4]) == (201, None)


def test_recovery_codes_are_kept_as_hashes(api, enrolled):
    secret, codes = enrolled
    kept = str(api.crm.log.recorder.query("SELECT * FROM credential"))
    assert secret in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_turning_it_off_and_on_again(api, anna, enrolled):
    secret, codes = enrolled
    later(api, 601)
    assert anna.ask("DELETE", "/me/totp").json["code"] == "ConfirmationNeeded"
    proof = {"password": PASSWORD}
    assert anna.ask("POST", "/me/confirmation", proof).json["code"] == "CodeNeeded"
    proof["code"] = code_of(api, secret)
    assert anna.ask("POST", "/me/confirmation", proof).status_code == 200
    assert anna.ask("DELETE", "/me/totp").status_code == 204
    assert signed_in(api) == (201, None)
    assert api.crm.log.recorder.query("SELECT 1 FROM credential WHERE kind LIKE 'totp%'") == []
    enrolment = anna.ask("POST", "/me/totp").json
    body = {"credential": enrolment["credential"], "code": code_of(api, enrolment["secret"])}
    assert anna.ask("PUT", "/me/totp", body).status_code == 200
    later(api, 60)
    assert signed_in(api, code=code_of(api, secret)) == (401, "SignInRefused")
    assert signed_in(api, code=codes[0]) == (401, "SignInRefused")


def test_a_proof_takes_the_password_and_a_code_that_is_used_once(api, anna, enrolled):
    secret, _ = enrolled
    later(api, 601)
    both = {"password": PASSWORD, "code": code_of(api, secret)}
    for wrong in ({"password": OTHER}, {"password": None}, {"code": "000000"}):
        told = anna.ask("POST", "/me/confirmation", {**both, **wrong})
        assert (told.status_code, told.json["code"]) == (422, "WrongPassword")
    assert anna.me().json["session"]["confirmed"] is False
    assert anna.ask("POST", "/me/confirmation", both).status_code == 200
    assert anna.ask("POST", "/me/confirmation", both).json["code"] == "WrongPassword"


def test_an_administrator_turns_it_off_for_somebody_who_lost_it(api, anna):
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)
    enrolment = binh.ask("POST", "/me/totp").json
    body = {"credential": enrolment["credential"], "code": code_of(api, enrolment["secret"])}
    binh.ask("PUT", "/me/totp", body)
    who = {"email": "binh@acme.vn", "password": OTHER}
    assert signed_in(api, **who) == (401, "CodeNeeded")
    assert anna.ask("DELETE", f"/users/{BINH}/totp").status_code == 200
    assert signed_in(api, **who) == (201, None)
    assert not binh.me().json["totp"]


def test_no_token_turns_off_the_second_factor_of_its_user(api, anna, enrolled):
    assert api.delete(f"/users/{ANNA}/totp").json["code"] == "SessionNeeded"
    assert signed_in(api) == (401, "CodeNeeded")


def test_a_link_alone_does_not_sign_in_where_there_is_a_second_factor(api, enrolled):
    secret, _ = enrolled
    browser = Browser(api)
    result = browser.ask("POST", "/setup", {"code": invited(api), "password": OTHER})
    assert (result.status_code, result.json["session"]) == (201, None)
    assert browser.secret is None
    later(api, 30)
    assert signed_in(api, password=OTHER, code=code_of(api, secret)) == (201, None)


def test_a_token_does_not_change_by_what_its_user_signs_in(api, anna):
    for method, path in (("POST", "/me/totp"), ("PUT", "/me/totp"), ("DELETE", "/me/totp")):
        body = {"credential": ANNA, "code": "000000"} if method == "PUT" else None
        result = api.ask(method, path, json=body) if body else api.ask(method, path)
        assert result.json["code"] == "SessionNeeded"
    state = api.crm.log.load(User, ANNA).state
    assert state.credentials.totp is None
    assert state.email == EMAIL


def test_codes_work_again_once_a_clock_that_was_ahead_is_set_back(api, anna, enrolled):
    """Each still counts once."""
    secret, _ = enrolled
    now = api.story.now
    later(api, 365 * 24 * 3600)
    assert signed_in(api, code=code_of(api, secret))[0] == 201
    api.story.now = now
    later(api, 300)
    assert signed_in(api, code=code_of(api, secret))[0] == 201
    assert signed_in(api, code=code_of(api, secret)) == (401, "SignInRefused")
