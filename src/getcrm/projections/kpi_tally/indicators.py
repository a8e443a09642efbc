"""The indicators (chỉ tiêu) of the KPI: which entries make each, and how its value is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from getcrm.domain.money import written

Measure = Literal["count", "amount", "rate"]
Value = int | float | str | None
"""A count and a rate are numbers, money is a decimal text (MON-1)."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Of the entries of one kind. amount: in units (`domain/money.py`)."""

    count: int = 0
    amount: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.count + other.count, self.amount + other.amount)


NO_SUM = Sum()


class Indicator(NamedTuple):
    """entries: the kinds of ledger entries that make it. A rate is the part of the first."""

    entries: tuple[str, ...]
    measure: Measure

    def value(self, sums: Mapping[str, Sum]) -> Value:
        """A count; an amount; of a rate four decimals, None where there is nothing."""
        first = sums.get(self.entries[0], NO_SUM)
        if self.measure == "count":
            return first.count
        if self.measure == "amount":
            return written(first.amount)
        whole = sum(each.count for each in sums.values())
        if not whole:
            return None
        rate = (Decimal(first.count) / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP)
        return int(rate) if rate in (0, 1) else float(rate)


def counted(name: str) -> Indicator:
    return Indicator((name,), "count")


INDICATORS: dict[str, Indicator] = {
    "new_customers": counted("new_customers"),
    "interactions": counted("interactions"),
    "calls": counted("calls"),
    "meetings": counted("meetings"),
    "stage_moves": counted("stage_moves"),
    "transactions_done": counted("transactions_done"),
    "transactions_done_in_time": counted("transactions_done_in_time"),
    "opportunities_created": counted("opportunities_created"),
    "opportunities_moved": counted("opportunities_moved"),
    "opportunities_won": counted("opportunities_won"),
    "opportunities_lost": counted("opportunities_lost"),
    "win_rate": Indicator(("opportunities_won", "opportunities_lost"), "rate"),
    "amount_won": Indicator(("opportunities_won",), "amount"),
}

IndicatorName = Literal[
    "new_customers",
    "interactions",
    "calls",
    "meetings",
    "stage_moves",
    "transactions_done",
    "transactions_done_in_time",
    "opportunities_created",
    "opportunities_moved",
    "opportunities_won",
    "opportunities_lost",
    "win_rate",
    "amount_won",
]
"""The same names, as questions may give them."""
