"""Whether this machine's clock can be believed before something is recorded by it.

`recorded_at` never decreases. So one append by a clock that has jumped into the future would give
its time to everything after it. While a process runs, it has a second clock that nobody sets; when
it starts, it has the time of the last event, and a company may have rested for long.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from getcrm.domain.calendar import later, seconds_between
from getcrm.domain.refusals import Refused


class ClockLimits(NamedTuple):
    """jump_hours: how far a clock may run ahead of the second one. rest_days: how long after the
    last event a process may start and believe its clock."""

    jump_hours: float = 24
    rest_days: float = 400


LIMITS = ClockLimits()


HOUR, DAY = 3600, 24 * 3600


class ClockJumped(Refused):
    """Nothing is recorded by a clock that has jumped into the future. details: now, by this
    machine; last, about which it should be."""


def steady() -> float:
    """Seconds of a clock that nobody sets; where there is one, it counts while a machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass
class ClockWatch:
    """last: when the last event was recorded; "", there is none. seconds: see `steady`.

    _believed: what the clock said when it was last believed, and the second clock then.
    """

    last: Callable[[], str]
    limits: ClockLimits = LIMITS
    seconds: Callable[[], float] = steady
    _believed: tuple[str, float] | None = field(default=None, init=False)

    def check(self, now: str) -> None:
        """Raises ClockJumped."""
        moment = self.seconds()
        expected, allowed = self._expected(moment)
        if expected and seconds_between(expected, now) > allowed:
            raise ClockJumped(now=now, last=expected)
        self._believed = now, moment

    def begin(self, now: str) -> None:
        """From here on, where this clock can be believed: it may jump before anything is recorded.
        Where it cannot, whoever wants to record something is told."""
        with suppress(ClockJumped):
            self.check(now)

    def _expected(self, moment: float) -> tuple[str, float]:
        """What a clock should say, and how many seconds it may be from that."""
        if self._believed is None:
            return self.last(), self.limits.rest_days * DAY
        at, then = self._believed
        return later(at, moment - then), self.limits.jump_hours * HOUR


def not_watched(now: str) -> None:
    """Of a clock that is not this machine's own."""
