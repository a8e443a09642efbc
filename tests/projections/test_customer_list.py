"""The list of customers: sorted, filtered, page by page (CUS-8)."""

import base64

import pytest

from getcrm.commands.customer import (
    ChangeCustomerStage,
    DeleteCustomer,
    ReassignCustomer,
    RegisterCustomer,
    SetCustomerGroups,
    SetCustomerSources,
    SetCustomerTier,
)
from getcrm.domain.customer import (
    CustomerContacted,
)
from getcrm.projections.query import BadCursor
from tests.commands.people import MAY, SEN, registered
from tests.projections.customers import (
    FAIR,
    GOLD,
    LAN,
    TOMORROW,
    VIP,
    known,
    names,
    sorted_out,
)
from tests.story import (
    ANNA,
    BINH,
    CLOSED,
    HOT,
    NEW,
    NOON,
    Story,
    company,
    given,
    uid,
)

# --- order and pages


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
