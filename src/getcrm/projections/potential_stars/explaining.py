"""Why a customer has its stars (LOG-2, SCO-5)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import Row, select
from typing_extensions import TypedDict

from getcrm.domain.refusals import NotFound
from getcrm.language import spoken, words
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.hiding import hidden
from getcrm.projections.book import Moment
from getcrm.projections.called import names_then
from getcrm.projections.directory.asking import names
from getcrm.projections.directory.queries import Named, Ref
from getcrm.projections.potential_stars.asking import counted_by, star_count, thresholds
from getcrm.projections.potential_stars.counting import GROUP, TRANSACTION
from getcrm.projections.potential_stars.tables import (
    ENTRIES,
    PAST_PEOPLE,
    PAST_WORK,
    PEOPLE,
    WORK,
)
from getcrm.projections.query import AsOfQuery, Reader

Kind = Literal["transaction", "group"]
What = tuple[Kind, str]
"""Kind and id of something that counts."""


class Contribution(TypedDict):
    """A completed transaction, or a group the customer is in, with its points (SCO-1). ref: null
    of a transaction that the caller may not see, which is not called by its name either."""

    kind: Kind
    ref: str | None
    name: str
    points: int


class ScoreEntry(TypedDict):
    """A line of the ledger. occurred_at: from when on it counts. position, reason: the event that
    made it, and its topic."""

    position: int
    occurred_at: str
    kind: Kind
    ref: str | None
    name: str
    points: int
    reason: str


class PotentialStarsAnswer(TypedDict):
    """The contributions sum to the score, and so do the entries. thresholds: the lowest scores of
    1 to 5 stars."""

    customer: Named
    score: int
    stars: int
    thresholds: list[int]
    contributions: list[Contribution]
    entries: list[ScoreEntry]


class PotentialStarsQuery(AsOfQuery):
    """The stars of one customer, explained."""

    customer: Ref


def potential_stars(query: PotentialStarsQuery, reader: Reader) -> PotentialStarsAnswer:
    db, moment = reader.db, query.moment(reader)
    called = names_then(db, PEOPLE, PAST_PEOPLE, [query.customer], moment)
    if not called or not CUSTOMERS.is_visible(reader, query.customer):
        raise NotFound("customer", kind="customer", id=query.customer)
    entries = db.execute(
        select(ENTRIES)
        .where(ENTRIES.c.customer == query.customer, *counted_by(moment))
        .order_by(ENTRIES.c.occurred_at, ENTRIES.c.position, ENTRIES.c.ordinal)
    ).all()
    refs = {(entry.kind, entry.ref) for entry in entries}
    unseen = hidden(reader, (ref for _, ref in refs))
    named = names_of(refs, reader, moment)
    named |= {what: words.HIDDEN[spoken(reader.language)] for what in refs if what[1] in unseen}
    score, lowest = sum(entry.points for entry in entries), thresholds(db, moment)
    return {
        "customer": {"id": query.customer, "name": called[query.customer]},
        "score": score,
        "stars": star_count(score, lowest),
        "thresholds": lowest,
        "contributions": contributions(entries, named, unseen),
        "entries": [shown(entry, named, unseen) for entry in entries],
    }


def names_of(refs: Iterable[What], reader: Reader, moment: Moment) -> dict[What, str]:
    """What the transactions and groups were called then."""
    work = [ref for kind, ref in refs if kind == TRANSACTION]
    groups = [ref for kind, ref in refs if kind == GROUP]
    found = {TRANSACTION: names_then(reader.db, WORK, PAST_WORK, work, moment)}
    found[GROUP] = names(reader.db, "group", groups, moment)
    return {(kind, ref): found[kind].get(ref, ref) for kind, ref in refs}


def contributions(
    entries: Sequence[Row[Any]], named: dict[What, str], unseen: frozenset[str]
) -> list[Contribution]:
    """What counts, in the order in which it began to; also where it is worth nothing."""
    points: dict[What, int] = defaultdict(int)
    credit: dict[What, int] = defaultdict(int)
    began: dict[What, None] = {}
    for entry in entries:
        what = (entry.kind, entry.ref)
        if not credit[what]:
            began.pop(what, None)
        began[what] = None
        points[what] += entry.points
        credit[what] += entry.credit
    return [
        {
            "kind": kind,
            "ref": None if ref in unseen else ref,
            "name": named[kind, ref],
            "points": points[kind, ref],
        }
        for kind, ref in began
        if credit[kind, ref]
    ]


def shown(entry: Row[Any], named: dict[What, str], unseen: frozenset[str]) -> ScoreEntry:
    return {
        "position": entry.position,
        "occurred_at": entry.occurred_at,
        "kind": entry.kind,
        "ref": None if entry.ref in unseen else entry.ref,
        "name": named[entry.kind, entry.ref],
        "points": entry.points,
        "reason": entry.reason,
    }
