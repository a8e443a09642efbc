"""What is said of campaigns (chiến dịch) and their approach methods (phương pháp tiếp cận)."""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CampaignCreated": Saying(
        _(
            "{by} created the campaign {details.name} ({code}) with the methods "
            "{methods}[, managed by {details.manager}][, participants {participants}]"
        ),
    ),
    "CampaignEdited": Saying(
        _("{by} edited the campaign {it}: {changed}"),
    ),
    "ParticipantsSet": Saying(
        _("{by} changed the participants of {it} from {old} to {new}"),
        holds={"old": "participants", "new": "participants"},
    ),
    "MethodAdded": Saying(
        _("{by} added the method {method.name} to {it}, at place {position}"),
        holds={"position": "place"},
    ),
    "MethodEdited": Saying(
        _("{by} edited the method {method} of {it}: {changed}"),
    ),
    "MethodsReordered": Saying(
        _("{by} reordered the methods of {it} from {old} to {new}"),
        holds={"old": "method", "new": "method"},
    ),
    "MethodDeleted": Saying(
        _("{by} deleted the method {method} of {it}"),
    ),
    "OwnerDrawn": Saying(
        _("{by} let {it} divide: it was the turn of {user}"),
    ),
    "CampaignLocked": Saying(
        _("{by} locked the campaign {it}"),
    ),
    "CampaignUnlocked": Saying(
        _("{by} unlocked the campaign {it}"),
    ),
    "CampaignDeleted": Saying(
        _("{by} deleted the campaign {it}"),
    ),
    "CampaignRestored": Saying(
        _("{by} restored the campaign {it}"),
    ),
}
