"""Campaigns (chiến dịch), and the approach methods opportunities are worked through."""

import pytest
from pydantic import ValidationError

from getcrm.commands.campaign import (
    AddMethod,
    CreateCampaign,
    DeleteCampaign,
    DeleteMethod,
    EditCampaign,
    EditMethod,
    LockCampaign,
    ReorderMethods,
    RestoreCampaign,
    SetParticipants,
    UnlockCampaign,
    WantedMethod,
    WantedParticipant,
)
from getcrm.commands.opportunity import OpenOpportunity
from getcrm.domain.aggregate import Changed
from getcrm.domain.approach_method import (
    TooFewMethods,
)
from getcrm.domain.campaign import (
    CampaignCodeTaken,
    CampaignCreated,
    CampaignDeleted,
    CampaignEdited,
    CampaignEndsTooEarly,
    CampaignIsDeleted,
    CampaignIsLocked,
    CampaignLocked,
    CampaignRestored,
    CampaignUnlocked,
    Method,
    Participant,
    ParticipantsSet,
    ParticipantTwice,
)
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.user import UserUnknown
from tests.commands.sales import (
    ACCEPTING,
    ANNA,
    BINH,
    CALL,
    CHI,
    DEAL,
    MAY,
    MEET,
    OFFER,
    SETTINGS,
    SPRING,
    SUMMER,
    created,
    sales,
    summer,
    uid,
)

STEPS = [WantedMethod(name="Gọi"), WantedMethod(name="Chốt")]
campaign = f"campaign-{SPRING}"


def codes(*commands):
    """The codes that new campaigns get, one after the other."""
    story = sales()
    return [story.when(c).done().state(f"campaign-{story.answer.id}").code for c in commands]


def test_a_campaign_has_all_it_needs_cam_1():
    wish = CreateCampaign(
        campaign=SUMMER,
        code=" HE-26 ",
        name="Mùa hè",
        description="Đồ bơi",
        starts="2026-06-01",
        ends="2026-06-01",
        manager=BINH,
        participants=[WantedParticipant(user=ANNA), WantedParticipant(user=BINH, accepts=False)],
        methods=[
            WantedMethod(id=uid(1), name="Gọi", probability=0, idle_days=5),
            WantedMethod(id=uid(2), name="Chốt"),
        ],
        allow_duplicates=True,
        division="least_loaded",
        claim_wait_minutes=30,
        hide_contacts=True,
        require_loss_reason=True,
    )
    details = {
        "name": "Mùa hè",
        "description": "Đồ bơi",
        "starts": "2026-06-01",
        "ends": "2026-06-01",
        "manager": BINH,
        "allow_duplicates": True,
        "division": "least_loaded",
        "claim_wait_minutes": 30,
        "hide_contacts": True,
        "require_loss_reason": True,
    }
    methods = Method(uid(1), "Gọi", 0, 5), Method(uid(2), "Chốt", 0, None)
    people = Participant(ANNA, True), Participant(BINH, False)
    sales().when(wish).then(CampaignCreated("HE-26", details, methods, people))


def test_a_blank_code_counts_the_campaigns_of_the_year_cam_1():
    def blank(code=None):
        steps = [WantedMethod(name="Gọi"), WantedMethod(name="Chốt")]
        return CreateCampaign(name="x", code=code, methods=steps)

    assert codes(blank(), blank(""), blank("cd-2026-000009"), blank(), blank("CD-2025-77")) == [
        "CD-2026-000001",
        "CD-2026-000002",
        "cd-2026-000009",
        "CD-2026-000010",
        "CD-2025-77",
    ]
    for high in ("CD-2026-9999999", "CD-2026-999999999999"):
        assert codes(blank(high), blank(), blank())[1:] == ["CD-2026-000001", "CD-2026-000002"]
    full = codes(blank("CD-2026-999999"), blank(), blank())
    assert full[1:] == ["CD-2026-1000000", "CD-2026-1000001"]


def test_the_year_of_a_code_is_that_of_the_company_s_calendar_cam_1():
    new_year = "2026-12-31T18:00:00.000000Z"
    wish = CreateCampaign(campaign=SUMMER, name="x", methods=STEPS)
    story = sales().at(new_year).when(wish).done()
    assert story.state(f"campaign-{SUMMER}").code == "CD-2027-000001"


def test_a_code_is_one_campaign_s_only_even_a_deleted_one_s_cam_1():
    wish = CreateCampaign(code="xuan", name="Another", methods=STEPS)
    sales().when(wish).then_refused(CampaignCodeTaken, code="xuan")
    sales((campaign, CampaignDeleted())).when(wish).then_refused(CampaignCodeTaken)
    taken = EditCampaign(campaign=SUMMER, code=" XUAN")
    sales(summer()).when(taken).then_refused(CampaignCodeTaken)
    own = EditCampaign(campaign=SPRING, code="Xuan")
    sales().when(own).then(CampaignEdited({"code": Changed("XUAN", "Xuan")}))


@pytest.mark.parametrize("steps", [[], STEPS[:1]])
def test_a_campaign_has_at_least_two_methods_cam_1(steps):
    wish = CreateCampaign(name="x", methods=steps)
    sales(campaign=summer()).when(wish).then_refused(TooFewMethods)


def test_a_campaign_is_created_once():
    wish = CreateCampaign(campaign=SPRING, name="x", methods=STEPS)
    sales().when(wish).then_refused(AlreadyExists, kind="campaign", id=SPRING)


def test_a_period_does_not_end_before_it_starts_cam_1():
    wish = CreateCampaign(name="x", starts="2026-02-01", ends="2026-01-31", methods=STEPS)
    sales().when(wish).then_refused(CampaignEndsTooEarly)
    begun = sales(campaign=created(starts="2026-02-01"))
    begun.when(EditCampaign(campaign=SPRING, ends="2026-01-31")).then_refused(CampaignEndsTooEarly)


def test_manager_and_participants_work_here_each_participant_once_cam_1():
    def wish(**people):
        return CreateCampaign(name="x", methods=STEPS, **people)

    stranger = WantedParticipant(user=uid(9))
    anna = WantedParticipant(user=ANNA)
    sales().when(wish(manager=uid(9))).then_refused(UserUnknown, user=uid(9))
    sales().when(wish(participants=[anna, stranger])).then_refused(UserUnknown, user=uid(9))
    sales().when(wish(participants=[anna, anna])).then_refused(ParticipantTwice, user=ANNA)
    sales().when(EditCampaign(campaign=SPRING, manager=uid(9))).then_refused(UserUnknown)
    twice = SetParticipants(campaign=SPRING, participants=[anna, anna])
    sales().when(twice).then_refused(ParticipantTwice)
    unknown = SetParticipants(campaign=SPRING, participants=[stranger])
    sales().when(unknown).then_refused(UserUnknown)


def test_a_limit_of_no_days_or_more_than_certain_is_no_campaign():
    with pytest.raises(ValidationError):
        WantedMethod(name="Gọi", idle_days=0)
    with pytest.raises(ValidationError):
        WantedMethod(name="Gọi", probability=101)
    with pytest.raises(ValidationError):
        EditCampaign(campaign=SPRING, name=None)


def test_only_what_is_given_and_differs_is_edited_cam_1():
    wish = EditCampaign(campaign=SPRING, name="Xuân", manager=None, division="round_robin")
    edited = CampaignEdited(
        {"name": Changed("Mùa xuân", "Xuân"), "division": Changed("none", "round_robin")}
    )
    sales().when(wish).then(edited).when(wish).then_nothing_happens()


def test_participants_are_set_all_at_once_in_their_order_cam_1():
    wish = SetParticipants(
        campaign=SPRING,
        participants=[WantedParticipant(user=CHI), WantedParticipant(user=ANNA, accepts=False)],
    )
    new = Participant(CHI, True), Participant(ANNA, False)
    sales().when(wish).then(ParticipantsSet(ACCEPTING, new)).when(wish).then_nothing_happens()


CHANGES = [
    EditCampaign(campaign=SPRING, name="x"),
    SetParticipants(campaign=SPRING, participants=[]),
    AddMethod(campaign=SPRING, name="x"),
    EditMethod(campaign=SPRING, method=CALL, name="x"),
    ReorderMethods(campaign=SPRING, methods=[DEAL, OFFER, MEET, CALL]),
    DeleteMethod(campaign=SPRING, method=MEET),
    OpenOpportunity(campaign=SPRING, customer=MAY),
]


@pytest.mark.parametrize("wish", [*CHANGES, DeleteCampaign(campaign=SPRING)])
def test_nothing_changes_in_a_locked_campaign_until_it_is_unlocked_cam_1(wish):
    story = sales().when(LockCampaign(campaign=SPRING)).then(CampaignLocked())
    story.when(LockCampaign(campaign=SPRING)).then_nothing_happens()
    story.when(wish).then_refused(CampaignIsLocked)
    unlock = UnlockCampaign(campaign=SPRING)
    story.when(unlock).then(CampaignUnlocked()).when(unlock).then_nothing_happens()
    story.when(wish).done()


@pytest.mark.parametrize("wish", [*CHANGES, LockCampaign(campaign=SPRING)])
def test_a_deleted_campaign_is_only_restored(wish):
    story = sales().when(DeleteCampaign(campaign=SPRING)).then(CampaignDeleted())
    story.when(DeleteCampaign(campaign=SPRING)).then_nothing_happens()
    story.when(wish).then_refused(CampaignIsDeleted)
    restore = RestoreCampaign(campaign=SPRING)
    story.when(restore).then(CampaignRestored()).when(restore).then_nothing_happens()
    assert story.state(campaign).details == SETTINGS
