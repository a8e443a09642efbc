"""A log that already holds times nobody means: everything goes on, and is shown (LOG-6)."""

import pytest
from sqlalchemy import update

from getcrm.commands.transaction import EditTransaction, RemindTransaction
from getcrm.domain.aggregate import Changed
from getcrm.domain.calendar import FIRST_INSTANT, LAST_INSTANT
from getcrm.domain.transaction import TransactionEdited, TransactionReminded
from getcrm.processes.scheduler import tick_once
from getcrm.projections.positions import POSITIONS
from getcrm.projections.rebuilding import verify
from getcrm.projections.transactions import TRANSACTIONS
from tests.commands.people import MAY
from tests.commands.work import TASK, task, work
from tests.story import NOON, uid

NEXT = uid(0x7A6)
FAR = [FIRST_INSTANT, "9999-12-31T23:59:59.000000Z", LAST_INSTANT]


def answers(story):
    """Everything that shows a transaction, in both languages."""
    for language in ("en", "vi"):
        story.ask("transactions", language, sort="due")
        for bucket in ("in_time", "today", "overdue"):
            story.ask("transactions", language, bucket=bucket)
        story.ask("transaction", language, transaction=TASK)
        story.ask("customer", language, customer=MAY)
        story.ask("timeline", language, customer=MAY)
        story.ask("timeline", language, stream=f"transaction-{TASK}")
    assert [state.failure for state in story.crm.engine.states() if state.failure] == []


@pytest.mark.parametrize("days", [0, 365])
@pytest.mark.parametrize("start", FAR)
def test_a_transaction_that_starts_at_the_ends_of_time_stops_nothing_txn_1(start, days):
    story = work(
        task(start=start, reminder_days=days), task(NEXT, start=NOON, reminder_days=0, name="Họp")
    )
    answers(story)
    assert tick_once(story.crm).reminded == 1, "of the next one"
    answers(story)
    assert verify(story.crm.engine) == []


@pytest.mark.parametrize("due", FAR)
def test_one_that_is_due_then_is_listed_and_shown_txn_3(due):
    bucket = "overdue" if due < NOON else "in_time"
    story = work(task(due=due))
    answers(story)
    assert story.ask("transaction", transaction=TASK)["bucket"] == bucket
    assert [t["due"] for t in story.ask("transactions", bucket=bucket)["transactions"]] == [due]


@pytest.mark.parametrize("due", FAR)
def test_also_after_it_was_corrected_txn_3(due):
    story = work(task(due=due, start=due))
    story.when(EditTransaction(transaction=TASK, due=NOON, start=NOON)).then(
        TransactionEdited({"start": Changed(due, NOON), "due": Changed(due, NOON)})
    )
    answers(story)
    assert story.ask("transaction", transaction=TASK)["bucket"] == "today"


def test_the_last_day_there_is_can_be_reminded_of_txn_1():
    story = work(task(start=LAST_INSTANT, reminder_days=0)).at(LAST_INSTANT)
    remind = RemindTransaction(transaction=TASK)
    story.when(remind, by="system").then(TransactionReminded("9999-12-31"))
    answers(story)


def test_a_read_model_that_stood_still_on_such_a_time_goes_on_at_the_next_start_txn_1():
    """As a version of getcrm has left it that could not take the event."""
    story = work(task(start=LAST_INSTANT, reminder_days=0), task(NEXT, start=NOON, reminder_days=0))
    engine, failed = story.crm.engine, "OverflowError: date value out of range"
    with engine.views.write() as db:
        is_it = POSITIONS.c.name == TRANSACTIONS.name
        db.execute(update(POSITIONS).where(is_it).values(failure=failed))
    engine.catch_up()
    assert [s.position for s in engine.states() if s.name == TRANSACTIONS.name] == [0]
    engine.retry_failed()
    answers(story)
    assert tick_once(story.crm).reminded == 1
    assert verify(engine) == []
