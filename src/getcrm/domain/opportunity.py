"""An opportunity (cơ hội): one possible sale to a customer, worked in a campaign."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from getcrm.domain.aggregate import Changes


@dataclass(frozen=True)
class OpportunityOpened:
    """details: name, probability, expected_amount (decimal text or None, in the company's
    currency), expected_close, description, source, products (names) (OPP-2), each as its JSON.

    copied_from: the opportunity it was copied from (OPP-13).
    """

    campaign: str
    customer: str
    method: str
    owner: str | None
    details: dict[str, Any]
    copied_from: str | None


@dataclass(frozen=True)
class OpportunityEdited:
    """Of the details."""

    changed: Changes


@dataclass(frozen=True)
class OpportunityMoved:
    """To another approach method, which brings its own probability."""

    old: str
    new: str
    old_probability: int
    new_probability: int


@dataclass(frozen=True)
class OpportunityAssigned:
    old: str | None
    new: str | None


@dataclass(frozen=True)
class OpportunityClaimed:
    """A participant took it; nobody owned it (OPP-12)."""

    owner: str


@dataclass(frozen=True)
class OpportunityWon:
    """OPP-9. old: the method before; method: the last one. order: the order drafted with it."""

    old: str
    method: str
    amount: Decimal
    currency: str
    order: str | None


@dataclass(frozen=True)
class OpportunityLost:
    method: str
    reason: str | None
    note: str


@dataclass(frozen=True)
class OpportunityReopened:
    """Back to `method`, the one before closing (OPP-11). outcome: what is undone, won or lost."""

    outcome: str
    method: str


@dataclass(frozen=True)
class OpportunityBecameIdle:
    """The clock said so (OPP-19). since: the last real change or contact; limit_days: of its
    method then. Whether it is idle *now* is computed when asked, from today's limit."""

    since: str
    limit_days: int


@dataclass(frozen=True)
class OpportunityDeleted:
    pass


@dataclass(frozen=True)
class OpportunityRestored:
    pass


OpportunityEvent = (
    OpportunityOpened
    | OpportunityEdited
    | OpportunityMoved
    | OpportunityAssigned
    | OpportunityClaimed
    | OpportunityWon
    | OpportunityLost
    | OpportunityReopened
    | OpportunityBecameIdle
    | OpportunityDeleted
    | OpportunityRestored
)
