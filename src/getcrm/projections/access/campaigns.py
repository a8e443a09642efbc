"""Which campaigns somebody may see (CAM-2)."""

from typing import Any

from sqlalchemy import Select, select

from getcrm.domain.policy import Viewer
from getcrm.projections.access.seeing import Seeing
from getcrm.projections.access.tables import PARTICIPATIONS


def managed(who: Viewer) -> Select[Any]:
    return with_part(who, "manager")


def taking_part(who: Viewer) -> Select[Any]:
    return with_part(who, "participant")


def with_part(who: Viewer, part: str) -> Select[Any]:
    return select(PARTICIPATIONS.c.campaign).where(
        PARTICIPATIONS.c.user == who.user, PARTICIPATIONS.c.part == part
    )


CAMPAIGNS = Seeing("campaign", {"manager": managed, "participant": taking_part})
