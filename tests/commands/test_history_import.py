"""An import of history begins, and is declared complete; meanwhile the clock waits (IMP-10)."""

from getcrm.commands.customer import ForgetCustomer
from getcrm.commands.history_import import BeginHistoryImport, CompleteHistoryImport
from getcrm.commands.opportunity import MarkIdle
from getcrm.commands.transaction import RemindTransaction
from getcrm.domain.history_import import HistoryImportBegun, HistoryImportCompleted
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.refusals import NotFound
from tests.commands.sales import ROPE, opened, sales
from tests.commands.staff import HA, at_work
from tests.story import BINH, company, given, uid

OLD, OTHER = uid(0x1409), uid(0x1410)
BEGIN = BeginHistoryImport(history_import=OLD, name="2016.jsonl")
COMPLETE = CompleteHistoryImport(history_import=OLD)


def test_it_begins_and_is_completed_once():
    story = given(company()).when(BEGIN, by="system").then(HistoryImportBegun("2016.jsonl"))
    story.when(BEGIN, by="system").then_nothing_happens()
    story.when(COMPLETE, by="system").then(HistoryImportCompleted("2016.jsonl"))
    story.when(COMPLETE, by="system").then_nothing_happens()


def test_it_may_begin_again():
    story = given(company()).when(BEGIN, by="system").done()
    story.when(COMPLETE, by="system").done()
    story.when(BEGIN, by="system").then(HistoryImportBegun("2016.jsonl"))


def test_what_was_never_begun_is_not_completed():
    given(company()).when(COMPLETE, by="system").then_refused(NotFound, kind="history_import")


def test_it_takes_the_permission_to_record_history():
    at_work().when(BEGIN, by=BINH).then_refused(PermissionMissing, permission="history.record")
    at_work().when(BEGIN, by=HA).done()


def test_which_are_open_is_asked_of_the_log():
    story = given(company()).when(BEGIN, by="system").done()
    story.when(BeginHistoryImport(history_import=OTHER, name="b"), by="system").done()
    story.when(COMPLETE, by="system").done()
    [left] = story.ask("history_imports")["history_imports"]
    assert (left["id"], left["name"]) == (OTHER, "b")


def test_while_it_is_open_the_clock_changes_nothing_whatever_it_was_told():
    """Also where a read model named a candidate before the import began."""
    late = "2027-01-05T05:00:00.000000Z"
    story = sales(opened()).when(BEGIN, by="system").done().at(late)
    customer = story.state(f"opportunity-{ROPE}").customer
    story.when(MarkIdle(opportunity=ROPE), by="system").then_nothing_happens()
    story.when(ForgetCustomer(customer=customer), by="system").then_nothing_happens()
    story.when(RemindTransaction(transaction=OTHER), by="system").then_nothing_happens()
    story.when(COMPLETE, by="system").done()
    story.when(MarkIdle(opportunity=ROPE), by="system").done()
    assert story.crm.log.history(f"opportunity-{ROPE}")[-1].occurred_at == late
    story.when(ForgetCustomer(customer=customer), by="system").done()
    assert story.crm.log.history(f"customer-{customer}")[-1].occurred_at == late
