"""Progress on standard error, with the rate and the remaining time: a bar on a terminal, elsewhere
(in a log, under a service manager) a line every few seconds."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

WIDTH = 24
EVERY = 0.1
"""Seconds between two drawings."""
A_LINE_EVERY = 5.0
"""Seconds between two lines where nobody looks on; what is over sooner says nothing."""


class Progress:
    """total: how far it goes in all, None where nobody knows. unit: what the rate counts."""

    def __init__(self, label: str, total: int | None, unit: str) -> None:
        self.label, self.total, self.unit = label, total, unit
        self._started = self._told = time.monotonic()
        self._drawn = 0.0
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def at(self, done: int, counted: int) -> None:
        """done: of the total. counted: in units."""
        now = time.monotonic()
        if now - (self._drawn if self._shown else self._told) < (
            EVERY if self._shown else A_LINE_EVERY
        ):
            return
        text = bar(self.label, self.total, self.unit, done, counted, now - self._started)
        if self._shown:
            self._drawn = now
            sys.stderr.write(f"\r{text}\x1b[K")
        else:
            self._told = now
            sys.stderr.write(f"{text}\n")
        sys.stderr.flush()

    def from_here(self) -> Callable[[int, int], None]:
        """For work on the log: told the position reached, and its end; what was done before it
        was first told of counts for nothing."""
        first: list[int] = []

        def told(done: int, end: int) -> None:
            first[:] = first[:1] or [done]
            self.total = end - first[0]
            self.at(done - first[0], done - first[0])

        return told

    def clear(self) -> None:
        """Make room for a line of text."""
        if self._shown and self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = 0.0


def bar(label: str, total: int | None, unit: str, done: int, counted: int, seconds: float) -> str:
    """`Loading [######----] 62%  12,345 lines, 8,230/s, 0:01 left`."""
    rate = counted / seconds if seconds > 0 else 0.0
    told = f"{counted:,} {unit}, {rate:,.0f}/s"
    if not total:
        return f"{label} {told}"
    part = min(done / total, 1.0)
    filled = "#" * round(part * WIDTH)
    left = seconds / part - seconds if part > 0 else 0.0
    remaining = f", {int(left) // 60}:{int(left) % 60:02} left" if part > 0 else ""
    return f"{label} [{filled:-<{WIDTH}}] {part:4.0%}  {told}{remaining}"
