"""What people may ask about the people who work here."""

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.values import Id, Name
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.user import User, UserAdded, UserUnknown


def check_user(user: str | None, field: str, desk: Desk) -> None:
    """Whoever is named, if anybody, works here."""
    if user is not None:
        user_named(user, field, desk)


def user_named(user: str, field: str, desk: Desk) -> User:
    found = desk.find(User, user)
    if found is None:
        raise UserUnknown(field, user=user)
    return found


class AddUser(Command):
    user: Id | None = None
    name: Name


def add_user(command: AddUser, desk: Desk) -> Decision:
    id = command.user or desk.new_id()
    if desk.find(User, id) is not None:
        raise AlreadyExists("user", kind=User.KIND, id=id)
    return decide(User, id, [UserAdded(command.name)])


class RenameUser(Command):
    user: Id
    name: Name


def rename_user(command: RenameUser, desk: Desk) -> Decision:
    user = user_named(command.user, "user", desk)
    return decide(User, command.user, user.rename(command.name))


class IssueApiToken(Command):
    """Writes down that the token exists; whoever made it keeps its hash outside the log."""

    user: Id
    token: Id
    name: Name


def issue_api_token(command: IssueApiToken, desk: Desk) -> Decision:
    user = user_named(command.user, "user", desk)
    if desk.owners("api_token", command.token):
        raise AlreadyExists("token", kind="api_token", id=command.token)
    return decide(User, command.user, user.issue_token(command.token, command.name))


class RevokeApiToken(Command):
    user: Id
    token: Id


def revoke_api_token(command: RevokeApiToken, desk: Desk) -> Decision:
    user = user_named(command.user, "user", desk)
    return decide(User, command.user, user.revoke_token(command.token))


HANDLERS: Handlers = {
    AddUser: add_user,
    RenameUser: rename_user,
    IssueApiToken: issue_api_token,
    RevokeApiToken: revoke_api_token,
}
