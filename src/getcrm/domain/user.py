"""Somebody who works here, or a program that acts for them."""

from dataclasses import dataclass


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
