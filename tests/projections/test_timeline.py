"""The timeline: everything that happened, in sentences, as it was called then."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from getcrm.commands.campaign import AddMethod, DeleteMethod, EditCampaign, EditMethod
from getcrm.commands.catalogue import AddCatalogueEntry, EditCatalogueEntry
from getcrm.commands.customer import (
    ChangeCustomerStage,
    EditCustomer,
    SetCustomerGroups,
    SetCustomerSources,
)
from getcrm.commands.customer_group import CreateGroup, EditGroup
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import OpenOpportunity, WinOpportunity
from getcrm.commands.relationship_stage import EditStage
from getcrm.commands.transaction import CompleteTransaction, CreateTransaction, MoveTransaction
from getcrm.commands.transaction_type import EditTransactionType
from getcrm.commands.user import RenameUser
from getcrm.domain.refusals import NotFound
from getcrm.projections.query import BadCursor
from getcrm.projections.timeline import TIMELINE, history_sentences
from tests.commands.people import MAY, SEN
from tests.commands.sales import FAIR, MEET, ROPE, SPRING, opened, sales
from tests.commands.work import LETTER, TALK, TASK, task, work
from tests.projections.folding import folded
from tests.story import ANNA, HOT, Story, uid

GROUP = uid(0x6)
LATER = "2026-01-07T05:00:00.000000Z"


def told(story: Story, language: str = "en", **query) -> list[str]:
    """The sentences, oldest first."""
    lines = story.ask("timeline", language, **query)["entries"]
    return [line["sentence"] for line in reversed(lines)]


def test_a_customer_s_history_in_the_reader_s_language():
    """CUS-6."""
    story = sales().when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    assert told(story, customer=MAY)[-1] == "Anna moved Mây from Mới to Nóng"
    assert told(story, "vi", customer=MAY) == [
        "Hệ thống thêm khách hàng Mây (C-00c1) vào Mới",
        "Anna chuyển Mây từ Mới sang Nóng",
    ]


def test_everything_is_called_what_it_was_called_then():
    """LOG-1: renaming a stage, a person or the customer does not rewrite history."""
    story = sales().when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    story.when(EditStage(stage=HOT, name="Rất nóng")).done()
    story.when(RenameUser(user=ANNA, name="Anna Trần")).done()
    story.when(EditCustomer(customer=MAY, name="Mây Trắng")).done()
    assert told(story, customer=MAY)[1:] == [
        "Anna moved Mây from Mới to Nóng",
        "Anna Trần edited Mây Trắng: name from Mây to Mây Trắng",
    ]
    assert story.ask("timeline", customer=MAY)["entries"][0]["by_name"] == "Anna Trần"


def test_names_of_lists_methods_and_types_are_learned_and_relearned():
    story = work(task(type=TALK)).when(CreateGroup(group=GROUP, name="VIP")).done()
    story.when(EditGroup(group=GROUP, name="Vàng")).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[GROUP])).done()
    story.when(EditCatalogueEntry(catalogue="source", entry=FAIR, name="Hội chợ 2026")).done()
    story.when(AddCatalogueEntry(catalogue="source", entry=uid(7), name="Mạng")).done()
    story.when(SetCustomerSources(customer=MAY, sources=[FAIR, uid(7)])).done()
    story.when(EditTransactionType(type=TALK, name="Trò chuyện")).done()
    story.when(CompleteTransaction(transaction=TASK)).done()
    assert told(story, customer=MAY)[2:] == [
        "Anna changed the groups of Mây from none to Vàng",
        "Anna changed the sources of Mây from none to Hội chợ 2026, Mạng",
        "Anna completed the transaction Gọi lại (Trò chuyện) for Mây in time, done by Anna",
        "Anna recorded a completed transaction (Gọi lại) with Mây on 5 Jan 2026 12:00",
    ]
    method = AddMethod(campaign=SPRING, method=uid(8), name="Thư", position=1)
    story.when(method).done().when(EditMethod(campaign=SPRING, method=uid(8), name="Fax")).done()
    story.when(EditCampaign(campaign=SPRING, name="Xuân")).done()
    story.when(DeleteMethod(campaign=SPRING, method=uid(8))).done()
    assert told(story, stream=f"campaign-{SPRING}")[1:] == [
        "Anna added the method Thư to Mùa xuân, at place 2",
        "Anna edited the method Fax of Mùa xuân: name from Thư to Fax",
        "Anna edited the campaign Xuân: name from Mùa xuân to Xuân",
        "Anna deleted the method Fax of Xuân",
    ]


def test_opportunities_transactions_and_orders_belong_to_the_customer_s_history():
    """CUS-6, OPP-16."""
    story = work().when(
        OpenOpportunity(opportunity=ROPE, campaign=SPRING, customer=MAY, owner=None)
    )
    story.done().when(
        CreateTransaction(transaction=TASK, name="Gọi", type=LETTER, opportunity=ROPE)
    ).done()
    story.when(WinOpportunity(opportunity=ROPE, amount=Decimal(900), create_order=True)).done()
    expected = [
        "Anna opened the opportunity Mây for Mây in Mùa xuân, at Gọi điện",
        "Anna created the transaction Gọi (Gửi thư) for Mây, opportunity Mây, assigned to Anna",
        "Anna won the opportunity Mây for 900 VND, moving it from Gọi điện to Chốt,"
        " and drafted an order",
        "Anna drafted an order of 900 VND for Mây from the opportunity Mây in Mùa xuân",
    ]
    assert told(story, customer=MAY)[1:] == expected
    assert told(story, opportunity=ROPE) == expected
    assert told(story, stream=f"opportunity-{ROPE}") == [expected[0], expected[2]]


def test_a_moved_transaction_is_told_to_both_customers():
    """SCO-3: what came before stays with the one it was of."""
    story = work(task()).when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    story.when(CompleteTransaction(transaction=TASK)).done()
    moved = "Anna moved the transaction Gọi lại from Mây to Sen"
    assert told(story, customer=MAY)[-1] == moved
    assert told(story, customer=SEN)[1:] == [
        moved,
        "Anna completed the transaction Gọi lại (Gửi thư) for Sen in time, done by Anna",
    ]
    story = work(task()).when(MoveTransaction(transaction=TASK, customer=None)).done()
    story.when(CompleteTransaction(transaction=TASK)).done()
    assert told(story, customer=MAY)[-1] == "Anna took the transaction Gọi lại away from Mây"


def test_only_the_kinds_one_looks_for():
    """CUS-6."""
    story = sales(opened()).when(RecordContact(customer=MAY, kind="call", note="hẹn")).done()
    story.when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    kinds = [line["kind"] for line in story.ask("timeline", customer=MAY)["entries"]]
    assert kinds == ["stage", "contact", "opportunity", "profile"]
    assert told(story, customer=MAY, kinds=["contact", "stage"]) == [
        "Anna recorded a call with Mây on 5 Jan 2026 12:00: hẹn",
        "Anna moved Mây from Mới to Nóng",
    ]


def test_newest_first_by_when_it_happened_page_by_page():
    story = sales().at(LATER).when(RecordContact(customer=MAY, kind="call")).done()
    story.when(
        opening := OpenOpportunity(opportunity=ROPE, campaign=SPRING, customer=MAY, owner=None),
        at="2026-01-06T05:00:00.000000Z",
    ).done()
    assert opening.customer == MAY
    seen, cursor = [], {}
    while True:
        page = story.ask("timeline", customer=MAY, limit=1, **cursor)
        seen += [line["topic"] for line in page["entries"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == ["CustomerContacted", "OpportunityOpened", "CustomerRegistered"]


def test_as_of_a_date_and_as_known_then():
    """LOG-1."""
    story = sales().at(LATER).when(RecordContact(customer=MAY, kind="call")).done()
    known = story.told
    story.when(EditCustomer(customer=MAY, name="Mây Trắng")).done()
    assert len(told(story, customer=MAY)) == 3
    assert len(told(story, customer=MAY, as_of="2026-01-06")) == 1
    assert len(told(story, customer=MAY, as_known_at=str(known))) == 2


def test_lines_carry_everything_they_were_made_from():
    """AUD-1: who, when it happened and was recorded, why, and the raw fields."""
    story = sales().when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    line = story.ask("timeline", customer=MAY, limit=1)["entries"][0]
    entry = story.crm.log.history(f"customer-{MAY}")[-1]
    for name in ("position", "stream", "topic", "occurred_at", "recorded_at", "by", "cause"):
        assert line[name] == getattr(entry, name)
    assert line["data"] == {"old": uid(0x500), "new": HOT}
    assert line["cause"]["command"] == "ChangeCustomerStage"


def test_the_machine_is_named_in_the_reader_s_language():
    line = sales().ask("timeline", "vi", customer=MAY)["entries"][0]
    assert (line["by"], line["by_name"]) == ("system", "Hệ thống")


def test_the_history_of_a_stream_in_sentences():
    """AUD-1: as it was called then, where the timeline has come that far."""
    story = sales().when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    story.crm.catch_up()
    story.when(EditCustomer(customer=MAY, name="Mây Trắng")).done()
    history = story.crm.log.history(f"customer-{MAY}")
    with story.crm.views.read() as db:
        sentences = history_sentences(history, story.crm.reader(db, "vi"))
    assert sentences[:2] == [
        "Hệ thống thêm khách hàng Mây (C-00c1) vào Mới",
        "Anna chuyển Mây từ Mới sang Nóng",
    ]
    assert sentences[2].endswith("tên từ Mây thành Mây Trắng")


@pytest.mark.parametrize(
    "query",
    [
        {"customer": "\0"},
        {"customer": MAY, "kinds": ["gossip"]},
        {"customer": MAY, "limit": 0},
    ],
)
def test_nonsense_is_not_asked(query):
    with pytest.raises(ValidationError):
        sales().ask("timeline", **query)


@pytest.mark.parametrize("cursor", ["WzEsMl0", "WyJhIiwiYiJd", "WyJhIiwtMV0"])
def test_a_cursor_that_is_none_is_refused(cursor):
    with pytest.raises(BadCursor):
        sales().ask("timeline", customer=MAY, cursor=cursor)


def test_everything_that_happened_or_all_that_somebody_did():
    """AUD-1."""
    story = sales().when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    assert len(told(story, limit=200)) == story.crm.log.position()
    assert told(story, by=ANNA) == ["Anna moved Mây from Mới to Nóng"]
    assert told(story, by=ANNA, customer=SEN) == []


def test_a_stranger_has_no_history():
    """PERM-4: as one whom the caller may not see."""
    with pytest.raises(NotFound):
        sales().ask("timeline", customer="nobody")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
def test_batches_of_any_size_lead_to_the_same_rows(size):
    """LOG-6."""
    story = work(task(), opened()).when(EditCustomer(customer=MAY, name="Mây Trắng")).done()
    story.when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    story.when(EditCampaign(campaign=SPRING, name="Xuân")).done()
    story.when(EditMethod(campaign=SPRING, method=MEET, name="Gặp")).done()
    story.when(WinOpportunity(opportunity=ROPE, amount=Decimal(1), create_order=True)).done()
    entries = story.crm.log.read(after=0, limit=1000)
    assert folded(TIMELINE, entries, size) == folded(TIMELINE, entries, 1000)
