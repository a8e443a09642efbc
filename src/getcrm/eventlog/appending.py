"""What is handed to a recorder in one append, and how it may be turned down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple


class Fact(NamedTuple):
    """A row of the guard table: the aggregate `owner` holds `key` under `scope`."""

    scope: str
    key: str
    owner: str


class Asked(NamedTuple):
    """A question about facts and the answer a decision rests on. what: owners, count, highest."""

    what: str
    scope: str
    key: str
    answer: str


class Receipt(NamedTuple):
    """The answer to a command that came with an idempotency key, kept with its events."""

    by: str
    key: str
    fingerprint: str
    answer: str
    position: int = 0


@dataclass(frozen=True)
class Checks:
    """Everything that is checked and written beside the events, under the append lock.

    expects: the version of each stream that was read. asked: the facts that were read.
    added, removed: facts. not_before: recorded_at is no earlier (the latest occurred_at).
    """

    expects: Mapping[str, int]
    asked: Sequence[Asked] = ()
    added: Sequence[Fact] = ()
    removed: Sequence[Fact] = ()
    receipts: Sequence[Receipt] = ()
    not_before: str = ""


class Stale(Exception):
    """Something that was read has changed in the meantime: nothing was written; decide anew."""


class StartupRefused(Exception):
    """getcrm does not start on a store that could lose data, or that it cannot understand."""


def asked_answer(owners: Sequence[str]) -> str:
    return ",".join(owners)


def no_kwargs(kwargs: dict[str, Any]) -> Checks:
    """The checks of a plain `insert_events`, as the library's own tools call it."""
    checks = kwargs.get("checks")
    return checks if isinstance(checks, Checks) else Checks(expects={})
