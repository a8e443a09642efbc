"""What each field of a command or query means: from the docstring of its model, which says
`field: what it is.`, or else what the name means everywhere."""

import inspect
import re
from collections.abc import Iterable
from typing import Any

EVERYWHERE = {
    "action": "What is done to it, as in the answer of the preferences.",
    "active": "true: only those who work here; false: only those who do not any more.",
    "as_known_at": "From what had been recorded by then: a position of the log, a date or a time"
    " (LOG-1).",
    "as_of": "As it was then: a date, to its end, or a time with an offset (LOG-1). Default: now.",
    "assignee": "The id of whoever is to do it.",
    "attachment": "The id of a file.",
    "bucket": "Of the open ones, by their due day.",
    "campaign": "A campaign's id.",
    "history_import": "The id of an import of history.",
    "code": "What the provider hands over.",
    "comment": "A comment's id.",
    "cursor": "Where the former page ended: its `next`.",
    "contact": "A contact's id; it is the customer's.",
    "customer": "A customer's id.",
    "deleted": "true: the deleted ones.",
    "department": "A department's id.",
    "employee": "A user's id.",
    "entry": "The id of an entry of this list.",
    "error": "Why the provider hands over nothing.",
    "field": "The field that is looked at.",
    "fresh": "true: to prove once more who one is.",
    "from": "The first day, included.",
    "group": "A customer group's id.",
    "id": "The id of a record.",
    "indicator": "The indicator's name, as `GET /kpi/indicators` lists them.",
    "kind": "A company or a person.",
    "limit": "How many at the most.",
    "max_stars": "At most so many potential stars.",
    "members": "What becomes of those inside it.",
    "message": "A message's id.",
    "method": "An approach method's id.",
    "min_stars": "At least so many potential stars.",
    "name": "What it is called.",
    "object": "The kind of record.",
    "opportunity": "An opportunity's id.",
    "order": "Upwards or downwards.",
    "outcome": "Open, won or lost.",
    "owner": 'A user\'s id, or "none".',
    "points": "So many points instead.",
    "province": "The province of the address, with or without accents.",
    "q": "Words, as far as typed, with or without accents.",
    "role": "A role's id.",
    "session": "A session's id.",
    "sort": "By what the list is sorted.",
    "source": "A source's id.",
    "stage": "A relationship stage's id.",
    "stars": "Exactly so many potential stars.",
    "state": "What was handed to the provider.",
    "status": "How far it has got.",
    "stream": "The name of one stream of the log, such as customer-<id>.",
    "thresholds": "The least points of one star, of two, and so on (SCO-2).",
    "tier": "A tier's id.",
    "to": "The last day, included.",
    "token": "An API token's id.",
    "transaction": "A transaction's id.",
    "type": "A transaction type's id.",
    "unread": "true: only what has not been read.",
    "user": "A user's id.",
}


def explained(model: type[Any], field: str) -> str | None:
    """In English; None: nobody has said so yet."""
    for kind in model.__mro__:
        doc = kind.__dict__.get("__doc__")
        if doc and (text := said_of(field, inspect.cleandoc(doc), fields_of(model))):
            return text
    return EVERYWHERE.get(field)


def said_of(field: str, doc: str, fields: Iterable[str]) -> str | None:
    """`a, b: what they are.` up to the next such, or the end of the paragraph."""
    names = "|".join(sorted(map(re.escape, fields), key=len, reverse=True))
    start = re.compile(rf"(?:^|(?<=[.;?)] )|(?<=\.\n)|(?<=\n))((?:{names})(?:, (?:{names}))*):\s")
    for paragraph in doc.split("\n\n"):
        found = list(start.finditer(paragraph))
        for number, one in enumerate(found):
            if field in one[1].split(", "):
                end = found[number + 1].start() if number + 1 < len(found) else len(paragraph)
                text = " ".join(paragraph[one.end() : end].split()).rstrip(";")
                return text[:1].upper() + text[1:]
    return None


def fields_of(model: type[Any]) -> list[str]:
    """As callers call them."""
    return [info.alias or name for name, info in model.model_fields.items()]
