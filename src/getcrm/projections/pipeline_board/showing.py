"""How one opportunity is shown: with names, stars and rest as of the moment it is shown for."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row
from typing_extensions import TypedDict

from getcrm.domain.money import as_number, from_units
from getcrm.projections.book import Moment
from getcrm.projections.cards import Found, whole_days
from getcrm.projections.customers import customer_names, last_contacts
from getcrm.projections.directory.asking import names
from getcrm.projections.directory.queries import Named
from getcrm.projections.potential_stars import stars
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
    amount: float | None
    owner: Named | None
    stars: int
    probability: int
    entered_at: str
    age_days: int
    idle: Idle | None
    outcome: str


class Showing:
    """Everything that a page of cards needs, asked for at once.

    limits: the days of rest each method allows, None: any number.
    """

    def __init__(
        self, reader: Reader, moment: Moment, limits: Mapping[str, int | None], cards: Found
    ) -> None:
        db, customers = reader.db, {card.customer for card in cards}
        self.now = moment.at or reader.now
        self.limits = limits
        self.customers = customer_names(db, customers, moment)
        self.owners = names(db, "user", {card.owner for card in cards}, moment)
        self.stars = stars(db, customers, moment)
        restless = {c.customer for c in cards if c.outcome == "open" and limits.get(c.method)}
        self.contacts = last_contacts(db, restless, moment)

    def card(self, card: Row[Any]) -> Card:
        return {
            "id": card.id,
            "version": card.version,
            "name": card.name,
            "customer": {
                "id": card.customer,
                "name": self.customers.get(card.customer, card.customer),
            },
            "amount": amount(card.amount),
            "owner": self.owner(card.owner),
            "stars": self.stars.get(card.customer, (0, 0))[1],
            "probability": card.probability,
            "entered_at": card.entered_at,
            "age_days": whole_days(card.entered_at, self.now),
            "idle": self.idle(card),
            "outcome": card.outcome,
        }

    def owner(self, user: str) -> Named | None:
        return {"id": user, "name": self.owners.get(user, user)} if user else None

    def idle(self, card: Row[Any]) -> Idle | None:
        """By the limit its method had then, counted from the last real change or contact."""
        limit = self.limits.get(card.method)
        if limit is None or card.outcome != "open":
            return None
        since = max(card.changed_at, self.contacts.get(card.customer, ""))
        days = whole_days(since, self.now)
        return {"since": since, "days": days, "limit": limit} if days >= limit else None


def amount(units: int | None) -> float | None:
    return None if units is None else as_number(from_units(units))
