"""Why something was not done: one clear text per refusal, in both languages.

The slots are the refusal's details. `{n_customers}` is how many `customers` are.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo
from typing import Any

from getcrm.domain.calendar import in_zone
from getcrm.domain.refusals import Refusal
from getcrm.language import locale, words
from getcrm.language.catalogue import plural
from getcrm.language.refusals import general, people, selling, talking
from getcrm.language.template import Language, Phrase, fill

REFUSALS: dict[str, Phrase] = {
    **general.REFUSALS,
    **people.REFUSALS,
    **selling.REFUSALS,
    **talking.REFUSALS,
}
"""By the name of the refusal, which is the `code` of the problem."""

NONE_SEEN: dict[str, Phrase] = selling.NONE_SEEN
"""What is said instead where the customers of the details are none that whoever asks may see."""

MOMENTS = ("at", "claimable_from", "contacted_at", "due", "expires_at", "last", "now", "start")
SAID: dict[str, Callable[[Any, Language], str]] = {
    "catalogue": words.kind,
    "ends": locale.day,
    "kind": words.kind,
    "outcome": words.choice,
    "starts": locale.day,
    "status": words.choice,
}
"""How details are put into words, where they are not names or numbers."""


def refusal(refused: Refusal, language: Language, zone: tzinfo = UTC) -> str:
    """Why it was not done, for whoever asked for it. zone: in which moments are told."""
    known = (name.__name__ for name in type(refused).__mro__ if name.__name__ in REFUSALS)

    def say(name: str, value: Any) -> str:
        if name in MOMENTS:
            return f"{locale.moment(value, language, zone)} {abbreviated(value, zone)}"
        if name in SAID:
            return SAID[name](value, language)
        if isinstance(value, list | tuple):
            return ", ".join(words.choice(str(each), language) for each in value)
        return str(value)

    name, details = next(known), refused.details
    hides = name in NONE_SEEN and not details.get("customers")
    phrase = NONE_SEEN[name] if hides else REFUSALS[name]
    return fill(phrase[language], counted(details), say, plural(language))


def counted(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details, and how long their lists are."""
    lengths = {f"n_{name}": len(v) for name, v in details.items() if isinstance(v, list | tuple)}
    return {**details, **lengths}


def abbreviated(instant: str, zone: tzinfo) -> str:
    """UTC, or an offset such as +07."""
    return f"{in_zone(instant, zone):%Z}"
