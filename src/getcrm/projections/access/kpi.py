"""Whose figures somebody may see: their own, their departments', everybody's (KPI-6)."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, true

from getcrm.domain.policy import Relation, Viewer
from getcrm.projections.among import among

PEOPLE: Mapping[Relation, Callable[[Viewer], frozenset[str]]] = {
    "own": lambda who: frozenset({who.user}),
    "subordinate": lambda who: who.subordinates,
    "colleague": lambda who: who.colleagues,
}
"""The employees to whom somebody has a relation, today: the policy has these for figures."""


class SeeingFigures:
    """The same questions as `Seeing` answers, about employees."""

    kind = "kpi"

    def sees_all(self, who: Viewer) -> bool:
        return "any" in who.counting(self.kind)

    def employees(self, who: Viewer) -> frozenset[str]:
        """Whose figures they may see, where that is not everybody's."""
        counting = who.counting(self.kind) - {"any"}
        return frozenset().union(*(PEOPLE[relation](who) for relation in counting))

    def seen(self, column: ColumnElement[Any], who: Viewer) -> ColumnElement[bool]:
        """Said of any column that holds an employee: they may see the figures."""
        return true() if self.sees_all(who) else among(column, sorted(self.employees(who)))

    def narrowed(self, column: ColumnElement[Any], who: Viewer) -> list[ColumnElement[bool]]:
        """The same as conditions to add: none for somebody who sees everything."""
        return [] if self.sees_all(who) else [self.seen(column, who)]


FIGURES = SeeingFigures()
