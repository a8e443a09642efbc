"""Which language a reader wants (LANG-1)."""

import re

from getcrm.language.template import LANGUAGES, Language

DEFAULT: Language = "en"
_RANGE = re.compile(r"\s*([A-Za-z*]+)(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*(\d(?:\.\d*)?))?\s*")


def choose(accept_language: str | None) -> Language:
    """The best of our languages for an Accept-Language header; English where none is wanted."""
    best, best_quality = DEFAULT, 0.0
    for part in (accept_language or "").split(","):
        if not (match := _RANGE.fullmatch(part)):
            continue
        quality = float(match[2] or 1)
        wanted = match[1].lower()
        for language in LANGUAGES:
            if language == wanted and quality > best_quality:
                best, best_quality = language, quality
    return best


def spoken(language: str) -> Language:
    """One of our languages by its name; the default for any other name."""
    return language if language in LANGUAGES else DEFAULT
