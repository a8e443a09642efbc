"""Days, ISO weeks, months, quarters and years: the periods KPI is told by (KPI-4)."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from getcrm.domain.calendar import days_later

KEYS: dict[str, Callable[[date], str]] = {
    "day": lambda day: day.isoformat(),
    "week": lambda day: "{:04}-W{:02}".format(*day.isocalendar()),
    "month": lambda day: day.isoformat()[:7],
    "quarter": lambda day: f"{day.year:04}-Q{(day.month + 2) // 3}",
    "year": lambda day: f"{day.year:04}",
}
"""By kind of period: the key of the one a day is in, such as 2017-W09 or 2017-Q1. Keys sort."""

SHAPES = {
    "day": r"\d{4}-\d\d-\d\d",
    "week": r"\d{4}-W\d\d",
    "month": r"\d{4}-\d\d",
    "quarter": r"\d{4}-Q[1-4]",
    "year": r"\d{4}",
}


def days_of(period: str, key: str) -> tuple[date, date]:
    """The first and the last day of a period. Raises ValueError where there is no such."""
    if not re.fullmatch(SHAPES[period], key, re.ASCII):
        raise ValueError(key)
    if period == "day":
        return date.fromisoformat(key), date.fromisoformat(key)
    if period == "week":
        monday = date.fromisocalendar(int(key[:4]), int(key[6:]), 1)
        return monday, days_later(monday, 6)
    if period == "month":
        return months(int(key[:4]), int(key[5:]), 1)
    if period == "quarter":
        return months(int(key[:4]), int(key[6]) * 3 - 2, 3)
    return months(int(key), 1, 12)


def months(year: int, month: int, length: int) -> tuple[date, date]:
    """The first and the last day of a number of months of one year."""
    last = month + length - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])
