"""The cards of a board: the first of each column, whoever came into it last on top."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    literal_column,
    or_,
    select,
    union_all,
)

from getcrm.domain.calendar import days_between
from getcrm.projections.among import asked_moment
from getcrm.projections.book import Moment, began, lasts
from getcrm.projections.potential_stars.asking import scores, thresholds
from getcrm.projections.projection import NUMBER, TEXT
from getcrm.projections.query import Reader, from_cursor, to_cursor

Where = Callable[[Table], ColumnElement[bool]]
"""A condition, said of the live table or of the past one."""
COLUMN_LIMIT = 80
"""Cards of a column that a board shows at first."""
Found = Sequence[Any]
LAST = "9999"
"""Sorts after every instant."""


@dataclass(frozen=True)
class Column:
    """Which cards are asked for. equal: what their columns hold, the same ones in every column
    of a board. also: a further condition."""

    equal: Mapping[str, str | int]
    also: Where | None = None

    def without(self, name: str) -> "Column":
        """The same of every column: whatever that one holds."""
        return Column({key: held for key, held in self.equal.items() if key != name}, self.also)

    def where(self, table: Table) -> ColumnElement[bool]:
        """The same, said at once."""
        equal = [table.c[name] == value for name, value in self.equal.items()]
        return and_(True, *equal, *([self.also(table)] if self.also else []))


@dataclass(frozen=True)
class Deck:
    """Versioned cards with an `entered_at`. id: their key; shown: the columns a board needs."""

    live: Table
    past: Table
    id: str
    shown: tuple[str, ...]

    def first(
        self,
        db: Connection,
        moment: Moment,
        columns: Sequence[Column],
        limit: int,
        cursor: str | None = None,
        until: str | None = None,
    ) -> list[tuple[Found, str | None]]:
        """Of each column as many cards as fit, and the cursor of the next page.

        One question for all columns. until: see `latest_entry`. Raises BadCursor.
        """
        if not columns:
            return []
        given: dict[str, Any] = {"limit": limit + 1, "at": moment.at, "position": moment.position}
        given["until"] = until or LAST
        for number, column in enumerate(columns):
            given |= {f"column_{number}_{name}": value for name, value in column.equal.items()}
        if cursor is not None:
            given["last_at"], given["last"] = map(str, from_cursor(cursor, 2))
        clocks = (moment.at is not None, moment.position is not None)
        names = tuple(columns[0].equal)
        if any(column.also for column in columns):
            question = self._question(clocks, names, columns, cursor is not None)
        else:
            question = self._plain(clocks, names, len(columns), cursor is not None)
        found: list[list[Row[Any]]] = [[] for _ in columns]
        for row in db.execute(question, given).all():
            found[row[0]].append(row)
        if not moment.is_now:
            for cards in found:
                cards.sort(key=lambda card: card.id)
                cards.sort(key=lambda card: card.entered_at, reverse=True)
        return [(cards[:limit], following(cards, limit)) for cards in found]

    @cache  # noqa: B019 - there are as many as there are boards
    def _plain(
        self, clocks: tuple[bool, bool], names: tuple[str, ...], count: int, paged: bool
    ) -> CompoundSelect[Any]:
        """Put together once: that takes longer than the answer."""
        return self._question(clocks, names, [Column({})] * count, paged)

    def _question(
        self,
        clocks: tuple[bool, bool],
        names: tuple[str, ...],
        columns: Sequence[Column],
        paged: bool,
    ) -> CompoundSelect[Any]:
        moment = asked_moment(*clocks)
        tables = [self.live] if moment.is_now else [self.live, self.past]
        return union_all(
            *(
                select(self._part(number, table, moment, names, column.also, paged).subquery())
                for number, column in enumerate(columns)
                for table in tables
            )
        )

    def _part(
        self,
        number: int,
        table: Table,
        moment: Moment,
        names: tuple[str, ...],
        also: Where | None,
        paged: bool,
    ) -> Select[Any]:
        """One column's cards out of one of the two tables: the index gives them in order."""
        id, entered_at = table.c[self.id], table.c.entered_at
        where = [table.c[name] == bindparam(f"column_{number}_{name}") for name in names]
        if not moment.is_now:
            where += [began(table, moment), entered_at <= bindparam("until", type_=TEXT)]
        if table is self.past:
            where.append(lasts(table, moment))
        if also is not None:
            where.append(also(table))
        if paged:
            last_at = bindparam("last_at", type_=TEXT)
            later = or_(entered_at < last_at, id > bindparam("last", type_=TEXT))
            where.append(and_(entered_at <= last_at, later))
        shown = [table.c[name] for name in self.shown]
        return (
            select(literal_column(str(number)).label("column_number"), id.label("id"), *shown)
            .where(*where)
            .order_by(entered_at.desc(), id)
            .limit(bindparam("limit", type_=NUMBER))
        )


def latest_entry(reader: Reader, moment: Moment) -> str | None:
    """No card had come into its column later than this, so none need be looked at that has."""
    if moment.at is not None or moment.position is None:
        return moment.at
    recorded = reader.log.read(moment.position - 1, 1)
    return recorded[0].recorded_at if recorded else None


def following(cards: Found, limit: int) -> str | None:
    """Where the next page of a column begins, if there is one."""
    if len(cards) <= limit:
        return None
    last = cards[limit - 1]
    return to_cursor([last.entered_at, last.id])


def whole_days(since: str, until: str) -> int:
    """Days of 24 hours that have passed; never fewer than none."""
    return max(0, days_between(since, until))


def with_stars(db: Connection, min_stars: int, moment: Moment) -> Select[tuple[str]]:
    """The customers who had that many stars, or more (SCO-2, SCO-5)."""
    of_then = scores(moment)
    return select(of_then.c.customer).where(
        of_then.c.score >= thresholds(db, moment)[min_stars - 1]
    )
