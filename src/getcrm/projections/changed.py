"""What has changed since a position of the log, so that another program can follow along (API-1).

The positions are those of the timeline, which has a line for every event: nothing is missed between
an answer's `Log-Position` and the next question with it.
"""

from datetime import date
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, func, or_, select

from getcrm.domain.calendar import start_of
from getcrm.projections.query import Known, Query, Reader
from getcrm.projections.timeline.tables import LINE

READ = "timeline"
"""The read model that a question with `changed_since` rests on, too."""


class ChangedQuery(Query):
    """changed_since: only what was recorded of later than this position of the log (a former
    answer's `Log-Position`), or than a time, whether it is deleted by now or not; a date: from its
    beginning."""

    changed_since: Known | None = None

    def since(self, reader: Reader) -> int | None:
        """The position; None: all are asked for."""
        known = self.changed_since
        if known is None or known.isdecimal():
            return None if known is None else int(known)
        if len(known) == len("2026-01-31"):
            known = start_of(date.fromisoformat(known), reader.time_zone)
        return reader.log.position_at(known)

    def chosen(self, deleted: ColumnElement[int], wanted: bool) -> list[ColumnElement[bool]]:
        """Live or deleted, as wanted; with changed_since, both: a deletion is a change."""
        return [] if self.changed_since is not None else [deleted == int(wanted)]

    def changed(
        self, kind: str, id: ColumnElement[str], reader: Reader
    ) -> list[ColumnElement[bool]]:
        """Said of any column with the id of a record of that kind: it has changed since."""
        position = self.since(reader)
        if position is None:
            return []
        told = [id.in_(later(kind, position))]
        if kind == "customer":  # also what belongs to it: its transactions make its score
            told += [id.in_(concerned(column, position)) for column in CONCERNED]
        return [or_(*told)]

    def changed_ids(self, kind: str, reader: Reader) -> set[str] | None:
        """The same, of few records. None: all are asked for."""
        position = self.since(reader)
        return None if position is None else set(reader.db.scalars(later(kind, position)))


CONCERNED: tuple[Column[str], ...] = (LINE.c.customer, LINE.c.left_customer)


def later(kind: str, position: int) -> Select[Any]:
    """The records of a kind that have events after the position."""
    streams = LINE.c.stream.startswith(f"{kind}-", autoescape=True)
    id = func.substr(LINE.c.stream, len(kind) + 2)
    return select(id).where(LINE.c.position > position, streams)


def concerned(column: Column[str], position: int) -> Select[Any]:
    """Whom later events concern."""
    return select(column).where(LINE.c.position > position, column.is_not(None))
