"""What a column weighs: how many cards, their amounts, and what may be expected of them (OPP-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, cast, func, select

from getcrm.domain.money import DIGITS, PART, SCALE, joined, written
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.cards import Where
from getcrm.projections.pipeline_board.tables import (
    CARDS,
    CHANCE,
    LOST,
    PAST_CARDS,
    TALLY,
)
from getcrm.projections.projection import NUMBER

HIGH_DIGITS = DIGITS - (len(str(PART)) - 1)
"""Of the digits of an amount, so many are its high part."""


@dataclass(frozen=True)
class Weight:
    """amount: in units. weighted: in hundredths of units, as percents come in."""

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
    def amount_written(self) -> str:
        return written(self.amount)

    @property
    def weighted_written(self) -> str:
        return written(self.weighted, SCALE * 100)


def kept(db: Connection, moment: Moment, campaign: str, owner: str | None) -> dict[str, Weight]:
    """By column, as the projector keeps it."""
    stages: dict[str, Weight] = {}
    for (method, outcome), weights in TALLY.ask(db, moment, {"campaign": campaign}, owner).items():
        stage = LOST if outcome == "lost" else method
        stages[stage] = stages.get(stage, Weight()) + weight(weights)
    return stages


def weight(weights: Sequence[int]) -> Weight:
    """Of the sums of the tally's weights."""
    count, *amounts = weights
    return Weight(count, joined(*amounts[:2]), joined(*amounts[2:]))


def counted(db: Connection, moment: Moment, where: Where) -> Weight:
    """The weight of just these cards."""
    cards = rows_as_of(CARDS, PAST_CARDS, moment, where).subquery()
    cells = select(
        cards.c.outcome, cards.c.probability, func.count(), *summed_parts(cards.c.amount)
    ).group_by(cards.c.outcome, cards.c.probability)
    total = Weight()
    for outcome, probability, count, high, low in db.execute(cells):
        units = joined(int(high or 0), int(low or 0))
        total += Weight(count, units, units * CHANCE.get(outcome, probability))
    return total


def summed_parts(digits: ColumnElement[str]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The sums of the two parts of amounts, `domain/money.py` says why."""
    high, low = func.substr(digits, 1, HIGH_DIGITS), func.substr(digits, HIGH_DIGITS + 1)
    return func.sum(cast(high, NUMBER)), func.sum(cast(low, NUMBER))
