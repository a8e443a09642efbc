"""Types of transactions (loại giao dịch), with the points a completed one earns (TXT-1).

One list, one aggregate: `transaction_types-main`.
"""

from dataclasses import dataclass

from getcrm.domain.aggregate import Changes


@dataclass(frozen=True)
class TransactionTypeCreated:
    """points: điểm kết quả, >= 0, and 0 is a value."""

    type: str
    name: str
    description: str
    points: int
    on_calendar: bool
    counts_as_contact: bool


@dataclass(frozen=True)
class TransactionTypeEdited:
    """Of name, description, points, on_calendar, counts_as_contact."""

    type: str
    changed: Changes


@dataclass(frozen=True)
class TransactionTypeDeleted:
    type: str


@dataclass(frozen=True)
class TransactionTypeRestored:
    type: str
    name: str


TransactionTypesEvent = (
    TransactionTypeCreated
    | TransactionTypeEdited
    | TransactionTypeDeleted
    | TransactionTypeRestored
)
