"""What people may ask of transactions (giao dịch, công việc), and what the clock may."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, Warned, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.history_import import history_is_told
from getcrm.commands.references import live_customer, people
from getcrm.commands.transaction_type import transaction_types
from getcrm.commands.values import Id, Instant, Line, Name, Text
from getcrm.domain.company import Company
from getcrm.domain.customer import Customer, CustomerContacted
from getcrm.domain.opportunity import Opportunity, OpportunityIsDeleted
from getcrm.domain.policy import NotYourSubordinate, allows, of_customer
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.transaction import (
    OpportunityOfAnotherCustomer,
    Transaction,
    TransactionCreated,
    new_transaction,
)
from getcrm.domain.user import User

Priority = Literal["low", "normal", "high"]
ReminderDays = Annotated[int, Field(ge=0, le=365)]
People = Annotated[list[Id], Field(max_length=100)]
Url = Annotated[
    str, StringConstraints(max_length=2000, pattern=r"^https?://[^\s\u0000-\u001f\u007f-\u009f]+$")
]


class Attachment(BaseModel):
    """A file that lies elsewhere; http or https, nothing that a browser would execute."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Name
    url: Url


Attachments = Annotated[list[Attachment], Field(max_length=50)]


class CreateTransaction(Command):
    """Work that concerns a customer, a supplier or nobody (TXN-1).

    assignees: the creator where left out. reminder_days: counted before the start date.
    opportunity: the one it is added from, whose customer it concerns (OPP-16), where whoever adds
    it may see that customer; else nobody, and a warning says so.
    """

    transaction: Id | None = None
    name: Name
    type: Id
    customer: Id | None = None
    supplier: Line = ""
    start: Instant | None = None
    due: Instant | None = None
    priority: Priority = "normal"
    assignees: People | None = None
    watchers: People = Field(default=[])
    description: Text = ""
    reminder_days: ReminderDays | None = None
    attachments: Attachments = Field(default=[])
    opportunity: Id | None = None


def create_transaction(command: CreateTransaction, desk: Desk) -> Decision:
    id = command.transaction or desk.new_id()
    if desk.find(Transaction, id) is not None:
        raise AlreadyExists("transaction", kind=Transaction.KIND, id=id)
    transaction_types(desk).live(command.type)
    opportunity = _opportunity(command, desk)
    customer, warnings = _customer(command, opportunity, desk)
    if customer is not None:
        live_customer(customer, desk)
    created = TransactionCreated(
        type=command.type,
        customer=customer,
        assignees=_assignees(command.assignees, desk),
        details=_details(command, desk),
        opportunity=command.opportunity,
        campaign=opportunity.campaign if opportunity else None,
    )
    return decide(Transaction, id, new_transaction(created), warnings)


def _customer(
    command: CreateTransaction, opportunity: Opportunity | None, desk: Desk
) -> tuple[str | None, list[Warned]]:
    """Whom it concerns. That of an opportunity only where whoever asks may see the customer: an
    opportunity is no way to credit a stranger's customer with work (PERM-3)."""
    if opportunity is None:
        return command.customer, []
    if allows(desk.who, of_customer(desk.load(Customer, opportunity.customer))):
        return opportunity.customer, []
    return None, [Warned("CustomerLeftOut", "opportunity", {})]


def _opportunity(command: CreateTransaction, desk: Desk) -> Opportunity | None:
    """The one the work is added from (OPP-16)."""
    if command.opportunity is None:
        return None
    opportunity = desk.find(Opportunity, command.opportunity)
    if opportunity is None:
        raise NotFound("opportunity", kind=Opportunity.KIND, id=command.opportunity)
    if opportunity.is_deleted:
        raise OpportunityIsDeleted("opportunity")
    if command.customer not in (None, opportunity.customer):
        raise OpportunityOfAnotherCustomer(customer=opportunity.customer)
    return opportunity


def _assignees(wanted: list[str] | None, desk: Desk) -> tuple[str, ...]:
    if wanted is not None:
        _check_subordinates(wanted, desk)
        return tuple(people(wanted, "assignees", desk))
    return (desk.by,) if desk.find(User, desk.by) else ()


def _check_subordinates(assignees: Iterable[str], desk: Desk) -> None:
    """Work is given to oneself or one's subordinates (TXN-1); to anybody by those who oversee
    all of it."""
    who = desk.who
    if who.everything or who.may("transactions.view_all"):
        return
    for user in assignees:
        if user != desk.by and user not in who.subordinates:
            raise NotYourSubordinate("assignees", user=user)


def _details(command: CreateTransaction, desk: Desk) -> dict[str, Any]:
    details = command.model_dump(
        exclude={"transaction", "type", "customer", "assignees", "opportunity"}
    )
    return {**details, "watchers": people(command.watchers, "watchers", desk)}


class EditTransaction(Command):
    """A completed one keeps its type, for its points come from it: reopen it first."""

    transaction: Id
    name: Name = optional("")
    type: Id = optional("")
    supplier: Line = optional("")
    start: Instant | None = optional(None)
    due: Instant | None = optional(None)
    priority: Priority = optional("normal")
    assignees: People = optional([])
    watchers: People = optional([])
    description: Text = optional("")
    reminder_days: ReminderDays | None = optional(None)
    attachments: Attachments = optional([])


def edit_transaction(command: EditTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    wanted = given(command, "transaction")
    _check_subordinates(set(wanted.get("assignees", ())) - set(transaction.assignees), desk)
    kept = {"assignees": transaction.assignees, "watchers": transaction.details["watchers"]}
    for field in wanted.keys() & kept.keys():
        wanted[field] = people(wanted[field], field, desk, kept[field])
    if wanted.get("type", transaction.type) != transaction.type:
        transaction_types(desk).live(command.type)
    return decide(Transaction, command.transaction, transaction.edit(wanted))


class StartTransaction(Command):
    """To do -> doing."""

    transaction: Id


def start_transaction(command: StartTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    return decide(Transaction, command.transaction, transaction.start())


class CompleteTransaction(Command):
    """Credits its points to its customer (SCO-1), and is a contact if its type counts (CUS-7)."""

    transaction: Id
    result: Text = ""


def complete_transaction(command: CompleteTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    contact = _type_counts(transaction, desk)
    events = transaction.complete(desk.by, desk.at, command.result, contact)
    decision = decide(Transaction, command.transaction, events)
    if not events or not contact:
        return decision
    return _contacted(decision, transaction.customer, desk.at)


def _type_counts(transaction: Transaction, desk: Desk) -> bool:
    """Whether work of its type counts as contact today (TXT-1)."""
    return transaction_types(desk).known(transaction.type).counts_as_contact


def _was_contact(transaction: Transaction, desk: Desk) -> bool:
    """Whether its completion counted as contact then; today's type says so where nobody wrote it
    down (CUS-7)."""
    return _type_counts(transaction, desk) if transaction.contact is None else transaction.contact


def _contacted(decision: Decision, customer: str | None, at: str) -> Decision:
    """The completion `at` was a contact with the customer, if there is one (CUS-7).

    Also with a deleted customer, who comes back with everything that happened (CUS-3).
    """
    if customer is None:
        return decision
    contacted = CustomerContacted(at, "transaction", "", decision.changes[0].id)
    return decision.also(Customer, customer, [contacted])


def _withdrawn(decision: Decision, customer: str | None, desk: Desk) -> Decision:
    """Its completion, if it was a contact with the customer, is one no longer (SCO-3)."""
    if customer is None:
        return decision
    transaction = decision.changes[0].id
    events = desk.load(Customer, customer).withdraw_contact(transaction)
    return decision.also(Customer, customer, events)


class CancelTransaction(Command):
    transaction: Id
    reason: Text = ""


def cancel_transaction(command: CancelTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    return decide(Transaction, command.transaction, transaction.cancel(command.reason))


class ReopenTransaction(Command):
    """Completed or cancelled -> to do, taking its points and its contact back (SCO-3)."""

    transaction: Id


def reopen_transaction(command: ReopenTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    decision = decide(Transaction, command.transaction, transaction.reopen())
    return _withdrawn(decision, transaction.customer, desk)


class MoveTransaction(Command):
    """To another customer, or null: to nobody. Points and contact move along (SCO-3)."""

    transaction: Id
    customer: Id | None


def move_transaction(command: MoveTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    events = transaction.move(command.customer)
    decision = decide(Transaction, command.transaction, events)
    if not events:
        return decision
    if command.customer is not None:
        live_customer(command.customer, desk)
    if not transaction.counts:
        return decision
    decision = _withdrawn(decision, transaction.customer, desk)
    if not _was_contact(transaction, desk):
        return decision
    return _contacted(decision, command.customer, transaction.completed_at)


class DeleteTransaction(Command):
    """Softly; its points and its contact go with it (SCO-3)."""

    transaction: Id


def delete_transaction(command: DeleteTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    decision = decide(Transaction, command.transaction, transaction.delete())
    return _withdrawn(decision, transaction.customer, desk)


class RestoreTransaction(Command):
    """As it was, with its points and its contact."""

    transaction: Id


def restore_transaction(command: RestoreTransaction, desk: Desk) -> Decision:
    transaction = desk.load(Transaction, command.transaction)
    events = transaction.restore()
    decision = decide(Transaction, command.transaction, events)
    if not events or transaction.status != "completed" or not _was_contact(transaction, desk):
        return decision
    return _contacted(decision, transaction.customer, transaction.completed_at)


class RemindTransaction(Command):
    """The clock asks: is it time to remind people of it (TXN-1)?"""

    transaction: Id


def remind_transaction(command: RemindTransaction, desk: Desk) -> Decision:
    if history_is_told(desk):
        return decide(Transaction, command.transaction)
    transaction = desk.load(Transaction, command.transaction)
    events = transaction.remind(desk.at, desk.load(Company))
    return decide(Transaction, command.transaction, events)


HANDLERS: Handlers = {
    CreateTransaction: create_transaction,
    EditTransaction: edit_transaction,
    StartTransaction: start_transaction,
    CompleteTransaction: complete_transaction,
    CancelTransaction: cancel_transaction,
    ReopenTransaction: reopen_transaction,
    MoveTransaction: move_transaction,
    DeleteTransaction: delete_transaction,
    RestoreTransaction: restore_transaction,
    RemindTransaction: remind_transaction,
}
