"""Who no longer works here: what stays theirs, and what they get no more (ORG-1)."""

import pytest

from getcrm.commands.campaign import SetParticipants, WantedParticipant
from getcrm.commands.customer import (
    AddCustomerShare,
    EditCustomer,
    ReassignCustomer,
    RegisterCustomer,
    ShareCustomer,
    WantedShare,
)
from getcrm.commands.department import EditDepartment
from getcrm.commands.opportunity import AssignOpportunity, OpenOpportunity
from getcrm.commands.transaction import CreateTransaction, EditTransaction
from getcrm.commands.user import (
    DeactivateUser,
    GiveRole,
    ReactivateUser,
)
from getcrm.crm import Answer, Wish
from getcrm.domain.campaign import Participant
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.role import RoleDeleted, RoleIsDeleted
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.domain.user import (
    UserDeactivated,
    UserIsDeactivated,
    UserReactivated,
)
from tests.commands.people import registered
from tests.commands.sales import ROPE, SPRING, created, opened
from tests.commands.staff import (
    ANNAS,
    BINHS,
    CHI,
    DUNG,
    HA,
    NOBODYS,
    NORTH,
    VY,
    at_work,
    left,
)
from tests.commands.work import LETTER, TASK, task
from tests.story import ANNA, BEFORE, BINH, At, uid

EARLIER = "2026-01-04T05:00:00.000000Z"
letters = ("transaction_types-main", TransactionTypeCreated(LETTER, "Gửi thư", "", 0, False, False))


def chi_left(at=EARLIER):
    [(stream, event)] = [left(CHI)]
    return (stream, At(at, event))


def test_whoever_has_left_acts_no_more_but_what_happened_before_is_theirs_org_1():
    story = at_work(chi_left())
    register = RegisterCustomer(customer=uid(1), name="Cũ", code="C-9")
    story.when(register, by=CHI).then_refused(UserIsDeactivated, name="Chi")
    story.when(register, by=CHI, at=EARLIER).then_refused(UserIsDeactivated)
    told_late = Wish(register, CHI, at="2026-01-03T00:00:00.000000Z", by_operator=True)
    [answer] = story.crm.handle_many([told_late])
    assert isinstance(answer, Answer)
    [event] = story.new_events()
    assert event.owner == CHI


def test_to_tell_of_the_past_takes_a_permission_log_1():
    story = at_work()
    register = RegisterCustomer(customer=uid(1), name="Cũ", code="C-9")
    story.when(register, by=ANNA, at=BEFORE)
    story.then_refused(PermissionMissing, permission="history.record")
    story.when(register, by=HA, at=BEFORE).done()


def test_leaving_and_coming_back_org_1():
    story = at_work().when(DeactivateUser(user=CHI), by=HA).then(UserDeactivated())
    story.then_nothing_happens()
    story.when(EditCustomer(customer=ANNAS, name="X"), by=CHI).then_refused(UserIsDeactivated)
    story.when(ReactivateUser(user=CHI), by=HA).then(UserReactivated()).then_nothing_happens()
    story.when(RegisterCustomer(name="X"), by=CHI).done()


def test_nobody_comes_back_with_a_role_that_is_gone_perm_1():
    story = at_work(left(VY), ("roles-main", RoleDeleted("auditor")))
    story.when(ReactivateUser(user=VY), by=HA).then_refused(RoleIsDeleted, name="Auditor")
    story.when(GiveRole(user=VY, role="marketing"), by=HA).done()
    story.when(ReactivateUser(user=VY), by=HA).then(UserReactivated())


def test_whoever_never_had_a_role_comes_back_without_one_org_1():
    at_work(left(DUNG)).when(ReactivateUser(user=DUNG), by=HA).then(UserReactivated())


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (RegisterCustomer(name="X", owner=CHI), "owner"),
        (ReassignCustomer(customer=ANNAS, owner=CHI), "owner"),
        (ShareCustomer(customer=ANNAS, shares=[WantedShare(kind="user", id=CHI)]), "shares"),
        (AddCustomerShare(customer=ANNAS, kind="user", id=CHI), "id"),
        (OpenOpportunity(campaign=SPRING, customer=ANNAS, owner=CHI), "owner"),
        (AssignOpportunity(opportunity=ROPE, owner=CHI), "owner"),
        (CreateTransaction(name="X", type=LETTER, assignees=[CHI]), "assignees"),
        (EditTransaction(transaction=TASK, watchers=[CHI]), "watchers"),
        (
            SetParticipants(campaign=SPRING, participants=[WantedParticipant(user=CHI)]),
            "participants",
        ),
        (EditDepartment(department=NORTH, managers=[CHI]), "managers"),
    ],
    ids=lambda part: type(part).__name__,
)
def test_nothing_new_is_given_to_somebody_who_has_left_org_1(command, field):
    past = [created(participants=()), opened(customer=BINHS), letters, task(customer=ANNAS)]
    story = at_work(past, chi_left()).when(command, by=HA)
    story.then_refused(UserIsDeactivated, name="Chi")
    with pytest.raises(UserIsDeactivated) as caught:
        story.crm.handle(command, by=HA)
    assert caught.value.field == field
    at_work(past).when(command, by=HA).done()


def test_what_is_theirs_already_stays_theirs_org_1():
    both = (Participant(CHI, True), Participant(ANNA, True))
    past = [
        created(participants=both, manager=CHI),
        registered(uid(7), owner=CHI),
        opened(customer=BINHS, owner=CHI),
        letters,
        task(customer=ANNAS, assignees=(CHI,)),
    ]
    story = at_work(past, chi_left())
    for command in (
        ReassignCustomer(customer=uid(7), owner=CHI),
        AssignOpportunity(opportunity=ROPE, owner=CHI),
    ):
        story.when(command, by=HA).then_nothing_happens()
    for command in (
        EditTransaction(transaction=TASK, assignees=[CHI, BINH]),
        SetParticipants(
            campaign=SPRING,
            participants=[WantedParticipant(user=CHI), WantedParticipant(user=BINH)],
        ),
    ):
        story.when(command, by=HA).done()


@pytest.mark.parametrize("division", ["round_robin", "least_loaded"])
def test_the_division_passes_over_whoever_has_left_opp_14(division):
    three = tuple(Participant(user, True) for user in (CHI, ANNA, BINH))
    campaign = created(division=division, participants=three)
    story = at_work(campaign, chi_left())
    drawn = []
    for customer in (ANNAS, BINHS, NOBODYS):
        story.when(OpenOpportunity(campaign=SPRING, customer=customer), by=HA).done()
        drawn.append(story.state(f"opportunity-{story.answer.id}").owner)
    assert drawn == [ANNA, BINH, ANNA]


def test_the_division_finds_nobody_where_all_have_left_opp_14():
    campaign = created(division="round_robin", participants=(Participant(CHI, True),))
    story = at_work(campaign, chi_left())
    story.when(OpenOpportunity(campaign=SPRING, customer=ANNAS), by=HA).done()
    assert story.state(f"opportunity-{story.answer.id}").owner is None
    early = {"by": HA, "at": "2026-01-02T00:00:00.000000Z"}
    story.when(OpenOpportunity(campaign=SPRING, customer=BINHS), **early).done()
    assert story.state(f"opportunity-{story.answer.id}").owner == CHI, "he was here that day"
    assert story.state(f"campaign-{SPRING}").turns[-1] == CHI
