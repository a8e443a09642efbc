"""An opportunity (cơ hội): one possible sale to a customer, worked in a campaign."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.calendar import days_between
from getcrm.domain.campaign import Campaign
from getcrm.domain.claim import check_claim
from getcrm.domain.company import Company
from getcrm.domain.refusals import Refused


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
class OpportunityCorrected:
    """What was closed with a mistyped amount, date, reason or note (OPP-21). outcome: won or lost.

    changed: of a won one amount (decimal text); of a lost one reason, note; of both closed_on, the
    day it counts on.
    """

    outcome: str
    changed: Changes


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


OpportunityChanged = (
    OpportunityEdited
    | OpportunityMoved
    | OpportunityAssigned
    | OpportunityClaimed
    | OpportunityWon
    | OpportunityLost
    | OpportunityCorrected
    | OpportunityReopened
    | OpportunityDeleted
    | OpportunityRestored
)
"""The real changes: each starts its rest anew (OPP-19)."""

OpportunityEvent = OpportunityOpened | OpportunityChanged | OpportunityBecameIdle


class OpportunityIsClosed(Refused):
    """What is won or lost no longer changes; it can be reopened (OPP-11). details: outcome."""


class OpportunityIsOpen(Refused):
    """How it was closed can be corrected only once it is (OPP-21)."""


class ClosingHasNone(Refused):
    """A lost one has no amount, a won one no reason and no note (OPP-21). details: outcome."""


class ClosedOutOfTime(Refused):
    """Closed on a day before it was opened, or that has not come (OPP-21). details: day, opened,
    today."""

    field = "closed_on"


class OpportunityIsDeleted(Refused):
    """A deleted opportunity can only be restored (OPP-18)."""


class LossReasonRequired(Refused):
    """The campaign wants to know why an opportunity is lost (OPP-10)."""

    field = "reason"


class NotCopiedIntoItsOwnCampaign(Refused):
    """It has been worked here already, and duplicates are not allowed (OPP-13)."""

    field = "campaign"


@dataclass(frozen=True)
class Opportunity(Aggregate):
    """details: as in OpportunityOpened. closing: how it was won or lost, None: it is open.

    closed_at: when it was closed; closed_on: the day it counts on, where that was corrected.
    changed_at: its last real change; marked_since: the rest it was last marked as idle for.
    """

    KIND = "opportunity"

    campaign: str
    customer: str
    method: str
    owner: str | None
    details: dict[str, Any]
    opened_at: str
    changed_at: str
    closing: OpportunityWon | OpportunityLost | None = None
    closed_at: str | None = None
    closed_on: str | None = None
    marked_since: str | None = None
    is_deleted: bool = False

    @classmethod
    def evolve(cls, current: Self | None, event: OpportunityEvent, at: str) -> Self:
        if isinstance(event, OpportunityOpened):
            return cls(
                event.campaign, event.customer, event.method, event.owner, event.details, at, at
            )
        assert current, "a history begins with OpportunityOpened"
        if isinstance(event, OpportunityBecameIdle):
            return replace(current, marked_since=event.since)
        if isinstance(event, OpportunityWon | OpportunityLost):
            current = replace(current, closed_at=at, closed_on=None)
        return replace(current, **current._evolved(event), changed_at=at)

    def _evolved(self, event: OpportunityChanged) -> dict[str, Any]:
        match event:
            case OpportunityEdited():
                return {"details": self.details | applied(event.changed)}
            case OpportunityMoved():
                probability = {"probability": event.new_probability}
                return {"method": event.new, "details": self.details | probability}
            case OpportunityAssigned():
                return {"owner": event.new}
            case OpportunityClaimed():
                return {"owner": event.owner}
            case OpportunityWon() | OpportunityLost():
                return {"method": event.method, "closing": event}
            case OpportunityCorrected():
                return self._corrected(applied(event.changed))
            case OpportunityReopened():
                return {"method": event.method, "closing": None}
            case OpportunityDeleted() | OpportunityRestored():
                return {"is_deleted": isinstance(event, OpportunityDeleted)}
            case _:
                assert_never(event)

    def _corrected(self, new: dict[str, Any]) -> dict[str, Any]:
        assert self.closing, "only what is closed is corrected"
        of_it: dict[str, Any] = {name: new[name] for name in ("reason", "note") if name in new}
        if "amount" in new:
            of_it["amount"] = Decimal(new["amount"])
        closing = replace(self.closing, **of_it)
        return {"closing": closing, "closed_on": new.get("closed_on", self.closed_on)}

    @property
    def outcome(self) -> str:
        match self.closing:
            case None:
                return "open"
            case OpportunityWon():
                return "won"
            case OpportunityLost():
                return "lost"

    @property
    def reason(self) -> str | None:
        """Why it was lost; None also of what was not."""
        return self.closing.reason if isinstance(self.closing, OpportunityLost) else None

    @property
    def method_open(self) -> str:
        """The method it stands in while open, and comes back to when reopened (OPP-11)."""
        return self.closing.old if isinstance(self.closing, OpportunityWon) else self.method

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        """A closed or deleted one keeps its methods in use, for it may come back (CAM-3)."""
        for method in {self.method: None, self.method_open: None}:
            yield "campaign_method", f"{self.campaign}:{method}"
        if self.closing or self.is_deleted:
            return
        yield "open_opportunity", f"{self.campaign}:{self.customer}"
        if self.owner:
            yield "owned_open_opportunity", f"{self.campaign}:{self.owner}"

    def check_exists(self, campaign: Campaign) -> None:
        """Asked before any change but restoring."""
        campaign.check_unlocked()
        if self.is_deleted:
            raise OpportunityIsDeleted

    def check_open(self, campaign: Campaign) -> None:
        """Asked before any change that only an open one knows."""
        self.check_exists(campaign)
        if self.closing:
            raise OpportunityIsClosed(outcome=self.outcome)

    def edit(self, wanted: Mapping[str, Any], campaign: Campaign) -> list[OpportunityEvent]:
        """Of the details (OPP-18)."""
        self.check_open(campaign)
        changed = changes(self.details, wanted)
        return [OpportunityEdited(changed)] if changed else []

    def move(
        self, method: str, probability: int | None, campaign: Campaign
    ) -> list[OpportunityEvent]:
        """probability: None takes the method's own. To where it is: only that changes."""
        self.check_open(campaign)
        if method == self.method:
            return [] if probability is None else self.edit({"probability": probability}, campaign)
        target = campaign.check_not_winning(method)
        new = target.probability if probability is None else probability
        return [OpportunityMoved(self.method, method, self.details["probability"], new)]

    def assign(self, owner: str | None, campaign: Campaign) -> list[OpportunityEvent]:
        self.check_open(campaign)
        return [OpportunityAssigned(self.owner, owner)] if owner != self.owner else []

    def claim(self, by: str, at: str, campaign: Campaign) -> list[OpportunityEvent]:
        """The first wins, the second is told (OPP-12)."""
        self.check_open(campaign)
        if self.owner == by:
            return []
        check_claim(by, at, self.owner, self.opened_at, campaign)
        return [OpportunityClaimed(by)]

    def win(
        self, amount: Decimal, currency: str, order: str | None, campaign: Campaign
    ) -> list[OpportunityEvent]:
        """Into the last method, with the amount earned (OPP-8, OPP-9). order: None, no order."""
        self.check_exists(campaign)
        won = self.closing if isinstance(self.closing, OpportunityWon) else None
        if won and won.amount == amount and (won.order or not order):
            return []
        self.check_open(campaign)
        return [OpportunityWon(self.method, campaign.methods.last.id, amount, currency, order)]

    def lose(self, reason: str | None, note: str, campaign: Campaign) -> list[OpportunityEvent]:
        self.check_exists(campaign)
        lost = OpportunityLost(self.method, reason, note)
        if lost == self.closing:
            return []
        self.check_open(campaign)
        if reason is None and campaign.details["require_loss_reason"]:
            raise LossReasonRequired
        return [lost]

    def correct(
        self, wanted: Mapping[str, Any], company: Company, at: str, campaign: Campaign
    ) -> list[OpportunityEvent]:
        """How it was won or lost (OPP-21). wanted: as `changed` of OpportunityCorrected."""
        self.check_exists(campaign)
        if self.closing is None or self.closed_at is None:
            raise OpportunityIsOpen
        known: dict[str, Any] = {"closed_on": self.closed_on or str(company.day(self.closed_at))}
        if isinstance(self.closing, OpportunityWon):
            known["amount"] = str(self.closing.amount)
        else:
            known |= {"reason": self.closing.reason, "note": self.closing.note}
        for field in wanted:
            if field not in known:
                raise ClosingHasNone(field, outcome=self.outcome)
        changed = changes(known, wanted)
        if "closed_on" in changed:
            day, opened, today = wanted["closed_on"], company.day(self.opened_at), company.day(at)
            if not str(opened) <= day <= str(today):
                raise ClosedOutOfTime(day=day, opened=str(opened), today=str(today))
        if wanted.get("reason", "") is None and campaign.details["require_loss_reason"]:
            raise LossReasonRequired
        return [OpportunityCorrected(self.outcome, changed)] if changed else []

    def reopen(self, others: Iterable[str | None], campaign: Campaign) -> list[OpportunityEvent]:
        """Back to the method before closing (OPP-11). others: see `Campaign.check_alone`."""
        self.check_exists(campaign)
        if not self.closing:
            return []
        campaign.check_alone(others)
        return [OpportunityReopened(self.outcome, self.method_open)]

    def delete(self, campaign: Campaign) -> list[OpportunityEvent]:
        campaign.check_unlocked()
        return [] if self.is_deleted else [OpportunityDeleted()]

    def restore(self, others: Iterable[str | None], campaign: Campaign) -> list[OpportunityEvent]:
        """As it was, open or closed (OPP-18). others: see `Campaign.check_alone`."""
        campaign.check_unlocked()
        if not self.is_deleted:
            return []
        if not self.closing:
            campaign.check_alone(others)
        return [OpportunityRestored()]

    def mark_idle(
        self, last_contact: str | None, at: str, campaign: Campaign
    ) -> list[OpportunityEvent]:
        """Nothing changed and nobody talked to the customer for as long as its method allows
        (OPP-19). Marked once for the same rest."""
        if self.closing or self.is_deleted or campaign.is_locked or campaign.is_deleted:
            return []
        limit = campaign.methods[self.method].idle_days
        since = max(self.changed_at, last_contact or "")
        if limit is None or since == self.marked_since:
            return []
        rested = days_between(since, at)
        return [OpportunityBecameIdle(since, limit)] if rested >= limit else []


def new_opportunity(
    opened: OpportunityOpened, others: Iterable[str | None], campaign: Campaign, day: date
) -> list[OpportunityEvent]:
    """A new opportunity, where its campaign takes it. others: see `Campaign.check_alone`. day: on
    the company's calendar."""
    campaign.check_takes(day)
    campaign.check_not_winning(opened.method)
    campaign.check_alone(others)
    return [opened]
