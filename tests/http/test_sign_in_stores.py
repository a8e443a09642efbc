"""What is kept beside the log is kept the same in either store."""

import pytest

from getcrm.commands.role import ShipRoles
from getcrm.commands.user import AddUser
from getcrm.crm import SYSTEM
from getcrm.domain.credential import InvitationOver
from getcrm.sign_in import accounts, kept, passwords, sessions, totp
from getcrm.sign_in.kept import Kept
from getcrm.sign_in.refusals import SignInRefused, WrongPassword
from getcrm.sign_in.terms import Terms, Visitor
from tests.crm.clock import Clock
from tests.http.signing_in import EMAIL, OTHER, PASSWORD
from tests.stores import STORES, opened
from tests.story import ANNA, NOON, uid

TERMS, HERE = Terms(), Visitor("203.0.113.7", "Test")


@pytest.fixture(params=STORES)
def crm(request):
    with opened(request.param, Clock()) as crm:
        crm.handle(ShipRoles(), by=SYSTEM)
        added = AddUser(user=ANNA, name="Anna", email=EMAIL, role="administrator")
        crm.handle(added, by=SYSTEM)
        yield crm


def set_up(crm, password=PASSWORD):
    return accounts.set_up(crm, TERMS, HERE, accounts.invite(crm, ANNA), password)[1]


def test_a_password_is_chosen_proved_and_changed(crm):
    first = set_up(crm)
    opened = accounts.sign_in(crm, TERMS, HERE, EMAIL, PASSWORD, None)
    current = sessions.find(crm, TERMS, opened.secret)
    assert (current.user, current.session, current.confirmed) == (ANNA, opened.session, True)
    accounts.prove(crm, HERE, ANNA, PASSWORD, None)
    with pytest.raises(WrongPassword):
        accounts.prove(crm, HERE, ANNA, OTHER, None)
    renewed = accounts.change_password(crm, HERE, current, PASSWORD, OTHER)
    assert sessions.find(crm, TERMS, renewed) == current
    assert sessions.find(crm, TERMS, first.secret) is None
    assert sessions.find(crm, TERMS, opened.secret) is None
    with pytest.raises(SignInRefused):
        accounts.sign_in(crm, TERMS, HERE, EMAIL, PASSWORD, None)


def test_a_password_that_is_replaced_while_it_is_verified_opens_nothing(crm, monkeypatch):
    """Else its session would outlive the new password, which ends all others."""
    set_up(crm)
    real = passwords.is_right

    def meanwhile(password, own):
        monkeypatch.setattr(passwords, "is_right", real)
        right = real(password, own)
        accounts.choose_for(crm, ANNA, OTHER)
        return right

    monkeypatch.setattr(passwords, "is_right", meanwhile)
    with pytest.raises(SignInRefused):
        accounts.sign_in(crm, TERMS, HERE, EMAIL, PASSWORD, None)
    assert sessions.sessions_of(crm, TERMS, ANNA, None) == []
    assert accounts.sign_in(crm, TERMS, HERE, EMAIL, OTHER, None)


def test_what_the_log_does_not_name_opens_nothing_whatever_is_kept(crm):
    """As after a crash between the two."""
    set_up(crm)
    orphan = Kept(uid(7), ANNA, passwords.hashed(OTHER), 0)
    kept.keep(crm.log, accounts.PASSWORD, orphan, NOON)
    kept.keep(crm.log, accounts.INVITATION, Kept(uid(8), ANNA, kept.hashed("code"), 0), NOON)
    with pytest.raises(SignInRefused):
        accounts.sign_in(crm, TERMS, HERE, EMAIL, OTHER, None)
    with pytest.raises(InvitationOver):
        accounts.set_up(crm, TERMS, HERE, "code", OTHER)
    assert accounts.sign_in(crm, TERMS, HERE, EMAIL, PASSWORD, None)


def test_a_code_and_a_recovery_code_are_used_once(crm):
    import pyotp

    opened = set_up(crm)
    found = totp.enrol(crm, ANNA, EMAIL)
    code = pyotp.TOTP(found.secret)
    at = 1_767_589_200
    codes = totp.confirm(crm, ANNA, found.credential, code.at(at))
    for one in (codes[0], code.at(at + 30)):
        assert accounts.sign_in(crm, TERMS, HERE, EMAIL, PASSWORD, one)
        with pytest.raises(SignInRefused):
            accounts.sign_in(crm, TERMS, HERE, EMAIL, PASSWORD, one)
    listed = sessions.sessions_of(crm, TERMS, ANNA, opened.session)
    assert sorted(one["method"] for one in listed) == ["invitation", "recovery_code", "totp"]
    accounts.disable_totp(crm, ANNA, by=ANNA)
    assert crm.log.recorder.query("SELECT 1 FROM credential WHERE kind <> 'password'") == []
