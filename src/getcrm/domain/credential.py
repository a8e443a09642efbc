"""By what somebody proves that it is they who sign in (PERM-6).

The log knows that a credential exists, by its id. The secret itself, a hash wherever a hash
will do, is kept in a table beside the log under that id, and counts only as long as the log
names it: what the log has replaced or withdrawn opens nothing, whatever the table still holds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, assert_never

from getcrm.domain.refusals import Conflict, Refused


@dataclass(frozen=True)
class PasswordSet:
    """From now on this is their password; the one before, and open invitations, are over."""

    credential: str


@dataclass(frozen=True)
class TotpEnabled:
    """Whoever signs in with the password gives a code of their authenticator too."""

    credential: str


@dataclass(frozen=True)
class TotpDisabled:
    pass


@dataclass(frozen=True)
class InvitationIssued:
    """A link by which they choose their password, once. expires_at: an instant.

    reach: the permissions they had then; whoever invited them may know the link, so it does not
    open to more. None: the operator did, who may do everything.
    """

    invitation: str
    expires_at: str
    reach: tuple[str, ...] | None = None

    def opens(self, permissions: Collection[str], now: str) -> bool:
        """permissions: that they have now."""
        within = self.reach is None or set(permissions) <= set(self.reach)
        return within and now < self.expires_at


@dataclass(frozen=True)
class IdentityLinked:
    """Whom the company's identity provider calls by this subject, that is they."""

    issuer: str
    subject: str


CredentialEvent = PasswordSet | TotpEnabled | TotpDisabled | InvitationIssued | IdentityLinked


class PasswordTooEasy(Refused):
    """It is in a list of breached passwords, or would be guessed soon after those."""

    field = "password"


class PasswordNeeded(Refused):
    """A second factor stands beside a password: choose one first."""


class InvitationOver(Refused):
    """The link was used, replaced, or has expired, or its user may do more by now than when it
    was issued: somebody has to issue another one."""

    field = "code"


class IdentityTaken(Conflict):
    """Somebody else is linked to that identity, or they to another one. details: issuer."""


@dataclass(frozen=True)
class Credentials:
    """What the log knows of them.

    password, totp: the ids of those that count. invitations: those that were not used, by id.
    identities: by issuer, the subject.
    """

    password: str | None = None
    totp: str | None = None
    invitations: Mapping[str, InvitationIssued] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)

    def after(self, event: CredentialEvent) -> Self:
        match event:
            case PasswordSet():
                return replace(self, password=event.credential, invitations={})
            case TotpEnabled():
                return replace(self, totp=event.credential)
            case TotpDisabled():
                return replace(self, totp=None)
            case InvitationIssued():
                return replace(self, invitations={event.invitation: event})
            case IdentityLinked():
                linked = {**self.identities, event.issuer: event.subject}
                return replace(self, identities=linked)
            case _:
                assert_never(event)

    def uninvited(self) -> Self:
        return replace(self, invitations={})

    def set_password(self, credential: str) -> list[CredentialEvent]:
        return [] if credential == self.password else [PasswordSet(credential)]

    def redeem(
        self, invitation: str, credential: str, permissions: Collection[str], now: str
    ) -> list[CredentialEvent]:
        """The password that somebody chose by the link. permissions: that they have now."""
        issued = self.invitations.get(invitation)
        if issued is None or not issued.opens(permissions, now):
            raise InvitationOver
        return [PasswordSet(credential)]

    def enable_totp(self, credential: str) -> list[CredentialEvent]:
        if self.password is None:
            raise PasswordNeeded
        return [] if credential == self.totp else [TotpEnabled(credential)]

    def disable_totp(self) -> list[CredentialEvent]:
        return [] if self.totp is None else [TotpDisabled()]

    def invite(
        self, invitation: str, expires_at: str, reach: tuple[str, ...] | None = None
    ) -> list[CredentialEvent]:
        """A new link takes the place of one that is open."""
        return [InvitationIssued(invitation, expires_at, reach)]

    def link(self, issuer: str, subject: str) -> list[CredentialEvent]:
        """At one provider somebody is one person, for good."""
        known = self.identities.get(issuer)
        if known == subject:
            return []
        if known is not None:
            raise IdentityTaken(issuer=issuer)
        return [IdentityLinked(issuer, subject)]
