"""One customer: its page, its last contact, and what others ask about it (CUS-1, CUS-7)."""

import pytest

from getcrm.commands.company import SetAutoForget
from getcrm.commands.customer import (
    AddCustomerShare,
    ChangeCustomerStage,
    DeleteCustomer,
    EditCustomer,
    ForgetCustomer,
    RegisterCustomer,
    RestoreCustomer,
    SetCustomerGroups,
    ShareCustomer,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup, RestoreGroup
from getcrm.commands.department import CreateDepartment
from getcrm.commands.interaction import RecordContact
from getcrm.commands.transaction import CompleteTransaction, MoveTransaction, ReopenTransaction
from getcrm.crm import Crm
from getcrm.domain.aggregate import Changed
from getcrm.domain.customer import (
    CustomerEdited,
    CustomerStageChanged,
)
from getcrm.domain.refusals import NotFound
from getcrm.projections.book import NOW, Moment
from getcrm.projections.customers import (
    CUSTOMERS,
    customer_names,
    due_for_forgetting,
    last_contacts,
)
from getcrm.projections.rebuilding import verify
from tests.commands.people import MAY, SEN, registered
from tests.commands.work import LETTER, TALK, TASK, task, work
from tests.projections.customers import (
    DUC,
    FAIR,
    GOLD,
    HA,
    LAN,
    TOMORROW,
    VIP,
    known,
    names,
    sorted_out,
)
from tests.projections.folding import folded
from tests.story import (
    ANNA,
    BEFORE,
    BINH,
    FORGET,
    HOT,
    LOST,
    NEW,
    NOON,
    At,
    Story,
    company,
    given,
    uid,
)

# --- the page of one


def test_everything_about_one_customer_cus_1_sco_5():
    story = sorted_out()
    contact = {
        "id": VIP,
        "name": "Nụ",
        "title": "Giám đốc",
        "phones": [],
        "emails": [],
        "main": True,
    }
    story.when(
        RegisterCustomer.model_validate(
            {
                "customer": HA,
                "code": "ÁNH-1",
                "name": "Ánh Dương",
                "phones": ["0912 345 678"],
                "emails": ["a@b.vn"],
                "website": "https://anh.vn",
                "tax_code": "0101",
                "birthday": "2001-02-03",
                "description": "quen từ hội chợ",
                "contacts": [contact],
                "owner": ANNA,
                "groups": [VIP],
                "sources": [FAIR],
                "tier": GOLD,
            }
        )
    ).done()
    one = story.ask("customer", customer="ánh-1")
    assert one == story.ask("customer", customer=HA)
    assert one == {
        "id": HA,
        "version": 1,
        "code": "ÁNH-1",
        "name": "Ánh Dương",
        "kind": "company",
        "phones": ["+84912345678"],
        "emails": ["a@b.vn"],
        "address": None,
        "province": "",
        "website": "https://anh.vn",
        "tax_code": "0101",
        "birthday": "2001-02-03",
        "description": "quen từ hội chợ",
        "contacts": [contact],
        "common": False,
        "shares": [],
        "owner": {"id": ANNA, "name": "Anna"},
        "stage": {"id": NEW, "name": "Mới"},
        "groups": [{"id": VIP, "name": "VIP"}],
        "sources": [{"id": FAIR, "name": "x"}],
        "tier": {"id": GOLD, "name": "x"},
        "created_at": NOON,
        "last_contact_at": None,
        "days_without_contact": 0,
        "score": 25,
        "stars": 2,
        "deleted": False,
    }


def test_a_customer_as_it_was_on_any_date_log_1():
    story = given(
        company(),
        registered(MAY, name="Mây"),
        (f"customer-{MAY}", At(NOON, CustomerEdited({"name": Changed("Mây", "Mây Trắng")}))),
        (f"customer-{MAY}", At(NOON, CustomerStageChanged(NEW, HOT))),
    )
    now = story.ask("customer", customer=MAY)
    then = story.ask("customer", customer=MAY, as_of="2026-01-04")
    assert (now["name"], now["stage"]["name"], now["version"]) == ("Mây Trắng", "Nóng", 3)
    assert (then["name"], then["stage"]["name"], then["version"]) == ("Mây", "Mới", 1)
    assert then["days_without_contact"] == 3
    known_then = story.crm.log.history(f"customer-{MAY}")[1].position
    half = story.ask("customer", customer=MAY, as_known_at=str(known_then))
    assert (half["name"], half["stage"]["name"]) == ("Mây Trắng", "Mới")


def test_with_whom_a_customer_is_shared_is_read_before_it_is_replaced_cus_10():
    story = given(company(), registered(MAY, owner=ANNA))
    story.when(CreateDepartment(department=uid(0xDE0), name="Bắc")).done()
    story.when(AddCustomerShare(customer=MAY, kind="user", id=BINH)).done()
    before = story.ask("customer", customer=MAY)
    first = {"kind": "user", "id": BINH, "name": "Bình", "right": "view"}
    assert (before["common"], before["shares"]) == (False, [first])
    north = {"kind": "department", "id": uid(0xDE0), "right": "edit"}
    wish = {"customer": MAY, "common": True, "shares": [{"kind": "user", "id": BINH}, north]}
    story.when(ShareCustomer.model_validate(wish)).done()
    story.when(EditCustomer(customer=MAY, website="may.vn")).done()
    after = story.ask("customer", customer=MAY)
    assert (after["common"], after["shares"]) == (True, [first, {**north, "name": "Bắc"}])
    assert story.ask("customer", customer=MAY, as_of="2026-01-04")["shares"] == []
    known = str(story.crm.log.history(f"customer-{MAY}")[1].position)
    assert story.ask("customer", customer=MAY, as_known_at=known)["shares"] == [first]


def test_a_customer_that_nobody_knows_or_knew_then_is_not_found_log_1():
    story = known(a={"name": "Mây"})
    for query in ({"customer": uid(404)}, {"customer": MAY, "as_of": "2025-12-31"}):
        with pytest.raises(NotFound):
            story.ask("customer", **query)


def test_a_deleted_customer_still_has_its_page_cus_3():
    story = known(a={"name": "Mây"}).when(DeleteCustomer(customer=MAY)).done()
    assert story.ask("customer", customer=MAY)["deleted"] is True
    assert names(story) == []


def test_a_deleted_group_is_not_shown_and_comes_back_grp_2():
    story = sorted_out().when(DeleteGroup(group=VIP, members="leave")).done()
    [member] = [c for c in story.ask("customers")["customers"] if c["name"] == "Nhóm"]
    assert member["groups"] == []
    story.when(RestoreGroup(group=VIP)).done()
    assert story.ask("customer", customer=member["id"])["groups"] == [{"id": VIP, "name": "VIP"}]


# --- last contact


def last_contact(story: Story, customer: str = MAY) -> str | None:
    at: str | None = story.ask("customer", customer=customer)["last_contact_at"]
    return at


def test_the_last_contact_is_the_latest_not_the_latest_recorded_cus_7():
    story = known(a={"name": "Mây"})
    assert last_contact(story) is None
    for at in ("2026-01-03T01:00:00.000000Z", "2026-01-02T01:00:00.000000Z"):
        story.when(RecordContact(customer=MAY, kind="call", contacted_at=at)).done()
    assert last_contact(story) == "2026-01-03T01:00:00.000000Z"


def test_a_reopened_transaction_withdraws_its_contact_alone_cus_7():
    story = work(task(type=TALK), task(uid(0x7A6), type=TALK))
    story.when(RecordContact(customer=MAY, kind="call")).done()
    story.at(TOMORROW).when(CompleteTransaction(transaction=TASK)).done()
    assert last_contact(story) == TOMORROW
    later = "2026-01-07T05:00:00.000000Z"
    story.at(later).when(CompleteTransaction(transaction=uid(0x7A6))).done()
    story.when(ReopenTransaction(transaction=TASK)).done()
    assert last_contact(story) == later
    story.when(ReopenTransaction(transaction=uid(0x7A6))).done()
    assert last_contact(story) == NOON


def test_a_moved_transaction_takes_its_contact_along_cus_7():
    story = work(task(type=TALK)).when(CompleteTransaction(transaction=TASK)).done()
    story.when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    assert (last_contact(story, MAY), last_contact(story, SEN)) == (None, NOON)


def test_work_that_is_no_contact_leaves_none_cus_7():
    story = work(task(type=LETTER)).when(CompleteTransaction(transaction=TASK)).done()
    assert last_contact(story) is None


# --- for others


def test_names_and_last_contacts_of_then_log_1():
    story = known(a={"name": "Mây"}, b={"name": "Sen"}).at(TOMORROW)
    story.when(EditCustomer(customer=MAY, name="Mây Trắng")).done()
    story.when(RecordContact(customer=MAY, kind="call")).done()
    story.crm.catch_up()
    with story.crm.views.read() as db:
        assert customer_names(db, [MAY, None, uid(404)], NOW) == {MAY: "Mây Trắng"}
        assert customer_names(db, [MAY, SEN], Moment(BEFORE)) == {MAY: "Mây", SEN: "Sen"}
        assert last_contacts(db, [MAY, SEN], NOW) == {MAY: TOMORROW}
        assert last_contacts(db, [MAY, SEN], Moment(NOON)) == {}
        assert customer_names(db, [], NOW) == last_contacts(db, [], NOW) == {}


def test_before_its_time_a_customer_goes_by_its_first_name_imp_9():
    story = known(a={"name": "Mây"}).when(EditCustomer(customer=MAY, name="Gió")).done()
    story.crm.catch_up()
    with story.crm.views.read() as db:
        assert customer_names(db, [MAY], Moment("2020-01-01T00:00:00.000000Z")) == {MAY: "Mây"}
        assert customer_names(db, [MAY], Moment(None, 1)) == {}


def due(crm: Crm, now: str, **page: object) -> list[str]:
    crm.catch_up()
    with crm.views.read() as db:
        return due_for_forgetting(db, now, **page)


def test_who_is_to_be_forgotten_is_whom_the_rule_forgets_rel_13():
    """Created on the first of January in Hà Nội, thirty days are over with the thirty-first."""
    story = known(
        a={"name": "Mây"},
        b={"name": "Sen", "stage": LOST},
        c={"name": "Lan", "stage": FORGET},
        d={"name": "Đức"},
        e={"name": "Hà"},
    )
    story.when(RecordContact(customer=DUC, kind="call")).done()
    story.when(DeleteCustomer(customer=HA)).done()
    last_evening, midnight = "2026-01-30T16:59:59.999999Z", "2026-01-30T17:00:00.000000Z"
    assert due(story.crm, last_evening) == []
    assert due(story.crm, midnight) == [MAY]
    assert due(story.crm, "2026-03-01T00:00:00.000000Z") == [MAY, DUC]
    assert due(story.crm, "2026-03-01T00:00:00.000000Z", limit=1, after=MAY) == [DUC]
    story.at(midnight).when(ForgetCustomer(customer=MAY), by="system")
    story.then(CustomerStageChanged(NEW, FORGET))
    assert due(story.crm, midnight) == []
    story.when(SetAutoForget(days=None)).done()
    assert due(story.crm, "2027-01-01T00:00:00.000000Z") == []


# --- laws


def test_any_batch_size_gives_the_same_rows_log_6():
    story = work(task(type=TALK), task(uid(0x7A6), type=TALK))
    story.when(CreateGroup(group=VIP, name="VIP")).done()
    story.when(RegisterCustomer(customer=LAN, name="Lan", groups=[VIP])).done()
    for command in (
        EditCustomer(customer=LAN, name="Lan Anh", code="L-1"),
        SetCustomerGroups(customer=LAN, groups=[]),
        CompleteTransaction(transaction=TASK),
        EditCustomer(customer=LAN, name="Lan"),
        SetCustomerGroups(customer=LAN, groups=[VIP]),
        RecordContact(customer=MAY, kind="call", contacted_at=BEFORE),
        CompleteTransaction(transaction=uid(0x7A6)),
        ReopenTransaction(transaction=TASK),
        MoveTransaction(transaction=uid(0x7A6), customer=LAN),
        ReopenTransaction(transaction=uid(0x7A6)),
        DeleteCustomer(customer=LAN),
        RestoreCustomer(customer=LAN),
    ):
        story.when(command).done()
    entries = list(story.crm.log.read_all())
    one_by_one = folded(CUSTOMERS, entries, 1)
    assert one_by_one == folded(CUSTOMERS, entries, 3) == folded(CUSTOMERS, entries, 500)
    story.crm.catch_up()
    assert verify(story.crm.engine, ["customers"]) == []


def test_every_event_of_a_customer_makes_a_version_to_match_api_1():
    story = known(a={"name": "Mây"}).when(RecordContact(customer=MAY, kind="call")).done()
    story.when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    assert story.answer is not None
    assert story.ask("customer", customer=MAY)["version"] == story.answer.version == 3
