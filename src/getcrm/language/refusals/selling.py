"""Refusals about customers, transactions, campaigns and opportunities."""

from getcrm.language.catalogue import _
from getcrm.language.template import Phrase

NONE_SEEN: dict[str, Phrase] = {
    "DuplicateFound": _("Another customer already has {value}; ask an administrator."),
}
"""Of customers whom somebody may not see they learn that there is one, not even how many."""

REFUSALS: dict[str, Phrase] = {
    # --- customers
    "CustomersUnknown": _(
        "{n_customers:# of the customers is|# of the customers are} not known; nothing was changed."
    ),
    "CustomerIsDeleted": _("The customer {name} is deleted; restore it first."),
    "CustomersAreDeleted": _(
        "{n_customers:# of the customers is|# of the customers are} deleted; nothing was changed."
    ),
    "ContactOfAnother": _("The contact {external_id} is recorded with another customer already."),
    "ContactUnknown": _("The customer has no contact with the id {id}."),
    "ContactTwice": _("Two contacts have the same id, {id}."),
    "TooManyContacts": _("A customer has at most {most} contacts."),
    "ContactInFuture": _(
        "A contact is recorded once it has taken place; {contacted_at} has not come yet."
    ),
    "DuplicateFound": _(
        "{n_customers:# other customer already has|# other customers already have} {value}."
    ),
    "PointsOfWhat": _("Points are previewed for one transaction type or one group."),
    # --- transactions
    "TransactionIsDeleted": _("The transaction is deleted; restore it first."),
    "TransactionIsClosed": _("The transaction is {status}; reopen it first."),
    "CompletedTypeIsFixed": _(
        "The type of a completed transaction cannot change; reopen it first."
    ),
    "CustomerOrSupplier": _("A transaction concerns a customer or a supplier, not both."),
    "DueBeforeStart": _("It would be due at {due}, before it starts at {start}."),
    "OpportunityOfAnotherCustomer": _("The opportunity belongs to another customer."),
    # --- campaigns and opportunities
    "TooFewMethods": _("A campaign has at least two approach methods."),
    "MethodUnknown": _("The campaign has no approach method with the id {id}."),
    "MethodNameTaken": _("The campaign has two approach methods named {name}."),
    "MethodInUse": _(
        "The method {name} is in use: {opportunities:# opportunity stands in it or "
        "returns to it|# opportunities stand in it or return to it} when reopened."
    ),
    "MethodsIncomplete": _(
        "The order should name every approach method of the campaign exactly once."
    ),
    "CampaignHasEnded": _("The campaign ended on {ends}: it takes no new opportunities on {day}."),
    "CampaignIsLocked": _("The campaign is locked; unlock it first."),
    "CampaignIsDeleted": _("The campaign is deleted; restore it first."),
    "CampaignCodeTaken": _("Another campaign, perhaps a deleted one, has the code {code}."),
    "CampaignEndsTooEarly": _("The campaign would end on {ends}, before it starts on {starts}."),
    "ParticipantTwice": _("Somebody is named twice among the participants: {user}."),
    "OpenOpportunityExists": _(
        "The customer already has an open opportunity in this campaign, and it allows "
        "no duplicates."
    ),
    "WinningNeedsAmount": _(
        "{method} is the last method: moving there is winning, and needs the amount earned."
    ),
    "ClaimerDoesNotAccept": _(
        "Only participants of the campaign who accept opportunities can claim one."
    ),
    "ClaimTooEarly": _("It cannot be claimed before {claimable_from}."),
    "AlreadyClaimed": _("Somebody else already owns this opportunity."),
    "OpportunityIsClosed": _("The opportunity is {outcome}; reopen it first."),
    "OpportunityIsOpen": _("The opportunity is open: there is no closing to correct."),
    "ClosingHasNone": _("The opportunity is {outcome}: that belongs to another outcome."),
    "ClosedOutOfTime": _(
        "It was closed on a day from {opened}, when it was opened, to today, {today}: not on {day}."
    ),
    "OpportunityIsDeleted": _("The opportunity is deleted; restore it first."),
    "LossReasonRequired": _("This campaign requires the reason why an opportunity is lost."),
    "CustomerNotYours": _(
        "You may not see the customer of this opportunity, so you cannot open another one with "
        "that customer."
    ),
    "NotCopiedIntoItsOwnCampaign": _(
        "An opportunity is copied into its own campaign only where duplicates are allowed."
    ),
}
