"""What is said of customers (khách hàng)."""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CustomerRegistered": Saying(
        _(
            "{by} registered the customer {details.name} ({code}) in {stage}[, owned by "
            "{owner}][, in the groups {groups}][, from {sources}][, tier {tier}]"
        ),
    ),
    "CustomerEdited": Saying(
        _("{by} edited {it}: {changed}"),
    ),
    "CustomerOwnerChanged": Saying(
        _("{by} handed {it}[ from {old}] over to {new}"),
        holds={"old": "user", "new": "user"},
        without={"new": _("{by} took {it} from {old}; nobody owns it now")},
    ),
    "CustomerStageChanged": Saying(
        _("{by} moved {it} from {old} to {new}"),
        holds={"old": "stage", "new": "stage"},
    ),
    "CustomerGroupsChanged": Saying(
        _("{by} changed the groups of {it} from {old} to {new}"),
        holds={"old": "group", "new": "group"},
    ),
    "CustomerSourcesChanged": Saying(
        _("{by} changed the sources of {it} from {old} to {new}"),
        holds={"old": "source", "new": "source"},
    ),
    "CustomerTierChanged": Saying(
        _("{by} changed the tier of {it} from {old} to {new}"),
        holds={"old": "tier", "new": "tier"},
    ),
    "CustomerSharingSet": Saying(
        _("{by} shared {it} with {new}; before: {old}"),
        holds={"old": "sharing", "new": "sharing"},
    ),
    "CustomerContacted": Saying(
        _(
            "{by} recorded {kind}[ ({transaction})][, {direction},] with {it} on {contacted_at}"
            "[, by {done_by}][, {number}][, lasting {seconds}][, {result}][: {note}]"
        ),
        holds={"number": "phone", "seconds": "duration"},
    ),
    "CustomerContactWithdrawn": Saying(
        _("{by} withdrew the contact with {it} that {transaction} had counted as"),
    ),
    "ContactAdded": Saying(
        _("{by} added the contact {contact} to {it}"),
        holds={"contact": "contact"},
    ),
    "ContactEdited": Saying(
        _("{by} edited the contact {name} of {it}: {changed}"),
    ),
    "ContactRemoved": Saying(
        _("{by} removed the contact {contact} from {it}"),
        holds={"contact": "contact"},
    ),
    "CustomerDeleted": Saying(
        _("{by} deleted the customer {it}[, together with the group {group}]"),
    ),
    "CustomerRestored": Saying(
        _("{by} restored the customer {it}"),
    ),
}
