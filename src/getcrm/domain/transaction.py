"""A transaction (giao dịch, công việc): work that concerns a customer, a supplier or nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.calendar import days_later
from getcrm.domain.company import Company
from getcrm.domain.refusals import Refused


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
    contact: whether it counts as contact (CUS-7), as its type said then; null where that was not
    recorded yet.
    """

    customer: str | None
    type: str
    done_by: str
    in_time: bool
    result: str
    contact: bool | None


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


class TransactionIsDeleted(Refused):
    """A deleted transaction can only be restored."""


class TransactionIsClosed(Refused):
    """It is completed or cancelled: reopen it first. details: status."""


class CompletedTypeIsFixed(Refused):
    """The points of a completed transaction are those of its type: reopen it first (TXN-2)."""

    field = "type"


class CustomerOrSupplier(Refused):
    """It concerns a customer, a supplier or nobody, never both (TXN-1)."""

    field = "supplier"


class DueBeforeStart(Refused):
    """It would be due before it starts (TXN-1). details: start, due."""

    field = "due"


class OpportunityOfAnotherCustomer(Refused):
    """Work added from an opportunity concerns the customer of it (OPP-16). details: customer."""

    field = "customer"


LATEST_REMINDER = 1
"""Days after the day of its start."""


@dataclass(frozen=True)
class Transaction(Aggregate):
    """details: as in TransactionCreated. status: todo, doing, completed, cancelled.

    completed_at: when it was, last time. contact: whether that counts as contact; None: as its
    type says. reminded_on: the days somebody was reminded for.
    """

    KIND = "transaction"

    type: str
    customer: str | None
    assignees: tuple[str, ...]
    details: dict[str, Any]
    status: str = "todo"
    completed_at: str = ""
    contact: bool | None = None
    reminded_on: frozenset[str] = frozenset()
    is_deleted: bool = False

    @classmethod
    def evolve(cls, current: Self | None, event: TransactionEvent, at: str) -> Self:
        if isinstance(event, TransactionCreated):
            return cls(event.type, event.customer, event.assignees, event.details)
        assert current, "a history begins with TransactionCreated"
        match event:
            case TransactionEdited():
                return current._edited(applied(event.changed))
            case TransactionStarted():
                return replace(current, status="doing")
            case TransactionCompleted():
                return replace(current, status="completed", completed_at=at, contact=event.contact)
            case TransactionCancelled():
                return replace(current, status="cancelled")
            case TransactionReopened():
                return replace(current, status="todo")
            case TransactionMoved():
                return replace(current, customer=event.new)
            case TransactionReminded():
                return replace(current, reminded_on=current.reminded_on | {event.due_on})
            case TransactionDeleted() | TransactionRestored():
                return replace(current, is_deleted=isinstance(event, TransactionDeleted))
            case _:
                assert_never(event)

    def _edited(self, new: dict[str, Any]) -> Self:
        type, assignees = new.pop("type", self.type), new.pop("assignees", self.assignees)
        return replace(self, type=type, assignees=tuple(assignees), details=self.details | new)

    @property
    def is_open(self) -> bool:
        return self.status in ("todo", "doing") and not self.is_deleted

    @property
    def counts(self) -> bool:
        """Whether its customer has its points, and its contact (SCO-1, CUS-7)."""
        return self.status == "completed" and not self.is_deleted

    def check_exists(self) -> None:
        if self.is_deleted:
            raise TransactionIsDeleted

    def _check_status(self, *statuses: str) -> None:
        self.check_exists()
        if self.status not in statuses:
            raise TransactionIsClosed(status=self.status)

    def edit(self, wanted: Mapping[str, Any]) -> list[TransactionEvent]:
        """Of the details, the type and the assignees."""
        self.check_exists()
        current = {**self.details, "type": self.type, "assignees": list(self.assignees)}
        changed = changes(current, wanted)
        check_details(self.details | applied(changed), self.customer)
        if "type" in changed and self.status == "completed":
            raise CompletedTypeIsFixed
        return [TransactionEdited(changed)] if changed else []

    def start(self) -> list[TransactionEvent]:
        self._check_status("todo", "doing")
        return [TransactionStarted()] if self.status == "todo" else []

    def complete(self, by: str, at: str, result: str, contact: bool) -> list[TransactionEvent]:
        """Done by whoever says so, if it is theirs; otherwise by the first it is assigned to.

        contact: whether its type counts as contact now; later changes do not change that."""
        self._check_status("todo", "doing", "completed")
        if self.status == "completed":
            return []
        done_by = by if by in self.assignees else next(iter(self.assignees), by)
        in_time = at <= (self.details["due"] or at)
        return [TransactionCompleted(self.customer, self.type, done_by, in_time, result, contact)]

    def cancel(self, reason: str) -> list[TransactionEvent]:
        self._check_status("todo", "doing", "cancelled")
        return [TransactionCancelled(reason)] if self.status != "cancelled" else []

    def reopen(self) -> list[TransactionEvent]:
        self.check_exists()
        if self.status in ("todo", "doing"):
            return []
        return [TransactionReopened(self.status)]

    def move(self, customer: str | None) -> list[TransactionEvent]:
        """To another customer, or to none."""
        self.check_exists()
        if customer == self.customer:
            return []
        check_details(self.details, customer)
        return [TransactionMoved(self.customer, customer)]

    def delete(self) -> list[TransactionEvent]:
        return [] if self.is_deleted else [TransactionDeleted()]

    def restore(self) -> list[TransactionEvent]:
        return [TransactionRestored()] if self.is_deleted else []

    def remind(self, at: str, company: Company) -> list[TransactionEvent]:
        """Once, when the day `reminder_days` before its start has come (TXN-1); late, as after a
        night off, at most a day after its start: work of the past reminds nobody (IMP-10)."""
        start, days = self.details["start"], self.details["reminder_days"]
        if start is None or days is None or not self.is_open:
            return []
        due_on = days_later(company.day(start), -days)
        if (company.day(at) - company.day(start)).days > LATEST_REMINDER:
            return []
        if company.day(at) < due_on or due_on.isoformat() in self.reminded_on:
            return []
        return [TransactionReminded(due_on.isoformat())]


def new_transaction(created: TransactionCreated) -> list[TransactionEvent]:
    """New work, where it makes sense as wished (TXN-1)."""
    check_details(created.details, created.customer)
    return [created]


def check_details(details: Mapping[str, Any], customer: str | None) -> None:
    if customer and details["supplier"]:
        raise CustomerOrSupplier
    start, due = details["start"], details["due"]
    if start and due and due < start:
        raise DueBeforeStart(start=start, due=due)
