"""An attempt to sign in, and what became of it: a session, or a failure (PERM-6, AUD-2).

The secret in the browser's cookie is not in the log, only its hash beside it; whether a session
still opens anything is what the log says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, Self, assert_never

from getcrm.domain.aggregate import Aggregate
from getcrm.domain.refusals import AlreadyExists, NotFound

Method = Literal["password", "totp", "recovery_code", "invitation", "single_sign_on"]
"""By what they proved that it is they; a second factor stands for the password too."""
Reason = Literal["revoked", "password_changed", "deactivated", "expired", "too_many"]


@dataclass(frozen=True)
class SignedIn:
    """ip: the network address. agent: what the browser calls itself, shortened.

    expires_at: when the session ends at the latest.
    """

    user: str
    method: str
    ip: str
    agent: str
    expires_at: str


@dataclass(frozen=True)
class SignInFailed:
    """user: null, nobody signs in with that e-mail address, which is not kept: people type
    passwords there. failures: how many they were in a row; not every one is recorded."""

    user: str | None
    ip: str
    agent: str
    failures: int


@dataclass(frozen=True)
class SignedOut:
    user: str


@dataclass(frozen=True)
class SessionEnded:
    """Not by signing out: somebody ended it, or what it rested on changed."""

    user: str
    reason: str


SessionEvent = SignedIn | SignInFailed | SignedOut | SessionEnded


class SessionUnknown(NotFound):
    """That user never had such a session. details: session."""


@dataclass(frozen=True)
class Session(Aggregate):
    """user: None, the sign-in failed. ended_at: None, it lives, until expires_at at the latest."""

    KIND = "session"

    user: str | None
    ip: str
    agent: str
    began_at: str
    method: str = ""
    expires_at: str = ""
    ended_at: str | None = None

    @classmethod
    def evolve(cls, current: Self | None, event: SessionEvent, at: str) -> Self:
        match event:
            case SignedIn():
                return cls(event.user, event.ip, event.agent, at, event.method, event.expires_at)
            case SignInFailed():
                return cls(None, event.ip, event.agent, at, ended_at=at)
            case SignedOut() | SessionEnded():
                assert current, "a session begins with SignedIn"
                return replace(current, ended_at=at)
            case _:
                assert_never(event)

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        """Whose sessions have not ended."""
        if self.user is not None and self.ended_at is None:
            yield "session", self.user

    def lives(self, at: str) -> bool:
        return self.ended_at is None and at < self.expires_at

    def sign_out(self) -> list[SessionEvent]:
        return [] if self.user is None or self.ended_at else [SignedOut(self.user)]

    def end(self, reason: Reason) -> list[SessionEvent]:
        return [] if self.user is None or self.ended_at else [SessionEnded(self.user, reason)]


def check_new(session: str, found: Session | None) -> None:
    """An attempt to sign in is one attempt."""
    if found is not None:
        raise AlreadyExists("session", kind=Session.KIND, id=session)
