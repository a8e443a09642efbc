"""What people may ask of campaigns (chiến dịch)."""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import BlankCode, given, optional
from getcrm.commands.references import people
from getcrm.commands.user import check_user
from getcrm.commands.values import Code, Date, Id, Name, Percent, Text
from getcrm.domain.approach_method import Method
from getcrm.domain.campaign import (
    CODE_PREFIX,
    Campaign,
    CampaignCodeTaken,
    CampaignCreated,
    Participant,
    new_campaign,
)
from getcrm.domain.company import Company
from getcrm.domain.numbering import next_code
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.text import folded

Division = Literal["none", "round_robin", "least_loaded"]
IdleDays = Annotated[int, Field(ge=1, le=3650)]
WaitMinutes = Annotated[int, Field(ge=0, le=525_600)]
Position = Annotated[int, Field(ge=0, le=1000)]


class WantedParticipant(BaseModel):
    """accepts: whether they accept opportunities (OPP-12, OPP-14)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    user: Id
    accepts: bool = True


class WantedMethod(BaseModel):
    """probability: % an opportunity gets that enters it. idle_days: null, never idle (OPP-19)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Id | None = None
    name: Name
    probability: Percent = 0
    idle_days: IdleDays | None = None


Participants = Annotated[list[WantedParticipant], Field(max_length=1000)]
Methods = Annotated[list[WantedMethod], Field(max_length=100)]


class CreateCampaign(Command):
    """A blank code becomes CD-<year>-<number>. methods: at least two; the last one wins (OPP-8).

    division: who gets an opportunity that is opened without saying whose (OPP-14).
    claim_wait_minutes: how long after opening an unowned one can first be claimed (OPP-12).
    hide_contacts: the pages of its opportunities tell how to reach the customer only to whoever
    may see the customer; else to whoever sees the opportunity (CAM-1).
    """

    campaign: Id | None = None
    code: BlankCode = None
    name: Name
    description: Text = ""
    starts: Date | None = None
    ends: Date | None = None
    manager: Id | None = None
    participants: Participants = Field(default=[])
    methods: Methods
    allow_duplicates: bool = False
    division: Division = "none"
    claim_wait_minutes: WaitMinutes = 0
    hide_contacts: bool = False
    require_loss_reason: bool = False


def create_campaign(command: CreateCampaign, desk: Desk) -> Decision:
    id = command.campaign or desk.new_id()
    if desk.find(Campaign, id) is not None:
        raise AlreadyExists("campaign", kind=Campaign.KIND, id=id)
    if command.code:
        _check_code(command.code, id, desk)
    check_user(command.manager, "manager", desk)
    details = command.model_dump(exclude={"campaign", "code", "participants", "methods"})
    created = CampaignCreated(
        code=command.code or _free_code(desk),
        details={**details, "manager": _manager(command, desk)},
        methods=tuple(_method(wanted, "methods", desk) for wanted in command.methods),
        participants=_participants(command.participants, desk),
    )
    return decide(Campaign, id, new_campaign(created))


def _manager(command: CreateCampaign, desk: Desk) -> str | None:
    """Left out by somebody who could not see it otherwise: they manage it (CAM-2)."""
    if "manager" in command.model_fields_set or "any" in desk.who.counting("campaign"):
        return command.manager
    return desk.by


def _check_code(code: str, campaign: str, desk: Desk) -> None:
    """Nobody else has it, live or deleted (CAM-1)."""
    if set(desk.owners("campaign_code", folded(code))) - {campaign}:
        raise CampaignCodeTaken(code=code)


def _free_code(desk: Desk) -> str:
    """CD-<year on the company's calendar>-<number after the highest of the year>."""
    return next_code(CODE_PREFIX, desk.load(Company).day(desk.at).year, desk.highest)


def _method(wanted: WantedMethod, field: str, desk: Desk) -> Method:
    """As wished; an id that is given is nobody else's, in no campaign."""
    if wanted.id is not None and desk.owners("method", wanted.id):
        raise AlreadyExists(field, kind="method", id=wanted.id)
    id = wanted.id or desk.new_id()
    return Method(id, wanted.name, wanted.probability, wanted.idle_days)


def _participants(
    wanted: list[WantedParticipant], desk: Desk, kept: Collection[str] = ()
) -> tuple[Participant, ...]:
    people((participant.user for participant in wanted), "participants", desk, kept)
    return tuple(Participant(participant.user, participant.accepts) for participant in wanted)


class EditCampaign(Command):
    """Allowing no duplicates from now on leaves the ones there are (OPP-6). hide_contacts counts at
    once, also for what is shown as of the past (CAM-1)."""

    campaign: Id
    code: Code = optional("")
    name: Name = optional("")
    description: Text = optional("")
    starts: Date | None = optional(None)
    ends: Date | None = optional(None)
    manager: Id | None = optional(None)
    allow_duplicates: bool = optional(False)
    division: Division = optional("none")
    claim_wait_minutes: WaitMinutes = optional(0)
    hide_contacts: bool = optional(False)
    require_loss_reason: bool = optional(False)


def edit_campaign(command: EditCampaign, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    wanted: dict[str, Any] = given(command, "campaign")
    events = campaign.edit(wanted)
    if "code" in wanted:
        _check_code(command.code, command.campaign, desk)
    check_user(command.manager, "manager", desk, kept=[campaign.details["manager"]])
    return decide(Campaign, command.campaign, events)


class SetParticipants(Command):
    """All of them, in the order of the round robin (OPP-14)."""

    campaign: Id
    participants: Participants


def set_participants(command: SetParticipants, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    kept = [participant.user for participant in campaign.participants]
    events = campaign.set_participants(_participants(command.participants, desk, kept))
    return decide(Campaign, command.campaign, events)


class AddMethod(Command):
    """position: before the one that stands there, 0 is the first; left out, at the end (CAM-3)."""

    campaign: Id
    method: Id | None = None
    name: Name
    probability: Percent = 0
    idle_days: IdleDays | None = None
    position: Position | None = None


def add_method(command: AddMethod, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    campaign.check_live()
    wanted = WantedMethod(
        id=command.method,
        name=command.name,
        probability=command.probability,
        idle_days=command.idle_days,
    )
    events = campaign.methods.add(_method(wanted, "method", desk), command.position)
    return decide(Campaign, command.campaign, events)


class EditMethod(Command):
    """Another limit applies at once to what stands in it (OPP-19)."""

    campaign: Id
    method: Id
    name: Name = optional("")
    probability: Percent = optional(0)
    idle_days: IdleDays | None = optional(None)


def edit_method(command: EditMethod, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    campaign.check_live()
    events = campaign.methods.edit(command.method, given(command, "campaign", "method"))
    return decide(Campaign, command.campaign, events)


class ReorderMethods(Command):
    """methods: each of the campaign's once. Nothing is won or reopened by it (CAM-3)."""

    campaign: Id
    methods: Annotated[list[Id], Field(max_length=1000)]


def reorder_methods(command: ReorderMethods, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    campaign.check_live()
    events = campaign.methods.reorder(tuple(command.methods))
    return decide(Campaign, command.campaign, events)


class DeleteMethod(Command):
    """Only one that no opportunity stands in or would come back to (CAM-3)."""

    campaign: Id
    method: Id


def delete_method(command: DeleteMethod, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    campaign.check_live()
    opportunities = desk.count("campaign_method", f"{command.campaign}:{command.method}")
    events = campaign.methods.delete(command.method, opportunities)
    return decide(Campaign, command.campaign, events)


class LockCampaign(Command):
    """Nothing changes in it, nor in its opportunities, until it is unlocked."""

    campaign: Id


def lock_campaign(command: LockCampaign, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    return decide(Campaign, command.campaign, campaign.lock())


class UnlockCampaign(Command):
    campaign: Id


def unlock_campaign(command: UnlockCampaign, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    return decide(Campaign, command.campaign, campaign.unlock())


class DeleteCampaign(Command):
    """Softly: it takes no new opportunities, those it has stay as they are."""

    campaign: Id


def delete_campaign(command: DeleteCampaign, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    return decide(Campaign, command.campaign, campaign.delete())


class RestoreCampaign(Command):
    campaign: Id


def restore_campaign(command: RestoreCampaign, desk: Desk) -> Decision:
    campaign = desk.load(Campaign, command.campaign)
    return decide(Campaign, command.campaign, campaign.restore())


HANDLERS: Handlers = {
    CreateCampaign: create_campaign,
    EditCampaign: edit_campaign,
    SetParticipants: set_participants,
    AddMethod: add_method,
    EditMethod: edit_method,
    ReorderMethods: reorder_methods,
    DeleteMethod: delete_method,
    LockCampaign: lock_campaign,
    UnlockCampaign: unlock_campaign,
    DeleteCampaign: delete_campaign,
    RestoreCampaign: restore_campaign,
}
