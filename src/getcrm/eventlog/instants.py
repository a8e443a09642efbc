"""The clock, and the dates and times that people enter: one check for every way in."""

from datetime import UTC, datetime

from pydantic_core import PydanticCustomError

from getcrm.domain.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    InvalidTime,
    TimeOutOfRange,
    instant,
    later,
    parse_day,
    parse_instant,
)

__all__ = ["entered_day", "entered_instant", "entered_moment", "instant", "later", "now"]

MISSHAPEN = {
    "date": "should be a date like 2026-01-31",
    "instant": "should be a time with an offset, like 2026-01-31T08:00:00Z",
    "moment": "should be a date like 2026-01-31 or a time with an offset",
}
YEARS = {"first": FIRST_YEAR, "last": LAST_YEAR}


def now() -> str:
    """This moment. The only place that reads the clock."""
    return instant(datetime.now(UTC))


def entered_day(text: str) -> str:
    """A date of the years that people mean. Raises PydanticCustomError."""
    return _entered("date", text)


def entered_instant(text: str) -> str:
    """A time with an offset, of the years that people mean. Raises PydanticCustomError."""
    return _entered("instant", text)


def entered_moment(text: str) -> str:
    """Either of the two. Raises PydanticCustomError."""
    return _entered("moment", text)


def _entered(kind: str, text: str) -> str:
    is_day = kind == "date" or (kind == "moment" and len(text) == len("2026-01-31"))
    try:
        return parse_day(text) if is_day else parse_instant(text)
    except InvalidTime:
        raise PydanticCustomError(kind, MISSHAPEN[kind]) from None
    except TimeOutOfRange:
        raise PydanticCustomError(
            "years", "should be in the years {first} to {last}", YEARS
        ) from None
