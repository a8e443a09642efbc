"""What every read model is: tables, what they listen to, how events change them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, String, Table

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book

TEXT = String().with_variant(String(collation="C"), "postgresql")
"""Text that sorts by its bytes on every store. Ids, names, and instants as ISO text."""
NUMBER = BigInteger()
"""Whole numbers, booleans as 0 and 1."""
AMOUNT = TEXT
"""An amount, as the digits of its units (`domain/money.py`): it sorts like a number, and is exact
where a whole number of the database is too short."""


@dataclass(frozen=True)
class Projection:
    """One read model.

    version: a stamp; a read model whose stored stamp differs is rebuilt, never migrated.
    topics: the events it listens to; `apply` sees no others.
    apply: changes the tables by a batch of events, in log order, through the book.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    topics: frozenset[str]
    apply: Callable[[Sequence[Entry], Book], None]
