"""The words a customer is found by, and the words somebody types to find one (CUS-8)."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from getcrm.contact_points.phones import dialled, dialled_starts, is_phone
from getcrm.domain.text import folded, unaccented

WORD_START = re.compile(r"(?<!\w)\w")
WORDS = 8
"""Words of a search that are looked at, at the most."""
LAST = "\U0010ffff"
"""Sorts after every term that begins the same."""


class Wanted(NamedTuple):
    """A customer with a term that begins with `start`, and one for each of the `others`."""

    start: str
    others: tuple[str, ...] = ()


@lru_cache(10_000)
def key(text: str) -> str:
    """The form in which customers are searched and sorted: without accents."""
    return folded(text) if text.isascii() else unaccented(text)


def terms_of(code: str, details: Mapping[str, Any]) -> list[str]:
    """Everything a customer is found by, sorted: its code, and the names, phones and e-mails of
    itself and of its contacts. A name is found from each of its words on."""
    terms = {key(code)}
    for who in (details, *details["contacts"]):
        name = key(who["name"])
        terms.add(name)
        terms.update([name[found.start() :] for found in WORD_START.finditer(name)])
        terms.update([key(email) for email in who["emails"]])
        terms.update([dialled(phone) for phone in who["phones"]])
    return sorted(terms)


def as_text(terms: Iterable[str]) -> str:
    """As one text, each term between two line breaks."""
    return "\n".join(("", *terms, ""))


def from_text(text: str) -> list[str]:
    """The terms of `as_text`."""
    return text.strip("\n").split("\n") if text.strip("\n") else []


def as_typed(search: str) -> list[Wanted]:
    """What a search may mean, taken as it stands: a whole phone number, its words in a row, or
    the beginning of a phone number."""
    text = key(search)
    words, starts = " ".join(text.split()[:WORDS]), dialled_starts(text)
    whole = starts[:1] if is_phone(text) else []
    return [Wanted(start) for start in dict.fromkeys([*whole, words, *starts])]


def in_any_order(search: str) -> list[Wanted]:
    """Each of the words as the one to begin with, the others to be there too."""
    words = list(dict.fromkeys(key(search).split()[:WORDS]))
    if len(words) < 2:
        return []
    return [Wanted(word, tuple(w for w in words if w != word)) for word in words]
