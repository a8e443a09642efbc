"""What may be asked of the read models, and what a question sees."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import from_json
from sqlalchemy import Connection

from getcrm.domain import calendar
from getcrm.domain.policy import EVERYTHING, Viewer
from getcrm.domain.refusals import Invalid
from getcrm.eventlog.instants import entered_day, entered_moment
from getcrm.eventlog.log import EventLog
from getcrm.projections.book import Moment


class BadCursor(Invalid):
    """A cursor is given back exactly as an answer's `next` gave it, to the same question."""


@dataclass(frozen=True)
class Reader:
    """What a question sees: one consistent picture of the read models, and who asks."""

    db: Connection
    log: EventLog
    now: str
    time_zone: ZoneInfo
    """The company's."""
    language: str = "en"
    by: str = "system"
    who: Viewer = EVERYTHING
    """What whoever asks may see, today (PERM-4)."""


class Query(BaseModel):
    """A question. Its values come from URLs and command lines: text, read leniently."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    one_of: ClassVar[tuple[str, ...]] = ()
    """Fields of which exactly one is given."""
    subjects: ClassVar[tuple[str, ...]] = ()
    """Fields that name what is asked about, though they may be left out."""
    filters: ClassVar[Mapping[str, str]] = {}
    """Fields that narrow the answer to a record though their name alone does not say so, and of
    which kind it is; see references.py."""


def _known(text: str) -> str:
    return text if re.fullmatch(r"\d{1,18}", text, re.ASCII) else entered_moment(text)


def _day(value: Any) -> Any:
    """A day has one spelling: seconds since 1970 are none."""
    return date.fromisoformat(entered_day(str(value)))


MOMENT_SCHEMAS = [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
POSITION_SCHEMA = {"type": "string", "pattern": "^[0-9]{1,18}$"}

When = Annotated[
    str,
    Field(max_length=40),
    AfterValidator(entered_moment),
    WithJsonSchema({"anyOf": MOMENT_SCHEMAS}),
]
"""A date (the end of that day in the company's time zone) or an instant with its offset."""
Known = Annotated[
    str,
    Field(max_length=40),
    AfterValidator(_known),
    WithJsonSchema({"anyOf": [POSITION_SCHEMA, *MOMENT_SCHEMAS]}),
]
"""A position of the log, or when it was recorded."""
Cursor = Annotated[str, Field(max_length=2_000, pattern=r"^[A-Za-z0-9_-]*$")]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]


class AsOfQuery(Query):
    """as_of: as it was at that time. as_known_at: from what had been recorded by then (LOG-1)."""

    as_of: When | None = None
    as_known_at: Known | None = None

    def moment(self, reader: Reader) -> Moment:
        at = None if self.as_of is None else end_of(self.as_of, reader.time_zone)
        known = self.as_known_at
        if known is None:
            return Moment(at)
        if known.isdecimal():
            return Moment(at, int(known))
        return Moment(at, reader.log.position_at(end_of(known, reader.time_zone)))


class PageQuery(Query):
    """limit: how many at the most. cursor: where the former page ended (its `next`)."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Cursor | None = None


def end_of(when: str, time_zone: ZoneInfo) -> str:
    """The last microsecond of a day, or the instant itself."""
    if len(when) > len("2026-01-31"):
        return when
    return calendar.end_of(date.fromisoformat(when), time_zone)


def to_cursor(values: list[Any]) -> str:
    """Where a page ended, opaque to the caller."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_cursor(cursor: str, length: int) -> list[Any]:
    """The values of `to_cursor`. Raises BadCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = from_json(base64.urlsafe_b64decode(padded.encode("ascii")))
    except ValueError:
        raise BadCursor("cursor") from None
    if not isinstance(values, list) or len(values) != length or not all(map(_is_simple, values)):
        raise BadCursor("cursor")
    return values


def _is_simple(value: object) -> bool:
    """What a database can be asked about: a text without NUL, a number of 64 bits, or nothing."""
    if isinstance(value, str):
        return "\0" not in value
    return value is None or (type(value) is int and -(2**63) <= value < 2**63)


@dataclass(frozen=True)
class Ask:
    """A named question: its model, the shape of its answer, and how it is answered.

    projections: the names of the read models it reads; it may have to wait for those.
    permission: of whoever asks (PERM-2); which rows they see is another matter (PERM-3).
    """

    query: type[Query]
    answer: Any
    run: Callable[[Any, Reader], Any]
    projections: tuple[str, ...] = ()
    permission: str = "crm.access"


Queries = dict[str, Ask]
