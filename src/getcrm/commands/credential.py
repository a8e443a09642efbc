"""What people may ask about their passwords and second factors.

None of these has a secret in it: whoever asks has kept that beside the log already, under the
id that the command names, and it counts from the moment the log names it too.
"""

from typing import Annotated

from pydantic import StringConstraints

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.ended_sessions import ending_sessions
from getcrm.commands.role import roles_of
from getcrm.commands.user import changeable, check_email, not_by_a_token, user_named
from getcrm.commands.values import Email, Id, Name
from getcrm.domain.credential import IdentityTaken
from getcrm.domain.role import in_order
from getcrm.domain.user import User
from getcrm.eventlog.instants import later

INVITATION_HOURS = 72
"""How long a link opens."""
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[!-~]+$")]
"""As it is, letter by letter."""


class SetPassword(Command):
    """One's own. keep: the session in which it is done; all others end."""

    credential: Id
    keep: Id | None = None


def set_password(command: SetPassword, desk: Desk) -> Decision:
    user = user_named(desk.by, "user", desk)
    user.check_can_sign_in()
    decision = decide(User, desk.by, user.credentials.set_password(command.credential))
    return ending_sessions(decision, desk.by, "password_changed", desk, keep=command.keep)


class EnableTotp(Command):
    """From now on one's password alone is not enough."""

    credential: Id


def enable_totp(command: EnableTotp, desk: Desk) -> Decision:
    user = user_named(desk.by, "user", desk)
    return decide(User, desk.by, user.credentials.enable_totp(command.credential))


class DisableTotp(Command):
    """The password alone is enough again: one's own, or that of somebody who lost the device."""

    user: Id


def disable_totp(command: DisableTotp, desk: Desk) -> Decision:
    not_by_a_token(command.user, desk)
    if command.user != desk.by:
        desk.who.must("users.edit")
    user = changeable(command.user, desk)
    return decide(User, command.user, user.credentials.disable_totp())


class InviteUser(Command):
    """A link, shown this once, by which they choose their password; also when they forgot it.
    One that was issued before opens nothing any more, nor does this one once they may do more."""

    user: Id


def invite_user(command: InviteUser, desk: Desk) -> Decision:
    user = changeable(command.user, desk)
    not_by_a_token(command.user, desk)
    user.check_can_sign_in()
    expires_at = later(desk.at, INVITATION_HOURS * 3600)
    may = None if desk.who.everything else in_order(roles_of(desk).permissions_of(user.role))
    return decide(User, command.user, user.credentials.invite(desk.new_id(), expires_at, may))


class SetUpAccount(Command):
    """By the link of an invitation; whoever never had an e-mail address chooses one, and a
    name."""

    invitation: Id
    credential: Id
    email: Email | None = None
    name: Name | None = None


def set_up_account(command: SetUpAccount, desk: Desk) -> Decision:
    user = user_named(desk.by, "user", desk)
    check_email(command.email, desk.by, desk)
    events = user.set_up(
        command.invitation,
        command.credential,
        command.email,
        command.name,
        roles_of(desk),
        desk.at,
    )
    return ending_sessions(decide(User, desk.by, events), desk.by, "password_changed", desk)


class LinkIdentity(Command):
    """Whom the company's identity provider calls by this subject, that is whoever asks."""

    issuer: Identifier
    subject: Identifier


def link_identity(command: LinkIdentity, desk: Desk) -> Decision:
    user = user_named(desk.by, "user", desk)
    user.check_can_sign_in()
    if set(desk.owners("identity", f"{command.issuer} {command.subject}")) - {desk.by}:
        raise IdentityTaken(issuer=command.issuer)
    return decide(User, desk.by, user.credentials.link(command.issuer, command.subject))


HANDLERS: Handlers = {
    SetPassword: set_password,
    EnableTotp: enable_totp,
    DisableTotp: disable_totp,
    InviteUser: invite_user,
    SetUpAccount: set_up_account,
    LinkIdentity: link_identity,
}
