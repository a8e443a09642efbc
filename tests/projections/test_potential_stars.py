"""Potential stars: earned, lost, explained, previewed, as they were on any date (SCO, LOG)."""

import pytest

from getcrm.commands.company import SetPotentialThresholds
from getcrm.commands.customer import (
    DeleteCustomer,
    EditCustomer,
    RegisterCustomer,
    RestoreCustomer,
    SetCustomerGroups,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup, EditGroup, RestoreGroup
from getcrm.commands.transaction import (
    CancelTransaction,
    CompleteTransaction,
    DeleteTransaction,
    EditTransaction,
    MoveTransaction,
    ReopenTransaction,
    RestoreTransaction,
)
from getcrm.commands.transaction_type import EditTransactionType
from getcrm.domain.aggregate import Changed
from getcrm.domain.refusals import NotFound
from getcrm.domain.transaction import (
    TransactionCompleted,
    TransactionReopened,
)
from getcrm.domain.transaction_type import (
    TransactionTypeEdited,
)
from getcrm.projections.book import Moment
from getcrm.projections.potential_stars import stars
from getcrm.projections.potential_stars.asking import star_count
from getcrm.projections.rebuilding import verify
from tests.commands.people import MAY, SEN
from tests.commands.sales import CHI
from tests.commands.work import TALK, TASK, task, work
from tests.projections.scores import OLD, TOMORROW, TYPE_LIST, VIP, scored, talks
from tests.story import ANNA, NOON, At, uid

# --- earning


def test_a_score_is_the_points_of_completed_transactions_and_of_groups_sco_1():
    story = talks(2, task(type=TALK))
    assert scored(story) == (10, 1)
    story.when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    assert scored(story) == (35, 3)
    story.when(CancelTransaction(transaction=TASK)).done()
    assert scored(story) == (35, 3)


def test_every_group_counts_once_and_only_the_direct_ones_sco_1():
    story = work()
    story.when(CreateGroup(group=OLD, name="Cũ", points=40)).done()
    story.when(CreateGroup(group=VIP, name="VIP", points=25, parent=OLD)).done()
    story.when(RegisterCustomer(customer=CHI, name="Chi", groups=[VIP, VIP])).done()
    assert scored(story, CHI) == (25, 2)


@pytest.mark.parametrize(
    ("score", "earned"), [(0, 0), (9, 0), (10, 1), (19, 1), (20, 2), (49, 4), (50, 5), (999, 5)]
)
def test_reaching_a_threshold_earns_the_star_sco_2(score, earned):
    assert star_count(score, [10, 20, 30, 40, 50]) == earned


def test_new_thresholds_change_the_stars_now_and_not_those_of_before_sco_2_log_1():
    story = talks(2).at(TOMORROW)
    story.when(SetPotentialThresholds(thresholds=[1, 2, 3, 4, 11])).done()
    assert scored(story) == (10, 4)
    assert scored(story, as_of=NOON) == (10, 1)


def test_a_reopened_or_deleted_transaction_takes_its_points_along_sco_3():
    story = work(task(type=TALK)).when(CompleteTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 5
    story.when(ReopenTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 0
    story.when(CompleteTransaction(transaction=TASK)).done()
    story.when(DeleteTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 0
    story.when(RestoreTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 5


def test_a_moved_transaction_takes_its_points_to_the_other_customer_sco_3():
    story = work(task(type=TALK)).when(CompleteTransaction(transaction=TASK)).done()
    story.when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (0, 5)
    story.when(MoveTransaction(transaction=TASK, customer=None)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (0, 0)


def test_work_that_is_not_completed_moves_without_points_sco_3():
    story = work(task(type=TALK)).when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (0, 0)


def test_points_edited_later_apply_to_the_past_too_sco_4():
    story = talks(3).when(EditTransactionType(type=TALK, points=7)).done()
    assert scored(story) == (21, 2)
    story.when(EditTransactionType(type=TALK, name="Trò chuyện", points=0)).done()
    assert scored(story) == (0, 0)


def test_a_new_name_of_a_type_or_a_customer_changes_no_score_sco_4():
    story = talks(2).when(EditTransactionType(type=TALK, name="Trò chuyện")).done()
    story.when(EditCustomer(customer=MAY, website="https://may.vn")).done()
    assert scored(story) == (10, 1)
    assert len(story.ask("potential_stars", customer=MAY)["entries"]) == 2


def test_points_of_a_group_edited_later_apply_to_its_members_sco_4():
    story = work().when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    for customer in (MAY, SEN):
        story.when(SetCustomerGroups(customer=customer, groups=[VIP])).done()
    story.when(SetCustomerGroups(customer=SEN, groups=[])).done()
    story.when(EditGroup(group=VIP, points=12)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (12, 0)


def test_the_log_still_tells_what_was_shown_on_any_day_sco_4_log_1():
    story = talks(3).at(TOMORROW)
    story.when(EditTransactionType(type=TALK, points=20)).done()
    position = story.told
    assert scored(story) == (60, 5)
    assert scored(story, as_of="2026-01-05") == (15, 1)
    assert scored(story, as_known_at=str(position - 1)) == (15, 1)


def test_points_edited_at_a_time_that_is_past_already_count_from_then_on_sco_4_log_1():
    """Recorded last, it happened while the talk still counted."""
    story = work(
        task(type=TALK),
        (f"transaction-{TASK}", At("2026-01-02T00:00:00.000000Z", DONE)),
        (
            f"transaction-{TASK}",
            At("2026-01-04T00:00:00.000000Z", UNDONE),
        ),
        (TYPE_LIST, At("2026-01-03T00:00:00.000000Z", EIGHT)),
    )
    on = {n: scored(story, as_of=f"2026-01-0{n}T12:00:00Z")[0] for n in (1, 2, 3, 4)}
    assert on == {1: 0, 2: 5, 3: 8, 4: 0}
    assert scored(story)[0] == 0


DONE = TransactionCompleted(MAY, TALK, ANNA, True, "", True)
UNDONE = TransactionReopened("completed")
EIGHT = TransactionTypeEdited(TALK, {"points": Changed(5, 8)})


def test_a_deleted_group_takes_its_points_and_gives_them_back_grp_2_sco_1():
    story = work().when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    story.when(DeleteGroup(group=VIP, members="leave")).done()
    assert scored(story) == (0, 0)
    assert story.ask("potential_stars", customer=MAY)["contributions"] == []
    story.when(RestoreGroup(group=VIP)).done()
    assert scored(story) == (25, 2)


def test_a_deleted_customer_keeps_its_score_cus_3():
    story = talks(2).when(DeleteCustomer(customer=MAY)).done()
    assert scored(story) == (10, 1)
    story.when(EditTransactionType(type=TALK, points=6)).done()
    story.when(RestoreCustomer(customer=MAY)).done()
    assert scored(story) == (12, 1)


# --- explaining


def test_each_transaction_and_group_is_listed_with_its_points_sco_5_log_2():
    story = talks(1, task(name="Viết thư")).at(TOMORROW)
    story.when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    story.when(CompleteTransaction(transaction=TASK)).done()
    story.when(EditTransaction(transaction=TASK, name="Viết thư tay")).done()
    answer = story.ask("potential_stars", customer=MAY)
    assert answer["customer"] == {"id": MAY, "name": "Mây"}
    assert (answer["score"], answer["stars"]) == (30, 3)
    assert answer["thresholds"] == [10, 20, 30, 40, 50]
    assert answer["contributions"] == [
        {"kind": "transaction", "ref": uid(0x7A500), "name": "Gọi lại", "points": 5},
        {"kind": "group", "ref": VIP, "name": "VIP", "points": 25},
        {"kind": "transaction", "ref": TASK, "name": "Viết thư tay", "points": 0},
    ]
    assert [(entry["reason"], entry["points"]) for entry in answer["entries"]] == [
        ("TransactionCompleted", 5),
        ("CustomerGroupsChanged", 25),
        ("TransactionCompleted", 0),
    ]
    assert answer["entries"][1]["occurred_at"] == TOMORROW


def test_entries_name_the_event_that_made_them_log_2():
    story = talks(1).when(EditTransactionType(type=TALK, points=9)).done()
    entries = story.ask("potential_stars", customer=MAY)["entries"]
    topics = {entry.position: entry.topic for entry in story.crm.log.read_all()}
    assert [entry["reason"] for entry in entries] == [
        "TransactionCompleted",
        "TransactionTypeEdited",
    ]
    assert all(topics[entry["position"]] == entry["reason"] for entry in entries)


def test_an_unknown_customer_has_nothing_to_explain_log_2():
    story = work()
    for query in ({"customer": uid(404)}, {"customer": MAY, "as_known_at": "1"}):
        with pytest.raises(NotFound):
            story.ask("potential_stars", **query)


# --- for others


def test_a_rebuild_gives_the_same_rows_log_6():
    story = talks(2, (TYPE_LIST, TransactionTypeEdited(TALK, {"points": Changed(5, 8)})))
    story.crm.catch_up()
    assert verify(story.crm.engine, ["potential_stars"]) == []


def test_stars_for_others_sco_5():
    story = talks(2).at(TOMORROW).when(EditTransactionType(type=TALK, points=10)).done()
    story.crm.catch_up()
    with story.crm.views.read() as db:
        assert stars(db, [MAY, SEN, None, uid(404)]) == {
            MAY: (20, 2),
            SEN: (0, 0),
            uid(404): (0, 0),
        }
        assert stars(db, [MAY], Moment(NOON)) == {MAY: (10, 1)}
        assert stars(db, []) == {}
