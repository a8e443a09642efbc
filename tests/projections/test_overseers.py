"""Whom an opportunity concerns changes with its campaign and with the roles (OPP-15)."""

from getcrm.commands.campaign import EditCampaign
from getcrm.commands.opportunity import LoseOpportunity, MoveOpportunity
from getcrm.commands.role import EditRole
from getcrm.domain.permission import SHIPPED
from getcrm.domain.role import in_order
from tests.commands.sales import MEET, ROPE, SPRING
from tests.commands.staff import CHI, HA, LAN, MAI, VY
from tests.projections.test_notifications import OVERSEERS, all_told, selling, told
from tests.story import ANNA, BINH

OVERSEES = "opportunities.view_all"
MOVE = MoveOpportunity(opportunity=ROPE, method=MEET)


def role(id, *, more=(), without=()):
    """That shipped role, edited."""
    permissions = in_order(SHIPPED[id].permissions.union(more) - set(without))
    return EditRole(role=id, permissions=list(permissions))


def test_the_manager_is_the_one_of_that_moment_opp_15_cam_1():
    story = selling().when(EditCampaign(campaign=SPRING, manager=BINH), by=HA).done()
    story.when(MOVE, by=CHI).done()
    assert told(story) == all_told("opportunity moved", BINH, *OVERSEERS)
    story.when(EditCampaign(campaign=SPRING, manager=None), by=HA).done()
    story.when(LoseOpportunity(opportunity=ROPE), by=CHI).done()
    assert told(story) == all_told("opportunity lost", *OVERSEERS)


def test_another_name_of_the_campaign_leaves_its_manager_opp_15():
    story = selling().when(EditCampaign(campaign=SPRING, name="Hè"), by=HA).done()
    story.when(MOVE, by=CHI).done()
    assert told(story) == all_told("opportunity moved", LAN, *OVERSEERS)


def test_whose_role_comes_to_oversee_is_told_and_whose_ceases_to_is_not_opp_15_perm_1():
    story = selling().when(role("salesperson", more=[OVERSEES]), by=HA).done()
    story.when(role("auditor", without=[OVERSEES]), by=HA).done()
    story.when(MOVE, by=CHI).done()
    assert told(story) == all_told("opportunity moved", LAN, HA, MAI, ANNA, BINH)
    story.when(role("salesperson"), by=HA).done()
    story.when(LoseOpportunity(opportunity=ROPE), by=CHI).done()
    assert told(story) == all_told("opportunity lost", LAN, HA, MAI)


def test_another_name_of_a_role_changes_nothing_of_that_opp_15():
    story = selling().when(EditRole(role="auditor", name="Soát"), by=HA).done()
    story.when(MOVE, by=CHI).done()
    assert VY in told(story)
