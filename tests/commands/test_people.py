"""The people who work here: where they belong, what they may, and who may change that."""

import pytest

from getcrm.commands.credential import DisableTotp, InviteUser
from getcrm.commands.customer import EditCustomer
from getcrm.commands.department import CreateDepartment, EditDepartment
from getcrm.commands.session import EndSession
from getcrm.commands.user import (
    AddUser,
    ChooseLanguage,
    DeactivateUser,
    EditUser,
    GiveRole,
    IssueApiToken,
    PlaceUser,
    ReactivateUser,
    RenameUser,
    RevokeApiToken,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.department import DepartmentEdited, DepartmentUnknown, MemberPlaced
from getcrm.domain.permission import SHIPPED
from getcrm.domain.policy import (
    SEES_ALL_OF_PEOPLE,
    Forbidden,
    MayDoMore,
    PermissionMissing,
    ReachesFurther,
)
from getcrm.domain.role import RoleCreated, RoleUnknown, in_order
from getcrm.domain.session import SessionEnded, SignedIn
from getcrm.domain.user import (
    EmailTaken,
    LastAdministrator,
    UserAdded,
    UserDeactivated,
    UserEdited,
    UserRoleGiven,
)
from tests.commands.staff import (
    ANNAS,
    CHI,
    DUNG,
    HA,
    HANOI,
    LAN,
    MAI,
    NORTH,
    SOUTH,
    VY,
    at_work,
    given_role,
    left,
)
from tests.story import ANNA, BINH, uid

NEWCOMER, TOKEN = uid(0x4E3), uid(0x70C)
HAS, BINHS_ONE = uid(0x5E5), uid(0x5E6)
"""Sessions."""
END = "2099-01-01T00:00:00.000000Z"
SALES_LEAD = "sales_manager"


# --- belonging here (ORG-1)


def test_somebody_comes_with_address_role_department_language_and_time_zone_org_1():
    add = AddUser(
        user=NEWCOMER,
        name="Oanh",
        email="Oanh@example.com",
        role="salesperson",
        department=HANOI,
        language="vi",
        time_zone="Asia/Tokyo",
    )
    at_work().when(add, by=HA).then(
        UserAdded("Oanh"),
        UserEdited(
            {
                "email": Changed(None, "Oanh@example.com"),
                "language": Changed(None, "vi"),
                "time_zone": Changed(None, "Asia/Tokyo"),
            }
        ),
        UserRoleGiven(None, "salesperson"),
        MemberPlaced(NEWCOMER, None, HANOI),
    )


def test_somebody_is_not_put_into_what_does_not_exist_org_1():
    story = at_work()
    story.when(AddUser(name="Oanh", role="hero"), by=HA).then_refused(RoleUnknown, role="hero")
    lost = AddUser(name="Oanh", department=uid(9))
    story.when(lost, by=HA).then_refused(DepartmentUnknown, department=uid(9))


def test_nobody_else_signs_in_with_the_same_address_perm_6():
    story = at_work().when(EditUser(user=ANNA, email="a@example.com"), by=HA).done()
    for taking in (
        AddUser(name="Oanh", email="A@Example.com"),
        EditUser(user=BINH, email="A@example.com"),
    ):
        story.when(taking, by=HA).then_refused(EmailTaken)
    story.when(EditUser(user=ANNA, email="A@example.com"), by=HA).done()
    story.when(EditUser(user=ANNA, email=None), by=HA).done()
    story.when(EditUser(user=BINH, email="a@example.com"), by=HA).done()


def test_an_address_stays_that_of_somebody_who_has_left_org_1():
    story = at_work().when(EditUser(user=CHI, email="c@example.com"), by=HA).done()
    story.when(DeactivateUser(user=CHI), by=HA).done()
    story.when(AddUser(name="Oanh", email="c@example.com"), by=HA).then_refused(EmailTaken)


def test_ones_language_is_ones_own_choice_lang_1():
    story = at_work().when(ChooseLanguage(language="en", time_zone="Asia/Tokyo"), by=VY)
    story.then(
        UserEdited({"language": Changed(None, "en"), "time_zone": Changed(None, "Asia/Tokyo")})
    )
    story.then_nothing_happens()
    story.when(RenameUser(user=VY, name="Vi"), by=VY)
    story.then_refused(PermissionMissing, permission="users.edit")


def test_somebody_belongs_to_one_department_or_none_org_1():
    story = at_work().when(PlaceUser(user=ANNA, department=SOUTH), by=HA)
    story.then(MemberPlaced(ANNA, NORTH, SOUTH)).then_nothing_happens()
    story.when(PlaceUser(user=ANNA, department=None), by=HA).then(MemberPlaced(ANNA, SOUTH, None))
    story.when(PlaceUser(user=ANNA, department=uid(9)), by=HA).then_refused(DepartmentUnknown)


# --- roles are given (PERM-1), and nobody grants more than they have (PERM-2)

SEES_ALL = (*SEES_ALL_OF_PEOPLE, "campaigns.view_all")
SUBORDINATES = ("customers.view_subordinates", "customers.edit_subordinates", "kpi.department")
PERSONNEL = "users.add users.edit roles.edit departments.edit crm.access users.access"


def personnel(*more, without=()):
    """Lan keeps the people, and may do what a salesperson may."""
    may = in_order({*PERSONNEL.split(), *SHIPPED["salesperson"].permissions, *more} - set(without))
    return [("roles-main", RoleCreated("hr", "HR", may)), given_role(LAN, "hr", SALES_LEAD)]


def test_a_role_is_given_and_counts_at_once_perm_1():
    story = at_work().when(EditCustomer(customer=ANNAS, name="X"), by=VY)
    story.then_refused(PermissionMissing, permission="customers.edit")
    story.when(GiveRole(user=VY, role="marketing"), by=HA)
    story.then(UserRoleGiven("auditor", "marketing")).then_nothing_happens()
    story.when(EditCustomer(customer=ANNAS, name="X"), by=VY).done()


def test_nobody_gives_a_role_that_may_do_more_than_they_perm_2():
    story = at_work(personnel())
    story.when(GiveRole(user=DUNG, role="salesperson"), by=LAN).done()
    for role in ("administrator", "sales_manager", "auditor"):
        story.when(GiveRole(user=DUNG, role=role), by=LAN).then_refused(MayDoMore)
        story.when(GiveRole(user=LAN, role=role), by=LAN).then_refused(MayDoMore)
        story.when(AddUser(name="Oanh", role=role), by=LAN).then_refused(MayDoMore)


@pytest.mark.parametrize(
    "command",
    [
        RenameUser(user=HA, name="Hạ"),
        EditUser(user=HA, email="mine@example.com"),
        GiveRole(user=HA, role="salesperson"),
        PlaceUser(user=HA, department=SOUTH),
        DeactivateUser(user=HA),
        IssueApiToken(user=HA, token=TOKEN, name="Kho"),
        RevokeApiToken(user=HA, token=TOKEN),
        InviteUser(user=HA),
        DisableTotp(user=HA),
        EndSession(user=HA, session=HAS),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nobody_lays_hands_on_somebody_who_may_do_more_perm_2(command):
    signed_in = [(f"session-{HAS}", SignedIn(HA, "password", "::1", "", END))]
    story = at_work(personnel(*SEES_ALL, "users.sessions"), signed_in)
    story.when(command, by=LAN).then_refused(MayDoMore, name="Hà")
    story.when(command.model_copy(update={"user": BINH}), by=LAN)
    if not isinstance(command, (RevokeApiToken, EndSession)):
        story.done()


@pytest.mark.parametrize(
    "command",
    [
        RenameUser(user=CHI, name="X"),
        EditUser(user=CHI, email="mine@example.com"),
        EditUser(user=CHI, language="en"),
        GiveRole(user=CHI, role="salesperson"),
        PlaceUser(user=CHI, department=None),
        DeactivateUser(user=CHI),
        ReactivateUser(user=CHI),
        IssueApiToken(user=CHI, token=TOKEN, name="Kho"),
        IssueApiToken(user=CHI, token=TOKEN, name="Kho", scopes=["crm.access"]),
        RevokeApiToken(user=CHI, token=TOKEN),
        InviteUser(user=CHI),
        DisableTotp(user=CHI),
        EndSession(user=CHI, session=HAS),
    ],
    ids=repr,
)
@pytest.mark.parametrize("manages", [True, False])
def test_nor_on_somebody_who_reaches_other_records_though_they_may_do_no_more_perm_3(
    command, manages
):
    """Lan keeps the accounts and may do all that a salesperson may, with her own people; Chi sells,
    and perhaps manages, in the South."""
    south = ("departments-main", DepartmentEdited(SOUTH, {"managers": Changed((), (CHI,))}))
    past = [personnel("users.sessions", *SUBORDINATES), given_role(CHI, "hr", "salesperson")]
    story = at_work(*past, *([south] if manages else []))
    story.when(command, by=LAN).then_refused(ReachesFurther, name="Chi")
    if not isinstance(command, (GiveRole, ReactivateUser, RevokeApiToken, EndSession, DisableTotp)):
        story.when(command.model_copy(update={"user": BINH}), by=LAN).done()
    story.when(command, by=LAN, scopes=frozenset({"users.edit", "crm.access"}))
    story.then_refused(Forbidden)


def test_whoever_may_end_sessions_ends_those_of_people_who_may_do_no_more_perm_6():
    signed_in = [(f"session-{BINHS_ONE}", SignedIn(BINH, "password", "::1", "", END))]
    story = at_work(personnel("users.sessions", *SUBORDINATES), signed_in)
    story.when(EndSession(user=BINH, session=BINHS_ONE), by=LAN)
    story.then(SessionEnded(BINH, "revoked"))
    story.when(EndSession(user=HA, session=BINHS_ONE), by=LAN).then_refused(MayDoMore)


def test_somebody_who_may_do_more_does_not_come_back_by_the_hand_of_less_perm_2():
    story = at_work(personnel(), left(MAI))
    story.when(ReactivateUser(user=MAI), by=LAN).then_refused(MayDoMore, name="Mai")


def test_who_comes_is_given_a_role_only_by_those_who_give_roles_perm_2():
    story = at_work(personnel(without=["roles.edit"]))
    story.when(AddUser(name="Oanh", role="salesperson"), by=LAN)
    story.then_refused(PermissionMissing, permission="roles.edit")
    story.when(AddUser(name="Oanh"), by=LAN).done()


def test_who_comes_is_put_somewhere_only_by_those_who_place_people_perm_2():
    story = at_work(personnel(*SEES_ALL, without=["departments.edit"]))
    story.when(AddUser(name="Oanh", department=SOUTH), by=LAN)
    story.then_refused(PermissionMissing, permission="departments.edit")


# --- departments decide who sees what: nobody lets anybody see more than they do (PERM-2)

REACHING = [
    EditDepartment(department=SOUTH, managers=[LAN]),
    EditDepartment(department=SOUTH, parent=NORTH),
    EditDepartment(department=SOUTH, parent=HANOI),
    PlaceUser(user=CHI, department=HANOI),
    PlaceUser(user=LAN, department=SOUTH),
    AddUser(name="Oanh", department=SOUTH),
]


@pytest.mark.parametrize("command", REACHING, ids=repr)
@pytest.mark.parametrize("missing", [p for p in SEES_ALL_OF_PEOPLE if p.endswith("view_all")])
def test_who_stands_below_whom_is_changed_by_those_who_see_all_anyway_perm_2(command, missing):
    story = at_work(personnel(*SEES_ALL, without=[missing])).when(command, by=LAN)
    if command == PlaceUser(user=CHI, department=HANOI):
        story.then_refused(ReachesFurther, name="Chi")
    else:
        story.then_refused(PermissionMissing, permission=missing)


@pytest.mark.parametrize("command", REACHING, ids=repr)
def test_and_they_do_perm_2(command):
    at_work(personnel(*SEES_ALL)).when(command, by=LAN).done()


@pytest.mark.parametrize(
    "command",
    [
        CreateDepartment(name="X", parent=NORTH, managers=[LAN, HA]),
        EditDepartment(department=SOUTH, name="X"),
        EditDepartment(department=HANOI, parent=None),
        EditDepartment(department=NORTH, managers=[]),
        PlaceUser(user=BINH, department=None),
        PlaceUser(user=BINH, department=NORTH),
    ],
    ids=repr,
)
def test_what_lets_nobody_see_more_takes_no_more_org_1(command):
    """Than to reach whoever is placed: here it is one's own people."""
    at_work(personnel(*SUBORDINATES)).when(command, by=LAN).done()


def test_an_empty_department_is_no_way_round_perm_2():
    story = at_work(personnel())
    story.when(CreateDepartment(department=uid(9), name="X", managers=[LAN]), by=LAN).done()
    story.when(PlaceUser(user=CHI, department=uid(9)), by=LAN).then_refused(ReachesFurther)
    story.when(EditDepartment(department=SOUTH, parent=uid(9)), by=LAN)
    story.then_refused(PermissionMissing)


def test_nobody_is_given_people_by_somebody_who_may_do_less_perm_2():
    story = at_work(personnel(*SEES_ALL))
    story.when(EditDepartment(department=SOUTH, managers=[HA]), by=LAN)
    story.then_refused(MayDoMore, name="Hà")
    story.when(EditDepartment(department=HANOI, managers=[HA]), by=HA).done()
    story.when(PlaceUser(user=CHI, department=HANOI), by=LAN).then_refused(MayDoMore, name="Hà")
    story.when(EditDepartment(department=SOUTH, parent=HANOI), by=LAN).then_refused(MayDoMore)


# --- the last administrator (PERM-6)


def test_the_last_administrator_stays_one_perm_6():
    story = at_work()
    for command in (GiveRole(user=HA, role="auditor"), DeactivateUser(user=HA)):
        story.when(command, by=HA).then_refused(LastAdministrator, name="Hà")
        story.when(command, by="system").then_refused(LastAdministrator, name="Hà")
    story.when(GiveRole(user=VY, role="administrator"), by=HA).done()
    story.when(DeactivateUser(user=HA), by=HA).then(UserDeactivated())
    story.when(GiveRole(user=VY, role="auditor"), by=VY).then_refused(LastAdministrator, name="Vy")


def test_an_administrator_who_has_left_does_not_count_perm_6():
    story = at_work(given_role(VY, "administrator", "auditor"), left(VY))
    story.when(DeactivateUser(user=HA), by=HA).then_refused(LastAdministrator)
    story.when(GiveRole(user=VY, role="auditor"), by=HA).done()
    story.when(GiveRole(user=VY, role="administrator"), by=HA).done()
    story.when(ReactivateUser(user=VY), by=HA).done()
    story.when(DeactivateUser(user=HA), by=HA).then(UserDeactivated())
