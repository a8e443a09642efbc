"""Transactions: listed, filtered, in buckets, shown, reminded of (TXN-1, TXN-2, TXN-3)."""

from typing import Any

import pytest

from getcrm.commands.transaction import (
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
from getcrm.domain.refusals import NotFound
from getcrm.domain.transaction import TransactionReminded
from getcrm.projections.query import BadCursor
from getcrm.projections.rebuilding import verify
from getcrm.projections.transactions import TRANSACTIONS, due_reminders
from tests.commands.people import MAY, SEN
from tests.commands.sales import ROPE, SPRING, opened
from tests.commands.work import LETTER, TALK, TASK, task, work
from tests.projections.folding import folded
from tests.story import ANNA, BINH, NOON, Story, uid

OTHER, THIRD = uid(0x7A6), uid(0x7A7)
TOMORROW = "2026-01-06T05:00:00.000000Z"


def names(story: Story, **query: object) -> list[str]:
    return [one["name"] for one in story.ask("transactions", **query)["transactions"]]


def page(story: Story, id: str = TASK, **moment: object) -> dict[str, Any]:
    answer: dict[str, Any] = story.ask("transaction", transaction=id, **moment)
    return answer


# --- the page of one


def test_everything_about_one_transaction_txn_1():
    story = work(opened())
    story.when(
        CreateTransaction(
            transaction=TASK,
            name="Gặp ở hội chợ",
            type=TALK,
            start="2026-01-10T08:00:00+07:00",
            due="2026-01-11T08:00:00+07:00",
            priority="high",
            assignees=[BINH],
            watchers=[ANNA],
            description="mang mẫu",
            reminder_days=2,
            attachments=[{"name": "mẫu", "url": "https://a.vn/1"}],
            opportunity=ROPE,
        )
    ).done()
    assert page(story) == {
        "id": TASK,
        "version": 1,
        "name": "Gặp ở hội chợ",
        "type": {"id": TALK, "name": "Nói chuyện"},
        "customer": {"id": MAY, "name": "Mây"},
        "supplier": "",
        "opportunity": ROPE,
        "campaign": {"id": SPRING, "name": "Mùa xuân"},
        "status": "todo",
        "priority": "high",
        "start": "2026-01-10T01:00:00.000000Z",
        "due": "2026-01-11T01:00:00.000000Z",
        "bucket": "in_time",
        "assignees": [{"id": BINH, "name": "Bình"}],
        "watchers": [{"id": ANNA, "name": "Anna"}],
        "description": "mang mẫu",
        "result": "",
        "reminder_days": 2,
        "reminded_on": None,
        "attachments": [{"name": "mẫu", "url": "https://a.vn/1"}],
        "created_at": NOON,
        "created_by": ANNA,
        "completed_at": None,
        "in_time": None,
        "done_by": None,
        "deleted": False,
    }


def test_the_life_of_a_transaction_txn_1_txn_2():
    story = work(task(due="2026-01-04T05:00:00.000000Z"))
    story.when(StartTransaction(transaction=TASK)).done()
    assert page(story)["status"] == "doing"
    story.when(CompleteTransaction(transaction=TASK, result="xong")).done()
    one = page(story)
    assert (one["status"], one["completed_at"], one["result"]) == ("completed", NOON, "xong")
    assert (one["in_time"], one["done_by"]) == (False, {"id": ANNA, "name": "Anna"})
    assert one["bucket"] is None
    story.when(ReopenTransaction(transaction=TASK)).done()
    one = page(story)
    assert (one["status"], one["completed_at"], one["result"]) == ("todo", None, "")
    assert (one["in_time"], one["done_by"], one["bucket"]) == (None, None, "overdue")
    story.when(CancelTransaction(transaction=TASK, reason="thôi")).done()
    assert (page(story)["status"], page(story)["result"]) == ("cancelled", "thôi")


def test_a_transaction_as_it_was_on_any_date_log_1():
    story = work(task()).at(TOMORROW)
    story.when(EditTransaction(transaction=TASK, name="Khác", assignees=[BINH])).done()
    story.when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    now, then = page(story), page(story, as_of=NOON)
    assert (now["name"], now["customer"]["name"], now["version"]) == ("Khác", "Sen", 3)
    assert (then["name"], then["customer"]["name"], then["version"]) == ("Gọi lại", "Mây", 1)
    assert names(story, assignee=BINH) == ["Khác"]
    assert names(story, assignee=BINH, as_of=NOON) == []
    assert names(story, assignee=ANNA, customer=MAY, as_of=NOON) == ["Gọi lại"]
    for query in ({"id": uid(404)}, {"as_of": "2020-01-01"}):
        with pytest.raises(NotFound):
            page(story, **query)


# --- lists


def test_lists_are_filtered_by_everything_txn_1():
    story = work(
        opened(),
        task(name="a", type=TALK, start="2026-01-10T00:00:00.000000Z"),
        task(OTHER, name="b", customer=None, assignees=(BINH, ANNA)),
        task(THIRD, name="c", customer=SEN, assignees=(), due="2026-01-12T00:00:00.000000Z"),
    )
    story.when(CreateTransaction(name="d", type=LETTER, opportunity=ROPE, assignees=[])).done()
    story.when(CancelTransaction(transaction=THIRD)).done()

    def only(**filters: object) -> list[str]:
        return sorted(names(story, **filters))

    assert names(story) == ["d", "c", "b", "a"]
    assert only(customer=MAY) == ["a", "d"]
    assert only(customer="none") == only(assignee=BINH) == ["b"]
    assert only(assignee=ANNA) == ["a", "b"]
    assert only(assignee="none") == ["c", "d"]
    assert only(type=TALK) == only(start_from="2026-01-10", start_to="2026-01-10") == ["a"]
    assert only(opportunity=ROPE) == only(campaign=SPRING) == ["d"]
    assert only(status="cancelled") == only(due_from="2026-01-12", due_to="2026-01-12") == ["c"]
    assert only(status="todo", customer=MAY, type=LETTER) == ["d"]
    assert only(deleted=True) == only(due_to="2026-01-11") == only(start_from="2026-01-11") == []


def test_a_deleted_transaction_is_among_the_deleted_only():
    story = work(task()).when(DeleteTransaction(transaction=TASK)).done()
    assert names(story) == []
    assert names(story, deleted=True) == ["Gọi lại"]
    assert (page(story)["deleted"], page(story)["bucket"]) == (True, None)
    story.when(RestoreTransaction(transaction=TASK)).done()
    assert names(story) == ["Gọi lại"]


def test_open_work_is_in_time_due_today_or_overdue_by_the_companys_day_txn_3():
    """At noon of the fifth in Hà Nội, that day has lasted since 17:00 of the fourth in London."""
    story = work(
        task(uid(1), name="yesterday", due="2026-01-04T16:59:59.999999Z"),
        task(uid(2), name="this morning", due="2026-01-04T17:00:00.000000Z"),
        task(uid(3), name="tonight", due="2026-01-05T16:59:59.999999Z"),
        task(uid(4), name="tomorrow", due="2026-01-05T17:00:00.000000Z"),
        task(uid(5), name="some day"),
        task(uid(6), name="done", due="2026-01-04T00:00:00.000000Z"),
    )
    story.when(CompleteTransaction(transaction=uid(6))).done()
    buckets = {bucket: names(story, bucket=bucket, sort="due") for bucket in BUCKETS}
    assert buckets == {
        "overdue": ["yesterday"],
        "today": ["this morning", "tonight"],
        "in_time": ["tomorrow", "some day"],
    }
    shown = {one["name"]: one["bucket"] for one in story.ask("transactions")["transactions"]}
    assert shown.pop("done") is None
    assert shown == {name: bucket for bucket, found in buckets.items() for name in found}
    assert names(story, bucket="today", as_of="2026-01-04") == ["done", "yesterday"]
    assert names(story, bucket="overdue", as_of="2026-01-04") == []


BUCKETS = ("overdue", "today", "in_time")


@pytest.mark.parametrize("sort", ["due", "start", "created"])
@pytest.mark.parametrize("order", ["asc", "desc", None])
@pytest.mark.parametrize("moment", [{}, {"as_of": NOON}])
def test_pages_neither_lose_nor_repeat_anything_txn_1(sort, order, moment):
    dates = ["2026-01-07T00:00:00.000000Z", "2026-01-06T00:00:00.000000Z", None]
    story = work(*(task(uid(n), start=dates[n % 3], due=dates[n % 2]) for n in range(10)))
    query = {"sort": sort, **moment, **({"order": order} if order else {})}
    everything = [one["id"] for one in story.ask("transactions", **query)["transactions"]]
    assert len(set(everything)) == 10
    paged, cursor = [], {}
    while cursor is not None:
        answer = story.ask("transactions", limit=3, **query, **cursor)
        paged += [one["id"] for one in answer["transactions"]]
        cursor = {"cursor": answer["next"]} if answer["next"] else None
    assert paged == everything
    first = story.ask("transactions", limit=3, **query)["next"]
    with pytest.raises(BadCursor):
        story.ask("transactions", cursor=first, sort="start" if sort == "due" else "due")


def test_what_has_no_date_comes_last_txn_1():
    story = work(
        task(uid(1), name="some day"), task(uid(2), name="soon", due="2026-01-07T00:00:00.000000Z")
    )
    assert names(story, sort="due") == ["soon", "some day"]


# --- reminders


def due(story: Story, now: str, **asked: object) -> list[str]:
    story.crm.catch_up()
    with story.crm.views.read() as db:
        return due_reminders(db, now, **asked)


START = "2026-01-10T01:00:00.000000Z"


def test_it_is_reminded_of_once_so_many_days_before_its_start_txn_1():
    """Two days before the tenth is the eighth, which begins at 17:00 of the seventh in London."""
    story = work(task(start=START, reminder_days=2), task(OTHER, start=START), task(THIRD))
    evening, midnight = "2026-01-07T16:59:59.999999Z", "2026-01-07T17:00:00.000000Z"
    assert due(story, evening) == []
    assert due(story, midnight) == due(story, "2026-01-11T16:59:59.999999Z") == [TASK]
    assert due(story, "2026-01-11T17:00:00.000000Z") == []
    assert due(story, midnight, after=TASK) == due(story, midnight, limit=0) == []
    story.at(midnight).when(RemindTransaction(transaction=TASK), by="system")
    story.then(TransactionReminded("2026-01-08"))
    assert due(story, midnight) == []
    assert page(story)["reminded_on"] == "2026-01-08"


def test_a_new_start_is_a_new_reminder_txn_1():
    story = work(task(start=START, reminder_days=2)).at("2026-01-08T00:00:00.000000Z")
    story.when(RemindTransaction(transaction=TASK), by="system").done()
    later = "2026-01-20T01:00:00.000000Z"
    story.when(EditTransaction(transaction=TASK, start=later)).done()
    assert due(story, "2026-01-17T16:00:00.000000Z") == []
    assert due(story, "2026-01-18T00:00:00.000000Z") == [TASK]
    story.when(EditTransaction(transaction=TASK, start=START)).done()
    assert due(story, "2026-01-11T00:00:00.000000Z") == []


@pytest.mark.parametrize(
    "command",
    [
        CompleteTransaction(transaction=TASK),
        CancelTransaction(transaction=TASK),
        DeleteTransaction(transaction=TASK),
        EditTransaction(transaction=TASK, reminder_days=None),
        EditTransaction(transaction=TASK, start=None),
    ],
)
def test_nobody_is_reminded_of_what_is_closed_or_undated_txn_1(command):
    story = work(task(start=START, reminder_days=2))
    now = "2026-01-09T00:00:00.000000Z"
    assert due(story, now) == [TASK]
    story.when(command).done()
    assert due(story, now) == []


# --- laws


def test_any_batch_size_gives_the_same_rows_log_6():
    story = work(task(start=START, reminder_days=2), task(OTHER, type=TALK))
    for command in (
        StartTransaction(transaction=TASK),
        EditTransaction(transaction=TASK, name="Khác", assignees=[BINH, ANNA]),
        EditTransaction(transaction=TASK, assignees=[BINH], reminder_days=1),
        CompleteTransaction(transaction=OTHER),
        MoveTransaction(transaction=OTHER, customer=SEN),
        ReopenTransaction(transaction=OTHER),
        DeleteTransaction(transaction=TASK),
        RestoreTransaction(transaction=TASK),
    ):
        story.when(command).done()
    entries = list(story.crm.log.read_all())
    one_by_one = folded(TRANSACTIONS, entries, 1)
    assert one_by_one == folded(TRANSACTIONS, entries, 3) == folded(TRANSACTIONS, entries, 500)
    story.crm.catch_up()
    assert verify(story.crm.engine, ["transactions"]) == []
