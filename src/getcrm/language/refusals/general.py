"""Refusals that may come anywhere, and those about the company, its lists and its people."""

from getcrm.language.catalogue import _
from getcrm.language.template import Phrase

REFUSALS: dict[str, Phrase] = {
    # --- the four kinds, and what is refused anywhere
    "Refusal": _("This cannot be done."),
    "Invalid": _("The request makes no sense."),
    "NotFound": _("There is no {kind} with the id {id}."),
    "Conflict": _("Somebody else was first; look again."),
    "Refused": _("A business rule forbids it."),
    "AlreadyExists": _("There is already a {kind} with the id {id}."),
    "CurrencyNotSupported": _(
        "Amounts are in {company}, the currency of the company, not in {currency}."
    ),
    "AmountNotInCurrency": _(
        "{amount} is no amount in {currency}, which has {decimals:# decimal|# decimals}. Write "
        "only digits, with a point before the decimals: a thousand is 1000."
    ),
    "OccurredInTheFuture": _("{at} has not come yet: only what has happened can be recorded."),
    "OccurredBeforeHistory": _(
        "{at} is before the last event of the {kind} (id {id}): {event}, {last}. What happened to "
        "a record is recorded in order."
    ),
    "OccurredBeforeHiddenHistory": _(
        "{at} is before the last event of a {kind} that is changed with it, which you may not see."
    ),
    "ClockJumped": _(
        "This machine's clock says {now}, but it should be about {last}: nothing is recorded "
        "until it is right."
    ),
    "OccurredBeforeTheCompany": _(
        "{at} is before the history of the company, which begins at {start}; its start can be set "
        "to an earlier day in the settings."
    ),
    "UnknownActor": _("There is no user {by} in whose name to do it."),
    "VersionMismatch": _(
        "It has changed in the meantime: it is at version {actual}, not {expected}."
    ),
    "IdempotencyKeyReused": _("The idempotency key {key} was used before for another command."),
    "TooMuchTraffic": _("Too many changes at once; nothing was written. Please try again."),
    "QueryUnknown": _("There is no question named {name}."),
    "FilterUnknown": _("There is no {kind} with the id {id}."),
    "BadCursor": _("The cursor does not come from this question; start again without it."),
    "PeriodEndsBeforeItStarts": _("The period would start on {starts}, after its end on {ends}."),
    # --- the company, its lists and its people
    "ThresholdsNotIncreasing": _("Every further star needs a higher score, the first at least 1."),
    "NameTaken": _("The name {name} is taken."),
    "NewNameNeeded": _("The name {name} has been taken meanwhile; restore it under a new name."),
    "CodeTaken": _("The code {code} is taken, perhaps by a deleted entry."),
    "StageUnknown": _("There is no relationship stage with the id {stage}."),
    "StageIsDeleted": _("The stage {name} is deleted; restore it first."),
    "FirstStageIsForever": _(
        "{name} is the first stage: it can be renamed and moved, but not deleted."
    ),
    "StageNeededByRules": _("The stage {name} is needed by: {rules}."),
    "StageHasCustomers": _(
        "The stage {name} still has {live:# customer|# customers} and {deleted:# "
        "deleted one|# deleted ones}."
    ),
    "StageOrderIncomplete": _(
        "The order should name every stage exactly once: {n_missing} missing, "
        "{n_repeated} repeated."
    ),
    "GroupUnknown": _("There is no group with the id {group}."),
    "GroupIsDeleted": _("The group {name} is deleted; restore it first."),
    "GroupCycle": _("The group {name} cannot be inside {parent}, which is inside it."),
    "GroupHasChildren": _(
        "The group {name} has groups inside: {children}. Delete or move those first."
    ),
    "EntryUnknown": _("There is no {catalogue} with the id {entry}."),
    "EntryIsDeleted": _("The {catalogue} {name} is deleted; restore it first."),
    "TransactionTypeUnknown": _("There is no transaction type with the id {type}."),
    "TransactionTypeIsDeleted": _("The transaction type {name} is deleted; restore it first."),
    "UserUnknown": _("There is no user with the id {user}."),
    "TokenUnknown": _("The user has no API token with the id {token}."),
}
