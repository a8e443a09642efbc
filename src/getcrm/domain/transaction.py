"""A transaction (giao dịch, công việc): work that concerns a customer, a supplier or nobody."""

from dataclasses import dataclass
from typing import Any

from getcrm.domain.aggregate import Changes


@dataclass(frozen=True)
class TransactionCreated:
    """details: name, supplier, start, due (instants or None), priority (low, normal, high),
    watchers, description, reminder_days, attachments (TXN-1), each exactly as its JSON."""

    type: str
    customer: str | None
    assignees: tuple[str, ...]
    details: dict[str, Any]
    opportunity: str | None
    campaign: str | None


@dataclass(frozen=True)
class TransactionEdited:
    """Of the details, the type and the assignees."""

    changed: Changes


@dataclass(frozen=True)
class TransactionStarted:
    """To do -> doing."""


@dataclass(frozen=True)
class TransactionCompleted:
    """Credits the points of its type to its customer (SCO-1, TXN-2).

    in_time: completed no later than due, or without a due date. done_by: whom the KPI credits.
    """

    customer: str | None
    type: str
    done_by: str
    in_time: bool
    result: str


@dataclass(frozen=True)
class TransactionCancelled:
    reason: str


@dataclass(frozen=True)
class TransactionReopened:
    """Completed or cancelled -> to do; a completed one takes its points back (SCO-3)."""

    status: str


@dataclass(frozen=True)
class TransactionMoved:
    """To another customer, with its points (SCO-3)."""

    old: str | None
    new: str | None


@dataclass(frozen=True)
class TransactionReminded:
    """The clock said so: start minus reminder_days has come (TXN-1). due_on: that day."""

    due_on: str


@dataclass(frozen=True)
class TransactionDeleted:
    pass


@dataclass(frozen=True)
class TransactionRestored:
    pass


TransactionEvent = (
    TransactionCreated
    | TransactionEdited
    | TransactionStarted
    | TransactionCompleted
    | TransactionCancelled
    | TransactionReopened
    | TransactionMoved
    | TransactionReminded
    | TransactionDeleted
    | TransactionRestored
)
