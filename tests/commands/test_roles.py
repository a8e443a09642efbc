"""Roles: sets of permissions that a company makes itself, and those it starts with (PERM-1)."""

import pytest

from getcrm.commands.company import RenameCompany
from getcrm.commands.credential import DisableTotp
from getcrm.commands.customer import EditCustomer
from getcrm.commands.policy import (
    CLOCK,
    NEEDS,
    CommandWithoutPolicy,
    authorise,
    check_complete,
)
from getcrm.commands.role import CreateRole, DeleteRole, EditRole, RestoreRole, ShipRoles
from getcrm.commands.session import EndSession
from getcrm.commands.user import DeactivateUser, GiveRole, IssueApiToken, RevokeApiToken
from getcrm.crm import HANDLERS
from getcrm.crm.desk import Attempt, OpenDesk
from getcrm.crm.door import Door
from getcrm.domain.aggregate import Changed
from getcrm.domain.names import NameTaken, NewNameNeeded
from getcrm.domain.permission import PERMISSIONS, SHIPPED, SIGNED_IN
from getcrm.domain.policy import Forbidden, MayDoMore, PermissionMissing
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.role import (
    AdministratorKeepsAll,
    RoleCreated,
    RoleDeleted,
    RoleEdited,
    RoleInUse,
    RoleIsDeleted,
    RoleRestored,
    RoleUnknown,
    in_order,
)
from tests.commands.people import FRESH
from tests.commands.staff import ANNAS, HA, LAN, MAI, VY, at_work, given_role
from tests.story import ANNA, NOON, given, uid

CALLER = CreateRole(role="caller", name="Caller", permissions=["customers.access", "crm.access"])
WITHOUT_EDIT = sorted(SHIPPED["salesperson"].permissions - {"customers.edit"})


def test_a_company_starts_with_six_roles_in_its_language_perm_1():
    story = given().when(ShipRoles(language="vi"), by="system").done()
    roles = story.state("roles-main").roles
    assert {id: role.name for id, role in roles.items()} == {
        "administrator": "Quản trị viên",
        "sales_manager": "Quản lý kinh doanh",
        "salesperson": "Nhân viên kinh doanh",
        "marketing": "Tiếp thị",
        "auditor": "Kiểm soát viên",
        "integrator": "Tích hợp hệ thống",
    }
    assert set(roles["administrator"].permissions) == set(PERMISSIONS)
    story.when(ShipRoles(language="en"), by="system").then_nothing_happens()


def test_nobody_but_the_first_start_ships_roles_perm_1():
    story = at_work().when(ShipRoles(), by=HA)
    story.then_refused(PermissionMissing, permission="system")


def test_the_auditor_reads_all_and_changes_nothing_perm_1():
    may = SHIPPED["auditor"].permissions
    assert {
        f"{kind}.view_all"
        for kind in ("customers", "campaigns", "opportunities", "transactions", "kpi")
    } <= may
    changing = (".add", ".edit", ".delete", ".settings", ".write", ".record", ".sessions")
    assert not any(permission.endswith(changing) for permission in may)


OWN_AFFAIRS = {
    "ChooseLanguage",
    "IssueApiToken",
    "RevokeApiToken",
    "SetPassword",
    "EnableTotp",
    "DisableTotp",
    "SetUpAccount",
    "LinkIdentity",
    "BeginSession",
    "SignOut",
    "EndSession",
    "ReadMessage",
    "ArchiveMessage",
    "UnarchiveMessage",
    "ReadNotifications",
    "UnreadNotifications",
    "SetNotificationPreference",
}
"""By what somebody signs in, and what they have read: all that an auditor has a hand in."""


def test_of_all_commands_an_auditor_gives_only_those_about_themselves_perm_1():
    story, given = at_work(), set()
    for command in NEEDS:
        try:
            authorise(command.model_construct(), OpenDesk(attempt(story), VY, NOON, str))
        except PermissionMissing:
            continue
        given.add(command.__name__)
    assert given == OWN_AFFAIRS


@pytest.mark.parametrize(
    "command",
    [
        EndSession(session=uid(1), user=ANNA),
        DisableTotp(user=ANNA),
        IssueApiToken(user=ANNA, token=uid(1), name="X"),
        RevokeApiToken(user=ANNA, token=uid(1)),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nor_does_an_auditor_give_those_about_somebody_else_perm_1(command):
    """Somebody who may do more than they, they do not get at anyway."""
    story = at_work(("roles-main", RoleCreated("guest", "Guest", ())))
    story.when(command, by=VY).then_refused(Forbidden)
    story.when(GiveRole(user=ANNA, role="guest"), by=HA).done()
    story.when(command, by=VY).then_refused(PermissionMissing)


def attempt(story):
    return Attempt(story.crm.log, fresh=True)


@pytest.mark.parametrize("role", [role for role in SHIPPED if role != "auditor"])
def test_everybody_else_may_say_something_not_2(role):
    assert {"comments.write", "messages.write"} <= SHIPPED[role].permissions


# --- what a later version adds (PERM-1)

ADDED = {"comments.write", "messages.write"}


def of_the_former_version():
    """The roles, as they were shipped before those permissions were there."""
    return [
        ("roles-main", RoleCreated(id, shipped.en, in_order(shipped.permissions - ADDED)))
        for id, shipped in SHIPPED.items()
    ]


def test_new_permissions_reach_the_shipped_roles_that_nobody_edited_perm_1():
    story = given(
        of_the_former_version(),
        ("roles-main", RoleEdited("salesperson", {"permissions": Changed([], ["crm.access"])})),
        ("roles-main", RoleEdited("marketing", {"name": Changed("Marketing", "Quảng cáo")})),
        ("roles-main", RoleCreated("own", "Own", ("crm.access",))),
    )
    story.when(ShipRoles(), by="system").done()
    roles = story.state("roles-main").roles
    for id in ("administrator", "sales_manager", "marketing", "auditor", "integrator"):
        assert set(roles[id].permissions) == SHIPPED[id].permissions
    assert roles["marketing"].name == "Quảng cáo"
    assert roles["salesperson"].permissions == roles["own"].permissions == ("crm.access",)
    story.then_nothing_happens()


def test_the_integrator_of_an_older_version_keeps_what_it_had_and_gets_what_is_new_perm_1():
    """It could tell of the past (history.record); what imports by it goes on."""
    former = SHIPPED["integrator"].permissions - ADDED | {"history.record"}
    others = [past for past in of_the_former_version() if past[1].role != "integrator"]
    had = ("roles-main", RoleCreated("integrator", "Integrator", in_order(former)))
    story = given([*others, had]).when(ShipRoles(), by="system").done()
    found = set(story.state("roles-main").roles["integrator"].permissions)
    assert found == SHIPPED["integrator"].permissions | {"history.record"}
    assert "history.record" not in SHIPPED["integrator"].permissions


def test_what_a_company_took_away_again_does_not_come_back_perm_1():
    story = given(of_the_former_version()).when(ShipRoles(), by="system").done()
    less = list(in_order(SHIPPED["salesperson"].permissions - ADDED))
    story.when(EditRole(role="salesperson", permissions=less), by="system").done()
    story.when(ShipRoles(), by="system").then_nothing_happens()


def test_a_role_is_made_of_permissions_each_once_in_the_order_of_the_list_perm_1():
    twice = CALLER.model_copy(update={"permissions": [*CALLER.permissions, "crm.access"]})
    story = at_work().when(twice, by=HA)
    story.then(RoleCreated("caller", "Caller", ("crm.access", "customers.access")))
    story.when(CALLER, by=HA).then_refused(AlreadyExists, id="caller")
    story.when(GiveRole(user=VY, role="caller"), by=HA).done()


def test_a_role_without_an_id_gets_one_perm_1():
    story = at_work().when(CreateRole(name="Caller", permissions=[]), by=HA)
    story.then(RoleCreated(FRESH, "Caller", ()))


def test_two_live_roles_have_two_names_perm_1():
    story = at_work().when(CreateRole(name=" auDITOR", permissions=[]), by=HA)
    story.then_refused(NameTaken)
    story.when(EditRole(role="marketing", name="Auditor"), by=HA).then_refused(NameTaken)


def test_an_edited_role_counts_at_once_for_all_who_have_it_perm_1():
    rename = EditCustomer(customer=ANNAS, name="Mây")
    story = at_work().when(EditRole(role="salesperson", permissions=WITHOUT_EDIT), by=HA).done()
    story.when(rename, by=ANNA).then_refused(PermissionMissing, permission="customers.edit")
    more = [*WITHOUT_EDIT, "customers.edit"]
    story.when(EditRole(role="salesperson", permissions=more), by=HA).done()
    story.when(rename, by=ANNA).done()


def test_renaming_a_role_perm_1():
    story = at_work().when(EditRole(role="auditor", name="Vy's"), by=HA)
    story.then(RoleEdited("auditor", {"name": Changed("Auditor", "Vy's")})).then_nothing_happens()
    story.when(EditRole(role="hero", name="X"), by=HA).then_refused(RoleUnknown, role="hero")


def test_the_administrator_keeps_all_and_stays_perm_1():
    story = at_work()
    story.when(EditRole(role="administrator", permissions=[]), by=HA)
    story.then_refused(AdministratorKeepsAll)
    story.when(DeleteRole(role="administrator"), by=HA).then_refused(AdministratorKeepsAll)
    story.when(EditRole(role="administrator", name="Chủ"), by=HA).done()


def test_a_role_that_somebody_has_is_not_deleted_perm_1():
    story = at_work().when(DeleteRole(role="auditor"), by=HA)
    story.then_refused(RoleInUse, name="Auditor", users=1)
    story.when(DeactivateUser(user=VY), by=HA).done()
    story.when(DeleteRole(role="auditor"), by=HA).then(RoleDeleted("auditor"))
    story.then_nothing_happens()
    story.when(GiveRole(user=MAI, role="auditor"), by=HA).then_refused(RoleIsDeleted)
    story.when(EditRole(role="auditor", name="X"), by=HA).then_refused(RoleIsDeleted)


def test_a_deleted_role_comes_back_under_a_free_name_perm_1():
    story = at_work().when(DeleteRole(role="integrator"), by=HA).done()
    story.when(CreateRole(role="new", name="Integrator", permissions=[]), by=HA).done()
    story.when(RestoreRole(role="integrator"), by=HA).then_refused(NewNameNeeded)
    story.when(RestoreRole(role="integrator", name="Kho"), by=HA)
    renamed = RoleEdited("integrator", {"name": Changed("Integrator", "Kho")})
    story.then(RoleRestored("integrator"), renamed).then_nothing_happens()
    story.when(RestoreRole(role="hero"), by=HA).then_refused(RoleUnknown)
    story.when(DeleteRole(role="hero"), by=HA).then_refused(RoleUnknown)


# --- nobody grants more than they have (PERM-2)

KEEPER = [
    ("roles-main", RoleCreated("keeper", "Keeper", ("roles.edit", *WITHOUT_EDIT))),
    given_role(LAN, "keeper", "sales_manager"),
    ("roles-main", RoleCreated("guest", "Guest", ("crm.access",))),
]


def test_nobody_makes_a_role_that_may_do_more_than_they_perm_2():
    story = at_work(KEEPER).when(CALLER, by=LAN).done()
    settings = CreateRole(name="X", permissions=["crm.settings"])
    story.when(settings, by=LAN).then_refused(MayDoMore, name="X")


@pytest.mark.parametrize("role", ["guest", "keeper"])
def test_nobody_adds_to_a_role_not_even_their_own_what_they_may_not_perm_2(role):
    story = at_work(KEEPER)
    story.when(EditRole(role=role, permissions=["customers.edit"]), by=LAN)
    story.then_refused(MayDoMore)
    story.when(EditRole(role=role, permissions=["customers.access"]), by=LAN).done()


@pytest.mark.parametrize("role", ["administrator", "salesperson"])
def test_nobody_touches_a_role_that_may_do_more_than_they_perm_2(role):
    story = at_work(KEEPER)
    story.when(EditRole(role=role, permissions=[]), by=LAN).then_refused(MayDoMore)
    story.when(EditRole(role=role, name="X"), by=LAN).then_refused(MayDoMore)
    story.when(DeleteRole(role=role), by=LAN).then_refused(MayDoMore)


def test_nobody_brings_back_a_role_that_may_do_more_than_they_perm_2():
    story = at_work(KEEPER, ("roles-main", RoleDeleted("integrator")))
    story.when(RestoreRole(role="integrator"), by=LAN).then_refused(MayDoMore)


# --- every command says what it takes


def test_every_command_has_its_policy_perm_4():
    check_complete(HANDLERS)
    assert set(NEEDS) == set(HANDLERS)
    known = {*PERMISSIONS, CLOCK, SIGNED_IN}
    assert {needs.permission for needs in NEEDS.values()} <= known


def test_a_command_without_policy_does_not_start_perm_4():
    class FireEverybody(RenameCompany):
        """Made up for this test."""

    handlers = {**HANDLERS, FireEverybody: HANDLERS[RenameCompany]}
    with pytest.raises(CommandWithoutPolicy, match="FireEverybody"):
        Door(None, handlers, lambda: "", lambda: "")
