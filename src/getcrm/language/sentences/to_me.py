"""What is said of an event to somebody who is told of it because it concerns them (NOT-1).

Where a timeline says who did what, a notification says it to its reader: "mentioned you".
"""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

MENTIONED = Saying(
    _("{by} mentioned you on {customer}[, opportunity {opportunity}][ in {campaign}]: {text}"),
)
SENTENCES: dict[tuple[str, str], Saying] = {
    ("registered", "CustomerRegistered"): Saying(
        _("{by} registered the customer {details.name} ({code}) for you"),
    ),
    ("managed", "CampaignCreated"): Saying(
        _("{by} made you the manager of the new campaign {details.name} ({code})"),
    ),
    ("managed", "CampaignEdited"): Saying(
        _("{by} made you the manager of the campaign {it}"),
    ),
    ("joined", "CampaignCreated"): Saying(
        _("{by} made you a participant of the new campaign {details.name} ({code})"),
    ),
    ("joined", "ParticipantsSet"): Saying(
        _("{by} made you a participant of the campaign {it}"),
    ),
    ("taken_away", "TransactionEdited"): Saying(
        _("{by} took the transaction {it} away from you"),
    ),
    ("mentioned", "CommentPosted"): MENTIONED,
    ("mentioned", "CommentEdited"): Saying(
        _("{by} mentioned you in a comment[: {changed.text.new}]"),
    ),
    ("received", "MessageSent"): Saying(
        _("{by} sent you[ and {others:# other|# others}] a message[, from {campaign}]: {subject}"),
    ),
}
"""By the action they are told of, and the topic. They name nothing that the sentence of the
timeline does not name, too."""
