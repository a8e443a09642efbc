"""The list of transactions, and the page of one (TXN-1, TXN-3)."""

from collections.abc import Iterator
from typing import Any, Literal, NotRequired, cast

from sqlalchemy import ColumnElement, FromClause, Table, and_, false, func, or_, select, tuple_
from typing_extensions import TypedDict

from getcrm.domain.calendar import day_of, end_of, start_of
from getcrm.domain.refusals import NotFound
from getcrm.projections.access.hiding import hidden
from getcrm.projections.access.transactions import TRANSACTIONS
from getcrm.projections.book import NOW, Moment, rows_as_of
from getcrm.projections.changed import ChangedQuery
from getcrm.projections.directory.asking import campaign_row
from getcrm.projections.directory.queries import NOBODY, Ref
from getcrm.projections.query import (
    AsOfQuery,
    BadCursor,
    Day,
    PageQuery,
    Reader,
    from_cursor,
    to_cursor,
)
from getcrm.projections.transactions.changes import OPEN
from getcrm.projections.transactions.showing import (
    ListedTransaction,
    Showing,
    TransactionAnswer,
    TransactionDetails,
)
from getcrm.projections.transactions.tables import ASSIGNEES, CARDS, PAST_CARDS

UNDATED = "~"
"""Sorts after every date: what has none comes last."""


class TransactionRow(ListedTransaction):
    """details: where they were asked for."""

    details: NotRequired[TransactionDetails]


class TransactionsAnswer(TypedDict):
    """next: the cursor of the next page."""

    transactions: list[TransactionRow]
    next: str | None


class TransactionsQuery(AsOfQuery, ChangedQuery, PageQuery):
    """The list of transactions; the latest created first, unless another sort is asked for.

    customer, assignee: an id, or "none". bucket: of the open ones, those in time, due today or
    overdue, by the day (TXN-3). start_from, start_to, due_from, due_to: days, both included.
    deleted: the deleted ones instead of the live ones. order: upwards, but for created.
    full: each with all its details.
    """

    customer: Ref | None = None
    assignee: Ref | None = None
    opportunity: Ref | None = None
    campaign: Ref | None = None
    type: Ref | None = None
    status: Literal["todo", "doing", "completed", "cancelled"] | None = None
    bucket: Literal["in_time", "today", "overdue"] | None = None
    start_from: Day | None = None
    start_to: Day | None = None
    due_from: Day | None = None
    due_to: Day | None = None
    deleted: bool = False
    sort: Literal["due", "start", "created"] = "created"
    order: Literal["asc", "desc"] | None = None
    full: bool = False

    @property
    def downwards(self) -> bool:
        return self.order == "desc" if self.order else self.sort == "created"


class TransactionQuery(AsOfQuery):
    """One transaction, live or deleted."""

    transaction: Ref


def transactions(query: TransactionsQuery, reader: Reader) -> TransactionsAnswer:
    moment = query.moment(reader)
    if query.campaign is not None:
        campaign = campaign_row(reader.db, query.campaign, NOW)["id"]
        query = query.model_copy(update={"campaign": campaign})
    unseen = hidden(reader, (query.customer, query.opportunity, query.campaign))

    def asked(table: Table) -> ColumnElement[bool]:
        if unseen:  # what is not told of a transaction is not found by it either (PERM-4)
            return false()
        mine = TRANSACTIONS.seen(table.c.transaction, reader.who)
        others = [
            *query.changed("transaction", table.c.transaction, reader),
            *dated(query, table, reader, moment),
        ]
        return and_(mine, *classified(query, table, moment), *others)

    found = page(query, reader, rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery())
    shown = found[: query.limit]
    showing = Showing(reader, moment, [id for _, id in shown])
    last = shown[-1] if len(found) > query.limit else None
    return {
        "transactions": [row(id, showing, query.full) for _, id in shown],
        "next": to_cursor([query.sort, int(query.downwards), *last]) if last else None,
    }


def row(id: str, showing: Showing, full: bool) -> TransactionRow:
    shown = cast(TransactionRow, showing.transaction(id))
    if full:
        shown["details"] = showing.details(id)
    return shown


def page(query: TransactionsQuery, reader: Reader, cards: FromClause) -> list[tuple[str, str]]:
    """What it is sorted by, and the ids, one more than are shown. Raises BadCursor."""
    column = cards.c["created_at" if query.sort == "created" else query.sort]
    key = column if query.sort == "created" else func.coalesce(column, UNDATED)
    found, here = select(key, cards.c.transaction), tuple_(key, cards.c.transaction)
    if query.cursor is not None:
        sort, downwards, *place = from_cursor(query.cursor, 4)
        if (sort, downwards) != (query.sort, int(query.downwards)):
            raise BadCursor("cursor")
        there = tuple_(*map(str, place))
        found = found.where(here < there if query.downwards else here > there)
    by = (key.desc(), cards.c.transaction.desc()) if query.downwards else (key, cards.c.transaction)
    rows = reader.db.execute(found.order_by(*by).limit(query.limit + 1))
    return [(value, id) for value, id in rows]


def classified(
    query: TransactionsQuery, table: Table, moment: Moment
) -> Iterator[ColumnElement[bool]]:
    yield from query.chosen(table.c.deleted, query.deleted)
    for field in ("opportunity", "campaign", "type", "status"):
        if (value := getattr(query, field)) is not None:
            yield table.c[field] == value
    if query.customer is not None:
        nobody = query.customer == NOBODY
        yield table.c.customer.is_(None) if nobody else table.c.customer == query.customer
    if query.assignee is not None:
        yield assigned(query.assignee, table, moment)


def assigned(user: str, table: Table, moment: Moment) -> ColumnElement[bool]:
    """Theirs: now by the table of assignees, then by the card's own list."""
    if user == NOBODY:
        nobodys: ColumnElement[bool] = table.c.assignees == "[]"
        return nobodys
    if moment.is_now:
        theirs = select(ASSIGNEES.c.transaction).where(ASSIGNEES.c.user == user)
        return table.c.transaction.in_(theirs)
    without: ColumnElement[str] = func.replace(table.c.assignees, f'"{user}"', "")
    return without != table.c.assignees


def dated(
    query: TransactionsQuery, table: Table, reader: Reader, moment: Moment
) -> Iterator[ColumnElement[bool]]:
    zone = reader.time_zone
    for column, since, until in (
        (table.c.start, query.start_from, query.start_to),
        (table.c.due, query.due_from, query.due_to),
    ):
        if since is not None:
            yield column >= start_of(since, zone)
        if until is not None:
            yield column <= end_of(until, zone)
    if query.bucket is not None:
        today = day_of(moment.at or reader.now, zone)
        begins, ends = start_of(today, zone), end_of(today, zone)
        yield table.c.status.in_(OPEN)
        yield {
            "overdue": table.c.due < begins,
            "today": and_(table.c.due >= begins, table.c.due <= ends),
            "in_time": or_(table.c.due > ends, table.c.due.is_(None)),
        }[query.bucket]


def transaction(query: TransactionQuery, reader: Reader) -> TransactionAnswer:
    moment, id = query.moment(reader), query.transaction

    def asked(table: Table) -> Any:
        return table.c.transaction == id

    found = rows_as_of(CARDS, PAST_CARDS, moment, asked).subquery()
    if reader.db.scalar(select(found.c.transaction)) is None or not TRANSACTIONS.is_visible(
        reader, id
    ):
        raise NotFound("transaction", kind="transaction", id=id)
    return Showing(reader, moment, [id]).page(id)
