"""Transactions: the work that concerns a customer, a supplier or nobody (TXN-1, TXN-2)."""

from getcrm.commands.transaction import (
    CancelTransaction,
    CompleteTransaction,
    CreateTransaction,
    DeleteTransaction,
    EditTransaction,
    MoveTransaction,
    ReopenTransaction,
    RestoreTransaction,
    StartTransaction,
)
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/transactions"
ONE = f"{ALL}/{{transaction}}"
ACCESS = "transactions.access"
EDIT = "transactions.edit"

ROUTES: tuple[Route, ...] = (
    get(ALL, "transactions", ACCESS),
    create(ALL, "transaction", CreateTransaction, "transactions.add"),
    get(ONE, "transaction", ACCESS),
    patch(ONE, EditTransaction, EDIT),
    delete(ONE, DeleteTransaction, "transactions.delete"),
    put(f"{ONE}/restoration", RestoreTransaction, "transactions.delete"),
    put(f"{ONE}/start", StartTransaction, EDIT),
    put(f"{ONE}/completion", CompleteTransaction, EDIT),
    put(f"{ONE}/cancellation", CancelTransaction, EDIT),
    put(f"{ONE}/reopening", ReopenTransaction, EDIT),
    put(f"{ONE}/customer", MoveTransaction, EDIT),
    get(f"{ONE}/visibility", "why_visible", ACCESS),
    get(f"{ONE}/visibility/people", "who_can_see", "users.access"),
)
