"""Coming and going: to sign in, to sign out, to choose a password by a link (PERM-6)."""

from typing import Annotated

from pydantic import AfterValidator, SecretStr, WithJsonSchema
from pydantic_core import PydanticKnownError
from typing_extensions import TypedDict

from getcrm.commands.user import ChooseLanguage, Language
from getcrm.commands.values import Email, Name
from getcrm.contact_points.emails import as_typed
from getcrm.domain.permission import ANYBODY, SIGNED_IN
from getcrm.domain.policy import PermissionMissing
from getcrm.http.acts import COOKIE, Asked, Visit
from getcrm.http.route import Act, Route, act
from getcrm.sign_in import accounts, devices, passwords, sessions
from getcrm.sign_in.sessions import Opened


def length(least: int, most: int) -> AfterValidator:
    """Of a text that is shown nowhere, not even where it is wrong."""

    def check(value: SecretStr) -> SecretStr:
        if len(value) < least:
            raise PydanticKnownError("string_too_short", {"min_length": least})
        if len(value) > most:
            raise PydanticKnownError("string_too_long", {"max_length": most})
        return value

    return AfterValidator(check)


def shape(least: int, most: int) -> WithJsonSchema:
    lengths = {"minLength": least, "maxLength": most}
    return WithJsonSchema(
        {"type": "string", "format": "password", "pattern": r"^[^\x00]*$", **lengths}
    )


LEAST, MOST = passwords.LEAST, passwords.MOST
NewPassword = Annotated[SecretStr, length(LEAST, MOST), shape(LEAST, MOST)]
Password = Annotated[SecretStr, length(1, MOST), shape(1, MOST)]
Code = Annotated[SecretStr, length(1, 50), shape(1, 50)]
"""Of the authenticator, or a recovery code."""
LinkCode = Annotated[SecretStr, length(1, 100), shape(1, 100)]


class SignedIn(TypedDict):
    """session: null where the second factor is still to be asked for: sign in with it."""

    user: str
    session: str | None


TypedEmail = Annotated[Name, AfterValidator(as_typed)]
"""As they were let in: addresses of former years may be none by today's rules."""


class Credentials(Asked):
    """code: where a second factor is turned on. language: in which they want to read from now
    on."""

    email: TypedEmail
    password: Password
    code: Code | None = None
    language: Language | None = None


def sign_in(visit: Visit, asked: Credentials) -> SignedIn:
    """Begins a session; its secret is in the cookie. Whatever session the browser had is over."""
    opened = accounts.sign_in(
        visit.crm,
        visit.terms,
        visit.visitor,
        asked.email,
        asked.password.get_secret_value(),
        asked.code.get_secret_value() if asked.code else None,
    )
    opened_in(visit, opened)
    if asked.language is not None:
        choose_language(visit, opened.user, asked.language)
    return {"user": opened.user, "session": opened.session}


def opened_in(visit: Visit, opened: Opened) -> None:
    """The browser has this session from now on, and no other."""
    secret = visit.cookie(COOKIE)
    if secret is not None:
        former = sessions.find(visit.crm, visit.terms, secret)
        if former is not None:
            sessions.sign_out(visit.crm, former)
    visit.keep_device(devices.remember(visit.crm, opened.user, visit.visitor.device))
    visit.keep_cookie(opened.secret)


def choose_language(visit: Visit, user: str, language: Language) -> None:
    """Where they may choose at all (LANG-1)."""
    try:
        visit.crm.handle(ChooseLanguage(language=language), by=user)
    except PermissionMissing:
        return


class Nothing(Asked):
    """There is nothing to say."""


def sign_out(visit: Visit, asked: Nothing) -> None:
    """Ends the session that asks, and takes its cookie away."""
    sessions.sign_out(visit.crm, visit.must_have_session())
    visit.drop_cookie()


class Invitation(Asked):
    """code: from the link. email, name: of whoever never had an e-mail address here, such as
    the first administrator."""

    code: LinkCode
    password: NewPassword
    email: Email | None = None
    name: Name | None = None


def set_up(visit: Visit, asked: Invitation) -> SignedIn:
    """Chooses a password by a link, once, and begins a session. All former sessions end."""
    user, opened = accounts.set_up(
        visit.crm,
        visit.terms,
        visit.visitor,
        asked.code.get_secret_value(),
        asked.password.get_secret_value(),
        asked.email,
        asked.name,
    )
    if opened is not None:
        opened_in(visit, opened)
    return {"user": user, "session": opened.session if opened else None}


SIGN_IN = Act("sign_in", Credentials, SignedIn, sign_in)
SIGN_OUT = Act("sign_out", Nothing, None, sign_out)
SET_UP = Act("set_up", Invitation, SignedIn, set_up)

ROUTES: tuple[Route, ...] = (
    act("POST", "/sessions", SIGN_IN, ANYBODY, status=201),
    act("DELETE", "/session", SIGN_OUT, SIGNED_IN, status=204),
    act("POST", "/setup", SET_UP, ANYBODY, status=201),
)
