"""Departments: one tree, with its managers and its people (ORG-1), and what managers reach."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from getcrm.commands.customer import EditCustomer, ReassignCustomer
from getcrm.commands.department import (
    CreateDepartment,
    DeleteDepartment,
    EditDepartment,
    RestoreDepartment,
)
from getcrm.commands.transaction import CreateTransaction, EditTransaction
from getcrm.commands.user import PlaceUser
from getcrm.domain.aggregate import Changed
from getcrm.domain.customer import CustomerEdited
from getcrm.domain.department import (
    DepartmentCreated,
    DepartmentCycle,
    DepartmentDeleted,
    DepartmentEdited,
    DepartmentIsDeleted,
    DepartmentNotEmpty,
    DepartmentRestored,
    Departments,
    DepartmentUnknown,
    MemberPlaced,
)
from getcrm.domain.names import NameTaken, NewNameNeeded
from getcrm.domain.policy import NotYourSubordinate, PermissionMissing
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.transaction import TransactionCreated
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.domain.user import UserUnknown
from tests.commands.staff import (
    ANNAS,
    BINHS,
    CHI,
    CHIS,
    DUNG,
    HA,
    HANOI,
    LAN,
    MAI,
    NORTH,
    SOUTH,
    VY,
    at_work,
)
from tests.commands.work import LETTER, TASK, task
from tests.domain.test_lists import after, live_names
from tests.story import ANNA, BINH, uid

HUE = uid(0xDE9)
letters = ("transaction_types-main", TransactionTypeCreated(LETTER, "Gửi thư", "", 0, False, False))


def test_a_department_is_made_inside_another_with_managers_org_1():
    create = CreateDepartment(department=HUE, name="Huế", parent=NORTH, managers=[VY, LAN, VY])
    story = at_work().when(create, by=HA).then(DepartmentCreated(HUE, "Huế", NORTH, (VY, LAN)))
    story.when(create, by=HA).then_refused(AlreadyExists, id=HUE)
    story.when(CreateDepartment(name="Đà Nẵng"), by=HA).done()
    made = {one.name: one for one in story.state("departments-main").departments.values()}
    assert made["Đà Nẵng"].parent is None


def test_departments_need_their_permission_perm_2():
    story = at_work()
    for command in (
        CreateDepartment(name="X"),
        EditDepartment(department=NORTH, managers=[LAN, ANNA]),
        DeleteDepartment(department=SOUTH),
        RestoreDepartment(department=SOUTH),
        PlaceUser(user=CHI, department=NORTH),
    ):
        story.when(command, by=LAN).then_refused(PermissionMissing, permission="departments.edit")


def test_what_it_names_is_there_org_1():
    story = at_work()
    lost, nobody = uid(1), uid(2)
    for command in (
        CreateDepartment(name="X", parent=lost),
        EditDepartment(department=NORTH, parent=lost),
        EditDepartment(department=lost, managers=[LAN]),
        DeleteDepartment(department=lost),
        RestoreDepartment(department=lost),
    ):
        story.when(command, by=HA).then_refused(DepartmentUnknown, department=lost)
    for command in (
        CreateDepartment(name="X", managers=[nobody]),
        EditDepartment(department=NORTH, managers=[nobody]),
    ):
        story.when(command, by=HA).then_refused(UserUnknown, user=nobody)


def test_two_live_departments_have_two_names_org_1():
    story = at_work().when(CreateDepartment(name="MIỀN bắc"), by=HA).then_refused(NameTaken)
    story.when(EditDepartment(department=HANOI, name="Miền Nam"), by=HA).then_refused(NameTaken)
    story.when(EditDepartment(department=NORTH, name="MIỀN BẮC"), by=HA).done()


def test_nothing_is_inside_itself_however_far_up_org_1():
    story = at_work()
    for parent, inside in ((NORTH, "Miền Bắc"), (HANOI, "Hà Nội")):
        story.when(EditDepartment(department=NORTH, parent=parent), by=HA)
        story.then_refused(DepartmentCycle, name="Miền Bắc", parent=inside)
    story.when(EditDepartment(department=HANOI, parent=None), by=HA)
    story.then(DepartmentEdited(HANOI, {"parent": Changed(NORTH, None)}))
    story.when(EditDepartment(department=NORTH, parent=HANOI), by=HA).done()


def test_only_an_empty_department_goes_and_it_comes_back_where_it_was_org_1():
    story = at_work().when(DeleteDepartment(department=NORTH), by=HA)
    story.then_refused(DepartmentNotEmpty, name="Miền Bắc", members=2, children=["Hà Nội"])
    story.when(DeleteDepartment(department=HANOI), by=HA)
    story.then_refused(DepartmentNotEmpty, members=1, children=[])
    story.when(PlaceUser(user=BINH, department=None), by=HA).done()
    story.when(DeleteDepartment(department=HANOI), by=HA).then(DepartmentDeleted(HANOI))
    story.then_nothing_happens()
    story.when(RestoreDepartment(department=HANOI), by=HA).then(DepartmentRestored(HANOI))
    story.then_nothing_happens()
    assert story.state("departments-main").departments[HANOI].parent == NORTH


def test_a_deleted_department_takes_nobody_and_nothing_in_org_1():
    gone = [
        ("departments-main", MemberPlaced(CHI, SOUTH, None)),
        ("departments-main", DepartmentDeleted(SOUTH)),
    ]
    story = at_work(gone)
    for command in (
        PlaceUser(user=DUNG, department=SOUTH),
        CreateDepartment(name="X", parent=SOUTH),
        EditDepartment(department=HANOI, parent=SOUTH),
        EditDepartment(department=SOUTH, name="X"),
    ):
        story.when(command, by=HA).then_refused(DepartmentIsDeleted, name="Miền Nam")


def test_it_comes_back_only_into_a_department_that_is_there_and_under_a_free_name_org_1():
    story = at_work()
    for user in (ANNA, BINH, LAN):
        story.when(PlaceUser(user=user, department=None), by=HA).done()
    story.when(DeleteDepartment(department=HANOI), by=HA).done()
    story.when(DeleteDepartment(department=NORTH), by=HA).done()
    story.when(RestoreDepartment(department=HANOI), by=HA)
    story.then_refused(DepartmentIsDeleted, name="Miền Bắc")
    story.when(CreateDepartment(name="Miền Bắc"), by=HA).done()
    story.when(RestoreDepartment(department=NORTH), by=HA).then_refused(NewNameNeeded)
    story.when(RestoreDepartment(department=NORTH, name="Bắc"), by=HA)
    renamed = DepartmentEdited(NORTH, {"name": Changed("Miền Bắc", "Bắc")})
    story.then(DepartmentRestored(NORTH), renamed)


# --- what belongs to subordinates (PERM-3)


@pytest.mark.parametrize("customer", [ANNAS, BINHS])
def test_a_manager_edits_what_belongs_to_the_department_and_to_all_inside_perm_3(customer):
    story = at_work().when(EditCustomer(customer=customer, website="may.vn"), by=LAN)
    story.then(CustomerEdited({"website": Changed("", "https://may.vn")}))


def test_a_manager_knows_nothing_of_what_belongs_to_others_perm_3():
    story = at_work().when(EditCustomer(customer=CHIS, website="may.vn"), by=LAN)
    story.then_refused(NotFound, kind="customer", id=CHIS)


def test_whoever_moves_to_another_department_takes_what_is_theirs_along_perm_3():
    edit = EditCustomer(customer=CHIS, website="may.vn")
    story = at_work().when(PlaceUser(user=CHI, department=HANOI), by=HA).done()
    story.when(edit, by=LAN).done()
    story.when(PlaceUser(user=CHI, department=SOUTH), by=HA).done()
    story.when(edit, by=LAN).then_refused(NotFound)


def test_a_branch_that_is_moved_is_overseen_from_above_its_new_place_perm_3():
    edit = EditCustomer(customer=BINHS, website="may.vn")
    story = at_work().when(EditDepartment(department=HANOI, parent=SOUTH), by=HA).done()
    story.when(edit, by=LAN).then_refused(NotFound)
    story.when(EditDepartment(department=SOUTH, managers=[LAN]), by=HA).done()
    story.when(edit, by=LAN).done()


def test_a_new_manager_sees_at_once_and_a_former_one_no_more_perm_3():
    edit = EditCustomer(customer=BINHS, website="may.vn")
    story = at_work().when(EditDepartment(department=NORTH, managers=[]), by=HA).done()
    story.when(edit, by=LAN).then_refused(NotFound)


def test_to_manage_is_not_enough_without_the_permission_perm_3():
    story = at_work().when(EditDepartment(department=HANOI, managers=[ANNA]), by=HA).done()
    story.when(EditCustomer(customer=BINHS, website="may.vn"), by=ANNA).then_refused(NotFound)


def test_a_manager_takes_over_and_hands_over_what_belongs_to_subordinates_cus_4():
    story = at_work().when(ReassignCustomer(customer=BINHS, owner=CHI), by=LAN).done()
    story.when(ReassignCustomer(customer=BINHS, owner=LAN), by=LAN).then_refused(NotFound)


# --- who is given work (TXN-1)


def work_for(*assignees):
    return CreateTransaction(name="Gọi", type=LETTER, assignees=list(assignees))


def test_work_left_to_nobody_in_particular_is_the_creators_txn_1():
    story = at_work(letters).when(CreateTransaction(name="Gọi", type=LETTER), by=ANNA).done()
    [created] = [e for e in story.crm.log.read_all() if e.topic == TransactionCreated.__name__]
    assert created.data["assignees"] == [ANNA]


def test_work_is_given_to_oneself_or_to_subordinates_txn_1():
    story = at_work(letters)
    story.when(work_for(ANNA), by=ANNA).done()
    story.when(work_for(LAN, ANNA, BINH), by=LAN).done()
    story.when(work_for(LAN, CHI), by=LAN).then_refused(NotYourSubordinate, user=CHI)
    story.when(work_for(BINH), by=ANNA).then_refused(NotYourSubordinate, user=BINH)
    story.when(work_for(LAN), by=ANNA).then_refused(NotYourSubordinate, user=LAN)


def test_whoever_oversees_all_work_gives_it_to_anybody_txn_1():
    at_work(letters).when(work_for(CHI), by=HA).done()
    at_work(letters).when(work_for(CHI), by=MAI).then_refused(NotYourSubordinate)


def test_those_who_do_it_already_go_on_doing_it_txn_1():
    story = at_work(letters, task(customer=None, assignees=(ANNA, CHI)))
    edit = EditTransaction(transaction=TASK, assignees=[CHI, ANNA])
    story.when(edit, by=ANNA).done()
    story.when(edit.model_copy(update={"assignees": [ANNA, BINH]}), by=ANNA)
    story.then_refused(NotYourSubordinate, user=BINH)
    story.when(edit.model_copy(update={"assignees": [CHI, BINH]}), by=LAN).done()


def test_work_for_a_customer_whom_one_does_not_see_is_not_added_txn_1():
    add = CreateTransaction(name="Gọi", type=LETTER, customer=CHIS)
    story = at_work(letters).when(add, by=ANNA).then_refused(NotFound, kind="customer", id=CHIS)
    story.when(add, by=CHI).done()


# --- laws

ids = st.sampled_from("abcd")
names = st.sampled_from(["Bắc", "BẮC", "Trung", "Nam"])
wishes = st.one_of(
    st.tuples(st.just("create"), ids, names, st.none() | ids, st.just(())),
    st.tuples(st.just("edit"), ids, st.fixed_dictionaries({"parent": st.none() | ids})),
    st.tuples(st.just("edit"), ids, st.fixed_dictionaries({"name": names})),
    st.tuples(st.just("delete"), ids),
    st.tuples(st.just("restore"), ids, st.none() | names),
    st.tuples(st.just("place"), st.sampled_from("uvw"), st.none() | ids),
)


@given(st.lists(wishes, max_size=40))
def test_live_departments_are_a_tree_with_distinct_names_and_hold_everybody_org_1(asked):
    state = after(Departments(), asked)
    assert len(set(live_names(state.departments))) == len(live_names(state.departments))
    for id, department in state.departments.items():
        if not department.is_deleted:
            *_, top = state.above(id)
            assert state.departments[top].parent is None, "a cycle"
            assert not any(state.departments[up].is_deleted for up in state.above(id))
    assert not any(state.departments[where].is_deleted for where in state.members.values())
