"""What people may ask about the people who work here."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.ended_sessions import ending_sessions
from getcrm.commands.role import Permissions, RoleId, check_no_more, roles_of
from getcrm.commands.values import Email, Id, Instant, Name, TimeZone
from getcrm.domain.aggregate import MAIN
from getcrm.domain.department import Departments, DepartmentsEvent
from getcrm.domain.permission import ADMINISTRATOR
from getcrm.domain.policy import (
    SEES_ALL_OF_PEOPLE,
    ReachesFurther,
    SessionNeeded,
    TokenOutlivesItsIssuer,
    viewer,
)
from getcrm.domain.reach import reaches_further
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.role import in_order
from getcrm.domain.text import folded
from getcrm.domain.user import EmailTaken, User, UserAdded, UserUnknown

Language = Literal["vi", "en"]


def check_user(user: str | None, field: str, desk: Desk, kept: Collection[str | None] = ()) -> None:
    """Whoever is named, if anybody, works here (ORG-1). kept: those who are named there already;
    they may have left since."""
    if user is not None and user not in kept:
        user_named(user, field, desk).check_active(desk.at, field)


def user_named(user: str, field: str, desk: Desk) -> User:
    found = desk.find(User, user)
    if found is None:
        raise UserUnknown(field, user=user)
    return found


def subordinate_to_nobody(user: str, found: User, desk: Desk) -> None:
    """Nobody changes somebody who may do more than they may themselves, or the same to more
    records, nor gets at their tokens or password: that would be a way to do more."""
    if user == desk.by or found.role is None or desk.who.everything:
        return
    roles = roles_of(desk)
    check_no_more(roles.permissions_of(found.role), "user", found.name, desk)
    if reaches_further(viewer(user, found, roles, departments_of(desk)), desk.who):
        raise ReachesFurther("user", name=found.name)


def changeable(user: str, desk: Desk) -> User:
    found = user_named(user, "user", desk)
    subordinate_to_nobody(user, found, desk)
    return found


def not_by_a_token(user: str, desk: Desk) -> None:
    """How its user signs in, and where, is no token's business: it would last longer, or may do
    more."""
    if desk.token is not None and user == desk.by:
        raise SessionNeeded


def departments_of(desk: Desk) -> Departments:
    """The tree; empty, until somebody adds to it."""
    return desk.find(Departments) or Departments()


def check_reach(events: Iterable[DepartmentsEvent], desk: Desk) -> None:
    """Whoever changes who stands below whom, or belongs where, sees all of everybody anyway; and
    who gains subordinates by it may do no more than they (PERM-2)."""
    if desk.who.everything:
        return
    before = after = departments_of(desk)
    for event in events:
        after = Departments.evolve(after, event, desk.at)
    gained = [
        user
        for user in sorted(after.managers())
        if after.subordinates_of(user) - before.subordinates_of(user)
    ]
    moved = any(
        set(after.above(where)) - set(before.above(before.members.get(user)))
        for user, where in after.members.items()
    )
    if gained or moved:
        for permission in SEES_ALL_OF_PEOPLE:
            desk.who.must(permission)
    for user in gained:
        subordinate_to_nobody(user, user_named(user, "managers", desk), desk)


class AddUser(Command):
    """Without a role it is a name that records can go by, and nobody signs in as it.

    email: with which they sign in. role, department: for those who may give it to somebody who
    is there already (PERM-1, ORG-1).
    """

    user: Id | None = None
    name: Name
    email: Email | None = None
    role: RoleId | None = None
    department: Id | None = None
    language: Language | None = None
    time_zone: TimeZone | None = None


def add_user(command: AddUser, desk: Desk) -> Decision:
    id = command.user or desk.new_id()
    if desk.find(User, id) is not None:
        raise AlreadyExists("user", kind=User.KIND, id=id)
    check_email(command.email, id, desk)
    added = User(command.name)
    wanted = {
        name: value
        for name in ("email", "language", "time_zone")
        if (value := getattr(command, name)) is not None
    }
    events: list[Any] = [UserAdded(command.name), *added.edit(wanted)]
    if command.role is not None:
        desk.who.must("roles.edit")
        _check_grant(command.role, desk)
        events += added.give_role(command.role, roles_of(desk), administrators=1)
    decision = decide(User, id, events)
    if command.department is None:
        return decision
    desk.who.must("departments.edit")
    placed = departments_of(desk).place(id, command.department)
    check_reach(placed, desk)
    return decision.also(Departments, MAIN, placed)


def check_email(email: str | None, user: str, desk: Desk) -> None:
    """Nobody else signs in with it."""
    if email is not None and set(desk.owners("user_email", folded(email))) - {user}:
        raise EmailTaken(email=email)


def _check_grant(role: str, desk: Desk) -> None:
    """Nobody gives away more than they may do themselves."""
    roles = roles_of(desk)
    check_no_more(roles.permissions_of(role), "role", roles.live(role).name, desk)


class RenameUser(Command):
    user: Id
    name: Name


def rename_user(command: RenameUser, desk: Desk) -> Decision:
    return decide(User, command.user, changeable(command.user, desk).rename(command.name))


class EditUser(Command):
    """email: null, they sign in no more with a password. language: null, whatever each request
    asks for. time_zone: null, the company's."""

    user: Id
    name: Name = optional("")
    email: Email | None = optional(None)
    language: Language | None = optional(None)
    time_zone: TimeZone | None = optional(None)


def edit_user(command: EditUser, desk: Desk) -> Decision:
    user = changeable(command.user, desk)
    wanted = given(command, "user")
    if wanted.get("email", user.email) != user.email:
        not_by_a_token(command.user, desk)
    check_email(wanted.get("email"), command.user, desk)
    renamed = user.rename(wanted.pop("name")) if "name" in wanted else []
    return decide(User, command.user, [*renamed, *user.edit(wanted)])


class ChooseLanguage(Command):
    """In which one reads, and by which clock: one's own choice (LANG-1). language: null, whatever
    each request asks for. time_zone: null, the company's."""

    language: Language | None = optional(None)
    time_zone: TimeZone | None = optional(None)


def choose_language(command: ChooseLanguage, desk: Desk) -> Decision:
    return decide(User, desk.by, user_named(desk.by, "user", desk).edit(given(command)))


class GiveRole(Command):
    """They may do what the role allows, from now on (PERM-1)."""

    user: Id
    role: RoleId


def give_role(command: GiveRole, desk: Desk) -> Decision:
    user = changeable(command.user, desk)
    if command.role != user.role:
        _check_grant(command.role, desk)
    events = user.give_role(command.role, roles_of(desk), _administrators(user, desk))
    return decide(User, command.user, events)


def _administrators(user: User, desk: Desk) -> int:
    """How many there are; asked only of one of them."""
    return desk.count("user_role", ADMINISTRATOR) if user.role == ADMINISTRATOR else 0


class PlaceUser(Command):
    """department: null, they belong to none (ORG-1)."""

    user: Id
    department: Id | None


def place_user(command: PlaceUser, desk: Desk) -> Decision:
    changeable(command.user, desk)
    events = departments_of(desk).place(command.user, command.department)
    check_reach(events, desk)
    return decide(User, command.user).also(Departments, MAIN, events)


class DeactivateUser(Command):
    """They no longer work here: their sessions and tokens end, and what those tokens have issued;
    what was theirs stays (ORG-1)."""

    user: Id


def deactivate_user(command: DeactivateUser, desk: Desk) -> Decision:
    user = changeable(command.user, desk)
    decision = decide(User, command.user, user.deactivate(_administrators(user, desk)))
    issued = issued_by(user.tokens, desk)
    issued.pop(command.user, None)
    decision = revoking(decision, issued, desk)
    return ending_sessions(decision, command.user, "deactivated", desk)


class ReactivateUser(Command):
    """With the role they had, unless that is gone by now: then it is restored first."""

    user: Id


def reactivate_user(command: ReactivateUser, desk: Desk) -> Decision:
    user = changeable(command.user, desk)
    return decide(User, command.user, user.reactivate(roles_of(desk)))


class IssueApiToken(Command):
    """Writes down that the token exists; whoever made it keeps its hash outside the log.

    scopes: the permissions it has at the most; null, all that its user has. One's own, or that
    of somebody who may do no more than oneself; theirs has what they may do by now, and no more
    when they may. What a token issues may do no more than it, and ends with it; where nothing is
    said, it lasts as long.
    """

    user: Id
    token: Id
    name: Name
    scopes: Annotated[Permissions, Field(min_length=1)] | None = None
    expires_at: Instant | None = None


def issue_api_token(command: IssueApiToken, desk: Desk) -> Decision:
    if command.user != desk.by:
        desk.who.must("users.edit")
    user = changeable(command.user, desk)
    if desk.owners("api_token", command.token):
        raise AlreadyExists("token", kind="api_token", id=command.token)
    user.check_can_sign_in()
    scopes = _scopes(command, user, desk)
    expires_at = _until(command.expires_at, desk)
    events = user.issue_token(
        command.token, command.name, scopes, expires_at, desk.at, issuer=desk.token
    )
    return decide(User, command.user, events)


def _scopes(command: IssueApiToken, user: User, desk: Desk) -> tuple[str, ...] | None:
    """As is wanted, but no more than whoever asks may do: they may know the token. Raises
    MayDoMore."""
    scopes = None if command.scopes is None else in_order(command.scopes)
    if desk.who.everything or not (desk.who.scoped or command.user != desk.by):
        return scopes
    if scopes is None:
        mine = command.user == desk.by
        may = desk.who.permissions if mine else roles_of(desk).permissions_of(user.role)
        scopes = in_order(may)
    check_no_more(scopes, "scopes", command.name, desk)
    return scopes


def _until(wanted: str | None, desk: Desk) -> str | None:
    """As is wanted; where a token asks that expires itself, no later. Raises
    TokenOutlivesItsIssuer."""
    if desk.token is None:
        return wanted
    own = user_named(desk.by, "by", desk).tokens[desk.token].expires_at
    if own is not None and wanted is not None and wanted > own:
        raise TokenOutlivesItsIssuer(expires_at=own)
    return wanted or own


class RevokeApiToken(Command):
    user: Id
    token: Id


def revoke_api_token(command: RevokeApiToken, desk: Desk) -> Decision:
    if command.user != desk.by:
        desk.who.must("users.edit")
    user = changeable(command.user, desk)
    user.check_issued(command.token)
    issued = issued_by([command.token], desk)
    ended = {command.token} | issued.pop(command.user, set())
    return revoking(decide(User, command.user, user.revoke_tokens(ended)), issued, desk)


def issued_by(tokens: Iterable[str], desk: Desk) -> dict[str, set[str]]:
    """The tokens that these have issued, and those in their turn, by whose they are."""
    found: dict[str, set[str]] = {}
    ended = list(tokens)
    for token in ended:
        for owner in set(desk.owners("api_token_issuer", token)):
            issued = user_named(owner, "user", desk).issued_by(token)
            found.setdefault(owner, set()).update(issued)
            ended += sorted(issued)
    return found


def revoking(decision: Decision, tokens: Mapping[str, set[str]], desk: Desk) -> Decision:
    """The same decision, which ends these tokens too."""
    for owner, issued in sorted(tokens.items()):
        events = user_named(owner, "user", desk).revoke_tokens(issued)
        decision = decision.also(User, owner, events)
    return decision


HANDLERS: Handlers = {
    AddUser: add_user,
    RenameUser: rename_user,
    EditUser: edit_user,
    ChooseLanguage: choose_language,
    GiveRole: give_role,
    PlaceUser: place_user,
    DeactivateUser: deactivate_user,
    ReactivateUser: reactivate_user,
    IssueApiToken: issue_api_token,
    RevokeApiToken: revoke_api_token,
}
