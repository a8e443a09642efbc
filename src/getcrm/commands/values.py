"""The shapes of what people enter: checked here, plain text and numbers further in."""

import re
import unicodedata
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from getcrm.contact_points import emails, phones, websites
from getcrm.domain.money import LARGEST
from getcrm.domain.text import BLANK, IGNORABLE, looks_empty
from getcrm.eventlog.instants import entered_day, entered_instant

EXACT = 2**53
"""Whole numbers below are exact in every program that reads JSON."""
_CONTROL = r"\x00-\x1f\x7f-\x9f"
_NO_TAB = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
ONE_LINE = rf"^[^{_CONTROL}]*$"
NOT_BLANK = rf"^[^{_CONTROL}]*[^\s{_CONTROL}{IGNORABLE}{BLANK}][^{_CONTROL}]*$"
LINES = rf"^[^{_NO_TAB}]*$"
NOT_BLANK_LINES = rf"^[^{_NO_TAB}]*[^\s{_CONTROL}{IGNORABLE}{BLANK}][^{_NO_TAB}]*$"
"""What `_no_control`, `_one_line` and `_not_empty` let through, for those who read the JSON
schema."""


_CANONICAL_UUID = re.compile("-".join(f"[0-9a-f]{{{n}}}" for n in (8, 4, 4, 4, 12)))


def _canonical_uuid(text: str) -> str:
    if _CANONICAL_UUID.fullmatch(text):
        return text
    try:
        if len(text) == 36:
            return str(UUID(text))
    except ValueError:
        pass
    raise PydanticCustomError("uuid", "should be a UUID")


def _no_control(text: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
        raise PydanticCustomError("control_character", "should have no control characters")
    return unicodedata.normalize("NFC", text)


def _one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("one_line", "should be one line")
    return text


def _not_empty(text: str) -> str:
    """A name that nobody sees is none."""
    if looks_empty(text):
        raise PydanticCustomError("looks_empty", "should have a character that can be seen")
    return text


def _blank(text: str) -> str:
    """Left blank, where nothing can be seen of it."""
    return "" if looks_empty(text) else text


AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
"""In which the tz database places its zones."""


def _time_zone(name: str) -> str:
    """A place, written Area/Place, or UTC. Not `Factory` or `localtime`, whose meaning depends on
    the machine, nor `Etc/GMT+7`, `EST`, `US/Eastern`: offsets and former names."""
    is_place = name.partition("/")[0] in AREAS and "/" in name
    if not (is_place or name == "UTC") or name not in available_timezones():
        raise PydanticCustomError("time_zone", "should be a time zone like Asia/Ho_Chi_Minh")
    return name


def _phone(text: str) -> str:
    """In international form; a number without a country is Vietnamese (CUS-2)."""
    try:
        return phones.phone(text)
    except phones.SeveralPhones:
        raise PydanticCustomError(
            "several_phones", "should be one phone number; put each in an entry of its own"
        ) from None
    except phones.NotAPhone:
        raise PydanticCustomError("phone", "should be a phone number") from None


def _email(text: str) -> str:
    try:
        return emails.email(text)
    except emails.NotAnEmail:
        raise PydanticCustomError("email", "should be an e-mail address") from None


def _website(text: str) -> str:
    try:
        return websites.website(text)
    except websites.NotAWebsite:
        raise PydanticCustomError(
            "website", "should be the address of a web site, like https://example.com"
        ) from None


def _amount(value: Any) -> Any:
    """From a decimal text, with the decimals it is written with; or from a whole number that is
    exact for everybody who reads JSON, and was written without a point."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]{1,4})?", value):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if type(value) is int and abs(value) < EXACT:
        return Decimal(value)
    raise PydanticCustomError("amount", "should be digits without separators")


Id = Annotated[
    str,
    AfterValidator(_canonical_uuid),
    WithJsonSchema({"type": "string", "format": "uuid"}),
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_no_control),
    AfterValidator(_one_line),
    AfterValidator(_blank),
    WithJsonSchema({"type": "string", "maxLength": 200, "pattern": ONE_LINE}),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_no_control),
    AfterValidator(_one_line),
    AfterValidator(_not_empty),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 200, "pattern": NOT_BLANK}),
]
Code = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=50),
    AfterValidator(_no_control),
    AfterValidator(_one_line),
    AfterValidator(_not_empty),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 50, "pattern": NOT_BLANK}),
]
ShortLine = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=50),
    AfterValidator(_no_control),
    AfterValidator(_one_line),
    AfterValidator(_blank),
    WithJsonSchema({"type": "string", "maxLength": 50, "pattern": ONE_LINE}),
]
"""Like a code, but it may be left blank."""
Text = Annotated[
    str,
    StringConstraints(max_length=10_000),
    AfterValidator(_no_control),
    WithJsonSchema({"type": "string", "maxLength": 10_000, "pattern": LINES}),
]
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    AfterValidator(_no_control),
    AfterValidator(_not_empty),
    WithJsonSchema(
        {"type": "string", "minLength": 1, "maxLength": 10_000, "pattern": NOT_BLANK_LINES}
    ),
]
"""A text that says something."""
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
Date = Annotated[
    str, AfterValidator(entered_day), WithJsonSchema({"type": "string", "format": "date"})
]
Instant = Annotated[
    str, AfterValidator(entered_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
Phone = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(_no_control),
    AfterValidator(_one_line),
    AfterValidator(_phone),
    WithJsonSchema({"type": "string", "maxLength": 60, "pattern": ONE_LINE}),
]
"""Kept as `+842838221234;ext=105`, the extension only where there is one."""
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254),
    AfterValidator(_no_control),
    AfterValidator(_email),
    WithJsonSchema({"type": "string", "maxLength": 254, "pattern": ONE_LINE}),
]
Website = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_no_control),
    AfterValidator(_one_line),
    AfterValidator(_website),
    WithJsonSchema({"type": "string", "maxLength": 200, "pattern": ONE_LINE}),
]
"""With http or https; a bare domain gets https."""
TimeZone = Annotated[
    str, Field(max_length=100, pattern=r"^[A-Za-z0-9_+/-]+$"), AfterValidator(_time_zone)
]
"""Where people live, by the tz database; UTC for those who want none."""
Points = Annotated[int, Field(ge=0, le=1_000_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    Field(ge=0, le=LARGEST, strict=False),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,4})?$"},
                {"type": "integer", "minimum": 0, "maximum": int(LARGEST)},
            ]
        }
    ),
]
"""An amount of money from 0 to 10**15 (MON-1): a decimal text with at most the decimals of its
currency, which the company knows, or a whole number."""
