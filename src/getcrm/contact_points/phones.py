"""Phone numbers: one reading of every spelling, for saving, searching and filtering (CUS-2).

Kept in international form, with the extension as RFC 3966 writes it: `+842838221234;ext=105`.
"""

import re
from collections.abc import Iterator

import phonenumbers

from getcrm.domain.text import unaccented

HOME = "VN"
"""Where a number without a country is."""
CODE = f"+{phonenumbers.country_code_for_region(HOME)}"
SHORTEST = 8
"""Digits of a number that can be dialled in all of the country, such as 1900 6067."""
_EXTENSION = re.compile(
    r"(?P<main>.*?\d[\s)]*)"
    r"(?:;\s*ext\s*=|,|[;,(\s-]*(?<![a-z])(?:ext(?:ension|n)?|x|#|(?:so )?(?:may )?(?:le|nhanh)"
    r"|(?:so )?noi bo)[\s.:=]*)\s*(?P<extension>\d{1,8})[\s)]*"
)
_MAIN = re.compile(r"[+\d\s().\-/]*\d[\d\s().\-/]*")
_BETWEEN = re.compile(r"[;,|/\s-]+|\b(?:or|and|hoac|va)\b")
_TRUNK_ZERO = re.compile(r"((?:\+|\b00)\d{1,3}[\s.-]*)\(0\)")
"""The zero of `+84 (0) 912 …`, which is not dialled after a country's code."""


class NotAPhone(ValueError):
    """It cannot be read as a phone number."""


class SeveralPhones(NotAPhone):
    """It is more than one phone number."""


def phone(text: str) -> str:
    """The number as it is kept. Raises NotAPhone, SeveralPhones."""
    plain = unaccented(text).removeprefix("tel:")
    found = _read(plain)
    if found is not None:
        return found
    if any(_read(left) for left in _beginnings(plain)):
        raise SeveralPhones
    raise NotAPhone


def is_phone(text: str) -> bool:
    """Whether it can be read as one number, and a whole one."""
    try:
        return bool(phone(text))
    except NotAPhone:
        return False


def _read(plain: str) -> str | None:
    """One number in plain letters. Nothing of it is left out."""
    extended = _EXTENSION.fullmatch(plain)
    main, extension = (extended["main"], extended["extension"]) if extended else (plain, None)
    main = _TRUNK_ZERO.sub(r"\1", main).strip()
    if not _MAIN.fullmatch(main):
        return None
    try:
        number = phonenumbers.parse(main, HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    kept = str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return f"{kept};ext={extension}" if extension else kept


def _beginnings(plain: str) -> Iterator[str]:
    """What may be the first of several numbers: after it there are digits enough for another."""
    for between in _BETWEEN.finditer(plain):
        if sum(c.isdigit() for c in plain[between.end() :]) >= SHORTEST:
            yield plain[: between.start()]


def dialled(kept: str) -> str:
    """A kept number as it is dialled at home: +84912345678 is 0912345678."""
    return f"0{kept.removeprefix(CODE)}" if kept.startswith(CODE) else kept


def dialled_starts(typed: str) -> list[str]:
    """How a number that somebody types, whole or its beginning, may start when it is dialled, the
    likeliest first; none where it is no number."""
    whole = [dialled(phone(typed))] if is_phone(typed) else []
    plain = _TRUNK_ZERO.sub(r"\1", unaccented(typed).removeprefix("tel:"))
    if not _MAIN.fullmatch(plain):
        return whole
    digits = re.sub(r"[^\d+]", "", plain)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if digits.startswith("+"):
        starts = [_at_home(digits)]
    elif digits.startswith("0"):
        starts = [digits]
    else:
        starts = [f"0{digits}", _at_home(f"+{digits}")]
        if digits.startswith(CODE[1:]):
            starts.reverse()
    return list(dict.fromkeys([*whole, *starts]))


def _at_home(digits: str) -> str:
    if digits.startswith(CODE):
        return f"0{digits.removeprefix(CODE).removeprefix('0')}"
    return digits
