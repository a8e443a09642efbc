"""Finding customers by what somebody types (CUS-8): one range of the terms, never a `like`."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    func,
    literal,
    select,
    union_all,
)

from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.customers.filters import Condition
from getcrm.projections.customers.tables import DETAILS, PAST_DETAILS, TERMS
from getcrm.projections.customers.terms import LAST, Wanted, as_typed, in_any_order

FREQUENT = 1_000
"""Where a word begins so many terms, it hardly matters how many more."""


def meanings(db: Connection, search: str) -> Iterator[Wanted]:
    """What the search may mean, the most literal first; the first that finds anybody holds."""
    yield from as_typed(search)
    if words := in_any_order(search):
        yield rarest(db, words)


def rarest(db: Connection, words: list[Wanted]) -> Wanted:
    """The word to begin with: the one that the fewest terms begin with, so that there is least
    to look through for the others."""
    counts = []
    for number, wanted in enumerate(words):
        terms = select(TERMS.c.term).where(begins(wanted)).limit(FREQUENT).subquery()
        counts.append(select(literal(number), func.count()).select_from(terms))
    found = dict(db.execute(union_all(*counts)).all())
    return words[min(found, key=lambda number: (found[number], number))]


def begins(wanted: Wanted) -> ColumnElement[bool]:
    """Terms that begin so: a range of the index."""
    return (TERMS.c.term >= wanted.start) & (TERMS.c.term < wanted.start + LAST)


def found_by_term(db: Connection, wanted: Wanted) -> ColumnElement[bool]:
    """Said of the terms: it is the first one by which its customer is found, so that nobody is
    found twice, and the customer has the other words too."""
    at = finder(db)
    terms = DETAILS.c.terms
    is_first = at(terms, f"\n{wanted.start}") == at(terms, "\n" + TERMS.c.term + "\n")
    others = [at(terms, f"\n{word}") > 0 for word in wanted.others]
    mine = DETAILS.c.customer == TERMS.c.customer
    return and_(begins(wanted), exists().where(mine, is_first, *others))


def matching(db: Connection, wanted: Wanted, moment: Moment) -> Condition:
    """Said of the cards: it is one of those found."""
    if moment.is_now:
        found = select(TERMS.c.customer).where(found_by_term(db, wanted))
        return lambda card: card.c.customer.in_(found)
    at = finder(db)

    def has_all(details: Any) -> ColumnElement[bool]:
        words = (wanted.start, *wanted.others)
        return and_(*(at(details.c.terms, f"\n{word}") > 0 for word in words))

    then = rows_as_of(DETAILS, PAST_DETAILS, moment, has_all).subquery()
    return lambda card: card.c.customer.in_(select(then.c.customer))


def finder(db: Connection) -> Any:
    """Where in a text another one first stands, 0: nowhere."""
    return func.instr if db.dialect.name == "sqlite" else func.strpos
