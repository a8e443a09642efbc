"""Codes that are counted up: KH-2026-000001 for customers, CD-2026-000001 for campaigns (CUS-1,
CAM-1).

Codes of the same number of digits are one sequence, and a new code takes the number after the
highest of the shortest sequence that is not full. So what somebody writes by hand, however high,
is passed by in one step, and a sequence that is full goes on with one digit more.
"""

import re
from collections.abc import Callable, Iterable

from getcrm.domain.text import folded

DIGITS = 6
"""Of the first sequence of a year."""


def numbered(prefix: str, code: str) -> Iterable[tuple[str, str]]:
    """The fact by which a code of that shape counts: sequence, and number."""
    shape = re.compile(rf"{folded(prefix)}-([0-9]{{4}})-([0-9]{{{DIGITS},}})")
    if found := shape.fullmatch(folded(code)):
        year, number = found.groups()
        yield _sequence(prefix, year, len(number)), number


def next_code(prefix: str, year: int, highest: Callable[[str], str | None]) -> str:
    """highest: the greatest number of a sequence that any code has, if there is one."""
    digits = DIGITS
    while set(last := highest(_sequence(prefix, f"{year:04}", digits)) or "0") == {"9"}:
        digits += 1
    first = 1 if digits == DIGITS else 10 ** (digits - 1)
    return f"{prefix}-{year:04}-{max(int(last) + 1, first):0{digits}}"


def _sequence(prefix: str, year: str, digits: int) -> str:
    return f"number/{prefix}-{year}/{digits}"
