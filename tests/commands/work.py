"""Types of transactions, and a transaction, to tell stories about."""

from getcrm.domain.transaction import (
    TransactionCompleted,
    TransactionCreated,
    TransactionStarted,
)
from getcrm.domain.transaction_type import TransactionTypeCreated, TransactionTypeDeleted
from tests.commands.sales import ANNA, MAY, sales, uid

TASK = uid(0x7A5)
TALK, LETTER, GONE = uid(0x791), uid(0x792), uid(0x793)
DETAILS = {
    "name": "Gọi lại",
    "supplier": "",
    "start": None,
    "due": None,
    "priority": "normal",
    "watchers": [],
    "description": "",
    "reminder_days": None,
    "attachments": [],
}


def task(id=TASK, type=LETTER, customer=MAY, assignees=(ANNA,), **details):
    """The past of a transaction."""
    event = TransactionCreated(type, customer, assignees, {**DETAILS, **details}, None, None)
    return (f"transaction-{id}", event)


def working(id=TASK):
    return (f"transaction-{id}", TransactionStarted())


def completed(id=TASK, type=LETTER, customer=MAY, contact=False):
    return (f"transaction-{id}", TransactionCompleted(customer, type, ANNA, True, "", contact))


def work(*past):
    """A story where a talk counts as contact, a letter does not, and a third type is deleted."""
    types = [
        TransactionTypeCreated(TALK, "Nói chuyện", "", 5, True, True),
        TransactionTypeCreated(LETTER, "Gửi thư", "", 0, False, False),
        TransactionTypeCreated(GONE, "Fax", "", 1, False, True),
        TransactionTypeDeleted(GONE),
    ]
    return sales(*(("transaction_types-main", event) for event in types), *past)
