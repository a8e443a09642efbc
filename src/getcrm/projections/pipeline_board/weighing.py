"""What a column weighs: how many cards, their amounts, and what may be expected of them (OPP-7)."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, func, select

from getcrm.domain.money import SCALE, as_number, from_units
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.cards import Where
from getcrm.projections.pipeline_board.tables import (
    CARDS,
    CHANCE,
    LOST,
    PAST_CARDS,
    TALLY,
)


@dataclass(frozen=True)
class Weight:
    """amount: ten-thousandths. weighted: hundredths of them, as percents come in."""

    count: int = 0
    amount: int = 0
    weighted: int = 0

    def __add__(self, other: "Weight") -> "Weight":
        return Weight(
            self.count + other.count,
            self.amount + other.amount,
            self.weighted + other.weighted,
        )

    @property
    def amount_number(self) -> float:
        return as_number(from_units(self.amount))

    @property
    def weighted_number(self) -> float:
        return as_number(Decimal(self.weighted) / (SCALE * 100))


def kept(db: Connection, moment: Moment, campaign: str, owner: str | None) -> dict[str, Weight]:
    """By column, as the projector keeps it."""
    stages: dict[str, Weight] = {}
    for (method, outcome), weights in TALLY.ask(db, moment, {"campaign": campaign}, owner).items():
        count, amount, weighted, rest = weights
        stage = LOST if outcome == "lost" else method
        more = Weight(count, amount, weighted * 100 + rest)
        stages[stage] = stages.get(stage, Weight()) + more
    return stages


def counted(db: Connection, moment: Moment, where: Where) -> Weight:
    """The weight of just these cards."""
    cards = rows_as_of(CARDS, PAST_CARDS, moment, where).subquery()
    cells = select(
        cards.c.outcome, cards.c.probability, func.count(), func.sum(cards.c.amount)
    ).group_by(cards.c.outcome, cards.c.probability)
    weight = Weight()
    for outcome, probability, count, amount in db.execute(cells):
        units = int(amount or 0)
        weight += Weight(count, units, units * CHANCE.get(outcome, probability))
    return weight
