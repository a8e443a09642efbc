"""A progress bar on standard error, with the rate and the remaining time."""

import sys
import time
from types import TracebackType
from typing import Self

WIDTH = 24
EVERY = 0.1
"""Seconds between two drawings."""


class Progress:
    """Drawn only where somebody looks on: on a terminal.

    total: how far it goes in all, None where nobody knows. unit: what the rate counts.
    """

    def __init__(self, label: str, total: int | None, unit: str) -> None:
        self.label, self.total, self.unit = label, total, unit
        self._started = time.monotonic()
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
        if self._shown and now - self._drawn >= EVERY:
            self._drawn = now
            text = bar(self.label, self.total, self.unit, done, counted, now - self._started)
            sys.stderr.write(f"\r{text}\x1b[K")
            sys.stderr.flush()

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
