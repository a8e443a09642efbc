"""Texts with slots: the small notation in which all sentences and refusals are written.

{name}                what a field says
{method.name}         a field within a field
{days:# day|# days}   a number with its noun, in all forms the language has; # is the number
[, reason: {reason}]  a clause that is left out where one of its slots is empty
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, ...] = ("en", "vi")

Phrase = Mapping[Language, str]
"""One text in every language."""

_SLOT = re.compile(r"\{([\w.]+)(?::([^}]*))?\}")
_CLAUSE = re.compile(r"\[([^]]*)\]")


def fill(
    template: str,
    values: Mapping[str, Any],
    say: Callable[[str, Any], str],
    plural: Callable[[int], int],
) -> str:
    """The text; `say` puts the value of a slot into words, `plural` says which form of a noun
    goes with a number (`catalogue.plural`)."""

    def slot(match: re.Match[str]) -> str:
        value = look_up(values, match[1])
        if match[2] is None:
            return say(match[1], value)
        forms = match[2].split("|")
        form = forms[plural(value) if isinstance(value, int) else -1]
        return form.replace("#", say(match[1], value))

    def clause(match: re.Match[str]) -> str:
        is_empty = any(empty(look_up(values, path)) for path in slots(match[1]))
        return "" if is_empty else match[1]

    return _SLOT.sub(slot, _CLAUSE.sub(clause, template))


@cache
def slots(template: str) -> tuple[str, ...]:
    """The paths of all slots, in order."""
    return tuple(match[1] for match in _SLOT.finditer(template))


def look_up(values: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, None where there is none."""
    found: Any = values
    for part in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found


def empty(value: object) -> bool:
    """Nothing to be said: but 0 and False are values."""
    return value is None or value == "" or value == [] or value == () or value == {}
