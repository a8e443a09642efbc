"""Numbers, money, dates and moments as a reader of the language writes them (LANG-1)."""

from datetime import date, tzinfo
from decimal import Decimal

from getcrm.domain.calendar import in_zone
from getcrm.language.template import Language

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def number(value: int | str | Decimal, language: Language) -> str:
    """1500000.50 is 1,500,000.5 in English and 1.500.000,5 in Vietnamese."""
    whole, _, fraction = f"{Decimal(value):,f}".partition(".")
    fraction = fraction.rstrip("0")
    if language == "vi":
        return whole.replace(",", ".") + ("," + fraction if fraction else "")
    return whole + ("." + fraction if fraction else "")


def day(iso: str, language: Language) -> str:
    """2026-01-05 is 5 Jan 2026 in English and 05/01/2026 in Vietnamese."""
    on = date.fromisoformat(iso)
    if language == "vi":
        return f"{on:%d/%m}/{on.year}"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def moment(instant: str, language: Language, zone: tzinfo) -> str:
    """The wall clock in the zone, to the minute."""
    at = in_zone(instant, zone)
    return f"{day(at.date().isoformat(), language)} {at:%H:%M}"
