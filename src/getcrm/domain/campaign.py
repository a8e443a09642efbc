"""A campaign (chiến dịch): opportunities worked through the same approach methods."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.approach_method import ApproachMethods, Method, MethodEvent, check_methods
from getcrm.domain.numbering import numbered
from getcrm.domain.refusals import Conflict, Refused
from getcrm.domain.text import folded


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
    | MethodEvent
    | OwnerDrawn
    | CampaignLocked
    | CampaignUnlocked
    | CampaignDeleted
    | CampaignRestored
)


class CampaignIsLocked(Refused):
    """Nothing changes in a locked campaign, nor in its opportunities, until it is unlocked."""


class CampaignIsDeleted(Refused):
    """A deleted campaign takes no new opportunities, and no change but being restored."""


class CampaignHasEnded(Refused):
    """A campaign takes no new opportunities after the last day of its period, on the company's
    calendar (CAM-1). details: ends, day (when it would be opened)."""

    field = "campaign"


class CampaignCodeTaken(Conflict):
    """Another campaign, perhaps a deleted one, has this code (CAM-1). details: code."""

    field = "code"


class CampaignEndsTooEarly(Refused):
    """Its period ends before it starts (CAM-1). details: starts, ends."""

    field = "ends"


class ParticipantTwice(Refused):
    """Somebody takes part in a campaign once (CAM-1). details: user."""

    field = "participants"


class OpenOpportunityExists(Conflict):
    """The customer has an open one in the campaign, which allows no duplicates (OPP-6).

    details: opportunity, the open one.
    """

    field = "customer"


class WinningNeedsAmount(Refused):
    """Whoever moves it to the last method wins it, and says the amount earned (OPP-8).

    details: method, its name.
    """

    field = "method"


@dataclass(frozen=True)
class Campaign(Aggregate):
    """details: as in CampaignCreated. turns: everybody who ever took part, whoever was drawn last
    at the end (OPP-14)."""

    KIND = "campaign"

    code: str
    details: dict[str, Any]
    methods: ApproachMethods
    participants: tuple[Participant, ...]
    turns: tuple[str, ...] = ()
    is_locked: bool = False
    is_deleted: bool = False

    @classmethod
    def evolve(cls, current: Self | None, event: CampaignEvent, at: str) -> Self:
        if isinstance(event, CampaignCreated):
            methods = ApproachMethods(event.methods)
            turns = tuple(participant.user for participant in event.participants)
            return cls(event.code, event.details, methods, event.participants, turns)
        assert current, "a history begins with CampaignCreated"
        if isinstance(event, MethodEvent):
            return replace(current, methods=current.methods.evolve(event))
        match event:
            case CampaignEdited():
                new = applied(event.changed)
                code = new.pop("code", current.code)
                return replace(current, code=code, details=current.details | new)
            case ParticipantsSet():
                users = (participant.user for participant in event.new)
                turns = tuple(dict.fromkeys((*current.turns, *users)))
                return replace(current, participants=event.new, turns=turns)
            case OwnerDrawn():
                others = tuple(user for user in current.turns if user != event.user)
                return replace(current, turns=(*others, event.user))
            case CampaignLocked() | CampaignUnlocked():
                return replace(current, is_locked=isinstance(event, CampaignLocked))
            case CampaignDeleted() | CampaignRestored():
                return replace(current, is_deleted=isinstance(event, CampaignDeleted))
            case _:
                assert_never(event)

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        """Also of a deleted campaign: its code, its number and its methods stay its own."""
        yield "campaign_code", folded(self.code)
        yield from numbered(CODE_PREFIX, self.code)
        for method in self.methods.every_id():
            yield "method", method

    def check_unlocked(self) -> None:
        """Asked before any change to it or to one of its opportunities."""
        if self.is_locked:
            raise CampaignIsLocked

    def check_live(self) -> None:
        """Asked before it changes, and before an opportunity is opened in it."""
        self.check_unlocked()
        if self.is_deleted:
            raise CampaignIsDeleted

    def check_alone(self, others: Iterable[str | None]) -> None:
        """others: the open opportunities the customer has in it already (OPP-6); None: one that
        whoever asks may not see."""
        if not self.details["allow_duplicates"]:
            for other in others:
                raise OpenOpportunityExists(opportunity=other)

    def check_not_winning(self, method: str) -> Method:
        """The method, if an opportunity may stand in it without having been won (OPP-8)."""
        found = self.methods[method]
        if found == self.methods.last:
            raise WinningNeedsAmount(method=found.name)
        return found

    def check_takes(self, day: date) -> None:
        """Asked before an opportunity is opened in it on that day; before its period begins it
        is being prepared, and takes some."""
        self.check_live()
        ends = self.details["ends"]
        if ends is not None and day.isoformat() > ends:
            raise CampaignHasEnded(ends=ends, day=day.isoformat())

    def edit(self, wanted: Mapping[str, Any]) -> list[CampaignEvent]:
        """Of the details and the code."""
        self.check_live()
        changed = changes({**self.details, "code": self.code}, wanted)
        check_period(self.details | applied(changed))
        return [CampaignEdited(changed)] if changed else []

    def set_participants(self, participants: tuple[Participant, ...]) -> list[CampaignEvent]:
        self.check_live()
        check_participants(participants)
        if participants == self.participants:
            return []
        return [ParticipantsSet(self.participants, participants)]

    def accepts(self, user: str) -> bool:
        """Whether they take part, and accept opportunities (OPP-12)."""
        return Participant(user, accepts=True) in self.participants

    def next_owner(
        self, load: Callable[[str], int], works_here: Callable[[str], bool]
    ) -> str | None:
        """Who gets the next opportunity: a participant who accepts, or nobody (OPP-14).

        round robin: whose last turn was the longest ago. Between two turns of one everybody else
        who is there has one, whoever comes and goes. Who is new has theirs after those who are
        there; who comes back, or has let turns pass, has one where they waited, and no more.
        load: how many open opportunities of the campaign somebody owns. works_here: whether
        somebody has not left since they became a participant (ORG-1).
        """

        willing = [p.user for p in self.participants if p.accepts and works_here(p.user)]
        match self.details["division"]:
            case "round_robin":
                return min(willing, key=self.turns.index, default=None)
            case "least_loaded":
                return min(willing, key=load, default=None)
            case _:
                return None

    def draw(self, owner: str | None) -> list[CampaignEvent]:
        """`owner` has been given an opportunity: then it is the next one's turn (OPP-14)."""
        if owner is None or self.details["division"] != "round_robin":
            return []
        return [OwnerDrawn(owner)]

    def lock(self) -> list[CampaignEvent]:
        if self.is_locked:
            return []
        self.check_live()
        return [CampaignLocked()]

    def unlock(self) -> list[CampaignEvent]:
        return [CampaignUnlocked()] if self.is_locked else []

    def delete(self) -> list[CampaignEvent]:
        self.check_unlocked()
        return [] if self.is_deleted else [CampaignDeleted()]

    def restore(self) -> list[CampaignEvent]:
        return [CampaignRestored()] if self.is_deleted else []


def new_campaign(created: CampaignCreated) -> list[CampaignEvent]:
    """A new campaign, where it is possible as wished (CAM-1)."""
    check_period(created.details)
    check_participants(created.participants)
    check_methods(created.methods)
    return [created]


def check_period(details: Mapping[str, Any]) -> None:
    starts, ends = details["starts"], details["ends"]
    if starts and ends and ends < starts:
        raise CampaignEndsTooEarly(starts=starts, ends=ends)


def check_participants(participants: Iterable[Participant]) -> None:
    users: set[str] = set()
    for participant in participants:
        if participant.user in users:
            raise ParticipantTwice(user=participant.user)
        users.add(participant.user)


CODE_PREFIX = "CD"
"""Of the code of a campaign that was given none: CD-2026-000001 (CAM-1)."""
