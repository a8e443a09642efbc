"""What is said of transactions (giao dịch) and their types (loại giao dịch)."""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "TransactionCreated": Saying(
        _(
            "{by} created the transaction {details.name} ({type})[ for {customer}][ with "
            "the supplier {details.supplier}][, opportunity {opportunity}][, assigned to "
            "{assignees}][, starting {details.start}][, due {details.due}]"
        ),
    ),
    "TransactionEdited": Saying(
        _("{by} edited the transaction {it}: {changed}"),
    ),
    "TransactionStarted": Saying(
        _("{by} started the transaction {it}"),
    ),
    "TransactionCompleted": Saying(
        _(
            "{by} completed the transaction {it} ({type})[ for {customer}] {in_time}, done "
            "by {done_by}[: {result}]"
        ),
        holds={"in_time": "in_time"},
    ),
    "TransactionCancelled": Saying(
        _("{by} cancelled the transaction {it}[: {reason}]"),
    ),
    "TransactionReopened": Saying(
        _("{by} reopened the transaction {it}, which had been {status}"),
    ),
    "TransactionMoved": Saying(
        _("{by} moved the transaction {it}[ from {old}] to {new}"),
        holds={"old": "customer", "new": "customer"},
        without={"new": _("{by} took the transaction {it} away from {old}")},
    ),
    "TransactionReminded": Saying(
        _("{by} reminded of the transaction {it} on {due_on}"),
    ),
    "TransactionDeleted": Saying(
        _("{by} deleted the transaction {it}"),
    ),
    "TransactionRestored": Saying(
        _("{by} restored the transaction {it}"),
    ),
    "TransactionTypeCreated": Saying(
        _("{by} created the transaction type {name}, worth {points:# point|# points}"),
    ),
    "TransactionTypeEdited": Saying(
        _("{by} edited the transaction type {type}: {changed}"),
    ),
    "TransactionTypeDeleted": Saying(
        _("{by} deleted the transaction type {type}"),
    ),
    "TransactionTypeRestored": Saying(
        _("{by} restored the transaction type {name}"),
    ),
}
