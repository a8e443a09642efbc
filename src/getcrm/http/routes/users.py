"""The people who work here, and the API tokens of the programs that act for them (PERM-6)."""

from typing import Any

from getcrm.commands.credential import DisableTotp, InviteUser
from getcrm.commands.session import EndSession
from getcrm.commands.user import (
    AddUser,
    DeactivateUser,
    EditUser,
    GiveRole,
    IssueApiToken,
    PlaceUser,
    ReactivateUser,
    RenameUser,
    RevokeApiToken,
)
from getcrm.crm import Answer, Crm
from getcrm.domain.user import User
from getcrm.eventlog import tokens
from getcrm.http.route import Route, act, create, delete, get, patch, post, put
from getcrm.http.routes.me import USER_SESSIONS
from getcrm.sign_in import accounts, totp

ALL = "/users"
ONE = f"{ALL}/{{user}}"


def issue_secret(crm: Crm, command: IssueApiToken, answer: Answer) -> dict[str, Any]:
    """The token itself, shown this once; only its hash is kept. A repetition cannot show it."""
    if answer.repeated or not answer.events:
        return {"api_token": None}
    secret = tokens.new_secret()
    tokens.store(crm.log, secret, tokens.Token(command.token, command.user, command.name))
    return {"api_token": secret}


def forget_secret(crm: Crm, command: RevokeApiToken, answer: Answer) -> dict[str, Any]:
    """Of whatever the log calls revoked, also when repeated: a revocation that was interrupted is
    completed by asking again."""
    user = crm.log.load(User, command.user).state
    for token in sorted(user.revoked) if user else ():
        tokens.forget(crm.log, token)
    return {}


def invitation_link(crm: Crm, command: InviteUser, answer: Answer) -> dict[str, Any]:
    """The link itself, below the address where people find getcrm, shown this once."""
    if answer.repeated:
        return {"link": None}
    return {"link": accounts.link("", accounts.code_for(crm, command.user))}


def forget_totp(crm: Crm, command: DisableTotp, answer: Answer) -> dict[str, Any]:
    """Of all but the one that the log names by now: a repetition comes late."""
    user = crm.log.load(User, command.user).state
    totp.forget_but(crm, command.user, user.credentials.totp if user else None)
    return {}


ROUTES: tuple[Route, ...] = (
    get(ALL, "users", "crm.access"),
    create(ALL, "user", AddUser, "users.add", confirm=True),
    get(ONE, "user", "crm.access"),
    patch(ONE, EditUser, "users.edit", confirm=True),
    put(f"{ONE}/name", RenameUser, "users.edit"),
    put(f"{ONE}/role", GiveRole, "roles.edit", confirm=True),
    put(f"{ONE}/department", PlaceUser, "departments.edit"),
    put(f"{ONE}/deactivation", DeactivateUser, "users.edit", confirm=True),
    delete(f"{ONE}/deactivation", ReactivateUser, "users.edit", confirm=True),
    get(f"{ONE}/holdings", "holdings", "users.edit"),
    post(f"{ONE}/invitation", InviteUser, "users.edit", effect=invitation_link, confirm=True),
    delete(f"{ONE}/totp", DisableTotp, "users.edit", effect=forget_totp, confirm=True),
    put(
        f"{ONE}/tokens/{{token}}",
        IssueApiToken,
        "crm.access",
        effect=issue_secret,
        confirm=True,
    ),
    delete(f"{ONE}/tokens/{{token}}", RevokeApiToken, "crm.access", effect=forget_secret),
    act("GET", f"{ONE}/sessions", USER_SESSIONS, "users.sessions"),
    delete(f"{ONE}/sessions/{{session}}", EndSession, "users.sessions", confirm=True),
)
