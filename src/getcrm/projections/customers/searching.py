"""Finding customers by what somebody types (CUS-8): one range of the terms, never a `like`."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.customers.filters import Condition
from getcrm.projections.customers.tables import DETAILS, PAST_DETAILS, TERMS
from getcrm.projections.customers.terms import LAST, Wanted, as_typed, in_any_order
from getcrm.projections.projection import NUMBER, TEXT
from getcrm.projections.query import Reader

FREQUENT = 100
"""Where a word begins so many terms, it hardly matters how many more."""


def meanings(reader: Reader, search: str) -> Iterator[Wanted]:
    """What the search may mean, the most literal first; the first that finds anybody holds."""
    yield from as_typed(search)
    if words := in_any_order(search):
        yield rarest(reader, words)


def rarest(reader: Reader, words: list[Wanted]) -> Wanted:
    """The word to begin with: the one that the fewest terms begin with, so that there is least
    to look through for the others. Only what they may see counts: the choice shows in the order
    of a page and in its cursor (PERM-4)."""
    db, counts = reader.db, []
    seen = CUSTOMERS.told_by(TERMS, reader.who)
    for number, wanted in enumerate(words):
        terms = select(TERMS.c.term).where(*seen, begins(wanted)).limit(FREQUENT).subquery()
        counts.append(select(literal(number), func.count()).select_from(terms))
    found = dict(db.execute(union_all(*counts)).all())
    return words[min(found, key=lambda number: (found[number], number))]


def begins(wanted: Wanted) -> ColumnElement[bool]:
    return (TERMS.c.term >= wanted.start) & (TERMS.c.term < wanted.start + LAST)


@cache
def found_by_term(dialect: str, others: int) -> ColumnElement[bool]:
    """Said of the terms, with the parameters of a meaning: it is the first one by which its
    customer is found, so that nobody is found twice, and the customer has the others too.

    The first is never behind this one, so "not before" says "the same"; of an equality PostgreSQL
    would expect next to no rows, and sort all of them instead of stopping after a page."""
    at, terms = finder(dialect), DETAILS.c.terms
    start, last, first = (bindparam(name, type_=TEXT) for name in ("start", "last", "first"))
    is_first = at(terms, first) >= at(terms, "\n" + TERMS.c.term + "\n")
    all_others = [at(terms, bindparam(f"other_{n}", type_=TEXT)) > 0 for n in range(others)]
    found = exists().where(DETAILS.c.customer == TERMS.c.customer, is_first, *all_others)
    return and_(TERMS.c.term >= start, TERMS.c.term < last, found)


def parameters(wanted: Wanted) -> dict[str, str]:
    others = {f"other_{n}": f"\n{word}" for n, word in enumerate(wanted.others)}
    start = wanted.start
    return {"start": start, "last": start + LAST, "first": f"\n{start}", **others}


def terms_found(
    dialect: str,
    others: int,
    downwards: bool,
    goes_on: bool,
    first: Iterable[ColumnElement[bool]] = (),
) -> Select[Any]:
    """The terms and the customers found by them, in order. Further parameters: limit, and where
    it goes on after a former page, its last term and customer.

    first: asked of every term before the rest, which takes longer."""
    key, id = TERMS.c.term, TERMS.c.customer
    found = select(key, id).where(*first, found_by_term(dialect, others))
    if goes_on:
        here = tuple_(key, id)
        there = tuple_(bindparam("term", type_=TEXT), bindparam("customer", type_=TEXT))
        found = found.where(here < there if downwards else here > there)
    by = (key.desc(), id.desc()) if downwards else (key, id)
    return found.order_by(*by).limit(bindparam("limit", type_=NUMBER))


def matching(db: Connection, wanted: Wanted, moment: Moment, deleted: bool) -> Condition:
    """Said of the cards: it is one of those found. Only the living are found by their terms."""
    dialect = db.dialect.name
    if moment.is_now and not deleted:
        found = select(TERMS.c.customer).where(found_by_term(dialect, len(wanted.others)))
        among_found = found.params(parameters(wanted))
        return lambda card: card.c.customer.in_(among_found)
    at = finder(dialect)

    def has_all(details: Any) -> ColumnElement[bool]:
        words = (wanted.start, *wanted.others)
        return and_(*(at(details.c.terms, f"\n{word}") > 0 for word in words))

    then = rows_as_of(DETAILS, PAST_DETAILS, moment, has_all).subquery()
    return lambda card: card.c.customer.in_(select(then.c.customer))


def finder(dialect: str) -> Any:
    """Where in a text another one first stands, 0: nowhere."""
    return func.instr if dialect == "sqlite" else func.strpos
