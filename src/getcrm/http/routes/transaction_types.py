"""The types of transactions and their points (TXT-1)."""

from getcrm.commands.transaction_type import (
    CreateTransactionType,
    DeleteTransactionType,
    EditTransactionType,
    RestoreTransactionType,
)
from getcrm.http.route import Route, create, delete, get, patch, put

ALL = "/transaction-types"
ONE = f"{ALL}/{{type}}"
SETTINGS = "crm.settings"

ROUTES: tuple[Route, ...] = (
    get(ALL, "transaction_types", "crm.access"),
    create(ALL, "type", CreateTransactionType, SETTINGS),
    patch(ONE, EditTransactionType, SETTINGS),
    delete(ONE, DeleteTransactionType, SETTINGS),
    put(f"{ONE}/restoration", RestoreTransactionType, SETTINGS),
)
