"""The words a customer is found by, and the words somebody types to find one (CUS-8)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from getcrm.domain.text import unaccented

WORD_START = re.compile(r"(?<!\w)\w")
PHONE_LIKE = re.compile(r"\+?[\d .()-]*\d[\d .()-]*")
WORDS = 8
"""Words of a search that are looked at, at the most."""
LAST = "\U0010ffff"
"""Sorts after every term that begins the same."""


class Wanted(NamedTuple):
    """A customer with a term that begins with `start`, and one for each of the `others`."""

    start: str
    others: tuple[str, ...] = ()


def terms_of(code: str, details: Mapping[str, Any]) -> list[str]:
    """Everything a customer is found by, sorted: its code, and the names, phones and e-mails of
    itself and of its contacts. A name is found from each of its words on."""
    terms = {unaccented(code)}
    for who in (details, *(details.get("contacts") or ())):
        name = unaccented(who["name"])
        terms.add(name)
        terms.update(name[found.start() :] for found in WORD_START.finditer(name))
        terms.update(unaccented(email) for email in who.get("emails") or ())
        for phone in who.get("phones") or ():
            terms.update((phone, national(phone)))
    return sorted(terms)


def national(phone: str) -> str:
    """The form people dial at home: +84912345678 is 0912345678."""
    return f"0{phone[3:]}" if phone.startswith("+84") else phone


def as_text(terms: Iterable[str]) -> str:
    """As one text, each term between two line breaks."""
    return "\n".join(("", *terms, ""))


def as_typed(search: str) -> list[Wanted]:
    """What a search may mean, taken as it stands: its words in a row, or a phone number."""
    text = " ".join(unaccented(search).split()[:WORDS])
    meanings = [Wanted(text)]
    if PHONE_LIKE.fullmatch(text):
        digits = re.sub(r"[^\d+]", "", text)
        meanings.append(Wanted(digits))
        if digits[0] not in "0+":
            meanings.append(Wanted(f"+{digits}"))
    return list(dict.fromkeys(meanings))


def in_any_order(search: str) -> list[Wanted]:
    """Each of the words as the one to begin with, the others to be there too."""
    words = list(dict.fromkeys(unaccented(search).split()[:WORDS]))
    if len(words) < 2:
        return []
    return [Wanted(word, tuple(w for w in words if w != word)) for word in words]
