"""What people may ask of the types of transactions (loại giao dịch)."""

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.values import Id, Name, Points, Text
from getcrm.domain.transaction_type import TransactionType, TransactionTypes


def transaction_types(desk: Desk) -> TransactionTypes:
    """The list; empty, until somebody adds to it."""
    return desk.find(TransactionTypes) or TransactionTypes()


class CreateTransactionType(Command):
    """points: what a completed one earns (điểm kết quả), required: 0 is a value (TXT-1)."""

    type: Id | None = None
    name: Name
    description: Text = ""
    points: Points
    on_calendar: bool = False
    counts_as_contact: bool = False


def create_transaction_type(command: CreateTransactionType, desk: Desk) -> Decision:
    type = TransactionType(
        command.name,
        command.description,
        command.points,
        command.on_calendar,
        command.counts_as_contact,
    )
    events = transaction_types(desk).create(command.type or desk.new_id(), type)
    return decide(TransactionTypes, events=events)


class EditTransactionType(Command):
    """Points edited later apply to the past too (SCO-4)."""

    type: Id
    name: Name = optional("")
    description: Text = optional("")
    points: Points = optional(0)
    on_calendar: bool = optional(False)
    counts_as_contact: bool = optional(False)


def edit_transaction_type(command: EditTransactionType, desk: Desk) -> Decision:
    events = transaction_types(desk).edit(command.type, given(command, "type"))
    return decide(TransactionTypes, events=events)


class DeleteTransactionType(Command):
    """Transactions of the type stay; there can be no new ones."""

    type: Id


def delete_transaction_type(command: DeleteTransactionType, desk: Desk) -> Decision:
    return decide(TransactionTypes, events=transaction_types(desk).delete(command.type))


class RestoreTransactionType(Command):
    """name: a new one, where a live type took the old one."""

    type: Id
    name: Name | None = None


def restore_transaction_type(command: RestoreTransactionType, desk: Desk) -> Decision:
    events = transaction_types(desk).restore(command.type, command.name)
    return decide(TransactionTypes, events=events)


HANDLERS: Handlers = {
    CreateTransactionType: create_transaction_type,
    EditTransactionType: edit_transaction_type,
    DeleteTransactionType: delete_transaction_type,
    RestoreTransactionType: restore_transaction_type,
}
