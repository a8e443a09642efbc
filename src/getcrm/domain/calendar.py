"""Instants, days and time zones: the only module that calculates with them.

An instant is ISO 8601 text in UTC with microseconds, which sorts as time. A day is a `date`, or
its ISO text. What is entered lies between FIRST_YEAR and LAST_YEAR. What is stored may lie
anywhere between the years 1 and 9999: no calculation here fails on it, and what would lie outside
becomes the first or the last moment there is.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that people mean; both included, an instant's counted in UTC."""
FIRST_INSTANT = "0001-01-01T00:00:00.000000Z"
LAST_INSTANT = "9999-12-31T23:59:59.999999Z"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class InvalidTime(ValueError):
    """Neither a date such as 2026-01-31, nor a time with an offset."""


class TimeOutOfRange(ValueError):
    """A date or time before FIRST_YEAR or after LAST_YEAR."""


# --- what people write


def parse_instant(text: str) -> str:
    """A time with an offset, as an instant. Raises InvalidTime, TimeOutOfRange."""
    if not INSTANT.fullmatch(text):
        raise InvalidTime(text)
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidTime(text) from None
    return check_year(instant(written))


def parse_day(text: str) -> str:
    """A date. Raises InvalidTime, TimeOutOfRange."""
    if not DAY.fullmatch(text):
        raise InvalidTime(text)
    try:
        date.fromisoformat(text)
    except ValueError:
        raise InvalidTime(text) from None
    return check_year(text)


def check_year(text: str) -> str:
    if not FIRST_YEAR <= int(text[:4]) <= LAST_YEAR:
        raise TimeOutOfRange(text)
    return text


# --- instants


def instant(moment: datetime) -> str:
    """A moment of any zone as text."""
    try:
        in_utc = moment.astimezone(UTC)
    except OverflowError:
        return FIRST_INSTANT if moment.year == 1 else LAST_INSTANT
    return f"{in_utc.isoformat(timespec='microseconds')[:-6]}Z"


def moment(at: str) -> datetime:
    """An instant, in UTC."""
    return datetime.fromisoformat(at)


def later(at: str, seconds: float = 0, *, days: int = 0) -> str:
    """So long after an instant, or before it. days: of 24 hours."""
    try:
        return instant(moment(at) + timedelta(days=days, seconds=seconds))
    except OverflowError:
        return FIRST_INSTANT if days < 0 or seconds < 0 else LAST_INSTANT


def seconds_between(since: str, until: str) -> float:
    return (moment(until) - moment(since)).total_seconds()


def days_between(since: str, until: str) -> int:
    """Whole days of 24 hours that have passed; negative where `until` is earlier."""
    return (moment(until) - moment(since)).days


# --- time zones


def time_zone(name: str) -> ZoneInfo:
    """The zone of an IANA name; UTC, where this machine does not know the zone (any more)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def in_zone(at: str, zone: tzinfo) -> datetime:
    """The wall clock of a time zone at an instant."""
    try:
        return moment(at).astimezone(zone)
    except OverflowError:
        ends = datetime.min if at[:4] == "0001" else datetime.max
        return ends.replace(tzinfo=zone)


# --- days


def day_of(at: str, zone: tzinfo) -> date:
    """The day of an instant on the calendar of a time zone."""
    return in_zone(at, zone).date()


def start_of(day: date, zone: tzinfo) -> str:
    """The instant at which a day begins in a time zone."""
    return instant(datetime.combine(day, time.min, zone))


def end_of(day: date, zone: tzinfo) -> str:
    """The last microsecond of a day in a time zone."""
    if day == date.max:
        return LAST_INSTANT
    return later(start_of(day + timedelta(days=1), zone), -1e-6)


def days_later(day: date, days: int) -> date:
    """So many days after a day, or before it."""
    return date.fromordinal(min(max(1, day.toordinal() + days), date.max.toordinal()))
