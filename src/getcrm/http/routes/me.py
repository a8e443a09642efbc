"""Whoever asks: who they are, their sessions, and by what they sign in (PERM-6)."""

from collections.abc import Iterable

from typing_extensions import TypedDict

from getcrm.commands.session import EndSession
from getcrm.commands.user import ChooseLanguage
from getcrm.commands.values import Id
from getcrm.domain.aggregate import MAIN
from getcrm.domain.department import Departments
from getcrm.domain.permission import SIGNED_IN
from getcrm.domain.role import Roles, in_order
from getcrm.domain.user import User, UserUnknown
from getcrm.http.acts import Asked, Visit
from getcrm.http.route import Act, Route, act, delete, patch
from getcrm.http.routes.sessions import Code, NewPassword, Nothing, Password
from getcrm.sign_in import accounts, sessions, totp
from getcrm.sign_in.sessions import Current, ListedSession


class Thing(TypedDict):
    id: str
    name: str


class CurrentSession(TypedDict):
    """confirmed: whether they have proved lately that it is they."""

    session: str
    confirmed: bool


class Me(TypedDict):
    """permissions: what the role allows, no more than a token's scopes. departments: their own,
    and those it is inside. session: null, it is a program that asks. totp: whether there is a
    second factor."""

    user: str
    name: str
    email: str | None
    role: Thing | None
    permissions: list[str]
    departments: list[Thing]
    language: str | None
    time_zone: str | None
    has_password: bool
    totp: bool
    session: CurrentSession | None


def me(visit: Visit, asked: Nothing) -> Me:
    """Who is signed in, and what they may do, as the log says at this moment."""
    log, id = visit.crm.log, visit.user
    who = visit.crm.viewers.of(id, visit.scopes)
    user = log.load(User, id).state
    assert user is not None, "they are signed in"
    roles = log.load(Roles, MAIN).state or Roles()
    return {
        "user": id,
        "name": user.name,
        "email": user.email,
        "role": None if user.role is None else thing(user.role, roles),
        "permissions": list(in_order(who.permissions)),
        "departments": departments(visit, id),
        "language": user.language,
        "time_zone": user.time_zone,
        "has_password": user.credentials.password is not None,
        "totp": user.credentials.totp is not None,
        "session": shown(visit.session),
    }


def shown(current: Current | None) -> CurrentSession | None:
    if current is None:
        return None
    return {"session": current.session, "confirmed": current.confirmed}


def thing(role: str, roles: Roles) -> Thing:
    return {"id": role, "name": roles.roles[role].name}


def departments(visit: Visit, user: str) -> list[Thing]:
    tree = visit.crm.log.load(Departments, MAIN).state or Departments()
    above: Iterable[str] = tree.above(tree.members.get(user))
    return [{"id": id, "name": tree.departments[id].name} for id in above]


class SessionsAnswer(TypedDict):
    sessions: list[ListedSession]


def my_sessions(visit: Visit, asked: Nothing) -> SessionsAnswer:
    """Where they are signed in."""
    current = visit.must_have_session().session
    return {"sessions": sessions.sessions_of(visit.crm, visit.terms, visit.user, current)}


class OfUser(Asked):
    user: Id


def user_sessions(visit: Visit, asked: OfUser) -> SessionsAnswer:
    """Where somebody is signed in."""
    if visit.crm.log.load(User, asked.user).state is None:
        raise UserUnknown("user", user=asked.user)
    current = visit.session.session if visit.session else None
    return {"sessions": sessions.sessions_of(visit.crm, visit.terms, asked.user, current)}


class NewPasswordAsked(Asked):
    old: Password
    new: NewPassword


class Confirmed(TypedDict):
    """confirmed_until: an instant."""

    confirmed_until: str


def change_password(visit: Visit, asked: NewPasswordAsked) -> None:
    """Ends all other sessions; this one has another cookie from now on."""
    secret = accounts.change_password(
        visit.crm,
        visit.visitor,
        visit.must_have_session(),
        asked.old.get_secret_value(),
        asked.new.get_secret_value(),
    )
    visit.keep_cookie(secret)


class Proof(Asked):
    """password: of whoever has one. code: of whoever has a second factor."""

    password: Password | None = None
    code: Code | None = None


def confirm(visit: Visit, asked: Proof) -> Confirmed:
    """Proves once more that it is they. It counts for ten minutes, in this session."""
    current = visit.must_have_session()
    accounts.prove(
        visit.crm,
        visit.visitor,
        current.user,
        asked.password.get_secret_value() if asked.password else None,
        asked.code.get_secret_value() if asked.code else None,
    )
    return {"confirmed_until": sessions.confirm(visit.crm, current.session)}


class Enrolment(TypedDict):
    """Shown this once. url: for the authenticator, usually as a QR code."""

    credential: str
    secret: str
    url: str


def enrol(visit: Visit, asked: Nothing) -> Enrolment:
    """A secret for an authenticator. It counts once a code of it has been given."""
    current = visit.must_have_session()
    user = visit.crm.log.load(User, current.user).state
    assert user is not None, "they are signed in"
    found = totp.enrol(visit.crm, current.user, user.email or user.name)
    return {"credential": found.credential, "secret": found.secret, "url": found.url}


class FirstCode(Asked):
    """credential: as the enrolment gave it."""

    credential: Id
    code: Code


class RecoveryCodes(TypedDict):
    """Each opens once, in place of a code. Shown this once."""

    recovery_codes: list[str]


def enable_totp(visit: Visit, asked: FirstCode) -> RecoveryCodes:
    """From now on they sign in with a code too."""
    user = visit.must_have_session().user
    codes = totp.confirm(visit.crm, user, asked.credential, asked.code.get_secret_value())
    return {"recovery_codes": codes}


def disable_totp(visit: Visit, asked: Nothing) -> None:
    """The password alone is enough again."""
    user = visit.must_have_session().user
    accounts.disable_totp(visit.crm, user, by=user)


ME = Act("me", Nothing, Me, me)
MY_SESSIONS = Act("my_sessions", Nothing, SessionsAnswer, my_sessions)
USER_SESSIONS = Act("user_sessions", OfUser, SessionsAnswer, user_sessions)
CHANGE_PASSWORD = Act("change_password", NewPasswordAsked, None, change_password)
CONFIRM = Act("confirm", Proof, Confirmed, confirm)
ENROL = Act("enrol_totp", Nothing, Enrolment, enrol)
ENABLE = Act("enable_totp", FirstCode, RecoveryCodes, enable_totp)
DISABLE = Act("disable_totp", Nothing, None, disable_totp)

ROUTES: tuple[Route, ...] = (
    act("GET", "/me", ME, SIGNED_IN),
    act("PUT", "/me/password", CHANGE_PASSWORD, SIGNED_IN, status=204),
    act("POST", "/me/confirmation", CONFIRM, SIGNED_IN),
    act("POST", "/me/totp", ENROL, SIGNED_IN, confirm=True),
    act("PUT", "/me/totp", ENABLE, SIGNED_IN, confirm=True),
    act("DELETE", "/me/totp", DISABLE, SIGNED_IN, status=204, confirm=True),
    act("GET", "/me/sessions", MY_SESSIONS, SIGNED_IN),
    delete("/me/sessions/{session}", EndSession, SIGNED_IN, fixed={"user": None}),
    patch("/me/language", ChooseLanguage, "crm.access"),
)
