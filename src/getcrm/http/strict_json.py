"""JSON as it comes in, without the doors a lenient parser leaves open; and as it goes out."""

import json
from collections.abc import Iterator
from math import isfinite
from typing import Any, NoReturn

from pydantic_core import to_json

EXACT = 2**53
"""Whole numbers below are exact as floats."""


class NotJson(ValueError):
    """reason: a code of `texts.BODY_REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(raw: bytes) -> Any:
    """The value, or NotJson: UTF-8 only, no key twice, no NaN, no NUL, no half a character."""
    try:
        value = _DECODER.decode(raw.decode())
    except UnicodeDecodeError:
        raise NotJson("not_utf8") from None
    except NotJson:
        raise
    except (ValueError, RecursionError):
        raise NotJson("not_json") from None
    if b"\\u" in raw and any(unfit(text) for text in _texts(value)):
        raise NotJson("unfit_character")
    return value


def render(value: Any) -> bytes:
    return to_json(value)


def unfit(text: str) -> bool:
    """Whether no database could hold this text: NUL, or half of a surrogate pair."""
    return any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson("repeated_key")
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotJson("not_a_number")


class Pointed(int):
    """A whole number that was written with a point or an exponent: 2.0, 1e3. It is as good as any
    other, but for money, where 1.000 may have been meant as a thousand (MON-1)."""


def _number(text: str) -> int | float:
    """2.0 is a whole number; 1e999 is none at all."""
    number = float(text)
    if not isfinite(number):
        raise NotJson("not_a_number")
    return Pointed(number) if number.is_integer() and abs(number) < EXACT else number


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_number
)
