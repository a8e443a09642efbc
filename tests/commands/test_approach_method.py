"""Approach methods (phương pháp tiếp cận), the steps of a campaign."""

import pytest

from getcrm.commands.campaign import (
    AddMethod,
    CreateCampaign,
    DeleteMethod,
    EditMethod,
    ReorderMethods,
    WantedMethod,
)
from getcrm.commands.opportunity import MoveOpportunity, WinOpportunity
from getcrm.domain.aggregate import Changed
from getcrm.domain.approach_method import (
    MethodAdded,
    MethodDeleted,
    MethodEdited,
    MethodInUse,
    MethodNameTaken,
    MethodsIncomplete,
    MethodsReordered,
    MethodUnknown,
    TooFewMethods,
)
from getcrm.domain.campaign import (
    Method,
)
from getcrm.domain.opportunity import (
    OpportunityDeleted,
    OpportunityMoved,
)
from getcrm.domain.refusals import AlreadyExists
from tests.commands.sales import (
    CALL,
    DEAL,
    MEET,
    METHODS,
    OFFER,
    ROPE,
    SPRING,
    created,
    lost,
    opened,
    sales,
    uid,
    won,
)

TWO = METHODS[0], METHODS[3]
STEPS = [WantedMethod(name="Gọi"), WantedMethod(name="Chốt")]
campaign = f"campaign-{SPRING}"
rope = f"opportunity-{ROPE}"


def test_methods_are_named_differently_cam_1():
    wish = CreateCampaign(name="x", methods=[*STEPS, WantedMethod(name=" GỌI ")])
    sales().when(wish).then_refused(MethodNameTaken, name="GỌI")
    sales().when(AddMethod(campaign=SPRING, name="báo  giá")).then_refused(MethodNameTaken)
    rename = EditMethod(campaign=SPRING, method=CALL, name="Chốt")
    sales().when(rename).then_refused(MethodNameTaken, name="Chốt")


def test_a_method_belongs_to_one_campaign_only():
    elsewhere = [WantedMethod(id=CALL, name="Gọi"), WantedMethod(name="Chốt")]
    wish = CreateCampaign(name="x", methods=elsewhere)
    sales().when(wish).then_refused(AlreadyExists, kind="method", id=CALL)
    same = [WantedMethod(id=uid(1), name="Gọi"), WantedMethod(id=uid(1), name="Chốt")]
    sales().when(CreateCampaign(name="x", methods=same)).then_refused(AlreadyExists, id=uid(1))
    again = AddMethod(campaign=SPRING, method=MEET, name="Lại")
    sales((campaign, MethodDeleted(MEET))).when(again).then_refused(AlreadyExists, id=MEET)


def test_adding_renaming_and_reordering_methods_is_free_cam_3():
    story = sales(opened())
    added = Method(uid(1), "Mẫu thử", 50, 2)
    add = AddMethod(
        campaign=SPRING, method=uid(1), name="Mẫu thử", probability=50, idle_days=2, position=1
    )
    story.when(add).then(MethodAdded(added, 1))
    rename = EditMethod(campaign=SPRING, method=CALL, name="Alô", idle_days=None)
    renamed = {"name": Changed("Gọi điện", "Alô"), "idle_days": Changed(7, None)}
    story.when(rename).then(MethodEdited(CALL, renamed)).when(rename).then_nothing_happens()
    old, new = (CALL, uid(1), MEET, OFFER, DEAL), (DEAL, OFFER, MEET, uid(1), CALL)
    reorder = ReorderMethods(campaign=SPRING, methods=list(new))
    story.when(reorder).then(MethodsReordered(old, new)).when(reorder).then_nothing_happens()
    assert [m.name for m in story.state(campaign).methods.live] == [
        "Chốt", "Báo giá", "Gặp mặt", "Mẫu thử", "Alô",
    ]  # fmt: skip


def test_without_a_position_or_beyond_the_end_a_method_comes_last_cam_3():
    last = Method(uid(1), "Sau bán", 0, None)
    sales().when(AddMethod(campaign=SPRING, method=uid(1), name="Sau bán")).then(
        MethodAdded(last, 4)
    )
    far = AddMethod(campaign=SPRING, method=uid(1), name="Sau bán", position=1000)
    sales().when(far).then(MethodAdded(last, 4))


def test_a_new_order_names_each_method_once_cam_3():
    for ids in ([CALL], [CALL, CALL, OFFER, DEAL], [CALL, MEET, OFFER, DEAL, uid(1)]):
        reorder = ReorderMethods(campaign=SPRING, methods=ids)
        sales().when(reorder).then_refused(MethodsIncomplete)


def test_changing_which_method_is_last_wins_and_reopens_nothing_cam_3():
    last_now = MethodsReordered((CALL, MEET, OFFER, DEAL), (DEAL, MEET, OFFER, CALL))
    in_deal = won()
    story = sales(opened(), opened(uid(1)), (f"opportunity-{uid(1)}", in_deal))
    reorder = ReorderMethods(campaign=SPRING, methods=list(last_now.new))
    story.when(reorder).then(last_now)
    assert story.state(rope).outcome == "open"
    assert story.state(f"opportunity-{uid(1)}").outcome == "won"
    story.when(MoveOpportunity(opportunity=ROPE, method=DEAL)).then(
        OpportunityMoved(CALL, DEAL, 10, 100)
    )
    story.when(WinOpportunity(opportunity=ROPE, amount=0)).then(won("0", DEAL, CALL))


@pytest.mark.parametrize(
    "later",
    [
        [],
        [(rope, OpportunityDeleted())],
        [(rope, lost())],
        [(rope, won())],
    ],
)
def test_a_method_in_use_cannot_be_deleted_cam_3(later):
    """Neither where an opportunity stands, nor where it would come back to."""
    wish = DeleteMethod(campaign=SPRING, method=CALL)
    sales(opened(), *later).when(wish).then_refused(MethodInUse, opportunities=1)


def test_a_won_opportunity_keeps_the_method_it_was_won_in_cam_3():
    wish = DeleteMethod(campaign=SPRING, method=DEAL)
    sales(opened(), (rope, won())).when(wish).then_refused(MethodInUse)


def test_a_method_not_in_use_is_deleted_but_two_are_left_cam_3_cam_1():
    gone = DeleteMethod(campaign=SPRING, method=MEET)
    left = (rope, OpportunityMoved(CALL, MEET, 10, 40)), (rope, OpportunityMoved(MEET, CALL, 40, 1))
    story = sales(opened(), *left).when(gone).then(MethodDeleted(MEET)).then_nothing_happens()
    assert story.state(campaign).methods.ids == (CALL, OFFER, DEAL)
    two = sales(campaign=created(methods=TWO))
    two.when(DeleteMethod(campaign=SPRING, method=DEAL)).then_refused(TooFewMethods)


def test_an_unknown_method_is_neither_edited_nor_deleted():
    sales().when(EditMethod(campaign=SPRING, method=uid(1))).then_refused(MethodUnknown)
    sales().when(DeleteMethod(campaign=SPRING, method=uid(1))).then_refused(MethodUnknown)
