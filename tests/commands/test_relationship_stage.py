"""The relationship stages (mối quan hệ): the company's own ordered list."""

import pytest
from pydantic import ValidationError

from getcrm.commands.company import SetAutoForget
from getcrm.commands.customer import ChangeCustomerStage
from getcrm.commands.relationship_stage import (
    CreateStage,
    DeleteStage,
    EditStage,
    ReorderStages,
    RestoreStage,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.company import AutoForgetSet
from getcrm.domain.customer import CustomerDeleted, CustomerStageChanged
from getcrm.domain.names import NameTaken, NewNameNeeded
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.relationship_stage import (
    FirstStageIsForever,
    StageCreated,
    StageDeleted,
    StageEdited,
    StageHasCustomers,
    StageIsDeleted,
    StageNeededByRules,
    StageOrderIncomplete,
    StageRestored,
    StagesReordered,
    StageUnknown,
)
from tests.commands.people import FRESH, MAY, SEN, registered
from tests.story import (
    APPROACHED,
    CLOSED,
    FORGET,
    HOT,
    LOST,
    NEW,
    POTENTIAL,
    STAGES,
    company,
    given,
    uid,
)

WARM = uid(1)
ALL = tuple(STAGES)
hot_gone = ("relationship_stages-main", StageDeleted(HOT))


def stages(*events):
    return given(company(), *(("relationship_stages-main", event) for event in events))


def test_a_stage_has_name_colour_description_and_its_place_at_the_end_rel_1_rel_3():
    wish = CreateStage(stage=WARM, name=" Ấm  ", colour="#ffaa00", description="Sắp mua")
    story = stages().when(wish).then(StageCreated(WARM, "Ấm", "#ffaa00", "Sắp mua", True))
    assert story.state("relationship_stages-main").order == (*ALL, WARM)


@pytest.mark.parametrize("name", ["Nóng", " NÓNG ", "no\u0301ng", "nóng"])
def test_names_of_live_stages_differ_rel_1(name):
    stages().when(CreateStage(name=name)).then_refused(NameTaken, taken_by=HOT)
    stages().when(EditStage(stage=LOST, name=name)).then_refused(NameTaken, taken_by=HOT)


def test_the_name_of_a_deleted_stage_is_free_rel_1():
    created = StageCreated(WARM, "Nóng", "#888888", "", True)
    stages(StageDeleted(HOT)).when(CreateStage(stage=WARM, name="Nóng")).then(created)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x00b", "x" * 201])
def test_a_stage_needs_a_proper_name_rel_1(name):
    with pytest.raises(ValidationError):
        CreateStage(name=name)


def test_a_stage_without_an_id_gets_one():
    created = StageCreated(FRESH, "Ấm", "#888888", "", True)
    stages().when(CreateStage(name="Ấm")).then(created)


def test_an_id_stands_for_one_stage():
    stages().when(CreateStage(stage=HOT, name="Ấm")).then_refused(AlreadyExists, id=HOT)


def test_editing_changes_what_is_given_and_nothing_else_rel_3():
    edited = StageEdited(HOT, {"name": Changed("Nóng", "Rất nóng")})
    wish = EditStage(stage=HOT, name="Rất nóng", colour="#888888")
    stages().when(wish).then(edited).when(wish).then_nothing_happens()


def test_a_stage_may_change_the_case_of_its_own_name_rel_1():
    edited = StageEdited(HOT, {"name": Changed("Nóng", "NÓNG")})
    stages().when(EditStage(stage=HOT, name="NÓNG")).then(edited)


def test_null_is_no_name():
    with pytest.raises(ValidationError):
        EditStage(stage=HOT, name=None)


def test_a_deleted_stage_is_not_edited_rel_5():
    story = given(company(), hot_gone)
    story.when(EditStage(stage=HOT, name="Ấm")).then_refused(StageIsDeleted)
    story.when(EditStage(stage=WARM, name="Ấm")).then_refused(StageUnknown)


def test_stages_are_reordered_even_the_first_rel_4_rel_7():
    order = (FORGET, HOT, NEW, APPROACHED, POTENTIAL, LOST, CLOSED)
    wish = ReorderStages(stages=list(order))
    stages().when(wish).then(StagesReordered(ALL, order)).when(wish).then_nothing_happens()


def test_an_order_names_every_live_stage_exactly_once_rel_4():
    stages().when(ReorderStages(stages=list(ALL[1:]))).then_refused(
        StageOrderIncomplete, missing=[NEW]
    )
    twice = ReorderStages(stages=[*ALL, HOT])
    stages().when(twice).then_refused(StageOrderIncomplete, repeated=[HOT])
    given(company(), hot_gone).when(ReorderStages(stages=list(ALL))).then_refused(StageIsDeleted)
    stages().when(ReorderStages(stages=[*ALL, WARM])).then_refused(StageUnknown)


def test_deleting_is_soft_and_restoring_appends_the_same_stage_rel_5_rel_6():
    story = stages().when(DeleteStage(stage=HOT)).then(StageDeleted(HOT))
    story.when(DeleteStage(stage=HOT)).then_nothing_happens()
    story.when(RestoreStage(stage=HOT)).then(StageRestored(HOT, "Nóng"))
    story.when(RestoreStage(stage=HOT)).then_nothing_happens()
    state = story.state("relationship_stages-main")
    assert state.order == (NEW, APPROACHED, POTENTIAL, LOST, CLOSED, FORGET, HOT)
    assert state.live(HOT).colour == "#888888"


def test_restoring_asks_for_a_new_name_where_a_live_stage_took_it_rel_5():
    story = stages(StageDeleted(HOT), StageCreated(WARM, "nóng", "#888888", "", True))
    story.when(RestoreStage(stage=HOT)).then_refused(NewNameNeeded, taken_by=WARM)
    story.when(RestoreStage(stage=HOT, name="Mới")).then_refused(NameTaken, taken_by=NEW)
    story.when(RestoreStage(stage=HOT, name="Nóng 2")).then(StageRestored(HOT, "Nóng 2"))


def test_unknown_stages_are_not_found():
    stages().when(DeleteStage(stage=WARM)).then_refused(StageUnknown, stage=WARM)
    stages().when(RestoreStage(stage=WARM)).then_refused(StageUnknown, stage=WARM)


def test_the_first_stage_is_renamed_and_recoloured_never_deleted_rel_7():
    edited = StageEdited(
        NEW, {"name": Changed("Mới", "Khách mới"), "colour": Changed("#888888", "#00ff00")}
    )
    story = stages().when(EditStage(stage=NEW, name="Khách mới", colour="#00ff00")).then(edited)
    story.when(ReorderStages(stages=[*ALL[1:], NEW])).done()
    story.when(DeleteStage(stage=NEW)).then_refused(FirstStageIsForever, name="Khách mới")


def test_a_stage_with_customers_live_or_deleted_is_not_deleted_rel_9():
    story = given(
        company(),
        registered(MAY, stage=HOT),
        registered(SEN, stage=HOT),
        registered(uid(3), stage=NEW),
        (f"customer-{SEN}", CustomerDeleted(None)),
    )
    story.when(DeleteStage(stage=HOT)).then_refused(StageHasCustomers, live=1, deleted=1)
    story.when(ChangeCustomerStage(customer=MAY, stage=LOST)).done()
    story.when(DeleteStage(stage=HOT)).then_refused(StageHasCustomers, live=0, deleted=1)
    story.when(DeleteStage(stage=LOST)).then_refused(StageHasCustomers, live=1, deleted=0)


def test_a_stage_everybody_left_is_deleted_rel_9():
    moved = (f"customer-{MAY}", CustomerStageChanged(HOT, LOST))
    story = given(company(), registered(MAY, stage=HOT), moved)
    story.when(DeleteStage(stage=HOT)).then(StageDeleted(HOT))
    story.when(ChangeCustomerStage(customer=MAY, stage=HOT)).then_refused(StageIsDeleted)


def test_the_stage_dung_quen_moves_to_stays_while_that_is_on_rel_10():
    story = stages().when(DeleteStage(stage=FORGET))
    story.then_refused(StageNeededByRules, rules=["auto_forget"])
    story.when(SetAutoForget(days=None)).then(AutoForgetSet(30, None))
    story.when(DeleteStage(stage=FORGET)).then(StageDeleted(FORGET))
