"""What is said of opportunities (cơ hội) and the orders (đơn hàng) that come of them."""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "OpportunityOpened": Saying(
        _(
            "{by} opened the opportunity {details.name} for {customer} in {campaign}, at "
            "{method}[, owned by {owner}][, expecting {details.expected_amount}][, from "
            "{details.source}][, copied from {copied_from}]"
        ),
        holds={"copied_from": "opportunity"},
    ),
    "OpportunityEdited": Saying(
        _("{by} edited the opportunity {it}: {changed}"),
    ),
    "OpportunityMoved": Saying(
        _(
            "{by} moved the opportunity {it} from {old} ({old_probability}) to {new} "
            "({new_probability})"
        ),
        holds={
            "old": "method",
            "new": "method",
            "old_probability": "percent",
            "new_probability": "percent",
        },
    ),
    "OpportunityAssigned": Saying(
        _("{by} handed the opportunity {it}[ from {old}] over to {new}"),
        holds={"old": "user", "new": "user"},
        without={"new": _("{by} took the opportunity {it} from {old}; nobody owns it now")},
    ),
    "OpportunityClaimed": Saying(
        _("{owner} claimed the opportunity {it}"),
    ),
    "OpportunityWon": Saying(
        _(
            "{by} won the opportunity {it} for {amount}, moving it from {old} to "
            "{method}[, and drafted an order{order:}]"
        ),
        holds={"old": "method", "amount": "money"},
    ),
    "OpportunityLost": Saying(
        _("{by} marked the opportunity {it} as lost at {method}[, reason: {reason}][ ({note})]"),
        holds={"reason": "loss_reason"},
    ),
    "OpportunityCorrected": Saying(
        _("{by} corrected how the opportunity {it} was closed ({outcome}): {changed}"),
        holds={"amount": "number", "closed_on": "day", "reason": "loss_reason"},
    ),
    "OpportunityReopened": Saying(
        _("{by} reopened the opportunity {it}, which had been {outcome}, at {method}"),
    ),
    "OpportunityBecameIdle": Saying(
        _(
            "{by} marked the opportunity {it} as idle: nothing happened since {since} (the "
            "limit is {limit_days:# day|# days})"
        ),
    ),
    "OpportunityDeleted": Saying(
        _("{by} deleted the opportunity {it}"),
    ),
    "OpportunityRestored": Saying(
        _("{by} restored the opportunity {it}"),
    ),
    "OrderDrafted": Saying(
        _(
            "{by} drafted an order of {amount} for {customer} from the opportunity "
            "{opportunity} in {campaign}"
        ),
        holds={"amount": "money"},
    ),
}
