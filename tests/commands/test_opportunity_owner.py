"""Who works an opportunity: assigned, claimed, or found by the campaign's division."""

import pytest

from getcrm.commands.campaign import SetParticipants, WantedParticipant
from getcrm.commands.opportunity import (
    AssignOpportunity,
    ClaimOpportunity,
    CopyOpportunity,
    OpenOpportunity,
)
from getcrm.domain.campaign import OwnerDrawn, Participant
from getcrm.domain.claim import AlreadyClaimed, ClaimerDoesNotAccept, ClaimTooEarly
from getcrm.domain.opportunity import (
    OpportunityAssigned,
    OpportunityClaimed,
    OpportunityDeleted,
)
from tests.commands.people import registered
from tests.commands.sales import (
    ANNA,
    BINH,
    CALL_2,
    CHI,
    MAY,
    ROPE,
    SEN,
    SPRING,
    SUMMER,
    TENT,
    created,
    lost,
    opened,
    opening,
    sales,
    summer,
    uid,
    won,
)
from tests.story import At

rope = f"opportunity-{ROPE}"
claim = ClaimOpportunity(opportunity=ROPE)
CUSTOMERS = [uid(0xC000 + n) for n in range(6)]
customers = [registered(id, name=f"Khách {n}") for n, id in enumerate(CUSTOMERS)]


def owners(story, count, **more):
    """Who gets the next opportunities that are opened without saying whose."""
    found = []
    for customer in CUSTOMERS[:count]:
        story.when(OpenOpportunity(campaign=SPRING, customer=customer, **more)).done()
        found.append(story.state(f"opportunity-{story.answer.id}").owner)
    return found


def test_it_is_assigned_to_somebody_or_nobody_opp_3():
    story = sales(opened())
    story.when(AssignOpportunity(opportunity=ROPE, owner=BINH))
    story.then(OpportunityAssigned(None, BINH)).then_nothing_happens()
    story.when(AssignOpportunity(opportunity=ROPE, owner=None))
    story.then(OpportunityAssigned(BINH, None)).then_nothing_happens()


def test_an_unowned_one_is_claimed_the_first_wins_the_second_is_told_opp_12():
    story = sales(opened()).when(claim, by=ANNA).then(OpportunityClaimed(ANNA))
    story.then_nothing_happens()
    story.when(claim, by=BINH).then_refused(AlreadyClaimed, owner=ANNA)
    assert story.state(rope).owner == ANNA


@pytest.mark.parametrize("participants", [(), (Participant(ANNA, False), Participant(BINH, True))])
def test_only_participants_who_accept_opportunities_claim_opp_12(participants):
    story = sales(opened(), campaign=created(participants=participants))
    story.when(claim, by=ANNA).then_refused(ClaimerDoesNotAccept)


def test_claiming_waits_until_the_waiting_time_is_over_opp_12():
    eleven = "2026-01-05T04:00:00.000000Z"
    past = (rope, At(eleven, opening()))
    campaign = created(claim_wait_minutes=90)
    story = sales(past, campaign=campaign).at("2026-01-05T05:29:59.999999Z").when(claim)
    story.then_refused(ClaimTooEarly, claimable_from="2026-01-05T05:30:00.000000Z")
    story.at("2026-01-05T05:30:00.000000Z").when(claim).then(OpportunityClaimed(ANNA))


def test_round_robin_takes_turns_among_those_who_accept_opp_14():
    people = Participant(ANNA, True), Participant(BINH, False), Participant(CHI, True)
    campaign = created(division="round_robin", participants=people)
    story = sales(*customers, campaign=campaign)
    assert owners(story, 5) == [ANNA, CHI, ANNA, CHI, ANNA]


def test_whose_turn_it_was_is_remembered_with_the_opening_opp_14():
    wish = OpenOpportunity(campaign=SPRING, customer=MAY)
    drawn = (f"campaign-{SPRING}", OwnerDrawn(ANNA))
    story = sales(drawn, campaign=created(division="round_robin")).when(wish)
    story.then(opening(owner=BINH), OwnerDrawn(BINH))


def test_the_turn_goes_on_where_it_was_when_participants_change_opp_14():
    story = sales(*customers, campaign=created(division="round_robin"))
    assert owners(story, 2) == [ANNA, BINH]
    later = SetParticipants(
        campaign=SPRING,
        participants=[
            WantedParticipant(user=CHI),
            WantedParticipant(user=BINH, accepts=False),
            WantedParticipant(user=ANNA),
        ],
    )
    story.when(later).done()
    story.when(OpenOpportunity(campaign=SPRING, customer=MAY)).then(
        opening(owner=CHI), OwnerDrawn(CHI)
    )
    without_anna = SetParticipants(campaign=SPRING, participants=[WantedParticipant(user=BINH)])
    story.when(without_anna).done()
    story.when(OpenOpportunity(campaign=SPRING, customer=SEN)).then(
        opening(customer=SEN, name="Sen", owner=BINH), OwnerDrawn(BINH)
    )


def test_least_loaded_counts_open_owned_opportunities_of_the_campaign_opp_14():
    """Ties go to the earlier participant; closed, deleted and other campaigns' do not count."""
    loads = [
        *(opened(uid(n), customer=CUSTOMERS[n], owner=ANNA) for n in (1, 2)),
        opened(uid(3), customer=CUSTOMERS[3], owner=BINH),
        *(opened(uid(n), customer=MAY, owner=CHI) for n in (10, 11, 12)),
        (f"opportunity-{uid(10)}", won()),
        (f"opportunity-{uid(11)}", lost()),
        (f"opportunity-{uid(12)}", OpportunityDeleted()),
        opened(uid(13), campaign=SUMMER, customer=SEN, method=CALL_2, owner=CHI),
    ]
    campaign = created(division="least_loaded", allow_duplicates=True)
    story = sales(summer(), *customers, *loads, campaign=campaign)
    assert owners(story, 4) == [CHI, BINH, CHI, ANNA]


@pytest.mark.parametrize("division", ["none", "round_robin", "least_loaded"])
def test_where_nobody_accepts_or_nothing_is_divided_it_stays_unowned_opp_14(division):
    campaign = created(division=division, participants=(Participant(ANNA, division == "none"),))
    wish = OpenOpportunity(campaign=SPRING, customer=MAY)
    sales(campaign=campaign).when(wish).then(opening(owner=None))


@pytest.mark.parametrize("division", ["round_robin", "least_loaded"])
def test_a_named_owner_or_nobody_named_is_no_case_for_the_division_opp_14(division):
    for owner in (CHI, None):
        wish = OpenOpportunity(campaign=SPRING, customer=MAY, owner=owner)
        sales(campaign=created(division=division)).when(wish).then(opening(owner=owner))


def test_a_copy_is_divided_like_anything_opened_there_opp_13_opp_14():
    copy = CopyOpportunity(opportunity=ROPE, campaign=SUMMER, copy=TENT)
    expected = opening(SUMMER, MAY, CALL_2, ANNA, ROPE)
    story = sales(summer(division="round_robin"), opened(owner=CHI)).when(copy)
    story.then(expected, OwnerDrawn(ANNA))
