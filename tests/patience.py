"""Waiting for what other threads and processes do."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], seconds: float = 90.0) -> None:
    """Until it is so; on a busy machine that may take long, so that only the patience ends."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
