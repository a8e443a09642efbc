"""The timeline as it is read: sentences in the reader's language, newest first (CUS-6, AUD-1)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import ColumnElement, Select, exists, select, tuple_, union_all
from typing_extensions import TypedDict

from getcrm.domain.policy import EVERYTHING
from getcrm.domain.refusals import NotFound
from getcrm.eventlog.entry import Entry
from getcrm.language import Language, Names, actor, sentence, spoken, words
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.access.hiding import without
from getcrm.projections.access.opportunities import OPPORTUNITIES
from getcrm.projections.query import (
    AsOfQuery,
    BadCursor,
    PageQuery,
    Reader,
    from_cursor,
    to_cursor,
)
from getcrm.projections.timeline.seeing import seen_lines, unseen_in
from getcrm.projections.timeline.tables import LINE

LARGEST = 2**63
"""Positions are smaller."""
PART = 1_000
"""How many sentences are asked for at once."""

Kind = Literal[
    "campaign",
    "classification",
    "comment",
    "contact",
    "opportunity",
    "order",
    "owner",
    "profile",
    "settings",
    "sign_in",
    "stage",
    "transaction",
    "user",
]
Id = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]


WHEREABOUTS = ("token", "session", "request", "address")
"""In a cause: from where it came (http/origin.py)."""
NO_ACTIONS: Mapping[int, str] = {}


class TimelineQuery(AsOfQuery, PageQuery):
    """What happened: with a customer, with an opportunity, in one stream, by somebody, at all; as
    far as the caller may see it.

    Of a customer and of an opportunity: also what belongs to them, as transactions and orders do.
    by: a user id, or system. kinds: only these.
    """

    subjects = ("customer", "opportunity")
    customer: Id | None = None
    opportunity: Id | None = None
    stream: Id | None = None
    by: Id | None = None
    kinds: list[Kind] | None = None


class TimelineLine(TypedDict):
    """One event: the sentence, and everything it was made from (API-2).

    In data and cause, null stands for the id of what the caller may not see. Of the cause, the
    token, session, request and address that it came from are told to whoever may audit.
    """

    position: int
    stream: str
    topic: str
    kind: str
    occurred_at: str
    recorded_at: str
    by: str
    by_name: str
    cause: dict[str, Any]
    data: dict[str, Any]
    sentence: str


class TimelineAnswer(TypedDict):
    entries: list[TimelineLine]
    next: str | None


def timeline(query: TimelineQuery, reader: Reader) -> TimelineAnswer:
    check_seen(query, reader)
    found = [dict(row) for row in reader.db.execute(asked(query, reader)).mappings()]
    shown = found[: query.limit]
    last = shown[-1] if len(found) > query.limit else None
    return {
        "entries": lines(shown, reader),
        "next": to_cursor([last["occurred_at"], last["position"]]) if last else None,
    }


def check_seen(query: TimelineQuery, reader: Reader) -> None:
    """What they may not see answers as what there is not. Raises NotFound."""
    for id, seeing in ((query.customer, CUSTOMERS), (query.opportunity, OPPORTUNITIES)):
        if id is None:
            continue
        told = exists().where(LINE.c.stream == f"{seeing.kind}-{id}")
        if not (seeing.is_visible(reader, id) and reader.db.scalar(select(told))):
            raise NotFound(seeing.kind, kind=seeing.kind, id=id)


def asked(query: TimelineQuery, reader: Reader) -> Select[Any]:
    """One row more than asked for, to know whether there are more."""
    narrowed = conditions(query, reader)
    if query.customer is None:
        concerned = select(LINE).where(*narrowed).subquery()
    else:
        now, left = LINE.c.customer, LINE.c.left_customer
        concerned = union_all(
            select(LINE).where(now == query.customer, *narrowed),
            select(LINE).where(left == query.customer, *narrowed),
        ).subquery()
    newest = (concerned.c.occurred_at.desc(), concerned.c.position.desc())
    return select(concerned).order_by(*newest).limit(query.limit + 1)


def conditions(query: TimelineQuery, reader: Reader) -> list[ColumnElement[bool]]:
    wanted = seen_lines(reader.who)
    wanted += [
        LINE.c[name] == value
        for name in ("opportunity", "stream", "by")
        if (value := getattr(query, name)) is not None
    ]
    if query.kinds is not None:
        wanted.append(LINE.c.kind.in_(query.kinds))
    moment = query.moment(reader)
    if moment.at is not None:
        wanted.append(LINE.c.occurred_at <= moment.at)
    if moment.position is not None:
        wanted.append(LINE.c.position <= moment.position)
    if query.cursor is not None:
        at, position = from_cursor(query.cursor, 2)
        if not (isinstance(at, str) and isinstance(position, int) and 0 <= position < LARGEST):
            raise BadCursor("cursor")
        wanted.append(tuple_(LINE.c.occurred_at, LINE.c.position) < tuple_(at, position))
    return wanted


def lines(
    rows: list[dict[str, Any]], reader: Reader, actions: Mapping[int, str] = NO_ACTIONS
) -> list[TimelineLine]:
    events = reader.log.at(row["position"] for row in rows)
    told = [(row, events[row["position"]]) for row in rows]
    unseen = unseen_in(told, reader)
    return [
        line(row, entry, unseen(row, entry), reader, actions.get(entry.position))
        for row, entry in told
    ]


def line(
    row: dict[str, Any],
    entry: Entry,
    unseen: frozenset[str],
    reader: Reader,
    action: str | None = None,
) -> TimelineLine:
    language = spoken(reader.language)
    names = names_of(row, unseen, language)
    return {
        "position": entry.position,
        "stream": entry.stream,
        "topic": entry.topic,
        "kind": row["kind"],
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "by": entry.by,
        "by_name": actor(entry.by, names, language),
        "cause": without(cause_for(reader, entry), unseen),
        "data": without(entry.data, unseen),
        "sentence": sentence(entry, names, language, reader.time_zone, action),
    }


def cause_for(reader: Reader, entry: Entry) -> dict[str, Any]:
    """Where somebody sat is for whoever may audit, and nobody else."""
    if reader.who.may("audit.access"):
        return entry.cause
    return {name: value for name, value in entry.cause.items() if name not in WHEREABOUTS}


def names_of(row: dict[str, Any], unseen: frozenset[str], language: Language) -> Names:
    """Names as they were right after the event; an id stands for itself where there was none."""
    called: dict[str, dict[str, str]] = json.loads(row["names"])

    def name(kind: str, id: str) -> str:
        return words.HIDDEN[language] if id in unseen else called.get(kind, {}).get(id, id)

    return name


def sentences_at(
    positions: Iterable[int], reader: Reader, actions: Mapping[int, str] = NO_ACTIONS
) -> dict[int, str]:
    """The sentences of some events, by position, in the reader's language; of those that the
    reader may see. actions: for which reasons the reader is told of them (NOT-1)."""
    asked = select(LINE).where(LINE.c.position.in_(set(positions)), *seen_lines(reader.who))
    rows = [dict(row) for row in reader.db.execute(asked).mappings()]
    return {line["position"]: line["sentence"] for line in lines(rows, reader, actions)}


def history_sentences(entries: Iterable[Entry], reader: Reader) -> list[str]:
    """The sentences of a stream read from the log, for `getcrm history` (AUD-1): whoever holds the
    database sees everything."""
    reader = replace(reader, who=EVERYTHING)
    listed = list(entries)
    said: dict[int, str] = {}
    for start in range(0, len(listed), PART):
        said |= sentences_at((e.position for e in listed[start : start + PART]), reader)
    language = spoken(reader.language)
    return [
        said.get(entry.position) or sentence(entry, lambda kind, id: id, language, reader.time_zone)
        for entry in listed
    ]
