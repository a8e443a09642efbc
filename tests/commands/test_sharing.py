"""Whose a customer is, and with whom it is shared (CUS-10, PERM-3), singly and in bulk."""

import pytest

from getcrm.commands.campaign import CreateCampaign, EditCampaign, WantedMethod
from getcrm.commands.customer import (
    AddCustomerShare,
    ChangeCustomerStages,
    DeleteCustomer,
    EditCustomer,
    ReassignCustomer,
    ReassignCustomers,
    RegisterCustomer,
    RemoveCustomerShare,
    RestoreCustomer,
    ShareCustomer,
    WantedShare,
)
from getcrm.commands.opportunity import (
    ClaimOpportunity,
    EditOpportunity,
    OpenOpportunity,
)
from getcrm.commands.transaction import CreateTransaction, EditTransaction
from getcrm.domain.aggregate import Changed
from getcrm.domain.campaign import Participant
from getcrm.domain.company import DuplicateCheckSet
from getcrm.domain.customer import (
    CustomerDeleted,
    CustomerSharingSet,
    CustomersUnknown,
    Share,
    SharedTwice,
    Sharing,
)
from getcrm.domain.department import DepartmentUnknown
from getcrm.domain.identity import DuplicateFound
from getcrm.domain.opportunity import OpportunityClaimed
from getcrm.domain.permission import SHIPPED
from getcrm.domain.policy import NotYoursToChange, PermissionMissing, SomeNotYoursToChange
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.role import RoleEdited
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.domain.user import UserUnknown
from getcrm.language.refusals import refusal
from tests.commands.people import registered
from tests.commands.sales import ROPE, SPRING, created, opened
from tests.commands.staff import (
    ANNAS,
    BINHS,
    CHI,
    CHIS,
    HA,
    HANOI,
    LAN,
    MAI,
    NOBODYS,
    NORTH,
    SOUTH,
    VY,
    at_work,
    shared,
)
from tests.commands.work import LETTER, TASK, task
from tests.story import ANNA, BINH, HOT, uid

letters = ("transaction_types-main", TransactionTypeCreated(LETTER, "Gửi thư", "", 0, False, False))


def edit(customer, website="may.vn"):
    return EditCustomer(customer=customer, website=website)


def share(customer, *with_whom, common=False):
    wanted = [WantedShare(kind=kind, id=id, right=right) for kind, id, right in with_whom]
    return ShareCustomer(customer=customer, common=common, shares=wanted)


# --- sharing (CUS-10)


def test_a_customer_is_shared_with_people_and_departments_cus_10():
    wish = share(CHIS, ("user", ANNA, "edit"), ("department", NORTH, "view"))
    shares = (Share("user", ANNA, "edit"), Share("department", NORTH, "view"))
    story = at_work().when(wish, by=CHI)
    story.then(CustomerSharingSet(Sharing(), Sharing(False, shares))).then_nothing_happens()
    story.when(edit(CHIS), by=ANNA).done()
    story.when(edit(CHIS, "x.vn"), by=BINH).then_refused(NotYoursToChange, kind="customer", id=CHIS)
    story.when(share(CHIS), by=CHI).then(CustomerSharingSet(Sharing(False, shares), Sharing()))
    story.when(edit(CHIS, "x.vn"), by=ANNA).then_refused(NotFound)


def test_one_share_is_added_or_removed_and_all_others_stay_cus_10():
    annas, north = Share("user", ANNA, "view"), Share("department", NORTH, "edit")
    story = at_work(shared(CHIS, ("user", ANNA, "view"), common=True))
    add = AddCustomerShare(customer=CHIS, kind="department", id=NORTH, right="edit")
    both = Sharing(True, (annas, north))
    story.when(add, by=CHI).then(CustomerSharingSet(Sharing(True, (annas,)), both))
    story.then_nothing_happens()
    story.when(AddCustomerShare(customer=CHIS, kind="user", id=ANNA, right="edit"), by=CHI)
    more = Sharing(True, (Share("user", ANNA, "edit"), north))
    story.then(CustomerSharingSet(both, more))
    remove = RemoveCustomerShare(customer=CHIS, kind="user", id=ANNA)
    story.when(remove, by=CHI).then(CustomerSharingSet(more, Sharing(True, (north,))))
    story.then_nothing_happens()


@pytest.mark.parametrize("command", [AddCustomerShare, RemoveCustomerShare])
def test_a_share_is_added_or_removed_by_whoever_may_share_cus_10(command):
    wish = command(customer=CHIS, kind="user", id=LAN)
    story = at_work(shared(CHIS, ("user", LAN, "edit"))).when(wish, by=LAN)
    story.then_refused(NotYoursToChange)
    story.when(wish, by=BINH).then_refused(NotFound, id=CHIS)


def test_a_share_is_added_with_whom_there_is_cus_10():
    story = at_work()
    for kind, unknown in (("user", UserUnknown), ("department", DepartmentUnknown)):
        wish = AddCustomerShare(customer=ANNAS, kind=kind, id=uid(1))
        story.when(wish, by=ANNA).then_refused(unknown)


def test_what_is_shared_with_a_department_reaches_those_inside_not_those_above_cus_10():
    above = at_work(shared(CHIS, ("department", NORTH, "edit")))
    above.when(edit(CHIS), by=BINH).done()
    inside = at_work(shared(CHIS, ("department", HANOI, "edit")))
    inside.when(edit(CHIS), by=ANNA).then_refused(NotFound)
    inside.when(edit(CHIS), by=BINH).done()


def test_a_common_customer_is_seen_by_everybody_and_edited_by_its_owner_cus_10():
    story = at_work(shared(CHIS, common=True))
    for user in (ANNA, BINH, LAN):
        story.when(edit(CHIS), by=user).then_refused(NotYoursToChange)
    story.when(edit(CHIS), by=CHI).done()


def test_one_without_owner_is_seen_by_those_named_for_it_cus_10():
    named = shared(NOBODYS, ("user", ANNA, "view"), ("user", CHI, "edit"))
    story = at_work(named)
    story.when(edit(NOBODYS), by=ANNA).then_refused(NotYoursToChange)
    story.when(edit(NOBODYS), by=BINH).then_refused(NotFound)
    story.when(edit(NOBODYS), by=CHI).done()


@pytest.mark.parametrize("right", ["view", "edit"])
def test_whoever_it_is_shared_with_does_not_share_or_hand_over_or_delete_cus_10(right):
    story = at_work(shared(CHIS, ("user", LAN, right)))
    for command in (
        share(CHIS, ("user", ANNA, "view")),
        ReassignCustomer(customer=CHIS, owner=LAN),
        DeleteCustomer(customer=CHIS),
    ):
        story.when(command, by=LAN).then_refused(NotYoursToChange)


def test_shares_are_with_what_is_there_and_with_each_once_cus_10():
    story = at_work()
    story.when(share(ANNAS, ("user", uid(1), "view")), by=ANNA).then_refused(UserUnknown)
    lost = share(ANNAS, ("department", uid(1), "view"))
    story.when(lost, by=ANNA).then_refused(DepartmentUnknown)
    twice = share(ANNAS, ("user", BINH, "view"), ("user", BINH, "edit"))
    story.when(twice, by=ANNA).then_refused(SharedTwice, id=BINH)


def test_to_view_all_and_to_edit_reaches_every_customer_perm_3():
    story = at_work()
    for customer in (ANNAS, CHIS, NOBODYS):
        story.when(edit(customer), by=MAI).done()
        story.when(edit(customer, "x.vn"), by=VY)
        story.then_refused(PermissionMissing, permission="customers.edit")


def test_a_foreign_customer_is_refused_as_one_that_is_not_there_perm_4():
    story, missing = at_work(), uid(0xDEAD)
    for command in (edit, lambda id: DeleteCustomer(customer=id), lambda id: share(id)):
        story.when(command(CHIS), by=LAN).then_refused(NotFound, kind="customer", id=CHIS)
        story.when(command(missing), by=LAN).then_refused(NotFound, kind="customer", id=missing)


def test_a_deleted_customer_is_restored_by_those_who_might_delete_it_cus_3():
    gone = [(f"customer-{id}", CustomerDeleted(None)) for id in (ANNAS, CHIS)]
    story = at_work(gone)
    restore = RestoreCustomer(customer=ANNAS)
    story.when(restore, by=ANNA).then_refused(PermissionMissing, permission="customers.delete")
    story.when(RestoreCustomer(customer=CHIS), by=LAN).then_refused(NotFound)
    story.when(restore, by=LAN).done()


# --- a customer of one's own


def test_whoever_registers_a_customer_owns_it_where_they_would_not_see_it_perm_3():
    story = at_work()
    for user, owner in ((ANNA, ANNA), (LAN, LAN), (MAI, None), (HA, None)):
        story.when(RegisterCustomer(name="Mới"), by=user).done()
        assert story.state(f"customer-{story.answer.id}").owner == owner


def test_whoever_says_whose_it_is_is_believed_perm_3():
    story = at_work()
    for owner in (None, CHI):
        story.when(RegisterCustomer(name="Mới", owner=owner), by=ANNA).done()
        assert story.state(f"customer-{story.answer.id}").owner == owner


def test_what_one_has_handed_over_one_sees_no_more_perm_3():
    story = at_work().when(ReassignCustomer(customer=ANNAS, owner=CHI), by=ANNA).done()
    story.when(edit(ANNAS), by=ANNA).then_refused(NotFound)
    story.when(edit(ANNAS), by=CHI).done()


# --- in bulk: all of them, or nothing is done


@pytest.mark.parametrize(
    "bulk",
    [
        lambda *ids: ChangeCustomerStages(customers=list(ids), stage=HOT),
        lambda *ids: ReassignCustomers(customers=list(ids), owner=BINH),
    ],
)
def test_in_bulk_a_foreign_customer_is_as_unknown_as_a_missing_one_rel_11(bulk):
    story, missing = at_work(), uid(0xDEAD)
    for foreign in (CHIS, missing):
        story.when(bulk(ANNAS, foreign, ANNAS), by=ANNA)
        story.then_refused(CustomersUnknown, customers=[foreign])
    story.when(bulk(CHIS, missing), by=ANNA).then_refused(
        CustomersUnknown, customers=[CHIS, missing]
    )
    story.when(bulk(ANNAS, BINHS), by=LAN).done()


def test_in_bulk_nothing_is_done_where_one_is_not_ones_own_to_change_rel_11():
    story = at_work(shared(CHIS, ("user", ANNA, "view")), shared(BINHS, ("user", ANNA, "edit")))
    stages = ChangeCustomerStages(customers=[ANNAS, BINHS, CHIS, CHIS], stage=HOT)
    story.when(stages, by=ANNA).then_refused(SomeNotYoursToChange, kind="customer", ids=[CHIS])
    owners = ReassignCustomers(customers=[ANNAS, BINHS, CHIS], owner=ANNA)
    story.when(owners, by=ANNA).then_refused(SomeNotYoursToChange, ids=[BINHS, CHIS])
    story.when(ChangeCustomerStages(customers=[ANNAS, BINHS], stage=HOT), by=ANNA).done()


# --- what stays visible by necessity


def test_a_code_that_a_foreign_customer_has_is_taken_without_saying_whose_cus_2():
    story = at_work(registered(uid(1), code="SECRET", owner=CHI))
    story.when(RegisterCustomer(name="X", code="secret"), by=ANNA)
    story.then_refused(DuplicateFound, customers=[])
    story.when(RegisterCustomer(name="X", code="secret"), by=CHI)
    story.then_refused(DuplicateFound, customers=[uid(1)])
    story.when(RegisterCustomer(name="X", customer=uid(1)), by=ANNA)
    story.then_refused(AlreadyExists, id=uid(1))


def test_the_refusal_speaks_of_one_another_customer_where_it_is_not_theirs_to_see_cus_2():
    """However many there are; it does not say "0 other customers"."""
    story = at_work(registered(uid(1), code="SECRET", owner=CHI))
    told = {}
    for by in (ANNA, CHI):
        with pytest.raises(DuplicateFound) as refused:
            story.crm.handle(RegisterCustomer(name="X", code="secret"), by=by)
        told[by] = [refusal(refused.value, language) for language in ("en", "vi")]
    assert told[ANNA] == [
        "Another customer already has secret; ask an administrator.",
        "Đã có khách hàng khác dùng secret; hãy hỏi quản trị viên.",
    ]
    assert told[CHI][0].startswith("1 other customer already has secret")


def test_a_foreign_customer_with_the_same_phone_is_warned_of_without_its_id_cus_2():
    phones = ["+84912345678"]
    story = at_work(registered(uid(1), owner=CHI, phones=phones))
    same = RegisterCustomer(name="X", phones=["0912345678"])
    story.when(same, by=ANNA).then_warned("PossibleDuplicate")
    assert story.answer.warnings[0].details["customers"] == []
    story.when(same, by=CHI).then_warned("PossibleDuplicate")
    assert story.answer.warnings[0].details["customers"] == [uid(1)]
    refusing = ("company-main", DuplicateCheckSet("phone", "warn", "refuse"))
    story = at_work(registered(uid(1), owner=CHI, phones=phones), refusing)
    story.when(same, by=ANNA).then_refused(DuplicateFound, customers=[])


# --- campaigns, opportunities, work

BOTH = (Participant(ANNA, True), Participant(BINH, False))


def campaign(**known):
    return [created(participants=BOTH, manager=LAN, **known), opened(customer=BINHS, owner=BINH)]


def test_a_campaign_belongs_to_whoever_makes_it_where_they_would_not_see_it_cam_2():
    wanted = CreateCampaign(
        name="Thu", methods=[WantedMethod(name="Gọi"), WantedMethod(name="Chốt")]
    )
    story = at_work()
    for user, manager in ((LAN, LAN), (MAI, None), (HA, None)):
        story.when(wanted, by=user).done()
        assert story.state(f"campaign-{story.answer.id}").details["manager"] == manager


def test_a_campaign_is_known_to_its_manager_and_its_participants_alone_cam_2():
    rename = EditCampaign(campaign=SPRING, name="Xuân")
    with_edit = [*SHIPPED["salesperson"].permissions, "campaigns.edit"]
    may_edit = RoleEdited("salesperson", {"permissions": Changed([], with_edit)})
    story = at_work(campaign(), ("roles-main", may_edit))
    story.when(rename, by=ANNA).then_refused(NotYoursToChange, kind="campaign", id=SPRING)
    story.when(rename, by=CHI).then_refused(NotFound, kind="campaign", id=SPRING)
    story.when(rename, by=LAN).done()


def test_an_opportunity_is_opened_where_one_sees_campaign_and_customer_opp_2():
    story = at_work(campaign())
    wish = OpenOpportunity(campaign=SPRING, customer=ANNAS)
    story.when(wish.model_copy(update={"customer": CHIS}), by=ANNA).then_refused(NotFound, id=CHIS)
    theirs = wish.model_copy(update={"customer": CHIS})
    story.when(theirs, by=CHI).then_refused(NotFound, kind="campaign", id=SPRING)
    story.when(wish, by=VY).then_refused(PermissionMissing, permission="opportunities.add")
    story.when(wish, by=ANNA).done()


def test_participants_see_opportunities_their_owner_edits_them_opp_1():
    change = EditOpportunity(opportunity=ROPE, description="X")
    story = at_work(campaign())
    story.when(change, by=ANNA).then_refused(NotYoursToChange, kind="opportunity", id=ROPE)
    story.when(change, by=CHI).then_refused(NotFound, kind="opportunity", id=ROPE)
    story.when(change, by=BINH).done()
    story.when(EditOpportunity(opportunity=ROPE, description="Y"), by=LAN).done()


def test_one_is_claimed_by_a_participant_who_accepts_and_found_by_nobody_else_opp_12():
    free = [created(participants=BOTH), opened(customer=BINHS)]
    claim = ClaimOpportunity(opportunity=ROPE)
    story = at_work(free)
    story.when(claim, by=CHI).then_refused(NotFound, id=ROPE)
    story.when(claim, by=VY).then_refused(PermissionMissing, permission="opportunities.edit")
    story.when(claim, by=ANNA).then(OpportunityClaimed(ANNA))
    story.when(EditOpportunity(opportunity=ROPE, description="X"), by=ANNA).done()


def test_work_is_added_from_an_opportunity_that_one_sees_opp_16():
    add = CreateTransaction(name="Gọi", type=LETTER, opportunity=ROPE)
    story = at_work(campaign(), letters).when(add, by=CHI)
    story.then_refused(NotFound, kind="opportunity", id=ROPE)
    story.when(add, by=ANNA).done()


def test_work_is_edited_by_those_who_do_it_or_oversee_them_and_watched_by_others_txn_1():
    past = [letters, task(customer=None, assignees=(ANNA,), watchers=[CHI])]
    change = EditTransaction(transaction=TASK, description="X")
    story = at_work(past)
    story.when(change, by=CHI).then_refused(NotYoursToChange, kind="transaction", id=TASK)
    story.when(change, by=BINH).then_refused(NotFound, kind="transaction", id=TASK)
    story.when(change, by=ANNA).done()
    story.when(EditTransaction(transaction=TASK, description="Y"), by=LAN).done()


def test_the_department_of_another_is_no_help_perm_3():
    story = at_work(shared(CHIS, ("department", SOUTH, "edit")))
    story.when(edit(CHIS), by=LAN).then_refused(NotFound)
