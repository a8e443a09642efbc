"""The customers that match, in an order in which pages neither lose nor repeat anybody (CUS-8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    case,
    exists,
    func,
    literal,
    select,
    tuple_,
)

from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.customers.filters import Condition
from getcrm.projections.customers.searching import matching, parameters, terms_found
from getcrm.projections.customers.tables import CARDS, PAST_CARDS, TERMS
from getcrm.projections.customers.terms import Wanted
from getcrm.projections.directory.asking import listed
from getcrm.projections.potential_stars.asking import scores
from getcrm.projections.potential_stars.tables import SCORES
from getcrm.projections.projection import NUMBER, TEXT
from getcrm.projections.query import Reader

Sort = Literal["name", "code", "created", "last_contact", "score", "stage", "term"]
"""term: by the words found; only a search for customers as they are now."""
COLUMNS = {
    "name": "name_key",
    "code": "code_key",
    "created": "created_at",
    "last_contact": "quiet_since",
}
"""In which column of the cards it stands."""
NUMBERS = ("score", "stage")
"""What is no text: the score, and the stage's place among the stages."""


class Place(NamedTuple):
    """Of a customer in the order: what it is sorted by, and its id."""

    value: Any
    customer: str


@dataclass(frozen=True)
class Order:
    """asked: what the cards must fulfil. narrow: more than being live and to be seen.

    deleted: not even being live."""

    reader: Reader
    moment: Moment
    asked: Condition
    narrow: bool
    deleted: bool
    sort: Sort
    downwards: bool

    def page(self, wanted: Wanted | None, after: Place | None, limit: int) -> list[Place]:
        """The first places after one of them."""
        if self.sort == "term" and wanted is not None:
            return self._page_by_term(wanted, after, limit)
        places = self._places(wanted) if self.moment.is_now else self._places_then(wanted)
        key, id = places.selected_columns
        if after is not None:
            kind = NUMBER if self.sort in NUMBERS else TEXT
            here = tuple_(key, id)
            there = tuple_(literal(after.value, kind), literal(after.customer, TEXT))
            places = places.where(here < there if self.downwards else here > there)
        by = (key.desc(), id.desc()) if self.downwards else (key, id)
        found = self.reader.db.execute(places.order_by(*by).limit(limit))
        return [Place(*row) for row in found]

    def _page_by_term(self, wanted: Wanted, after: Place | None, limit: int) -> list[Place]:
        db, others = self.reader.db, len(wanted.others)
        seen = CUSTOMERS.told_by(TERMS, self.reader.who)
        found = terms_found(db.dialect.name, others, self.downwards, after is not None, seen)
        if self.narrow:
            found = found.where(self._has_card(TERMS, [self.asked]))
        given: dict[str, Any] = {**parameters(wanted), "limit": limit}
        if after is not None:
            given |= {"term": after.value, "customer": after.customer}
        return [Place(*row) for row in db.execute(found, given)]

    def count(self, wanted: Wanted | None) -> int:
        cards = rows_as_of(CARDS, PAST_CARDS, self.moment, *self._conditions(wanted)).subquery()
        return self.reader.db.execute(select(func.count()).select_from(cards)).scalar_one()

    def _conditions(self, wanted: Wanted | None) -> list[Condition]:
        if wanted is None:
            return [self.asked]
        return [self.asked, matching(self.reader.db, wanted, self.moment, self.deleted)]

    def _places(self, wanted: Wanted | None) -> Select[Any]:
        """The table that holds the order in an index leads, and cards are looked up by it."""
        conditions = self._conditions(wanted)
        if self.sort == "score":
            return select(SCORES.c.score, SCORES.c.customer).where(
                self._has_card(SCORES, conditions)
            )
        own = [condition(CARDS) for condition in conditions]
        return select(self._key(CARDS), CARDS.c.customer).where(*own)

    def _has_card(self, leader: Table, conditions: Sequence[Condition]) -> ColumnElement[bool]:
        same = CARDS.c.customer == leader.c.customer
        return exists().where(same, *(condition(CARDS) for condition in conditions))

    def _places_then(self, wanted: Wanted | None) -> Select[Any]:
        conditions = self._conditions(wanted)
        cards = rows_as_of(CARDS, PAST_CARDS, self.moment, *conditions).subquery("card")
        if self.sort != "score":
            return select(self._key(cards), cards.c.customer)
        score = scores(self.moment)
        both = cards.outerjoin(score, score.c.customer == cards.c.customer)
        return select(func.coalesce(score.c.score, 0), cards.c.customer).select_from(both)

    def _key(self, cards: FromClause) -> ColumnElement[Any]:
        if self.sort in COLUMNS:
            return cards.c[COLUMNS[self.sort]]
        stages = listed(self.reader.db, "stage", self.moment)
        seats = {row["id"]: seat for seat, row in enumerate(stages)}
        return case(seats, value=cards.c.stage, else_=len(seats))
