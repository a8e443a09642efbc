"""How the log becomes the timeline: every event is one row, with the names of that moment."""

from collections.abc import Iterator, Sequence

from pydantic_core import to_json

from getcrm.eventlog.entry import Entry
from getcrm.language.sentences import Mentioned, mentions
from getcrm.projections.book import Book, Rows
from getcrm.projections.statements import Values
from getcrm.projections.timeline.naming import UNKNOWN, Thing, learn, taught
from getcrm.projections.timeline.tables import LINE, PERSON, SETTINGS, THING, WITHDRAWN

KINDS = {
    "campaign": "campaign",
    "catalogue": "settings",
    "comment": "comment",
    "company": "settings",
    "customer": "profile",
    "customer_groups": "settings",
    "departments": "settings",
    "history_import": "settings",
    "opportunity": "opportunity",
    "order": "order",
    "relationship_stages": "settings",
    "roles": "settings",
    "session": "sign_in",
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

RECORDS = frozenset({"campaign", "customer", "opportunity", "transaction", "user"})
"""Kinds of streams that are themselves what somebody may or may not see."""
BESIDE = frozenset({"comment", "order"})
"""Those that are seen with the opportunity or the customer they belong to."""

Told = tuple[Entry, list[Thing], Mentioned, list[str]]
"""An event, what it teaches, what its sentence mentions, and the keys of that."""


def apply(entries: Sequence[Entry], book: Book) -> None:
    things, timeline = book[THING], book[LINE]
    told = [heard(entry) for entry in entries]
    things.begin(entry.stream for entry in entries if entry.version == 1)
    things.fetch(known_by(told))
    for each in told:
        timeline.add_values(line(*each, things))
        withdraw(each[0], book)


def withdraw(entry: Entry, book: Book) -> None:
    """A comment that is deleted is told no more, and is again once it is restored (CUS-6)."""
    if entry.topic == "CommentDeleted":
        book[WITHDRAWN].put({"stream": entry.stream})
    elif entry.topic == "CommentRestored":
        book[WITHDRAWN].remove(entry.stream)


def heard(entry: Entry) -> Told:
    mentioned = mentions(entry)
    return entry, taught(entry), mentioned, [f"{kind}-{id}" for kind, id in mentioned]


def known_by(told: list[Told]) -> Iterator[str]:
    """The things that some events are about, teach about, or mention."""
    for entry, lessons, _, keys in told:
        yield entry.stream
        yield from keys
        for thing in lessons:
            yield thing.key


def line(
    entry: Entry, lessons: list[Thing], mentioned: Mentioned, keys: list[str], things: Rows
) -> Values:
    """The row of one event, and what it teaches for the later ones."""
    before = after = things.get(entry.stream) or UNKNOWN
    for thing in lessons:
        learn(things, thing)
        after = things.get(entry.stream) or UNKNOWN
    was, customer = before.get("customer"), after.get("customer")
    opportunity = after.get("opportunity")
    names: dict[str, dict[str, str]] = {}
    for (kind, id), key in zip(mentioned, keys, strict=True):
        if named := things.get(key):
            names.setdefault(kind, {})[id] = named["name"]
    return (
        entry.position,
        entry.stream,
        OWN_KINDS.get(entry.topic) or KINDS[entry.kind],
        customer,
        was if was != customer else None,
        opportunity,
        *governing(entry, customer, opportunity),
        entry.occurred_at,
        entry.by,
        to_json(names).decode(),
    )


def governing(entry: Entry, customer: str | None, opportunity: str | None) -> tuple[str, str]:
    """The kind and the id of the record by which the policy decides who sees the line."""
    kind = entry.kind
    if kind in RECORDS:
        return kind, entry.id
    if kind in BESIDE:
        return ("opportunity", opportunity) if opportunity else ("customer", customer or "")
    user = entry.data.get("user")
    return (PERSON, user) if user else (SETTINGS, "")
