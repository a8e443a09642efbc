"""The cards of a board: the first of each column, whoever came into it last on top."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    literal_column,
    or_,
    select,
    union_all,
)

from getcrm.projections.book import Moment, began, lasts
from getcrm.projections.potential_stars.asking import scores, thresholds
from getcrm.projections.query import from_cursor, to_cursor

Where = Callable[[Table], ColumnElement[bool]]
"""A condition, said of the live table or of the past one."""
COLUMN_LIMIT = 80
"""Cards of a column that a board shows at first."""
Found = Sequence[Row[Any]]


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
        columns: Sequence[Where],
        limit: int,
        cursor: str | None = None,
    ) -> list[tuple[Found, str | None]]:
        """Of each column as many cards as fit, and the cursor of the next page.

        One question for all columns. Raises BadCursor.
        """
        after = None if cursor is None else from_cursor(cursor, 2)
        parts = [
            select(self._part(number, table, moment, where, limit, after).subquery())
            for number, where in enumerate(columns)
            for table in ([self.live] if moment.is_now else [self.live, self.past])
        ]
        if not parts:
            return []
        found: list[list[Row[Any]]] = [[] for _ in columns]
        for row in db.execute(union_all(*parts)):
            found[row[0]].append(row)
        if not moment.is_now:
            for cards in found:
                cards.sort(key=lambda card: card.id)
                cards.sort(key=lambda card: card.entered_at, reverse=True)
        return [(cards[:limit], following(cards, limit)) for cards in found]

    def _part(
        self,
        number: int,
        table: Table,
        moment: Moment,
        where: Where,
        limit: int,
        after: list[Any] | None,
    ) -> Select[Any]:
        """One column's cards out of one of the two tables: the index gives them in order."""
        id, entered_at = table.c[self.id], table.c.entered_at
        conditions = [where(table), began(table, moment)]
        if table is self.past:
            conditions.append(lasts(table, moment))
        if after is not None:
            at, last = map(str, after)
            conditions.append(and_(entered_at <= at, or_(entered_at < at, id > last)))
        return (
            select(
                literal_column(str(number)).label("column_number"),
                id.label("id"),
                *(table.c[name] for name in self.shown),
            )
            .where(*conditions)
            .order_by(entered_at.desc(), id)
            .limit(limit + 1)
        )


def following(cards: Found, limit: int) -> str | None:
    """Where the next page of a column begins, if there is one."""
    if len(cards) <= limit:
        return None
    last = cards[limit - 1]
    return to_cursor([last.entered_at, last.id])


def whole_days(since: str, until: str) -> int:
    """Days of 24 hours that have passed; never fewer than none."""
    passed = datetime.fromisoformat(until) - datetime.fromisoformat(since)
    return max(0, passed.days)


def with_stars(db: Connection, min_stars: int, moment: Moment) -> Select[tuple[str]]:
    """The customers who had that many stars, or more (SCO-2, SCO-5)."""
    of_then = scores(moment)
    return select(of_then.c.customer).where(
        of_then.c.score >= thresholds(db, moment)[min_stars - 1]
    )
