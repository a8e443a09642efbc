"""What is said of something that was done all the same: one clear text per warning (CUS-2)."""

from collections.abc import Mapping
from typing import Any

from getcrm.language.catalogue import _, plural
from getcrm.language.template import Language, Phrase, fill

WARNINGS: dict[str, Phrase] = {
    "MentionCannotSee": _("May not see this, and will not be told: {names}."),
    "CustomerLeftOut": _(
        "The work belongs to the opportunity, not to its customer, whom you may not see."
    ),
    "PossibleDuplicate": _("Another customer has {value}, too."),
}
"""By its code."""


def warning(code: str, details: Mapping[str, Any], language: Language) -> str:
    """The slots are the warning's details."""

    def say(name: str, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list | tuple) else str(value)

    return fill(WARNINGS[code][language], details, say, plural(language))
