"""Money is a decimal with an ISO currency and that currency's decimals, never a float (MON-1)."""

from decimal import Decimal

from getcrm.domain.refusals import Refused

SCALE = 10_000
"""Read models count amounts in units: whole ten-thousandths of the currency."""
LARGEST = Decimal(10**15)
"""The largest amount that is taken; 10**19 units."""
PART = 10**11
"""So many units are one in the high part of a sum, see `parts`."""
DIGITS = 20
"""Of the units of the largest amount."""

DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
}
"""Of the currencies that do not have two (ISO 4217)."""


class AmountNotInCurrency(Refused):
    """An amount has no more decimals than its currency, and is never rounded; so what could be
    thousands, 1.000 of VND, is refused too (MON-1). details: amount, currency, decimals."""


def decimals_of(currency: str) -> int:
    """How many a currency has (ISO 4217): VND none, USD two, KWD three."""
    return next((number for number, those in DECIMALS.items() if currency in those.split()), 2)


def check_amount(amount: Decimal | None, currency: str, field: str) -> None:
    """amount: with the decimals it was written with. Raises AmountNotInCurrency."""
    if amount is None:
        return
    exponent, decimals = amount.as_tuple().exponent, decimals_of(currency)
    if not isinstance(exponent, int) or -exponent > decimals:
        raise AmountNotInCurrency(field, amount=f"{amount:f}", currency=currency, decimals=decimals)


def plain(amount: Decimal) -> Decimal:
    """The same amount, written in one way only: 900, not 900.00 or 9E+2."""
    return Decimal(f"{abs(amount).normalize():f}")


def to_units(amount: Decimal | str | int) -> int:
    """1.5 -> 15000. An amount has at most four decimals."""
    return int(Decimal(amount) * SCALE)


def written(units: int, scale: int = SCALE) -> str:
    """15000 -> "1.5": the decimal text by which answers give amounts.

    scale: a power of ten; how many of the units are one of the currency."""
    whole, rest = divmod(abs(units), scale)
    fraction = f"{rest:0{len(str(scale)) - 1}}".rstrip("0")
    return ("-" if units < 0 else "") + str(whole) + (f".{fraction}" if fraction else "")


def parts(units: int) -> tuple[int, int]:
    """The high and the low part of some units. A database adds up whole numbers below 2**63 only;
    the sums of the parts stay below that for ninety million amounts, each the largest."""
    return divmod(units, PART)


def joined(high: int, low: int) -> int:
    """The units of two parts, also of sums of parts."""
    return high * PART + low


def as_digits(units: int) -> str:
    """Units >= 0 as a text of fixed length, which sorts like the number it stands for."""
    return f"{units:0{DIGITS}}"
