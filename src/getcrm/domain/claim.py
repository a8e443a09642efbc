"""Claiming (đăng ký) an opportunity that nobody owns (OPP-12)."""

from getcrm.domain.calendar import later
from getcrm.domain.campaign import Campaign
from getcrm.domain.refusals import Conflict, Refused


class ClaimerDoesNotAccept(Refused):
    """Only participants of the campaign who accept opportunities claim one."""


class ClaimTooEarly(Refused):
    """The campaign's waiting time is not over. details: claimable_from, an instant."""


class AlreadyClaimed(Conflict):
    """Somebody else owns it: they were first. details: owner."""


def check_claim(by: str, at: str, owner: str | None, opened_at: str, campaign: Campaign) -> None:
    """`by` may claim now what was opened then, and perhaps is somebody's by now."""
    if not campaign.accepts(by):
        raise ClaimerDoesNotAccept
    if owner:
        raise AlreadyClaimed(owner=owner)
    claimable = later(opened_at, 60 * campaign.details["claim_wait_minutes"])
    if at < claimable:
        raise ClaimTooEarly(claimable_from=claimable)
