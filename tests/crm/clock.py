"""A clock that stands until it is told to move."""

from dataclasses import dataclass

from tests.story import NOON

MORNING = "2026-01-05T01:00:00.000000Z"
AFTERNOON = "2026-01-05T09:00:00.000000Z"
TOMORROW = "2026-01-06T05:00:00.000000Z"


@dataclass
class Clock:
    now: str = NOON

    def __call__(self) -> str:
        return self.now
