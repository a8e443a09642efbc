"""Why somebody may see or change a record, in words (PERM-5)."""

from getcrm.language.catalogue import _
from getcrm.language.template import Language, Phrase

DEEDS: dict[str, Phrase] = {
    "view": _("see it"),
    "edit": _("edit it"),
    "delete": _("delete and restore it"),
    "share": _("hand it over and share it"),
}

RELATIONS: dict[str, Phrase] = {
    "own": _("it is theirs"),
    "subordinate": _("it belongs to somebody in a department that they manage"),
    "colleague": _("it belongs to somebody in their own department, or in one inside it"),
    "watcher": _("they watch it"),
    "shared": _("it is shared with them or with their department"),
    "shared_to_edit": _("it is shared with them or with their department, to be edited"),
    "common": _("it is common to all"),
    "manager": _("they manage it"),
    "participant": _("they take part in it"),
    "campaign_manager": _("they manage its campaign"),
    "campaign": _("they take part in its campaign"),
    "customer": _("it concerns a customer whom they see"),
    "any": _("they may see everything of this kind"),
}
"""How somebody stands to it. Every relation of the policy."""

MAY: Phrase = _("{name} may {deed}: {why}.")
MAY_NOT: Phrase = _("{name} may not {deed}.")


def reason(name: str, deed: str, relation: str, language: Language) -> str:
    """Anna may edit it: it is theirs."""
    why = RELATIONS[relation][language]
    return MAY[language].format(name=name, deed=DEEDS[deed][language], why=why)


def no_reason(name: str, deed: str, language: Language) -> str:
    """Anna may not edit it."""
    return MAY_NOT[language].format(name=name, deed=DEEDS[deed][language])
