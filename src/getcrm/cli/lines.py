"""The lines of `getcrm apply`: one JSON object, one command with everything around it."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from typing import IO, Annotated, Any

import click
from pydantic import (
    BaseModel,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from getcrm import language as words
from getcrm.commands.values import Id, Instant
from getcrm.crm import COMMANDS, SYSTEM, Wish
from getcrm.http import strict_json, texts

LONGEST = 1 << 20
"""Bytes of a line; a longer one is refused, never held in memory."""


class LineRefused(Exception):
    """The line is no command; the text says why."""


def _actor(value: Any, id: Any) -> Any:
    try:
        return value if value == SYSTEM else id(value)
    except ValidationError:
        raise PydanticCustomError("actor", "should be the UUID of a user, or system") from None


Actor = Annotated[Id, WrapValidator(_actor)]
"""Who asks: a user, or the machine."""
read_actor = TypeAdapter(Actor).validate_python


class Envelope(BaseModel):
    """What stands around a command's own fields (`model_extra`)."""

    model_config = ConfigDict(strict=True, extra="allow")

    command: str
    at: Instant | None = None
    by: Actor | None = None
    key: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class Repetitions:
    """Counts identical lines, in a temporary file: a million lines cost no memory.

    A line without a key gets one from its content and its ordinal among its likes, so that the
    same file applied twice changes nothing, and a line that stands there twice counts twice.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, times INT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def key(self, line: bytes) -> str:
        digest = hashlib.sha256(line)
        times: int = self._db.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
            " RETURNING times",
            (digest.digest(),),
        ).fetchone()[0]
        return f"{digest.hexdigest()}-{times}"

    def close(self) -> None:
        self._db.close()


def numbered(file: IO[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """(line number, bytes read so far, line); empty lines are passed over, long ones cut."""
    number = size = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        size += len(line)
        while len(line) > LONGEST and not line.endswith(b"\n"):
            rest = file.readline(LONGEST)
            size += len(rest)
            if not rest or rest.endswith(b"\n"):
                break
        if line := line.strip():
            yield number, size, line


def read_wish(
    line: bytes, repetitions: Repetitions, by: str, source: str, language: words.Language
) -> Wish:
    """The line as a wish; `by` and a key of its own where it names none. Raises LineRefused."""
    envelope = _envelope(line, language)
    kind = COMMANDS.get(envelope.command)
    if kind is None:
        raise LineRefused(f"there is no command {envelope.command!r}; see `getcrm commands`")
    try:
        command = kind.model_validate(envelope.model_extra or {})
    except ValidationError as error:
        raise LineRefused(told(error, language)) from None
    return Wish(
        command,
        by=envelope.by or by,
        key=envelope.key or repetitions.key(line),
        at=envelope.at,
        cause={"upload": source},
        by_operator=True,
    )


def _envelope(line: bytes, language: words.Language) -> Envelope:
    if len(line) > LONGEST:
        raise LineRefused(f"longer than {LONGEST:,} bytes")
    try:
        value: Any = strict_json.parse(line)
        if not isinstance(value, dict):
            raise strict_json.NotJson("not_an_object")
        return Envelope.model_validate(value)
    except strict_json.NotJson as error:
        raise LineRefused(texts.BODY_REASONS[error.reason][language]) from None
    except ValidationError as error:
        raise LineRefused(told(error, language)) from None


def entered(option: str, check: Callable[[str], str], text: str, language: words.Language) -> str:
    """The value of an option, once it was checked. Raises ClickException, which names it."""
    try:
        return check(text)
    except PydanticCustomError as error:
        wrong = words.validation(error.type, error.context, language)
        raise click.ClickException(f"{option} {wrong}.") from None


def told(error: ValidationError, language: words.Language) -> str:
    """All that is wrong with the fields, in one line."""
    return "; ".join(
        f"{'.'.join(str(part) for part in found['loc'])}"
        f" {words.validation(found['type'], found.get('ctx', {}), language)}"
        for found in error.errors(include_url=False, include_input=False)
    )
