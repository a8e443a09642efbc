"""Refusals about comments, messages and notifications (CUS-6, NOT-1, NOT-2)."""

from getcrm.language.catalogue import _
from getcrm.language.template import Phrase

REFUSALS: dict[str, Phrase] = {
    "CommentOnOneRecord": _(
        "A comment is made on a customer or on an opportunity, one of the two."
    ),
    "CommentIsDeleted": _("The comment is deleted; restore it first."),
    "NotYourComment": _("Somebody else wrote this comment, so it is not yours to change."),
    "NotNotifiedYet": _("The log has only come to position {position}."),
    "NotificationUnknown": _("Nobody is told of that: {object}, {action}."),
    "NobodyToSendTo": _("Name at least one recipient other than yourself."),
    "NotTheCampaignsManager": _("To the participants of a campaign only its manager writes."),
}
