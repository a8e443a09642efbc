"""Which opportunities somebody may see (OPP-1, CAM-2)."""

from typing import Any

from sqlalchemy import Select, select

from getcrm.domain.policy import Viewer
from getcrm.projections.access import campaigns
from getcrm.projections.access.seeing import Seeing
from getcrm.projections.access.tables import OPPORTUNITIES as RECORDS
from getcrm.projections.access.tables import PARTICIPATIONS
from getcrm.projections.among import among
from getcrm.projections.query import Reader


def own(who: Viewer) -> Select[Any]:
    return select(RECORDS.c.opportunity).where(RECORDS.c.owner == who.user)


def subordinate(who: Viewer) -> Select[Any]:
    theirs = among(RECORDS.c.owner, sorted(who.subordinates))
    return select(RECORDS.c.opportunity).where(theirs)


def of_their_campaigns(who: Viewer) -> Select[Any]:
    mine = campaigns.taking_part(who)
    return select(RECORDS.c.opportunity).where(RECORDS.c.campaign.in_(mine))


def of_managed_campaigns(who: Viewer) -> Select[Any]:
    mine = campaigns.managed(who)
    return select(RECORDS.c.opportunity).where(RECORDS.c.campaign.in_(mine))


OPPORTUNITIES = Seeing(
    "opportunity",
    {
        "own": own,
        "subordinate": subordinate,
        "campaign": of_their_campaigns,
        "campaign_manager": of_managed_campaigns,
    },
)


def sees_whole_campaign(reader: Reader, campaign: str) -> bool:
    """Whether they may see every opportunity of it, so that its sums need no counting."""
    if OPPORTUNITIES.sees_all(reader.who):
        return True
    parts = {
        part
        for relation, part in (("campaign", "participant"), ("campaign_manager", "manager"))
        if relation in reader.who.counting("opportunity")
    }
    asked = select(PARTICIPATIONS.c.part).where(
        PARTICIPATIONS.c.user == reader.who.user, PARTICIPATIONS.c.campaign == campaign
    )
    return not parts.isdisjoint(reader.db.scalars(asked))
