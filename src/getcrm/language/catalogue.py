"""Texts in every language: English stands in the code, the others in gettext catalogues (LANG-1).

A text is written once, in English, as `_("…")`; `locale/<language>/LC_MESSAGES/getcrm.po` holds its
translations and how the language counts. `python -m getcrm.language.messages` brings the files
up to date with the code.
"""

import gettext
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from getcrm.language.template import LANGUAGES, Language

SOURCE: Language = "en"
"""The language of the texts in the code."""
FOLDER = Path(__file__).parent / "locale"

ALL: dict[tuple[str, str], "Message"] = {}
"""Every phrase there is, by its context and its English text."""


class Message(Mapping[Language, str]):
    """One text in every language.

    context: tells apart what is the same in English and is not elsewhere.
    """

    __slots__ = ("context", "text")

    def __init__(self, text: str, context: str = "") -> None:
        self.text, self.context = text, context
        ALL[context, text] = self

    def __getitem__(self, language: Language) -> str:
        if language == SOURCE:
            return self.text
        return translations(language)[self.context, self.text]

    def __iter__(self) -> Iterator[Language]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)

    def __repr__(self) -> str:
        return f"Message({self.text!r})"


_ = Message


def path(language: Language) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "getcrm.po"


@cache
def catalogue(language: Language) -> Catalog:
    """As its file has it."""
    with path(language).open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: Language) -> dict[tuple[str, str], str]:
    """By context and English text. What has none is read in English."""
    found = {
        (message.context or "", str(message.id)): str(message.string)
        for message in catalogue(language)
        if message.id and message.string and not message.fuzzy
    }
    return Translations(found)


class Translations(dict[tuple[str, str], str]):
    def __missing__(self, key: tuple[str, str]) -> str:
        return key[1]


@cache
def plural(language: Language) -> Callable[[int], int]:
    """Which of a language's forms goes with a number."""
    if language == SOURCE:
        return lambda number: int(number != 1)
    choose: Callable[[int], int] = gettext.c2py(catalogue(language).plural_expr)
    return choose


@cache
def forms(language: Language) -> int:
    """How many forms of a noun the language has."""
    return 2 if language == SOURCE else catalogue(language).num_plurals
