"""The people who work here, and the API tokens of the programs that act for them (PERM-6)."""

from typing import Any

from getcrm.commands.user import (
    AddUser,
    ChooseLanguage,
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
from getcrm.eventlog import tokens
from getcrm.http.route import Route, create, delete, get, patch, put

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
    """Also when repeated: a revocation that was interrupted is completed by asking again."""
    tokens.forget(crm.log, command.token)
    return {}


ROUTES: tuple[Route, ...] = (
    get(ALL, "users", "crm.access"),
    create(ALL, "user", AddUser, "users.add"),
    get(ONE, "user", "crm.access"),
    patch(ONE, EditUser, "users.edit"),
    put(f"{ONE}/name", RenameUser, "users.edit"),
    put(f"{ONE}/role", GiveRole, "roles.edit"),
    put(f"{ONE}/department", PlaceUser, "departments.edit"),
    put(f"{ONE}/deactivation", DeactivateUser, "users.edit"),
    delete(f"{ONE}/deactivation", ReactivateUser, "users.edit"),
    put(f"{ONE}/tokens/{{token}}", IssueApiToken, "crm.access", effect=issue_secret),
    delete(f"{ONE}/tokens/{{token}}", RevokeApiToken, "crm.access", effect=forget_secret),
    patch("/me/language", ChooseLanguage, "crm.access"),
)
