"""How the log becomes the timeline: every event is one row, with the names of that moment."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from getcrm.eventlog.entry import Entry
from getcrm.language.sentences import mentions
from getcrm.projections.book import Book, Row, Rows
from getcrm.projections.timeline.naming import Thing, learn, taught
from getcrm.projections.timeline.tables import LINE, THING

KINDS = {
    "campaign": "campaign",
    "catalogue": "settings",
    "company": "settings",
    "customer": "profile",
    "customer_groups": "settings",
    "opportunity": "opportunity",
    "order": "order",
    "relationship_stages": "settings",
    "transaction": "transaction",
    "transaction_types": "settings",
    "user": "user",
}
"""By kind of stream, what a timeline is filtered by (CUS-6)."""

OWN_KINDS = {
    "CustomerContacted": "contact",
    "CustomerContactWithdrawn": "contact",
    "CustomerStageChanged": "stage",
    "CustomerOwnerChanged": "owner",
    "CustomerGroupsChanged": "classification",
    "CustomerSourcesChanged": "classification",
    "CustomerTierChanged": "classification",
}
"""Events of customers that people look for by themselves."""


def apply(entries: Sequence[Entry], book: Book) -> None:
    things, timeline = book[THING], book[LINE]
    told = [(entry, list(taught(entry)), list(mentions(entry))) for entry in entries]
    things.fetch(
        key
        for entry, lessons, mentioned in told
        for key in (
            (entry.kind, entry.id),
            *((thing.kind, thing.id) for thing in lessons),
            *mentioned,
        )
    )
    for entry, lessons, mentioned in told:
        timeline.add(line(entry, lessons, mentioned, things))


def line(entry: Entry, lessons: list[Thing], mentioned: list[tuple[str, str]], things: Rows) -> Row:
    """The row of one event, and what it teaches for the later ones."""
    before: Mapping[str, Any] = things.get((entry.kind, entry.id)) or {}
    for thing in lessons:
        learn(things, thing)
    subject = things.get((entry.kind, entry.id)) or {} if lessons else before
    was, customer = before.get("customer"), subject.get("customer")
    return {
        "position": entry.position,
        "stream": entry.stream,
        "topic": entry.topic,
        "kind": OWN_KINDS.get(entry.topic) or KINDS[entry.kind],
        "customer": customer,
        "left_customer": was if was != customer else None,
        "opportunity": subject.get("opportunity"),
        "occurred_at": entry.occurred_at,
        "recorded_at": entry.recorded_at,
        "by": entry.by,
        "cause": compact(entry.cause),
        "data": compact(entry.data),
        "names": compact(names(mentioned, things)),
    }


def names(mentioned: list[tuple[str, str]], things: Rows) -> dict[str, dict[str, str]]:
    """What everything mentioned is called right after the event."""
    called: dict[str, dict[str, str]] = {}
    for kind, id in mentioned:
        if thing := things.get((kind, id)):
            called.setdefault(kind, {})[id] = thing["name"]
    return called


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
compact = _ENCODER.encode
