"""What the completion of a transaction does for its customer: points and the last contact."""

from getcrm.commands.transaction import (
    CompleteTransaction,
    DeleteTransaction,
    MoveTransaction,
    ReopenTransaction,
    RestoreTransaction,
)
from getcrm.commands.transaction_type import EditTransactionType
from getcrm.domain.customer import (
    CustomerContacted,
    CustomerContactWithdrawn,
    CustomerDeleted,
    CustomerIsDeleted,
)
from getcrm.domain.refusals import NotFound
from getcrm.domain.transaction import (
    TransactionCompleted,
    TransactionDeleted,
    TransactionMoved,
    TransactionReopened,
    TransactionRestored,
)
from tests.commands.sales import ANNA, MAY, SEN, uid
from tests.commands.work import GONE, LETTER, TALK, TASK, completed, task, work
from tests.story import BEFORE, NOON

complete = CompleteTransaction(transaction=TASK)
reopen = ReopenTransaction(transaction=TASK)
delete = DeleteTransaction(transaction=TASK)
restore = RestoreTransaction(transaction=TASK)
done = TransactionCompleted(MAY, TALK, ANNA, True, "", True)
talked = CustomerContacted(NOON, "transaction", "", TASK)
withdrawn = CustomerContactWithdrawn(TASK)
talked_before = CustomerContacted(BEFORE, "transaction", "", TASK)
may, sen = f"customer-{MAY}", f"customer-{SEN}"
DAYS_LATER = "2026-01-09T05:00:00.000000Z"


def move(customer):
    return MoveTransaction(transaction=TASK, customer=customer)


def talk(**known):
    return task(type=TALK, **known)


def talked_to_may():
    """A talk with Mây has been completed at noon, as a story."""
    return work(talk()).when(complete).then(done, talked).at(DAYS_LATER)


def test_completing_a_type_that_counts_is_a_contact_cus_7_txn_2():
    story = talked_to_may()
    assert story.state(may).last_contact == NOON
    story.when(complete).then_nothing_happens()


def test_a_type_that_does_not_count_or_work_for_nobody_is_no_contact_cus_7():
    letter = TransactionCompleted(MAY, LETTER, ANNA, True, "", False)
    work(task()).when(complete).then(letter)
    nobody = TransactionCompleted(None, TALK, ANNA, True, "", True)
    work(talk(customer=None)).when(complete).then(nobody)


def test_what_is_already_begun_counts_though_its_type_is_deleted_now_cus_7():
    fax = TransactionCompleted(MAY, GONE, ANNA, True, "", True)
    work(task(type=GONE)).when(complete).then(fax, talked)


def test_a_deleted_customer_comes_back_with_the_contacts_meanwhile_cus_7_cus_3():
    gone = (may, CustomerDeleted(None))
    story = work(talk(), gone).when(complete).then(done, talked)
    assert story.state(may).last_contact == NOON
    story.when(reopen).then(TransactionReopened("completed"), withdrawn)


def test_reopened_it_takes_points_and_contact_back_sco_3_cus_7():
    story = talked_to_may().when(reopen).then(TransactionReopened("completed"), withdrawn)
    assert story.state(may).last_contact is None
    again = CustomerContacted(DAYS_LATER, "transaction", "", TASK)
    story.when(complete).then(done, again)


def test_deleted_it_takes_points_and_contact_along_restored_it_brings_them_back_sco_3_cus_7():
    """The contact is the one of then, not of the day it was restored."""
    story = talked_to_may().when(delete).then(TransactionDeleted(), withdrawn)
    assert story.state(may).last_contact is None
    story.then_nothing_happens()
    story.when(restore).then(TransactionRestored(), talked).then_nothing_happens()
    assert story.state(may).last_contact == NOON


def test_moved_it_takes_points_and_contact_to_the_other_customer_sco_3_cus_7():
    story = talked_to_may().when(move(SEN)).then(TransactionMoved(MAY, SEN), withdrawn, talked)
    assert (story.state(may).last_contact, story.state(sen).last_contact) == (None, NOON)
    story.then_nothing_happens()
    story.when(move(None)).then(TransactionMoved(SEN, None), withdrawn)
    assert story.state(sen).last_contact is None
    story.when(move(MAY)).then(TransactionMoved(None, MAY), talked)


def test_what_is_not_completed_moves_deletes_and_restores_without_a_contact_sco_3():
    story = work(talk()).when(move(SEN)).then(TransactionMoved(MAY, SEN))
    story.when(delete).then(TransactionDeleted())
    story.when(restore).then(TransactionRestored())


def test_it_moves_to_a_customer_who_is_there_sco_3():
    gone = (sen, CustomerDeleted(None))
    work(talk(), gone).when(move(SEN)).then_refused(CustomerIsDeleted)
    work(talk()).when(move(uid(9))).then_refused(NotFound, kind="customer")


def test_what_was_a_contact_stays_one_though_its_type_counts_no_longer_sco_3_cus_7():
    """The type decides when it is completed."""
    for wish, event in ((delete, TransactionDeleted()), (move(None), TransactionMoved(MAY, None))):
        story = talked_to_may()
        story.when(EditTransactionType(type=TALK, counts_as_contact=False)).done()
        story.when(wish).then(event, withdrawn)
        back = restore if wish is delete else move(MAY)
        story.when(back).done()
        assert story.state(may).last_contact == NOON


def test_what_was_none_becomes_none_when_its_type_counts_later_sco_3_cus_7():
    story = work(task(), completed())
    story.when(EditTransactionType(type=LETTER, counts_as_contact=True)).done()
    story.when(delete).then(TransactionDeleted())
    story.when(restore).then(TransactionRestored())
    story.when(move(SEN)).then(TransactionMoved(MAY, SEN))


def test_where_nobody_wrote_down_whether_it_was_a_contact_its_type_says_so_cus_7():
    """Completions recorded before it was written with them."""
    story = work(talk(), completed(type=TALK, contact=None)).when(delete).done()
    story.when(restore).then(TransactionRestored(), talked_before)


def test_what_was_no_contact_then_has_none_to_withdraw_cus_7():
    letter = [task(), completed()]
    work(*letter).when(reopen).then(TransactionReopened("completed"))
    work(*letter).when(delete).then(TransactionDeleted())
    story = work(*letter).when(move(SEN)).then(TransactionMoved(MAY, SEN))
    assert story.state(sen).last_contact is None


def test_an_earlier_contact_is_the_last_one_again_cus_7():
    call = (may, CustomerContacted(BEFORE, "call", "", None))
    story = work(talk(), call).when(complete).then(done, talked)
    story.when(reopen).then(TransactionReopened("completed"), withdrawn)
    assert story.state(may).last_contact == BEFORE
