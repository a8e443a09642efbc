"""Money is a decimal with an ISO currency, never a float (MON-1)."""

from decimal import Decimal

SCALE = 10_000
"""Read models hold amounts as whole ten-thousandths, so that sums are exact on every store."""


def to_units(amount: Decimal | str | int) -> int:
    """1.5 -> 15000. An amount has at most four decimals."""
    return int(Decimal(amount) * SCALE)


def from_units(units: int) -> Decimal:
    """15000 -> 1.5."""
    return Decimal(units) / SCALE


def as_number(amount: Decimal) -> int | float:
    """The JSON number whose digits are exactly this decimal; where it has decimals and more than
    15 digits in all, the nearest that those who read JSON can tell apart."""
    if amount == amount.to_integral_value():
        return int(amount)
    return float(amount)
