"""What somebody may see of one kind of record: the relations that count, said in SQL."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)

from getcrm.domain.policy import Relation, Viewer
from getcrm.projections.projection import TEXT
from getcrm.projections.query import Reader

Ids = Callable[[Viewer], Select[Any]]
"""The ids of the records to which somebody has a relation, today."""
Told = Callable[[FromClause, Viewer], ColumnElement[bool]]
"""The same, said of a table that itself tells what the relation depends on."""
FEW = 1_000
"""So many records are looked up one by one sooner than they are met among all."""


@dataclass(frozen=True)
class Seeing:
    """kind: of record, as the policy calls it. relations: every one the policy has for it.

    told: those of them that some tables tell themselves."""

    kind: str
    relations: Mapping[Relation, Ids]
    told: Mapping[Relation, Told] = field(default_factory=dict)

    def sees_all(self, who: Viewer) -> bool:
        return "any" in who.counting(self.kind)

    def ids(self, who: Viewer) -> Any:
        """Of the records they may see, where that is not all: a question for a subquery. One that
        they may see for several reasons is there as often."""
        counting = sorted(who.counting(self.kind) - {"any"})
        asked = list(dict.fromkeys(self.relations[relation] for relation in counting))
        if not asked:
            return select(literal("", TEXT)).where(false())
        found = [ids(who) for ids in asked]
        return found[0] if len(found) == 1 else union_all(*found)

    def seen(self, column: ColumnElement[Any], who: Viewer) -> ColumnElement[bool]:
        """Said of any column that holds the id of such a record: they may see it."""
        return true() if self.sees_all(who) else column.in_(self.ids(who))

    def narrowed(self, column: ColumnElement[Any], who: Viewer) -> list[ColumnElement[bool]]:
        """The same as conditions to add: none for somebody who sees everything."""
        return [] if self.sees_all(who) else [self.seen(column, who)]

    def told_by(self, table: FromClause, who: Viewer) -> list[ColumnElement[bool]]:
        """The same of a table that tells what `told` asks: best where its rows are gone through
        in some order until there are enough, and more than a few of them may be seen."""
        if self.sees_all(who):
            return []
        counting = sorted(who.counting(self.kind))
        elsewhere = dict.fromkeys(self.relations[one] for one in counting if one not in self.told)
        here = [self.told[one](table, who) for one in counting if one in self.told]
        return [or_(False, *here, *(table.c[self.kind].in_(ids(who)) for ids in elsewhere))]

    def sees_few(self, reader: Reader) -> bool:
        """Whether there are few records that they may see."""
        if self.sees_all(reader.who):
            return False
        some = self.ids(reader.who).limit(FEW).subquery()
        return reader.db.execute(select(func.count()).select_from(some)).scalar_one() < FEW

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
