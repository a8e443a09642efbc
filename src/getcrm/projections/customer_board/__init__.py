"""The board of customers: who stands in which relationship stage (REL-14)."""

from getcrm.projections.customer_board.board import (
    CustomerBoardAnswer,
    CustomerBoardQuery,
    customer_board,
)
from getcrm.projections.customer_board.cards import TABLES, TOPICS, apply
from getcrm.projections.customer_board.explaining import (
    CustomerBoardEntriesAnswer,
    CustomerBoardEntriesQuery,
    customer_board_entries,
)
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

CUSTOMER_BOARD = Projection("customer_board", 1, TABLES, TOPICS, apply)

QUERIES: Queries = {
    "customer_board": Ask(
        CustomerBoardQuery,
        CustomerBoardAnswer,
        customer_board,
        ("customer_board", "directory", "potential_stars", "access"),
    ),
    "customer_board_entries": Ask(
        CustomerBoardEntriesQuery,
        CustomerBoardEntriesAnswer,
        customer_board_entries,
        ("customer_board", "timeline", "access"),
    ),
}

__all__ = ["CUSTOMER_BOARD", "QUERIES"]
