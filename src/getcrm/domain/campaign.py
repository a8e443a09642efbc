"""A campaign (chiến dịch): opportunities worked through the same approach methods."""

from dataclasses import dataclass
from typing import Any

from getcrm.domain.aggregate import Changes


@dataclass(frozen=True)
class Method:
    """An approach method (phương pháp tiếp cận), a column of the board.

    probability: % given to an opportunity that enters it; idle_days: days without a change or
    a contact after which an opportunity in it counts as idle, None: never (OPP-19).
    """

    id: str
    name: str
    probability: int
    idle_days: int | None


@dataclass(frozen=True)
class Participant:
    user: str
    accepts: bool
    """Whether they accept opportunities (OPP-12, OPP-14)."""


@dataclass(frozen=True)
class CampaignCreated:
    """details: name, description, starts, ends (dates or None), manager, allow_duplicates,
    division (none, round_robin, least_loaded), claim_wait_minutes, hide_contacts,
    require_loss_reason (CAM-1), each exactly as its JSON."""

    code: str
    details: dict[str, Any]
    methods: tuple[Method, ...]
    participants: tuple[Participant, ...]


@dataclass(frozen=True)
class CampaignEdited:
    """Of the details and the code."""

    changed: Changes


@dataclass(frozen=True)
class ParticipantsSet:
    old: tuple[Participant, ...]
    new: tuple[Participant, ...]


@dataclass(frozen=True)
class MethodAdded:
    """Inserted before the method that stands at `position` (0 is the first)."""

    method: Method
    position: int


@dataclass(frozen=True)
class MethodEdited:
    """Of name, probability, idle_days."""

    method: str
    changed: Changes


@dataclass(frozen=True)
class MethodsReordered:
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class MethodDeleted:
    method: str


@dataclass(frozen=True)
class OwnerDrawn:
    """Whose turn it was in the automatic division (OPP-14)."""

    user: str


@dataclass(frozen=True)
class CampaignLocked:
    pass


@dataclass(frozen=True)
class CampaignUnlocked:
    pass


@dataclass(frozen=True)
class CampaignDeleted:
    pass


@dataclass(frozen=True)
class CampaignRestored:
    pass


CampaignEvent = (
    CampaignCreated
    | CampaignEdited
    | ParticipantsSet
    | MethodAdded
    | MethodEdited
    | MethodsReordered
    | MethodDeleted
    | OwnerDrawn
    | CampaignLocked
    | CampaignUnlocked
    | CampaignDeleted
    | CampaignRestored
)
