"""What somebody may see of one kind of record: the relations that count, said in SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select, true, union_all

from getcrm.domain.policy import Relation, Viewer
from getcrm.projections.query import Reader

Ids = Callable[[Viewer], Select[Any]]
"""The ids of the records to which somebody has a relation, today."""


@dataclass(frozen=True)
class Seeing:
    """kind: of record, as the policy calls it. relations: every one the policy has for it."""

    kind: str
    relations: Mapping[Relation, Ids]

    def sees_all(self, who: Viewer) -> bool:
        return "any" in who.counting(self.kind)

    def ids(self, who: Viewer) -> Any:
        """Of the records they may see, where that is not all: a question for a subquery. One that
        they may see for several reasons is there as often."""
        counting = sorted(who.counting(self.kind) - {"any"})
        asked = list(dict.fromkeys(self.relations[relation] for relation in counting))
        if not asked:
            return select(true()).where(~true())
        found = [ids(who) for ids in asked]
        return found[0] if len(found) == 1 else union_all(*found)

    def seen(self, column: ColumnElement[Any], who: Viewer) -> ColumnElement[bool]:
        """Said of any column that holds the id of such a record: they may see it."""
        return true() if self.sees_all(who) else column.in_(self.ids(who))

    def narrowed(self, column: ColumnElement[Any], who: Viewer) -> list[ColumnElement[bool]]:
        """The same as conditions to add: none for somebody who sees everything."""
        return [] if self.sees_all(who) else [self.seen(column, who)]

    def is_visible(self, reader: Reader, id: str) -> bool:
        """Whether they may see one record; it exists."""
        return bool(self.among(reader, [id]))

    def among(self, reader: Reader, ids: list[str]) -> set[str]:
        """Those of some records that they may see."""
        if self.sees_all(reader.who):
            return set(ids)
        mine = self.ids(reader.who).subquery()
        [id] = mine.c
        return set(reader.db.scalars(select(id).where(id.in_(ids))))
