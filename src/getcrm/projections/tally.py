"""What stands in the columns of a board, kept as events come, and known for any moment.

Counting 100,000 cards when a board is shown takes too long, now and for the past. So each change
of what stands where is an entry in a ledger, signed, naming its event (LOG-2), and the entries
are summed beside: in total, which is today; by the day they occurred, and by blocks of positions,
from which any moment's total is a few sums and the entries of one day or block.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    MetaData,
    Select,
    Table,
    and_,
    bindparam,
    func,
    or_,
    select,
)

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Moment, Row
from getcrm.projections.projection import NUMBER, TEXT
from getcrm.projections.query import BadCursor, from_cursor, to_cursor

BLOCK = 4_096
"""Positions that are summed together."""
OCCURRED, RECORDED = "occurred", "recorded"
"""The two clocks by which there are sums: buckets are days, or blocks of positions."""


class Standing(NamedTuple):
    """Where something stands, and what it weighs there.

    cell: values of the tally's board and cell columns, and the owner, "" for nobody.
    """

    cell: tuple[str, ...]
    weights: tuple[int, ...]


class Explained(NamedTuple):
    """sums: of all entries, weight by weight. rows: one page of them, and where the next begins."""

    sums: tuple[int, ...]
    rows: list[Row]
    next: str | None


class Tally:
    """The three tables of one board.

    board: columns that tell boards apart; cell: those that tell what stands where on it;
    weights: what is summed; subject: whose standing it is.
    """

    def __init__(
        self,
        name: str,
        metadata: MetaData,
        subject: str,
        board: tuple[str, ...],
        cell: tuple[str, ...],
        weights: tuple[str, ...],
    ) -> None:
        self.subject, self.board, self.cell, self.weights = subject, board, cell, weights
        self.totals = Table(
            f"{name}_total",
            metadata,
            *keys(*board, *cell, "owner"),
            *numbers(*weights),
        )
        self.sums = Table(
            f"{name}_sum",
            metadata,
            *keys(*board, "clock", "bucket", *cell),
            *numbers(*weights),
        )
        self.entries = Table(
            f"{name}_entry",
            metadata,
            Column("position", NUMBER, primary_key=True),
            Column("ordinal", NUMBER, primary_key=True),
            Column("occurred_at", TEXT, nullable=False),
            *(Column(column, TEXT, nullable=False) for column in (subject, *board, *cell, "owner")),
            *numbers(*weights),
        )
        whose = [self.entries.c[column] for column in board]
        Index(f"{name}_entry_occurred", *whose, self.entries.c.occurred_at)

    @property
    def tables(self) -> tuple[Table, Table, Table]:
        return self.totals, self.sums, self.entries

    def ask(
        self, db: Connection, moment: Moment, board: Mapping[str, str], owner: str | None = None
    ) -> dict[tuple[str, ...], tuple[int, ...]]:
        """The weights by cell. owner: only what is theirs, "" for nobody; only of today."""
        found: dict[tuple[str, ...], tuple[int, ...]] = {}
        given = {**board, "owner": owner, "at": moment.at, "position": moment.position}
        clocks = (moment.at is not None, moment.position is not None)
        if moment.position is not None:
            start = moment.position - moment.position % BLOCK
            given |= {"start": start, "block": block_of(start)}
        if moment.at is not None:
            given["day"] = moment.at[:10]
        for sign, question in self._questions(*clocks, owned=owner is not None):
            for row in db.execute(question, given).all():
                cell, weights = tuple(row[: len(self.cell)]), row[len(self.cell) :]
                more = [sign * int(weight) for weight in weights]
                found[cell] = tuple(map(add, found.get(cell, (0,) * len(more)), more))
        return found

    def explain(
        self,
        db: Connection,
        moment: Moment,
        asked: Sequence[ColumnElement[bool]],
        limit: int,
        cursor: str | None,
    ) -> "Explained":
        """The entries behind a sum, in the order of the log (LOG-2). Raises BadCursor."""
        entries = self.entries.c
        of = list(asked)
        if moment.at is not None:
            of.append(entries.occurred_at <= moment.at)
        if moment.position is not None:
            of.append(entries.position <= moment.position)
        weights = [func.sum(entries[weight]) for weight in self.weights]
        sums = tuple(int(value or 0) for value in db.execute(select(*weights).where(*of)).one())
        page = select(self.entries).where(*of).order_by(entries.position, entries.ordinal)
        if cursor is not None:
            page = page.where(self._behind(cursor))
        rows = [dict(row) for row in db.execute(page.limit(limit + 1)).mappings()]
        last = rows[limit - 1] if len(rows) > limit else None
        following = to_cursor([last["position"], last["ordinal"]]) if last else None
        return Explained(sums, rows[:limit], following)

    def _behind(self, cursor: str) -> ColumnElement[bool]:
        """What comes after the page that ended there."""
        position, ordinal = from_cursor(cursor, 2)
        if not all(isinstance(value, int) and 0 <= value < 2**63 for value in (position, ordinal)):
            raise BadCursor("cursor")
        entries = self.entries.c
        same = and_(entries.position == position, entries.ordinal > ordinal)
        return or_(entries.position > position, same)

    @cache  # noqa: B019 - there are as many as there are boards
    def _questions(
        self, timed: bool, known: bool, owned: bool
    ) -> tuple[tuple[int, Select[Any]], ...]:
        """What to add up, and what to take off. Put together once: that takes longer than the
        answer."""
        if not (timed or known):
            theirs = [self.totals.c.owner == bindparam("owner", type_=TEXT)] if owned else []
            return ((1, self._summed(self.totals, *theirs)),)
        assert not owned, "the past's totals are not kept by owner"
        clock, bucket = self.sums.c.clock, self.sums.c.bucket
        position, occurred_at = self.entries.c.position, self.entries.c.occurred_at
        at, last = bindparam("at", type_=TEXT), bindparam("position", type_=NUMBER)
        if not timed:
            blocks = and_(clock == RECORDED, bucket < bindparam("block", type_=TEXT))
            within = position.between(bindparam("start", type_=NUMBER), last)
            return (1, self._summed(self.sums, blocks)), (1, self._summed(self.entries, within))
        day = bindparam("day", type_=TEXT)
        days = and_(clock == OCCURRED, bucket < day)
        occurred = (
            (1, self._summed(self.sums, days)),
            (1, self._summed(self.entries, occurred_at >= day, occurred_at <= at)),
        )
        unknown = and_(position > last, occurred_at <= at)
        return (*occurred, (-1, self._summed(self.entries, unknown))) if known else occurred

    def _summed(self, table: Table, *where: ColumnElement[bool]) -> Select[Any]:
        cell = [table.c[column] for column in self.cell]
        weights = [func.sum(table.c[column]) for column in self.weights]
        whose = [table.c[column] == bindparam(column, type_=TEXT) for column in self.board]
        return select(*cell, *weights).where(*whose, *where).group_by(*cell)


class Posting:
    """The entries of one batch. Sums are read and written once, whatever the batch holds."""

    def __init__(self, tally: Tally, book: Book) -> None:
        self._tally, self._book = tally, book
        self._totals: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._sums: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._entries = book[tally.entries]
        self._board = len(tally.board)

    def moved(self, entry: Entry, subject: str, old: Standing | None, new: Standing | None) -> None:
        """By this event something stands elsewhere, or weighs something else. None: nowhere."""
        if old == new:
            return
        if old and new and old.cell == new.cell:
            more = tuple(b - a for a, b in zip(old.weights, new.weights, strict=True))
            self._post(entry, 0, subject, Standing(new.cell, more))
            return
        if old:
            self._post(entry, 0, subject, Standing(old.cell, tuple(-w for w in old.weights)))
        if new:
            self._post(entry, 1, subject, new)

    def _post(self, entry: Entry, ordinal: int, subject: str, change: Standing) -> None:
        position, occurred_at = entry.position, entry.occurred_at
        whole, more = change
        self._entries.add_values((position, ordinal, occurred_at, subject, *whole, *more))
        board, cell = whole[: self._board], whole[self._board : -1]
        totals, sums = self._totals, self._sums
        day = (*board, OCCURRED, occurred_at[:10], *cell)
        block = (*board, RECORDED, block_of(position), *cell)
        totals[whole] = added(totals[whole], more) if whole in totals else more
        sums[day] = added(sums[day], more) if day in sums else more
        sums[block] = added(sums[block], more) if block in sums else more

    def write(self) -> None:
        """A sum that has become nothing leaves no row: rows do not depend on where batches end."""
        for table, sums in ((self._tally.totals, self._totals), (self._tally.sums, self._sums)):
            rows, columns = self._book[table], table.columns.keys()
            rows.fetch(sums)
            for key, weights in sums.items():
                if (row := rows.get(key)) is not None:
                    weights = added((row[weight] for weight in self._tally.weights), weights)
                if any(weights):
                    rows.put(dict(zip(columns, key + weights, strict=True)))
                else:
                    rows.remove(key)


def added(one: Iterable[int], other: Iterable[int]) -> tuple[int, ...]:
    return tuple(map(add, one, other))


def block_of(position: int) -> str:
    """The name of the block a position lies in; names sort like positions."""
    return f"{position // BLOCK:015}"


def keys(*names: str) -> list[Column[Any]]:
    return [Column(name, TEXT, primary_key=True) for name in names]


def numbers(*names: str) -> list[Column[Any]]:
    return [Column(name, NUMBER, nullable=False) for name in names]
