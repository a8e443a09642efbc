"""Somebody who works here, or a program that acts for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, assert_never

from getcrm.domain.aggregate import Aggregate
from getcrm.domain.refusals import AlreadyExists, NotFound


@dataclass(frozen=True)
class UserAdded:
    name: str


@dataclass(frozen=True)
class UserRenamed:
    old: str
    new: str


@dataclass(frozen=True)
class ApiTokenIssued:
    """The token's hash is kept outside the log; the log knows that it exists."""

    token: str
    name: str


@dataclass(frozen=True)
class ApiTokenRevoked:
    token: str


UserEvent = UserAdded | UserRenamed | ApiTokenIssued | ApiTokenRevoked


class UserUnknown(NotFound):
    """Nobody works here under that identifier. details: user."""


class TokenUnknown(NotFound):
    """The user was never issued such a token. details: token."""


@dataclass(frozen=True)
class User(Aggregate):
    KIND = "user"

    name: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    """The name of every token ever issued, by its id."""
    revoked: frozenset[str] = frozenset()

    @classmethod
    def evolve(cls, current: Self | None, event: UserEvent, at: str) -> Self:
        if isinstance(event, UserAdded):
            return cls(event.name)
        assert current, "a history begins with UserAdded"
        match event:
            case UserRenamed():
                return replace(current, name=event.new)
            case ApiTokenIssued():
                return replace(current, tokens={**current.tokens, event.token: event.name})
            case ApiTokenRevoked():
                return replace(current, revoked=current.revoked | {event.token})
            case _:
                assert_never(event)

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        return [("api_token", token) for token in self.tokens]

    def rename(self, name: str) -> list[UserEvent]:
        return [] if name == self.name else [UserRenamed(self.name, name)]

    def issue_token(self, token: str, name: str) -> list[UserEvent]:
        if token in self.tokens:
            raise AlreadyExists("token", kind="api_token", id=token)
        return [ApiTokenIssued(token, name)]

    def revoke_token(self, token: str) -> list[UserEvent]:
        if token not in self.tokens:
            raise TokenUnknown("token", token=token)
        return [] if token in self.revoked else [ApiTokenRevoked(token)]
