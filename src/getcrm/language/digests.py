"""What is said of many things of one kind at once, instead of each by itself (NOT-1)."""

from typing import Any

from getcrm.language import locale, words
from getcrm.language.catalogue import _, plural
from getcrm.language.template import Language, Phrase, fill

DIGESTS: dict[str, Phrase] = {
    "opportunity.idle": _("{n:# opportunity|# opportunities} of yours became idle"),
    "transaction.reminded": _("{n:# transaction begins|# transactions begin} soon"),
    "customer.handed_over": _("{n:# customer|# customers} changed hands"),
}
"""By object and action."""
OTHERS: Phrase = _("{n:# notification|# notifications}: {object}, {action}")


def digest(object: str, action: str, many: int, language: Language) -> str:
    """A sentence about so many things of one kind."""
    phrase = DIGESTS.get(f"{object}.{action}", OTHERS)
    details = {
        "n": many,
        "object": words.kind(object, language),
        "action": words.action(action, language),
    }

    def say(name: str, value: Any) -> str:
        return locale.number(value, language) if name == "n" else str(value)

    return fill(phrase[language], details, say, plural(language))
