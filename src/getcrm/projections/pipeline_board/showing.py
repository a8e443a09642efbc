"""How one opportunity is shown: with names, stars and rest as of the moment it is shown for."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from typing_extensions import TypedDict

from getcrm.domain.calendar import days_between
from getcrm.domain.money import written
from getcrm.projections.among import among, asked_moment, some_ids
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.customers import customer_names
from getcrm.projections.customers.tables import CARDS as CUSTOMERS
from getcrm.projections.customers.tables import PAST_CARDS as PAST_CUSTOMERS
from getcrm.projections.directory.asking import names
from getcrm.projections.directory.queries import Named
from getcrm.projections.potential_stars.asking import scores, star_count, thresholds
from getcrm.projections.query import Reader


class Idle(TypedDict):
    """OPP-19. since: the last real change or contact; days: passed since; limit: allowed."""

    since: str
    days: int
    limit: int


class Card(TypedDict):
    """amount: earned when won, else expected; null: nobody has said. age_days: in its column."""

    id: str
    version: int
    name: str
    customer: Named
    amount: str | None
    owner: Named | None
    stars: int
    probability: int
    entered_at: str
    age_days: int
    idle: Idle | None
    outcome: str


Face = tuple[str, str, int]
"""What a card shows of a customer, and what its rest depends on: the name, the last contact
("" for none), the stars."""


def faces(reader: Reader, moment: Moment, customers: Iterable[str]) -> dict[str, Face]:
    """The customers as they were then, in two questions for all of them."""
    db, wanted = reader.db, list(customers)
    given = {"ids": wanted, "at": moment.at, "position": moment.position}
    who, how_promising = face_questions(moment.at is not None, moment.position is not None)
    lowest = thresholds(db, moment)
    starred = {
        id: star_count(score, lowest) for id, score in db.execute(how_promising, given).all()
    }
    found: dict[str, Face] = {
        id: (name, contact or "", starred.get(id, 0))
        for id, name, contact in db.execute(who, given).all()
    }
    if len(found) < len(wanted):
        missing = [id for id in wanted if id not in found]
        first = customer_names(db, missing, moment)
        found |= {id: (first.get(id, id), "", 0) for id in missing}
    return found


@cache
def face_questions(timed: bool, known: bool) -> tuple[Select[Any], Select[Any]]:
    """Put together once: that takes longer than the answer."""
    moment, ids = asked_moment(timed, known), some_ids("ids")
    then = rows_as_of(
        CUSTOMERS, PAST_CUSTOMERS, moment, lambda table: among(table.c.customer, ids)
    ).subquery()
    score = scores(moment, ids)
    return (
        select(then.c.customer, then.c.name, then.c.last_contact_at),
        select(score.c.customer, score.c.score),
    )


class Showing:
    """Everything that a page of cards needs, asked for at once.

    limits: the days of rest each method allows, None: any number. customers, owners: of all the
    cards that will be shown.
    """

    def __init__(
        self,
        reader: Reader,
        moment: Moment,
        limits: Mapping[str, int | None],
        customers: Iterable[str],
        owners: Iterable[str],
    ) -> None:
        self.now = moment.at or reader.now
        self._limits = limits
        self._faces = faces(reader, moment, set(customers))
        theirs = set(owners)
        called = names(reader.db, "user", theirs, moment)
        self._owners: dict[str, Named | None] = {
            owner: {"id": owner, "name": called.get(owner, owner)} if owner else None
            for owner in theirs
        }

    def card(
        self,
        id: str,
        version: int,
        name: str,
        customer: str,
        method: str,
        outcome: str,
        owner: str,
        units: str | None,
        probability: int,
        entered_at: str,
        changed_at: str,
    ) -> Card:
        """Of the values in the order of the deck."""
        called, contacted_at, stars = self._faces[customer]
        limit = self._limits.get(method) if outcome == "open" else None
        return {
            "id": id,
            "version": version,
            "name": name,
            "customer": {"id": customer, "name": called},
            "amount": amount(units),
            "owner": self._owners.get(owner)
            if owner in self._owners
            else {"id": owner, "name": owner},
            "stars": stars,
            "probability": probability,
            "entered_at": entered_at,
            "age_days": self.days_since(entered_at),
            "idle": None if limit is None else self.idle(max(changed_at, contacted_at), limit),
            "outcome": outcome,
        }

    def idle(self, since: str, limit: int) -> Idle | None:
        """Whether what rests since then does so for as long as its method allows."""
        days = self.days_since(since)
        return {"since": since, "days": days, "limit": limit} if days >= limit else None

    def days_since(self, instant: str) -> int:
        """Whole days of 24 hours."""
        return days_between(instant, self.now)


def amount(digits: str | None) -> str | None:
    return None if digits is None else written(int(digits))
