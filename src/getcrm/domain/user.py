"""Somebody who works here, or a program that acts for them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.credential import (
    CredentialEvent,
    Credentials,
    IdentityLinked,
    InvitationIssued,
    PasswordSet,
    TotpDisabled,
    TotpEnabled,
)
from getcrm.domain.permission import ADMINISTRATOR
from getcrm.domain.refusals import AlreadyExists, Conflict, NotFound, Refused
from getcrm.domain.role import Roles
from getcrm.domain.text import folded


@dataclass(frozen=True)
class UserAdded:
    name: str


@dataclass(frozen=True)
class UserRenamed:
    old: str
    new: str


@dataclass(frozen=True)
class UserEdited:
    """Of email, language, time_zone (ORG-1)."""

    changed: Changes


@dataclass(frozen=True)
class UserRoleGiven:
    """From now on they may do what the role allows (PERM-1). old: None, they were only a name."""

    old: str | None
    new: str


@dataclass(frozen=True)
class UserDeactivated:
    """They no longer work here; what they did stays theirs (ORG-1)."""


@dataclass(frozen=True)
class UserReactivated:
    pass


@dataclass(frozen=True)
class ApiTokenIssued:
    """The token's hash is kept outside the log; the log knows that it exists.

    scopes: the permissions it has at the most, None: all of its user's. expires_at: an instant.
    issuer: the token that asked for it, of whichever user, and with which it ends.
    """

    token: str
    name: str
    scopes: tuple[str, ...] | None
    expires_at: str | None
    issuer: str | None = None


@dataclass(frozen=True)
class ApiTokenRevoked:
    token: str


UserEvent = (
    UserAdded
    | UserRenamed
    | UserEdited
    | UserRoleGiven
    | UserDeactivated
    | UserReactivated
    | ApiTokenIssued
    | ApiTokenRevoked
    | CredentialEvent
)


class UserUnknown(NotFound):
    """Nobody works here under that identifier. details: user."""


class TokenUnknown(NotFound):
    """The user was never issued such a token. details: token."""


class EmailTaken(Conflict):
    """Somebody else signs in with this e-mail address (PERM-6). details: email."""

    field = "email"


class UserHasNoRole(Refused):
    """Whoever signs in, or has a token, may do what their role allows: give one first.

    details: name.
    """

    field = "user"


class UserIsDeactivated(Refused):
    """Somebody who no longer works here neither signs in nor acts (ORG-1). details: name."""

    field = "user"


class AlreadySetUp(Refused):
    """Whoever has an e-mail address keeps it, and the name, when choosing a password anew."""

    field = "email"


class UserHasNoEmail(Refused):
    """Whoever is to sign in with a password needs an e-mail address. details: name."""

    field = "email"


class LastAdministrator(Refused):
    """Somebody must be left who can set things right. details: name."""

    field = "user"


class TokenExpiresInThePast(Refused):
    """A token that has expired before it is issued opens nothing. details: expires_at."""

    field = "expires_at"


@dataclass(frozen=True)
class ApiToken:
    name: str
    scopes: tuple[str, ...] | None = None
    expires_at: str | None = None
    issuer: str | None = None


@dataclass(frozen=True)
class User(Aggregate):
    """role: None, only a name that records go by (imported history): nobody signs in as it.

    tokens: every token ever issued, by its id. deactivated_at: None, they work here.
    """

    KIND = "user"

    name: str
    email: str | None = None
    language: str | None = None
    time_zone: str | None = None
    role: str | None = None
    deactivated_at: str | None = None
    tokens: Mapping[str, ApiToken] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()
    credentials: Credentials = field(default_factory=Credentials)

    @classmethod
    def evolve(cls, current: Self | None, event: UserEvent, at: str) -> Self:
        if isinstance(event, UserAdded):
            return cls(event.name)
        assert current, "a history begins with UserAdded"
        match event:
            case UserRenamed():
                return replace(current, name=event.new)
            case UserEdited():
                return replace(current, **applied(event.changed))
            case UserRoleGiven():
                return replace(current, role=event.new)
            case UserDeactivated():
                uninvited = current.credentials.uninvited()
                return replace(current, deactivated_at=at, credentials=uninvited)
            case UserReactivated():
                return replace(current, deactivated_at=None)
            case ApiTokenIssued():
                token = ApiToken(event.name, event.scopes, event.expires_at, event.issuer)
                return replace(current, tokens={**current.tokens, event.token: token})
            case ApiTokenRevoked():
                return replace(current, revoked=current.revoked | {event.token})
            case (
                PasswordSet()
                | TotpEnabled()
                | TotpDisabled()
                | InvitationIssued()
                | IdentityLinked()
            ):
                return replace(current, credentials=current.credentials.after(event))
            case _:
                assert_never(event)

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        """A deactivated user keeps the e-mail address, and is no longer counted with a role."""
        for token, issued in self.tokens.items():
            yield "api_token", token
            if issued.issuer is not None:
                yield "api_token_issuer", issued.issuer
        if self.email is not None:
            yield "user_email", folded(self.email)
        for issuer, subject in self.credentials.identities.items():
            yield "identity", f"{issuer} {subject}"
        if self.role is not None and self.deactivated_at is None:
            yield "user_role", self.role

    @property
    def is_active(self) -> bool:
        return self.deactivated_at is None

    def worked_here(self, at: str) -> bool:
        """What happened before they left is still theirs to have done."""
        return self.deactivated_at is None or at < self.deactivated_at

    def admits(self, token: str, at: str) -> bool:
        """Whether an API token of theirs still works (PERM-6)."""
        issued = self.tokens.get(token)
        if issued is None or token in self.revoked or not self.is_active or self.role is None:
            return False
        return issued.expires_at is None or at < issued.expires_at

    def check_active(self, at: str, field: str = "user") -> None:
        if not self.worked_here(at):
            raise UserIsDeactivated(field, name=self.name)

    def check_can_sign_in(self, field: str = "user") -> None:
        if self.role is None:
            raise UserHasNoRole(field, name=self.name)
        if not self.is_active:
            raise UserIsDeactivated(field, name=self.name)

    def rename(self, name: str) -> list[UserEvent]:
        return [] if name == self.name else [UserRenamed(self.name, name)]

    def edit(self, wanted: Mapping[str, Any]) -> list[UserEvent]:
        """wanted: any of email, language, time_zone."""
        changed = changes(vars(self), wanted)
        return [UserEdited(changed)] if changed else []

    def give_role(self, role: str, roles: Roles, administrators: int) -> list[UserEvent]:
        """administrators: how many there are, this one included."""
        if role == self.role:
            return []
        roles.live(role)
        self._check_not_last(administrators)
        return [UserRoleGiven(self.role, role)]

    def _check_not_last(self, administrators: int) -> None:
        if self.role == ADMINISTRATOR and self.is_active and administrators < 2:
            raise LastAdministrator(name=self.name)

    def deactivate(self, administrators: int) -> list[UserEvent]:
        if not self.is_active:
            return []
        self._check_not_last(administrators)
        return [UserDeactivated()]

    def reactivate(self, roles: Roles) -> list[UserEvent]:
        """With the role they had: it must still be there."""
        if self.is_active:
            return []
        if self.role is not None:
            roles.live(self.role)
        return [UserReactivated()]

    def issue_token(
        self,
        token: str,
        name: str,
        scopes: tuple[str, ...] | None = None,
        expires_at: str | None = None,
        now: str = "",
        issuer: str | None = None,
    ) -> list[UserEvent]:
        if token in self.tokens:
            raise AlreadyExists("token", kind="api_token", id=token)
        self.check_can_sign_in()
        if expires_at is not None and expires_at <= now:
            raise TokenExpiresInThePast(expires_at=expires_at)
        return [ApiTokenIssued(token, name, scopes, expires_at, issuer)]

    def set_up(
        self,
        invitation: str,
        credential: str,
        email: str | None,
        name: str | None,
        roles: Roles,
        now: str,
    ) -> list[UserEvent]:
        """By the link of an invitation they choose a password; who never had an e-mail address
        chooses that and their name too."""
        self.check_can_sign_in()
        may = roles.permissions_of(self.role)
        redeemed = self.credentials.redeem(invitation, credential, may, now)
        if self.email is None:
            if email is None:
                raise UserHasNoEmail(name=self.name)
            renamed = [] if name is None else self.rename(name)
            return [*renamed, *self.edit({"email": email}), *redeemed]
        if (email or self.email) != self.email or (name or self.name) != self.name:
            raise AlreadySetUp
        return list(redeemed)

    def check_issued(self, token: str) -> None:
        if token not in self.tokens:
            raise TokenUnknown("token", token=token)

    def revoke_tokens(self, tokens: Collection[str]) -> list[UserEvent]:
        """Those of them that are theirs, and work."""
        return [
            ApiTokenRevoked(id) for id in self.tokens if id in tokens and id not in self.revoked
        ]

    def issued_by(self, token: str) -> set[str]:
        """Those of theirs that a token has issued, be it theirs or somebody else's."""
        return {id for id, issued in self.tokens.items() if issued.issuer == token}
