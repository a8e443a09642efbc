"""Transactions (giao dịch, công việc): work for a customer, a supplier or nobody."""

import pytest
from pydantic import ValidationError

from getcrm.commands.transaction import (
    Attachment,
    CancelTransaction,
    CompleteTransaction,
    CreateTransaction,
    DeleteTransaction,
    EditTransaction,
    MoveTransaction,
    RemindTransaction,
    ReopenTransaction,
    RestoreTransaction,
    StartTransaction,
)
from getcrm.domain.aggregate import Changed
from getcrm.domain.customer import CustomerDeleted, CustomerIsDeleted
from getcrm.domain.opportunity import OpportunityDeleted, OpportunityIsDeleted
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.transaction import (
    CompletedTypeIsFixed,
    CustomerOrSupplier,
    DueBeforeStart,
    OpportunityOfAnotherCustomer,
    TransactionCancelled,
    TransactionCompleted,
    TransactionCreated,
    TransactionDeleted,
    TransactionEdited,
    TransactionIsClosed,
    TransactionIsDeleted,
    TransactionReminded,
    TransactionReopened,
    TransactionRestored,
    TransactionStarted,
)
from getcrm.domain.transaction_type import TransactionTypeIsDeleted, TransactionTypeUnknown
from getcrm.domain.user import UserUnknown
from tests.commands.sales import ANNA, BINH, CHI, MAY, ROPE, SEN, SPRING, opened, uid
from tests.commands.work import (
    DETAILS,
    GONE,
    LETTER,
    TALK,
    TASK,
    completed,
    task,
    work,
    working,
)
from tests.story import NOON

stream = f"transaction-{TASK}"
start = StartTransaction(transaction=TASK)
complete = CompleteTransaction(transaction=TASK)
cancel = CancelTransaction(transaction=TASK)
reopen = ReopenTransaction(transaction=TASK)
delete = DeleteTransaction(transaction=TASK)
restore = RestoreTransaction(transaction=TASK)
remind = RemindTransaction(transaction=TASK)
EARLIER, LATER = "2026-01-05T04:00:00.000000Z", "2026-01-06T04:00:00.000000Z"


def create(**more):
    return CreateTransaction(**{"name": "Gọi lại", "type": LETTER, **more})


def edit(**more):
    return EditTransaction(transaction=TASK, **more)


def test_it_is_created_with_all_it_needs_txn_1():
    wish = create(
        transaction=TASK,
        customer=MAY,
        start="2026-01-06T11:00:00+07:00",
        due=LATER,
        priority="high",
        assignees=[BINH, ANNA, BINH],
        watchers=[CHI, CHI],
        description="Hỏi về dây",
        reminder_days=2,
        attachments=[Attachment(name="Bảng giá", url="https://example.com/gia.pdf")],
    )
    details = {
        "name": "Gọi lại",
        "supplier": "",
        "start": LATER,
        "due": LATER,
        "priority": "high",
        "watchers": [CHI],
        "description": "Hỏi về dây",
        "reminder_days": 2,
        "attachments": [{"name": "Bảng giá", "url": "https://example.com/gia.pdf"}],
    }
    expected = TransactionCreated(LETTER, MAY, (BINH, ANNA), details, None, None)
    work().when(wish).then(expected)


def test_it_is_for_a_customer_a_supplier_or_nobody_never_both_txn_1():
    nobody = TransactionCreated(LETTER, None, (ANNA,), DETAILS, None, None)
    work().when(create()).then(nobody)
    supplier = TransactionCreated(
        LETTER, None, (ANNA,), {**DETAILS, "supplier": "Xưởng dây"}, None, None
    )
    work().when(create(supplier=" Xưởng dây ")).then(supplier)
    work().when(create(customer=MAY, supplier="Xưởng dây")).then_refused(CustomerOrSupplier)
    work(task()).when(edit(supplier="Xưởng dây")).then_refused(CustomerOrSupplier)
    to_may = MoveTransaction(transaction=TASK, customer=MAY)
    supplied = task(customer=None, supplier="Xưởng dây")
    work(supplied).when(to_may).then_refused(CustomerOrSupplier)


def test_the_creator_does_it_unless_somebody_else_is_named_txn_1():
    def expected(*assignees):
        return TransactionCreated(LETTER, None, assignees, DETAILS, None, None)

    work().when(create(), by=BINH).then(expected(BINH))
    work().when(create(), by="system").then(expected())
    work().when(create(assignees=[])).then(expected())
    work().when(create(assignees=[CHI])).then(expected(CHI))


def test_everybody_and_everything_named_is_there_txn_1():
    gone = (f"customer-{MAY}", CustomerDeleted(None))
    work().when(create(assignees=[uid(9)])).then_refused(UserUnknown, user=uid(9))
    work().when(create(watchers=[uid(9)])).then_refused(UserUnknown)
    work().when(create(type=uid(9))).then_refused(TransactionTypeUnknown)
    work().when(create(type=GONE)).then_refused(TransactionTypeIsDeleted)
    work().when(create(customer=uid(9))).then_refused(NotFound, kind="customer", id=uid(9))
    work(gone).when(create(customer=MAY)).then_refused(CustomerIsDeleted)
    work(task()).when(create(transaction=TASK)).then_refused(AlreadyExists, id=TASK)
    work(task()).when(edit(assignees=[uid(9)])).then_refused(UserUnknown)
    work(task()).when(edit(watchers=[uid(9)])).then_refused(UserUnknown)
    work(task()).when(edit(type=GONE)).then_refused(TransactionTypeIsDeleted)


def test_it_is_not_due_before_it_starts_txn_1():
    work().when(create(start=LATER, due=EARLIER)).then_refused(DueBeforeStart)
    work(task(start=LATER)).when(edit(due=EARLIER)).then_refused(DueBeforeStart)
    work(task(due=EARLIER)).when(edit(start=LATER)).then_refused(DueBeforeStart)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x", "https://", "https://a b", "https://a\nb", "//x"]
)
def test_an_attachment_is_nothing_a_browser_would_execute_txn_1(url):
    with pytest.raises(ValidationError):
        Attachment(name="x", url=url)


def test_work_added_from_an_opportunity_remembers_it_and_its_campaign_opp_16():
    expected = TransactionCreated(LETTER, MAY, (ANNA,), DETAILS, ROPE, SPRING)
    for wish in (create(opportunity=ROPE), create(opportunity=ROPE, customer=MAY)):
        work(opened()).when(wish).then(expected)
    other = create(opportunity=ROPE, customer=SEN)
    work(opened()).when(other).then_refused(OpportunityOfAnotherCustomer, customer=MAY)
    work().when(create(opportunity=ROPE)).then_refused(NotFound, kind="opportunity")
    deleted = (f"opportunity-{ROPE}", OpportunityDeleted())
    work(opened(), deleted).when(create(opportunity=ROPE)).then_refused(OpportunityIsDeleted)


def test_only_what_is_given_and_differs_is_edited_txn_1():
    story = work(task(type=GONE, due=LATER, assignees=(ANNA,)))
    wish = edit(name="Gọi", type=GONE, due=None, priority="normal", assignees=[BINH, ANNA])
    edited = {
        "name": Changed("Gọi lại", "Gọi"),
        "due": Changed(LATER, None),
        "assignees": Changed([ANNA], [BINH, ANNA]),
    }
    story.when(wish).then(TransactionEdited(edited)).then_nothing_happens()
    story.when(edit(type=TALK)).then(TransactionEdited({"type": Changed(GONE, TALK)}))
    assert story.state(stream).type == TALK
    assert story.state(stream).assignees == (BINH, ANNA)
    with pytest.raises(ValidationError):
        edit(name=None)


def test_to_do_doing_completed_txn_1_txn_2():
    story = work(task())
    story.when(start).then(TransactionStarted()).then_nothing_happens()
    story.when(CompleteTransaction(transaction=TASK, result="Mua"))
    story.then(TransactionCompleted(MAY, LETTER, ANNA, True, "Mua", False))
    assert story.state(stream).status == "completed"


def test_completing_it_again_changes_nothing_txn_2():
    again = CompleteTransaction(transaction=TASK, result="Khác")
    work(task(), completed()).when(again).then_nothing_happens()


@pytest.mark.parametrize(("due", "in_time"), [(None, True), (NOON, True), (EARLIER, False)])
def test_in_time_is_no_later_than_due_txn_2(due, in_time):
    story = work(task(due=due)).when(complete)
    story.then(TransactionCompleted(MAY, LETTER, ANNA, in_time, "", False))


def test_it_was_done_by_whoever_it_was_assigned_to_txn_2():
    """By the one who says so, if it is theirs; otherwise by the first it is assigned to."""
    for assignees, done_by in (((BINH, ANNA), ANNA), ((BINH, CHI), BINH), ((), ANNA)):
        story = work(task(assignees=assignees)).when(complete, by=ANNA)
        story.then(TransactionCompleted(MAY, LETTER, done_by, True, "", False))


def test_a_completed_one_keeps_the_type_its_points_come_from_txn_2():
    story = work(task(), completed()).when(edit(type=TALK)).then_refused(CompletedTypeIsFixed)
    story.when(edit(name="Gọi")).then(TransactionEdited({"name": Changed("Gọi lại", "Gọi")}))


def test_cancelled_and_reopened_txn_1():
    story = work(task(), working()).when(CancelTransaction(transaction=TASK, reason="Nghỉ"))
    story.then(TransactionCancelled("Nghỉ")).then_nothing_happens()
    story.when(complete).then_refused(TransactionIsClosed, status="cancelled")
    story.when(start).then_refused(TransactionIsClosed, status="cancelled")
    story.when(reopen).then(TransactionReopened("cancelled")).then_nothing_happens()
    assert story.state(stream).status == "todo"


def test_a_completed_one_is_neither_started_nor_cancelled_txn_1():
    for wish in (start, cancel):
        story = work(task(), completed()).when(wish)
        story.then_refused(TransactionIsClosed, status="completed")


def test_deleted_softly_and_restored_as_it_was_txn_1():
    story = work(task(), working()).when(delete).then(TransactionDeleted())
    story.then_nothing_happens()
    story.when(restore).then(TransactionRestored()).then_nothing_happens()
    assert story.state(stream).status == "doing"


@pytest.mark.parametrize(
    "wish",
    [
        edit(name="x"),
        start,
        complete,
        cancel,
        reopen,
        MoveTransaction(transaction=TASK, customer=SEN),
    ],
)
def test_a_deleted_one_is_only_restored(wish):
    gone = (stream, TransactionDeleted())
    for past in ([], [completed()]):
        work(task(), *past, gone).when(wish).then_refused(TransactionIsDeleted)


# Midnight between the 9th and the 10th in Hà Nội is at 17:00 UTC on the 9th.
TENTH = "2026-01-09T17:00:00.000000Z"


def test_reminded_once_when_the_day_has_come_in_the_company_s_time_zone_txn_1():
    story = work(task(start=TENTH, reminder_days=2))
    story.at("2026-01-07T16:59:59.999999Z").when(remind, by="system").then_nothing_happens()
    story.at("2026-01-07T17:00:00.000000Z").when(remind, by="system")
    story.then(TransactionReminded("2026-01-08")).then_nothing_happens()
    story.at("2026-01-11T00:00:00.000000Z").when(remind, by="system").then_nothing_happens()


def test_another_start_is_another_reminder_txn_1():
    moved = (stream, TransactionEdited({"start": Changed(TENTH, "2026-01-20T01:00:00.000000Z")}))
    back = (stream, TransactionEdited({"start": Changed("2026-01-20T01:00:00.000000Z", TENTH)}))
    reminded = (stream, TransactionReminded("2026-01-08"))
    past = [task(start=TENTH, reminder_days=2), reminded]
    story = work(*past, moved).at("2026-01-18T01:00:00.000000Z").when(remind)
    story.then(TransactionReminded("2026-01-18"))
    work(*past, moved, back).at("2026-01-18T01:00:00.000000Z").when(remind).then_nothing_happens()


@pytest.mark.parametrize(
    "past",
    [
        [task(start=None, reminder_days=2)],
        [task(start=TENTH, reminder_days=None)],
        [task(start=TENTH, reminder_days=0), completed()],
        [task(start=TENTH, reminder_days=0), (stream, TransactionCancelled(""))],
        [task(start=TENTH, reminder_days=0), (stream, TransactionDeleted())],
    ],
)
def test_nobody_is_reminded_of_what_is_not_to_be_done_txn_1(past):
    work(*past).at("2026-02-01T00:00:00.000000Z").when(remind).then_nothing_happens()


def test_a_start_at_the_beginning_of_time_is_past_and_reminds_nobody_txn_1():
    story = work(task(start="0001-01-01T00:00:00.000000Z", reminder_days=365))
    story.when(remind).then_nothing_happens()
