"""Whoever fails waits, per account and per address, in all processes together (PERM-6)."""

import threading
from contextlib import suppress
from types import SimpleNamespace

import pytest

from getcrm.domain.session import SignInFailed
from getcrm.eventlog.instants import later as at_later
from getcrm.http.acts import DEVICE_COOKIE as DEVICE
from getcrm.sign_in import back_off, devices
from getcrm.sign_in.back_off import Counted, attempt, of_account, of_ip, wait
from getcrm.sign_in.refusals import TooManyAttempts
from tests.http.signing_in import EMAIL, OTHER, PASSWORD, Browser, later, set_up
from tests.http.test_sessions import events
from tests.stores import STORES, opened
from tests.story import ANNA, BINH, NOON


@pytest.fixture
def anna(api):
    return set_up(api)


def fail(api, times, ip="198.51.100.4", email=EMAIL):
    browser = Browser(api, ip)
    return [browser.sign_in(email, "nobody's").status_code for _ in range(times)]


# --- at the door


def test_after_some_failures_an_account_waits_ever_longer(api, anna):
    assert fail(api, 5) == [401] * 5
    for seconds in (1, 2, 4, 8, 16):
        result = Browser(api).sign_in()
        assert (result.status_code, result.json["code"]) == (429, "TooManyAttempts")
        assert result.headers["retry-after"] == str(seconds)
        later(api, seconds)
        assert fail(api, 1) == [401]


def test_the_right_password_opens_after_the_wait_and_all_is_forgotten(api, anna):
    fail(api, 5)
    later(api, 1)
    assert Browser(api).sign_in().status_code == 201
    assert fail(api, 5) == [401] * 5


def test_it_makes_no_difference_whether_the_account_is_there(api, anna):
    assert fail(api, 6, email="nobody@acme.vn") == fail(api, 6, ip="198.51.100.5")


def test_an_address_that_tries_many_accounts_waits(api, anna):
    for number in range(20):
        assert fail(api, 1, email=f"n{number}@acme.vn") == [401]
    assert fail(api, 1, email="n20@acme.vn") == [429]
    assert Browser(api, "198.51.100.4").sign_in().status_code == 429
    assert Browser(api, "198.51.100.5").sign_in().status_code == 201


def test_an_address_is_not_set_free_by_its_own_account(api, anna):
    """Somebody tries others' accounts, and their own in between."""
    for number in range(19):
        fail(api, 1, email=f"n{number}@acme.vn")
        assert Browser(api, "198.51.100.4").sign_in().status_code == 201
    fail(api, 1, email="n20@acme.vn")
    assert fail(api, 1, email="n21@acme.vn") == [429]


def test_who_is_behind_a_proxy_is_told_apart_only_where_it_can_be_trusted(api, anna):
    from falcon.testing import TestClient

    from getcrm.http.app import create_app
    from getcrm.sign_in.terms import Terms

    forged = {"X-Forwarded-For": "192.0.2.1, 198.51.100.9"}
    Browser(api).ask("POST", "/sessions", {"email": EMAIL, "password": OTHER}, **forged)
    api.anybody = TestClient(create_app(api.crm, terms=Terms(proxies=1)))
    Browser(api).ask("POST", "/sessions", {"email": EMAIL, "password": OTHER}, **forged)
    assert [event.ip for event in events(api, SignInFailed)] == ["203.0.113.7", "198.51.100.9"]


def test_wrong_proofs_of_whoever_is_signed_in_count_too(api, anna):
    told = [anna.ask("POST", "/me/confirmation", {"password": OTHER}) for _ in range(6)]
    assert [result.status_code for result in told] == [422] * 5 + [429]
    change = {"old": PASSWORD, "new": OTHER}
    assert anna.ask("PUT", "/me/password", change).status_code == 429


def test_so_does_the_address_of_whoever_is_signed_in(api, anna):
    for number in range(20):
        fail(api, 1, ip=anna.ip, email=f"n{number}@acme.vn")
    assert anna.ask("POST", "/me/confirmation", {"password": PASSWORD}).status_code == 429
    change = {"old": PASSWORD, "new": OTHER}
    assert anna.ask("PUT", "/me/password", change).status_code == 429


def test_a_link_is_not_guessed(api):
    tried = [
        Browser(api).ask("POST", "/setup", {"code": f"c{n}", "password": OTHER}) for n in range(21)
    ]
    assert [result.status_code for result in tried] == [422] * 20 + [429]


def test_failures_do_not_flood_the_log(api, anna, monkeypatch):
    """From many addresses, as many accounts."""
    monkeypatch.setattr("getcrm.sign_in.passwords.is_right", lambda password, kept: False)
    for n in range(130):
        assert fail(api, 1, ip=f"198.51.{n}.1", email=f"n{n}@acme.vn") == [401]
    assert len(events(api, SignInFailed)) == 100
    later(api, 901)
    fail(api, 1, ip="198.51.200.1", email="x@acme.vn")
    assert len(events(api, SignInFailed)) == 101


# --- in a browser that is known again


def test_strangers_cannot_keep_anybody_out_of_a_browser_they_have_used_before(api, anna):
    """PERM-6: by the e-mail address alone, for hours and from everywhere, from here too."""
    for number in range(40):
        fail(api, 1, ip=f"198.51.{number}.1")
        later(api, 901)
    fail(api, 5)
    for number in range(20):
        fail(api, 1, ip=anna.ip, email=f"n{number}@acme.vn")
    assert Browser(api).sign_in().status_code == 429
    known = Browser(api, cookies={DEVICE: anna.cookies[DEVICE]})
    assert known.sign_in().status_code == 201


def test_a_browser_that_is_known_waits_for_its_own_failures(api, anna):
    told = [anna.sign_in(password=OTHER).status_code for _ in range(6)]
    assert told == [401] * 5 + [429]
    assert Browser(api).sign_in().status_code == 201


def test_it_is_known_only_for_whoever_signed_in_there(api, anna):
    """Who has an account here gets no tries at others' accounts by it."""
    set_up(api, BINH, "binh@acme.vn", OTHER)
    fail(api, 5, email="binh@acme.vn")
    assert anna.sign_in("binh@acme.vn", PASSWORD).status_code == 429
    assert Browser(api, cookies={DEVICE: "z" * 43}).sign_in("binh@acme.vn").status_code == 429


def test_two_people_may_share_a_browser(api, anna):
    set_up(api, BINH, "binh@acme.vn", OTHER)
    known = anna.cookies[DEVICE]
    assert anna.sign_in("binh@acme.vn", OTHER).status_code == 201
    assert anna.cookies[DEVICE] == known
    for email in (EMAIL, "binh@acme.vn"):
        fail(api, 5, email=email)
    assert anna.sign_in().status_code == 201
    assert anna.sign_in("binh@acme.vn", OTHER).status_code == 201


def test_a_new_password_forgets_all_other_browsers(api, anna):
    other = Browser(api)
    other.sign_in()
    change = {"old": PASSWORD, "new": OTHER}
    assert anna.ask("PUT", "/me/password", change).status_code == 204
    fail(api, 5)
    assert other.sign_in(password=OTHER).status_code == 429
    assert anna.sign_in(password=OTHER).status_code == 201


def test_the_cookie_is_out_of_reach_opens_nothing_and_is_kept_as_a_hash(api, anna):
    cookie = Browser(api).sign_in().cookies[DEVICE]
    assert cookie.http_only
    assert cookie.secure
    assert cookie.path == "/"
    assert not cookie.domain
    assert Browser(api, cookies={DEVICE: cookie.value}).me().status_code == 401
    kept = api.crm.log.recorder.query("SELECT secret FROM credential WHERE kind = 'device'")
    assert len(kept) == 2
    assert (cookie.value,) not in kept


def test_so_many_browsers_are_known_and_none_for_longer_than_a_year(log):
    crm = SimpleNamespace(log=log, clock=lambda: now)
    secrets = []
    for number in range(devices.MOST + 1):
        now = at_later(NOON, number)
        secrets.append(devices.remember(crm, ANNA, None))
    known = [secret for secret in secrets if devices.counted(crm, ANNA, secret)]
    assert known == secrets[1:]
    assert devices.remember(crm, ANNA, secrets[-1]) == secrets[-1]
    now = at_later(NOON, devices.KEPT_SECONDS + 100)
    assert devices.counted(crm, ANNA, secrets[-1]) is None


# --- how it is counted


@pytest.fixture(params=STORES)
def log(request):
    with opened(request.param) as crm:
        yield crm.log


def test_waits_double_up_to_a_bound():
    assert [wait(failures, 3) for failures in range(1, 8)] == [0, 0, 1, 2, 4, 8, 16]
    assert wait(10_000, 3) == 900


def test_accounts_and_addresses_are_compared_as_they_are_meant():
    assert of_account(" Anna@ACME.vn") == of_account("anna@acme.vn")
    assert "anna" not in of_account("anna@acme.vn").key
    assert of_ip("2001:db8:1:2::1") == of_ip("2001:db8:1:2:ffff::9")
    assert of_ip("2001:db8:1:2::1") != of_ip("2001:db8:1:3::1")
    assert of_ip("203.0.113.7") != of_ip("203.0.113.8")
    assert of_ip("::ffff:203.0.113.7") == of_ip("203.0.113.7")
    assert of_ip("::ffff:203.0.113.7") != of_ip("::ffff:203.0.113.8")
    assert of_ip("not an address") != of_ip("another")


def test_of_many_attempts_at_the_same_moment_none_passes_by(log):
    passed, counted = [], Counted("account x", 5)
    barrier = threading.Barrier(12)

    def try_it():
        barrier.wait()
        with suppress(TooManyAttempts):
            passed.append(attempt(log, NOON, counted).failures)

    threads = [threading.Thread(target=try_it) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [1, 2, 3, 4, 5]


def test_an_attempt_that_is_turned_away_by_one_count_is_not_counted_by_the_other(log):
    first, second = Counted("first", 5), Counted("second", 1)
    attempt(log, NOON, first, second)
    with pytest.raises(TooManyAttempts):
        attempt(log, NOON, first, second)
    assert attempt(log, NOON, first).failures == 2


def test_what_was_neither_success_nor_failure_is_not_counted(log):
    counted = Counted("x", 5)
    for _ in range(9):
        attempt(log, NOON, counted).take_back()
    assert attempt(log, NOON, counted).failures == 1


@pytest.mark.parametrize("jump", [3_600, 365 * 24 * 3600])
def test_nobody_waits_longer_than_the_bound_once_the_clock_has_been_set_back(log, jump):
    """PERM-6: the failures were counted while the clock was ahead."""
    counted = Counted("x", 2)
    ahead = at_later(NOON, jump)
    for _ in range(12):
        with suppress(TooManyAttempts):
            attempt(log, ahead, counted)
        ahead = at_later(ahead, 901)
    with pytest.raises(TooManyAttempts) as told:
        attempt(log, NOON, counted)
    assert told.value.details["seconds"] <= back_off.LONGEST
    with pytest.raises(TooManyAttempts):
        attempt(log, at_later(NOON, told.value.details["seconds"] - 1), counted)
    assert attempt(log, at_later(NOON, told.value.details["seconds"]), counted).failures == 13


def test_a_clock_that_is_set_back_again_and_again_lets_nobody_pass(log):
    counted = Counted("x", 1)
    now = NOON
    attempt(log, now, counted)
    for _ in range(5):
        now = at_later(now, -7_200)
        with pytest.raises(TooManyAttempts):
            attempt(log, now, counted)


def test_failures_are_forgotten_in_a_day(log):
    counted = Counted("x", 2)
    attempt(log, NOON, counted)
    attempt(log, NOON, counted)
    tomorrow = at_later(NOON, back_off.FORGOTTEN_AFTER)
    assert attempt(log, tomorrow, counted).failures == 1
    attempt(log, at_later(tomorrow, back_off.FORGOTTEN_AFTER + 1), Counted("y", 2))
    assert log.recorder.query("SELECT key FROM back_off") == [("y",)]
