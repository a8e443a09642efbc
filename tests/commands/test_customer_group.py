"""The groups (nhóm) customers are in: one tree (GRP-1, GRP-2)."""

import pytest
from pydantic import ValidationError

from getcrm.commands.company import SetDuplicateCheck
from getcrm.commands.customer import (
    DeleteCustomer,
    RegisterCustomer,
    RestoreCustomer,
    SetCustomerGroups,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup, EditGroup, RestoreGroup
from getcrm.domain.aggregate import Changed
from getcrm.domain.customer import CustomerDeleted, CustomerGroupsChanged, CustomerRestored
from getcrm.domain.customer_group import (
    GroupCreated,
    GroupCycle,
    GroupDeleted,
    GroupEdited,
    GroupHasChildren,
    GroupIsDeleted,
    GroupRestored,
    GroupUnknown,
)
from getcrm.domain.identity import DuplicateFound
from getcrm.domain.names import CodeTaken, NameTaken, NewNameNeeded
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.role import RoleCreated
from getcrm.domain.user import UserRoleGiven
from tests.commands.people import FRESH, MAY, SEN, registered
from tests.story import ANNA, BINH, company, given, uid

VIP, NORTH, HANOI = uid(1), uid(2), uid(3)
vip = GroupCreated(VIP, "Khách VIP", "KHACH_VIP", 5, None)
north = GroupCreated(NORTH, "Miền Bắc", "MIEN_BAC", 0, None)
hanoi = GroupCreated(HANOI, "Hà Nội", "HA_NOI", 0, NORTH)


def tree(*events, people=()):
    return given(company(), *(("customer_groups-main", event) for event in events), *people)


def test_a_group_fills_its_code_from_its_name_without_accents_grp_1():
    wish = CreateGroup(group=HANOI, name="Hà Nội Đông")
    tree().when(wish).then(GroupCreated(HANOI, "Hà Nội Đông", "HA_NOI_DONG", 0, None))


def test_a_group_has_code_points_and_parent_grp_1():
    wish = CreateGroup(group=HANOI, name="Hà Nội", code="HN", points=3, parent=NORTH)
    tree(north).when(wish).then(GroupCreated(HANOI, "Hà Nội", "HN", 3, NORTH))


@pytest.mark.parametrize("points", [-1, 1.5, True])
def test_points_are_a_whole_number_from_zero_on_grp_1(points):
    with pytest.raises(ValidationError):
        CreateGroup(name="VIP", points=points)


def test_names_and_codes_of_groups_differ_grp_1():
    tree(vip).when(CreateGroup(name="khách vip")).then_refused(NameTaken, taken_by=VIP)
    tree(vip).when(CreateGroup(name="V", code="khach_vip")).then_refused(CodeTaken, taken_by=VIP)
    rename = EditGroup(group=NORTH, name="KHÁCH VIP")
    tree(vip, north).when(rename).then_refused(NameTaken, taken_by=VIP)
    recode = EditGroup(group=NORTH, code="khach_vip")
    tree(vip, north).when(recode).then_refused(CodeTaken, taken_by=VIP)


def test_a_group_without_an_id_gets_one():
    created = GroupCreated(FRESH, "Đại lý", "DAI_LY", 0, None)
    tree().when(CreateGroup(name="Đại lý", code="")).then(created)


def test_an_id_stands_for_one_group():
    tree(vip).when(CreateGroup(group=VIP, name="Khác")).then_refused(AlreadyExists, id=VIP)


def test_a_parent_is_a_live_group_grp_1():
    story = tree(north, GroupDeleted(NORTH, "leave"))
    story.when(CreateGroup(name="Hà Nội", parent=NORTH)).then_refused(GroupIsDeleted, group=NORTH)
    story.when(CreateGroup(name="Hà Nội", parent=VIP)).then_refused(GroupUnknown, group=VIP)


def test_a_group_is_moved_in_the_tree_and_to_its_top_grp_1():
    story = tree(vip, north, hanoi).when(EditGroup(group=HANOI, parent=VIP))
    story.then(GroupEdited(HANOI, {"parent": Changed(NORTH, VIP)}))
    story.when(EditGroup(group=HANOI, points=0)).then_nothing_happens()
    story.when(EditGroup(group=HANOI, parent=None))
    story.then(GroupEdited(HANOI, {"parent": Changed(VIP, None)}))


def test_no_group_is_inside_itself_grp_1():
    story = tree(north, hanoi)
    story.when(EditGroup(group=NORTH, parent=NORTH)).then_refused(GroupCycle)
    story.when(EditGroup(group=NORTH, parent=HANOI)).then_refused(GroupCycle, parent="Hà Nội")


def test_a_deleted_group_is_not_edited_grp_2():
    story = tree(vip, GroupDeleted(VIP, "leave"))
    story.when(EditGroup(group=VIP, points=1)).then_refused(GroupIsDeleted, name="Khách VIP")
    story.when(EditGroup(group=NORTH, points=1)).then_refused(GroupUnknown, group=NORTH)


def test_deleting_asks_what_happens_with_the_members_grp_2():
    with pytest.raises(ValidationError):
        DeleteGroup(group=VIP)


def test_the_groups_inside_go_first_grp_2():
    delete = DeleteGroup(group=NORTH, members="leave")
    tree(north, hanoi).when(delete).then_refused(GroupHasChildren, children=["Hà Nội"])
    gone = tree(north, hanoi, GroupDeleted(HANOI, "leave"))
    gone.when(delete).then(GroupDeleted(NORTH, "leave")).when(delete).then_nothing_happens()


def test_members_leave_and_are_back_when_the_group_is_grp_2():
    people = [registered(MAY, groups=(VIP, NORTH))]
    story = tree(vip, north, people=people).when(DeleteGroup(group=VIP, members="leave"))
    story.then(GroupDeleted(VIP, "leave"))
    story.when(SetCustomerGroups(customer=MAY, groups=[NORTH])).then_nothing_happens()
    story.when(SetCustomerGroups(customer=MAY, groups=[]))
    story.then(CustomerGroupsChanged((VIP, NORTH), (VIP,)))
    story.when(RestoreGroup(group=VIP, with_members=True)).then(GroupRestored(VIP))
    story.when(RestoreGroup(group=VIP)).then_nothing_happens()
    assert story.state(f"customer-{MAY}").groups == (VIP,)


def test_a_deleted_group_takes_no_new_members_grp_2():
    story = tree(vip, GroupDeleted(VIP, "leave"), people=[registered(MAY)])
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).then_refused(GroupIsDeleted)


def test_members_are_deleted_with_it_and_come_back_with_it_grp_2():
    people = [registered(MAY, groups=(VIP,)), registered(SEN, groups=(VIP,)), registered(uid(9))]
    story = tree(vip, people=people).when(DeleteCustomer(customer=SEN)).done()
    story.when(DeleteGroup(group=VIP, members="delete"))
    story.then(GroupDeleted(VIP, "delete"), CustomerDeleted(VIP))
    assert story.state(f"customer-{MAY}").deleted_with == VIP
    story.when(RestoreGroup(group=VIP, with_members=True))
    story.then(GroupRestored(VIP), CustomerRestored())
    assert not story.state(f"customer-{MAY}").is_deleted
    assert story.state(f"customer-{SEN}").is_deleted


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ("", "customers.delete"),
        ("customers.access customers.delete", "customers.view_all"),
        ("customers.access customers.view_all", "customers.delete"),
    ],
)
def test_the_settings_alone_delete_and_bring_back_no_members_grp_2_perm_3(more, missing):
    """The group goes and comes back; its members would be customers of others."""
    keeper = RoleCreated("keeper", "Keeper", ("crm.settings", *more.split()))
    keeps = [("roles-main", keeper), (f"user-{BINH}", UserRoleGiven(None, "keeper"))]
    story = tree(vip, people=[*keeps, registered(MAY, groups=(VIP,))])
    delete = DeleteGroup(group=VIP, members="delete")
    story.when(delete, by=BINH).then_refused(PermissionMissing, permission=missing)
    story.when(delete, by=ANNA).done()
    back = RestoreGroup(group=VIP, with_members=True)
    story.when(back, by=BINH).then_refused(PermissionMissing, permission=missing)
    story.when(RestoreGroup(group=VIP), by=BINH).then(GroupRestored(VIP))
    story.when(back, by=BINH).then_refused(PermissionMissing, permission=missing)
    leave = DeleteGroup(group=VIP, members="leave")
    story.when(leave, by=BINH).then(GroupDeleted(VIP, "leave"))


def test_members_may_come_back_later_than_their_group_grp_2():
    people = [registered(id, groups=(VIP,)) for id in (MAY, SEN)]
    story = tree(vip, people=people).when(DeleteGroup(group=VIP, members="delete")).done()
    story.when(RestoreGroup(group=VIP)).then(GroupRestored(VIP))
    story.when(RestoreCustomer(customer=MAY)).then(CustomerRestored())
    story.when(DeleteCustomer(customer=MAY)).then(CustomerDeleted(None))
    story.when(RestoreGroup(group=VIP, with_members=True)).then(CustomerRestored())
    assert not story.state(f"customer-{SEN}").is_deleted


def test_members_that_became_duplicates_stay_deleted_cus_2_grp_2():
    phone = ["+84912345678"]
    story = tree(vip, people=[registered(MAY, groups=(VIP,), phones=phone)])
    story.when(DeleteGroup(group=VIP, members="delete")).done()
    story.when(RegisterCustomer(customer=SEN, name="Sen", phones=phone)).done()
    story.when(SetDuplicateCheck(field="phone", mode="refuse")).done()
    back = RestoreGroup(group=VIP, with_members=True)
    story.when(back).then_refused(DuplicateFound, customers=[SEN])
    story.when(SetDuplicateCheck(field="phone", mode="warn")).done()
    story.when(back).then_warned("PossibleDuplicate")


def test_restoring_needs_a_free_name_and_a_live_parent_grp_2():
    other = GroupCreated(VIP, "hà nội", "HN", 0, None)
    story = tree(north, hanoi, GroupDeleted(HANOI, "leave"), other)
    story.when(RestoreGroup(group=HANOI)).then_refused(NewNameNeeded, taken_by=VIP)
    story.when(DeleteGroup(group=NORTH, members="leave")).done()
    wish = RestoreGroup(group=HANOI, name="Thủ đô")
    story.when(wish).then_refused(GroupIsDeleted, name="Miền Bắc")
    story.when(RestoreGroup(group=NORTH)).done()
    renamed = GroupEdited(HANOI, {"name": Changed("Hà Nội", "Thủ đô")})
    story.when(wish).then(GroupRestored(HANOI), renamed)


def test_unknown_groups_are_not_found():
    tree().when(DeleteGroup(group=VIP, members="leave")).then_refused(GroupUnknown, group=VIP)
    tree(north).when(RestoreGroup(group=VIP)).then_refused(GroupUnknown, group=VIP)
