"""What counts for a customer's score: completed transactions, and memberships (SCO-1)."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Table

from getcrm.projections.book import Book, Row
from getcrm.projections.potential_stars.tables import MEMBERS, PAST_MEMBERS, PAST_WORK, WORK

TRANSACTION = "transaction"
GROUP = "group"
FOREVER = "~"
"""Later than every instant."""


class Counted(NamedTuple):
    """Something that counts for a customer: a transaction or a group, worth as much as `worth_of`
    (its type, or the group itself) is at the time."""

    customer: str
    kind: str
    ref: str
    worth_of: str


class Span(NamedTuple):
    """It counts from `since` on, or did `until` then."""

    counted: Counted
    since: str
    until: str


def counted_member(row: Row) -> Counted:
    return Counted(row["customer"], GROUP, row["group"], row["group"])


def counted_work(row: Row) -> Counted | None:
    """A transaction counts while it is completed and somebody's, and not deleted."""
    if row["customer"] is None or row["deleted"] or not row["completed"]:
        return None
    return Counted(row["customer"], TRANSACTION, row["transaction"], row["type"])


def spans_after(book: Book, kind: str, worth_of: str, at: str) -> Iterator[Span]:
    """When anything of that worth has counted after an instant. What has ceased is among it only
    where the instant lies before something that was recorded earlier."""
    if kind == TRANSACTION:
        rows = rows_after(book, WORK, PAST_WORK, "type", worth_of, at)
    else:
        rows = rows_after(book, MEMBERS, PAST_MEMBERS, "group", worth_of, at)
    for row in rows:
        counted = counted_work(row) if kind == TRANSACTION else counted_member(row)
        since, until = max(row["occurred_from"], at), row.get("occurred_to", FOREVER)
        if counted and since < until:
            yield Span(counted, since, until)


def rows_after(book: Book, live: Table, past: Table, column: str, value: str, at: str) -> list[Row]:
    return [
        *book.scan(live, live.c[column] == value),
        *book.scan(past, past.c[column] == value, past.c.occurred_to > at),
    ]
