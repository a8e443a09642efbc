"""Instants as they stand in the log and in read models: ISO 8601 text that sorts as time."""

import re
from datetime import UTC, datetime, timedelta

SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


class InvalidInstant(ValueError):
    """Not a time with an offset, such as 2026-01-31T08:00:00Z."""


def now() -> str:
    """This moment. The only place that reads the clock."""
    return _written(datetime.now(UTC))


def instant(moment: datetime) -> str:
    """A moment as text: UTC, microseconds."""
    return _written(moment.astimezone(UTC))


def _written(moment: datetime) -> str:
    """In UTC it ends in +00:00."""
    return f"{moment.isoformat(timespec='microseconds')[:-6]}Z"


def later(at: str, seconds: float) -> str:
    """So many seconds after an instant."""
    return instant(datetime.fromisoformat(at) + timedelta(seconds=seconds))


def parse_instant(text: str) -> str:
    """What people write, as an instant. Raises InvalidInstant."""
    if SHAPE.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC)
            if moment.year >= 1900:
                return instant(moment)
        except (ValueError, OverflowError):
            pass
    raise InvalidInstant(text)
