"""Customers: found, listed, filtered, sorted, shown, as they are and as they were."""

import base64

import pytest

from getcrm.commands.catalogue import AddCatalogueEntry
from getcrm.commands.company import SetAutoForget
from getcrm.commands.customer import (
    ChangeCustomerStage,
    DeleteCustomer,
    EditCustomer,
    ForgetCustomer,
    ReassignCustomer,
    RecordContact,
    RegisterCustomer,
    RestoreCustomer,
    SetCustomerGroups,
    SetCustomerSources,
    SetCustomerTier,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup, RestoreGroup
from getcrm.commands.transaction import CompleteTransaction, MoveTransaction, ReopenTransaction
from getcrm.crm import Crm
from getcrm.domain.aggregate import Changed
from getcrm.domain.customer import (
    CustomerContacted,
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
from getcrm.projections.query import BadCursor
from getcrm.projections.rebuilding import verify
from tests.commands.people import MAY, SEN, registered
from tests.commands.work import LETTER, TALK, TASK, task, work
from tests.projections.folding import folded
from tests.story import (
    ANNA,
    BEFORE,
    BINH,
    CLOSED,
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

VIP, FAIR, GOLD = uid(0x61), uid(0x50A), uid(0x71)
LAN, DUC, HA = uid(0xC3), uid(0xC4), uid(0xC5)
TOMORROW = "2026-01-06T05:00:00.000000Z"


def names(story: Story, **query: object) -> list[str]:
    return [customer["name"] for customer in story.ask("customers", **query)["customers"]]


def known(**details: dict[str, object]) -> Story:
    """A story with customers of these names: MAY, SEN and so on get the details given."""
    past = [registered(id, **given) for id, given in zip(IDS, details.values(), strict=False)]
    return given(company(), *past)


IDS = (MAY, SEN, LAN, DUC, HA)


def found(story: Story, *searches: str) -> list[list[str]]:
    return [names(story, q=search) for search in searches]


# --- search


def people() -> Story:
    return known(
        a={"name": "Nguyễn Văn An", "phones": ["+84912345678"], "emails": ["An@Example.vn"]},
        b={"name": "Trần Đức", "code": "KH-7", "phones": ["+842438220022"]},
        c={"name": "Coca-Cola, Inc.", "phones": ["+12025550123"]},
        d={
            "name": "Công ty Ánh Dương",
            "contacts": [{"name": "Lê Thị Nụ", "phones": ["+84988777666"], "emails": []}],
        },
    )


def test_names_are_found_without_accents_from_any_word_on_cus_8():
    story = people()
    assert found(story, "nguyen", "NGUYỄN", "van an", "duc", "Đức", "anh duong", "cola") == [
        ["Nguyễn Văn An"],
        ["Nguyễn Văn An"],
        ["Nguyễn Văn An"],
        ["Trần Đức"],
        ["Trần Đức"],
        ["Công ty Ánh Dương"],
        ["Coca-Cola, Inc."],
    ]


def test_a_word_is_found_by_how_it_begins_never_from_its_middle_cus_8():
    assert found(people(), "ng", "guyen", "uc", "zzz") == [["Nguyễn Văn An"], [], [], []]


def test_words_may_come_in_another_order_cus_8():
    assert found(people(), "an nguyen", "coca inc", "an tran") == [
        ["Nguyễn Văn An"],
        ["Coca-Cola, Inc."],
        [],
    ]


def test_phones_are_found_as_dialled_here_and_abroad_cus_8():
    story = people()
    mine = ["0912", "+84912", "84912", "0912 345 678", "+84 912-345", "(0912) 345"]
    assert found(story, *mine) == [["Nguyễn Văn An"]] * 6
    assert found(story, "+1202", "12025550", "0988") == [
        ["Coca-Cola, Inc."],
        ["Coca-Cola, Inc."],
        ["Công ty Ánh Dương"],
    ]


def test_codes_and_emails_and_contacts_are_found_cus_8():
    assert found(people(), "kh-7", "KH", "an@ex", "le thi") == [
        ["Trần Đức"],
        ["Trần Đức"],
        ["Nguyễn Văn An"],
        ["Công ty Ánh Dương"],
    ]


def test_a_search_that_means_nothing_lists_everybody_and_odd_ones_break_nothing_cus_8():
    story = people()
    assert len(names(story, q="  ")) == 4
    for odd in (
        "%",
        "_",
        "'",
        '"',
        "\\",
        "+",
        "(",
        "\U0010ffff",
        "a" * 200,
        "- -",
        "1 2 3 4 5 6 7 8 9",
    ):
        assert isinstance(names(story, q=odd), list)


def test_who_is_renamed_is_found_by_the_new_name_alone_and_was_by_the_old_cus_8_log_1():
    story = people().at(TOMORROW)
    story.when(EditCustomer(customer=MAY, name="Phạm Bình", phones=["0909090909"])).done()
    assert found(story, "pham", "0909", "nguyen", "0912", "an@ex") == [
        ["Phạm Bình"],
        ["Phạm Bình"],
        [],
        [],
        ["Phạm Bình"],
    ]
    assert names(story, q="nguyen", as_of=NOON) == ["Nguyễn Văn An"]
    assert names(story, q="an nguyen", as_of=NOON) == ["Nguyễn Văn An"]
    assert names(story, q="pham", as_of=NOON) == []


def test_a_deleted_customer_is_found_among_the_deleted_only_cus_3_cus_8():
    story = people().when(DeleteCustomer(customer=MAY)).done()
    assert names(story, q="nguyen") == []
    assert names(story, q="nguyen", deleted=True) == ["Nguyễn Văn An"]
    story.when(RestoreCustomer(customer=MAY)).done()
    assert names(story, q="nguyen") == ["Nguyễn Văn An"]


def test_a_search_looks_among_those_filtered_cus_8():
    """Bình has nobody whose name is as typed, but one whose words are the same."""
    story = known(a={"name": "An Nguyễn", "owner": ANNA}, b={"name": "Nguyễn An", "owner": BINH})
    assert names(story, q="an nguyen") == ["An Nguyễn"]
    assert names(story, q="an nguyen", owner=BINH) == ["Nguyễn An"]


# --- lists


@pytest.fixture(scope="module")
def crowd() -> Story:
    """Sixty people, many of them alike."""
    family, given_names = ["Nguyễn", "Trần", "Lê"], ["An", "Bình", "An An"]
    past = [
        registered(
            uid(0x1000 + n),
            code=f"C-{n % 7}-{n}",
            name=f"{family[n % 3]} {given_names[n % 3]}",
            owner=(ANNA, BINH, None)[n % 3],
            stage=(NEW, HOT)[n % 2],
            phones=[f"+84912{n:06}"],
        )
        for n in range(60)
    ]
    return given(company(), *past)


SORTS = ("name", "code", "created", "last_contact", "score", "stage", None)


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("order", ["asc", "desc", None])
@pytest.mark.parametrize(
    "query", [{}, {"q": "an"}, {"as_of": NOON}, {"q": "an nguyen", "as_of": NOON}, {"q": "0912"}]
)
def test_pages_neither_lose_nor_repeat_anybody_cus_8(crowd, sort, order, query):
    query = {name: v for name, v in {**query, "sort": sort, "order": order}.items() if v}
    everybody = crowd.ask("customers", limit=200, with_count=True, **query)
    ids = [customer["id"] for customer in everybody["customers"]]
    assert everybody["next"] is None
    assert everybody["count"] == len(ids) == len(set(ids)) >= 20
    paged, cursor = [], {}
    while cursor is not None:
        page = crowd.ask("customers", limit=7, **query, **cursor)
        paged += [customer["id"] for customer in page["customers"]]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert paged == ids


def test_a_page_goes_on_where_it_ended_though_others_came_in_between_cus_8():
    story = known(a={"name": "An"}, b={"name": "Bình"}, c={"name": "Chi"})
    first = story.ask("customers", sort="name", limit=2)
    story.when(RegisterCustomer(name="Ai")).done().when(RegisterCustomer(name="Bảo")).done()
    story.when(DeleteCustomer(customer=SEN)).done()
    assert names(story, sort="name", limit=2, cursor=first["next"]) == ["Chi"]


def test_a_cursor_belongs_to_its_question_cus_8(crowd):
    cursor = crowd.ask("customers", sort="name", limit=2)["next"]
    for other in ({"sort": "code"}, {"sort": "name", "order": "desc"}, {"sort": "score"}):
        with pytest.raises(BadCursor):
            crowd.ask("customers", cursor=cursor, **other)
    searched = crowd.ask("customers", q="an", limit=2)["next"]
    for other in ({}, {"q": "tran"}, {"q": "an", "sort": "score"}):
        with pytest.raises(BadCursor):
            crowd.ask("customers", cursor=searched, **other)


@pytest.mark.parametrize("sort", ["name", "score"])
@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "{}", "[]", "[" * 1400]
    + [f'["SORT",DOWN,"",{v},"x"]' for v in ("1e9", "9" * 30, '"\\ud800"', "true", '"\\u0000"')],
)
def test_a_forged_cursor_is_refused_whatever_it_holds_api_1(crowd, sort, text):
    text = text.replace("SORT", sort).replace("DOWN", str(int(sort == "score")))
    cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    with pytest.raises(BadCursor):
        crowd.ask("customers", sort=sort, cursor=cursor)


def test_the_newest_come_first_unless_sorted_otherwise_cus_8():
    story = known(a={"name": "Bình"}).when(RegisterCustomer(name="An")).done()
    story.at(TOMORROW).when(RegisterCustomer(name="Chi")).done()
    assert names(story) == ["Chi", "An", "Bình"]
    assert names(story, sort="name") == ["An", "Bình", "Chi"]
    assert names(story, sort="name", order="desc") == ["Chi", "Bình", "An"]


def test_lists_sort_by_the_place_of_the_stage_not_its_name_rel_4_cus_8():
    story = known(
        a={"name": "An", "stage": CLOSED}, b={"name": "Bình"}, c={"name": "Chi", "stage": HOT}
    )
    assert names(story, sort="stage") == ["Bình", "Chi", "An"]


# --- filters


def sorted_out() -> Story:
    """One customer for every filter."""
    story = given(company())
    story.when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    for catalogue, entry in (("source", FAIR), ("tier", GOLD)):
        story.when(AddCatalogueEntry(catalogue=catalogue, entry=entry, name="x")).done()
    hanoi = {"street": "", "ward": "", "district": "", "province": "Hà Nội", "country": "VN"}
    for fields in (
        {"name": "Kẻ", "kind": "person", "owner": ANNA, "address": hanoi},
        {"name": "Nhóm", "groups": [VIP]},
        {"name": "Nguồn", "sources": [FAIR]},
        {"name": "Hạng", "tier": GOLD},
        {"name": "Nóng", "stage": HOT},
    ):
        story.when(RegisterCustomer.model_validate(fields)).done()
    return story


@pytest.mark.parametrize("moment", [{}, {"as_of": "2026-01-05"}])
def test_lists_are_filtered_by_every_classification_cus_8_sco_5(moment):
    story = sorted_out()

    def only(**filters: object) -> list[str]:
        return names(story, sort="name", **filters, **moment)

    everybody = ["Hạng", "Kẻ", "Nguồn", "Nhóm", "Nóng"]
    assert only() == everybody
    assert only(kind="person") == only(owner=ANNA) == only(province="ha noi") == ["Kẻ"]
    assert only(owner="none") == ["Hạng", "Nguồn", "Nhóm", "Nóng"]
    assert only(group=VIP) == only(min_stars=1) == only(stars=2) == ["Nhóm"]
    assert only(max_stars=0) == only(stars=0) == ["Hạng", "Kẻ", "Nguồn", "Nóng"]
    assert only(min_stars=3) == only(stars=2, max_stars=1) == only(stars=1, min_stars=2) == []
    assert only(min_stars=1, max_stars=2, stars=2) == ["Nhóm"]
    assert only(source=FAIR) == ["Nguồn"]
    assert only(tier=GOLD) == ["Hạng"]
    assert only(tier="none") == ["Kẻ", "Nguồn", "Nhóm", "Nóng"]
    assert only(stage=HOT) == ["Nóng"]
    assert only(stage=NEW, kind="company", owner="none", tier="none") == ["Nguồn", "Nhóm"]
    assert story.ask("customers", with_count=True, owner="none", **moment)["count"] == 4
    assert names(story, sort="score", **moment)[0] == "Nhóm"


def only_sorted(story: Story, **query: object) -> list[str]:
    return sorted(names(story, **query))


def test_classifications_that_change_are_those_of_the_date_log_1_cus_8():
    story = sorted_out()
    [one] = story.ask("customers", group=VIP)["customers"]
    story.at(TOMORROW)
    for command in (
        SetCustomerGroups(customer=one["id"], groups=[]),
        SetCustomerSources(customer=one["id"], sources=[FAIR]),
        SetCustomerTier(customer=one["id"], tier=GOLD),
        ReassignCustomer(customer=one["id"], owner=BINH),
        ChangeCustomerStage(customer=one["id"], stage=HOT),
    ):
        story.when(command).done()
    for now, then in (
        ({"source": FAIR}, {"group": VIP}),
        ({"tier": GOLD, "owner": BINH}, {"tier": "none", "owner": "none", "group": VIP}),
        ({"stage": HOT, "stars": 0}, {"stage": NEW, "stars": 2}),
    ):
        assert "Nhóm" in names(story, **now)
        assert "Nhóm" not in names(story, **then)
        assert "Nhóm" not in names(story, **now, as_of="2026-01-05")
        assert "Nhóm" in names(story, **then, as_of="2026-01-05")


def test_last_contact_is_filtered_by_the_companys_days_cus_7_cus_8():
    story = given(
        company(),
        registered(MAY, name="Mây"),
        (f"customer-{MAY}", CustomerContacted("2026-01-02T16:59:59.999999Z", "call", "", None)),
        registered(SEN, name="Sen"),
        (f"customer-{SEN}", CustomerContacted("2026-01-02T17:00:00.000000Z", "call", "", None)),
        registered(LAN, name="Lan"),
    )
    """The second contact was on the third of January in Hà Nội; Lan was created on the first."""
    assert names(story, contacted_to="2026-01-02") == ["Mây"]
    assert names(story, contacted_from="2026-01-03") == ["Sen"]
    assert names(story, never_contacted=True) == ["Lan"]
    assert only_sorted(story, never_contacted=False) == ["Mây", "Sen"]
    assert names(story, days_without_contact=4) == ["Lan"]
    assert only_sorted(story, days_without_contact=3) == ["Lan", "Mây"]
    assert names(story, sort="last_contact") == ["Lan", "Mây", "Sen"]
    assert only_sorted(story, created_from="2026-01-01", created_to="2026-01-01") == [
        "Lan",
        "Mây",
        "Sen",
    ]
    assert names(story, created_from="2026-01-02") == names(story, created_to="2025-12-31") == []


# --- the page of one


def test_everything_about_one_customer_cus_1_sco_5():
    story = sorted_out()
    contact = {"name": "Nụ", "title": "Giám đốc", "phones": [], "emails": [], "main": True}
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
