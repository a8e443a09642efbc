"""How the log becomes the timeline: every event is one row, with the names of that moment."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

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
    "departments": "settings",
    "opportunity": "opportunity",
    "order": "order",
    "relationship_stages": "settings",
    "roles": "settings",
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
    "CustomerSharingSet": "owner",
}
"""Events of customers that people look for by themselves."""

Mentioned = list[tuple[str, str]]
NOTHING: Mapping[str, Any] = {}


def apply(entries: Sequence[Entry], book: Book) -> None:
    things, timeline = book[THING], book[LINE]
    told = [(entry, list(taught(entry)), mentions(entry)) for entry in entries]
    things.fetch(known_by(told))
    for entry, lessons, mentioned in told:
        timeline.add(line(entry, lessons, mentioned, things))


def known_by(told: list[tuple[Entry, list[Thing], Mentioned]]) -> Iterator[str]:
    """The things that some events are about, teach about, or mention."""
    for entry, lessons, mentioned in told:
        yield entry.stream
        for thing in lessons:
            yield thing.key
        for kind, id in mentioned:
            yield f"{kind}-{id}"


def line(entry: Entry, lessons: list[Thing], mentioned: Mentioned, things: Rows) -> Row:
    """The row of one event, and what it teaches for the later ones."""
    before = after = things.get(entry.stream) or NOTHING
    for thing in lessons:
        learn(things, thing)
        after = things.get(entry.stream) or NOTHING
    was, customer = before.get("customer"), after.get("customer")
    return {
        "position": entry.position,
        "stream": entry.stream,
        "kind": OWN_KINDS.get(entry.topic) or KINDS[entry.kind],
        "customer": customer,
        "left_customer": was if was != customer else None,
        "opportunity": after.get("opportunity"),
        "occurred_at": entry.occurred_at,
        "by": entry.by,
        "names": to_json(names(mentioned, things)).decode(),
    }


def names(mentioned: Mentioned, things: Rows) -> dict[str, dict[str, str]]:
    """What everything mentioned is called right after the event."""
    called: dict[str, dict[str, str]] = {}
    for kind, id in mentioned:
        if thing := things.get(f"{kind}-{id}"):
            called.setdefault(kind, {})[id] = thing["name"]
    return called
