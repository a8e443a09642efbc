"""Transactions (giao dịch, công việc): the list, the page of one, and reminders (TXN)."""

from getcrm.projections.changed import READ
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries
from getcrm.projections.transactions.asking import due_reminders
from getcrm.projections.transactions.changes import CHANGES, apply
from getcrm.projections.transactions.listing import (
    TransactionQuery,
    TransactionsAnswer,
    TransactionsQuery,
    transaction,
    transactions,
)
from getcrm.projections.transactions.showing import TransactionAnswer
from getcrm.projections.transactions.tables import TABLES

TRANSACTIONS = Projection("transactions", 1, TABLES, frozenset(CHANGES), apply)
ASKED_OF = ("transactions", "customers", "directory", "access")
QUERIES: Queries = {
    "transactions": Ask(TransactionsQuery, TransactionsAnswer, transactions, (*ASKED_OF, READ)),
    "transaction": Ask(TransactionQuery, TransactionAnswer, transaction, ASKED_OF),
}

__all__ = ["QUERIES", "TRANSACTIONS", "due_reminders"]
