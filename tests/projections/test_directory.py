"""The directory: names, lists and settings, as they are and as they were (LOG-1)."""

import pytest

from getcrm.commands.campaign import LockCampaign
from getcrm.domain.aggregate import Changed
from getcrm.domain.approach_method import (
    MethodAdded,
    MethodDeleted,
    MethodEdited,
    MethodsReordered,
)
from getcrm.domain.campaign import (
    CampaignDeleted,
    CampaignEdited,
    CampaignLocked,
    CampaignRestored,
    CampaignUnlocked,
    Method,
    OwnerDrawn,
    Participant,
    ParticipantsSet,
)
from getcrm.domain.catalogue import (
    CatalogueEntryAdded,
    CatalogueEntryDeleted,
    CatalogueEntryEdited,
    CatalogueEntryRestored,
)
from getcrm.domain.company import (
    AutoForgetSet,
    BoardDragSet,
    CompanyRenamed,
    DuplicateCheckSet,
    PotentialThresholdsSet,
)
from getcrm.domain.customer_group import GroupCreated, GroupDeleted, GroupEdited, GroupRestored
from getcrm.domain.refusals import NotFound
from getcrm.domain.relationship_stage import (
    StageDeleted,
    StageEdited,
    StageRestored,
    StagesReordered,
)
from getcrm.domain.transaction_type import (
    TransactionTypeCreated,
    TransactionTypeDeleted,
    TransactionTypeEdited,
    TransactionTypeRestored,
)
from getcrm.domain.user import UserRenamed
from getcrm.projections.book import NOW, Moment
from getcrm.projections.directory import names, time_zone
from tests.commands.sales import CALL, DEAL, MEET, OFFER, SPRING, created
from tests.story import (
    ANNA,
    APPROACHED,
    BEFORE,
    BINH,
    CLOSED,
    FORGET,
    HOT,
    LOST,
    NEW,
    POTENTIAL,
    STAGES,
    At,
    company,
    given,
    uid,
)

VIP, SILVER = uid(1), uid(2)
LATER = "2026-01-03T01:00:00.000000Z"
STAGE_LIST = "relationship_stages-main"
GROUP_LIST = "customer_groups-main"
TYPE_LIST = "transaction_types-main"


def ids(answer):
    return [row["id"] for row in answer]


def test_a_new_company_has_the_stages_in_their_order_rel_2_rel_7():
    stages = given(company()).ask("stages")["stages"]
    assert [stage["name"] for stage in stages] == list(STAGES.values())
    assert [stage["position"] for stage in stages] == [1, 2, 3, 4, 5, 6, 7]
    assert [stage["id"] for stage in stages if stage["first"]] == [NEW]
    assert [stage["id"] for stage in stages if stage["forget"]] == [FORGET]
    assert stages[0]["auto_forget"] is True
    assert stages[5]["auto_forget"] is False


def test_reordered_and_edited_stages_are_as_they_were_on_any_date_rel_4_log_1():
    order = (HOT, NEW, APPROACHED, POTENTIAL, LOST, CLOSED, FORGET)
    story = given(
        company(),
        (STAGE_LIST, At(LATER, StagesReordered(tuple(STAGES), order))),
        (STAGE_LIST, At(LATER, StageEdited(HOT, {"name": Changed("Nóng", "Rất nóng")}))),
    )
    assert ids(story.ask("stages")["stages"]) == list(order)
    assert story.ask("stages")["stages"][0]["name"] == "Rất nóng"
    before = story.ask("stages", as_of=BEFORE)["stages"]
    assert [stage["name"] for stage in before] == list(STAGES.values())


def test_a_deleted_stage_is_in_the_other_tab_and_comes_back_at_the_end_rel_5():
    story = given(company(), (STAGE_LIST, StageDeleted(HOT)))
    assert HOT not in ids(story.ask("stages")["stages"])
    assert ids(story.ask("stages", deleted=True)["stages"]) == [HOT]
    story = given(
        company(), (STAGE_LIST, StageDeleted(HOT)), (STAGE_LIST, StageRestored(HOT, "Hâm nóng"))
    )
    last = story.ask("stages")["stages"][-1]
    assert (last["id"], last["name"], last["position"]) == (HOT, "Hâm nóng", 7)


def test_the_company_and_its_settings_then_and_now_log_1_rel_13_rel_14_cus_2_sco_2():
    story = given(
        company(),
        ("company-main", At(LATER, CompanyRenamed("Acme", "Acme Việt Nam"))),
        ("company-main", At(LATER, AutoForgetSet(30, None))),
        ("company-main", At(LATER, DuplicateCheckSet("email", "warn", "refuse"))),
        (
            "company-main",
            At(LATER, PotentialThresholdsSet((10, 20, 30, 40, 50), (1, 2, 3, 4, 5))),
        ),
        ("company-main", At(LATER, BoardDragSet(False))),
    )
    assert story.ask("company") == {
        "version": 6,
        "name": "Acme Việt Nam",
        "time_zone": "Asia/Ho_Chi_Minh",
        "currency": "VND",
        "first_stage": NEW,
        "forget_stage": FORGET,
        "forget_after_days": None,
        "thresholds": [1, 2, 3, 4, 5],
        "checks": {"phone": "warn", "email": "refuse", "tax_code": "warn"},
        "board_drag": False,
        "history_start": BEFORE,
    }
    then = story.ask("company", as_of=BEFORE)
    assert (then["name"], then["forget_after_days"], then["board_drag"]) == ("Acme", 30, True)
    assert then["thresholds"] == [10, 20, 30, 40, 50]
    assert then["checks"]["email"] == "warn"


def test_before_it_is_set_up_there_is_no_company():
    with pytest.raises(NotFound):
        given().ask("company")


def test_groups_with_their_points_and_parents_grp_1_grp_2():
    story = given(
        company(),
        (GROUP_LIST, GroupCreated(VIP, "Khách VIP", "KHACH_VIP", 20, None)),
        (GROUP_LIST, GroupCreated(SILVER, "Bạc", "BAC", 5, VIP)),
        (GROUP_LIST, At(LATER, GroupEdited(SILVER, {"points": Changed(5, 7)}))),
        (GROUP_LIST, At(LATER, GroupDeleted(VIP, "leave"))),
    )
    silver = {"id": SILVER, "name": "Bạc", "code": "BAC", "points": 7, "parent": VIP}
    assert story.ask("groups")["groups"] == [silver]
    assert ids(story.ask("groups", deleted=True)["groups"]) == [VIP]
    then = story.ask("groups", as_of=BEFORE)["groups"]
    assert [(group["id"], group["points"]) for group in then] == [(VIP, 20), (SILVER, 5)]


def test_a_restored_group_is_where_it_was_grp_2():
    story = given(
        company(),
        (GROUP_LIST, GroupCreated(VIP, "Khách VIP", "KHACH_VIP", 20, None)),
        (GROUP_LIST, GroupCreated(SILVER, "Bạc", "BAC", 5, None)),
        (GROUP_LIST, GroupDeleted(VIP, "leave")),
        (GROUP_LIST, GroupRestored(VIP)),
    )
    assert ids(story.ask("groups")["groups"]) == [VIP, SILVER]


@pytest.mark.parametrize(
    ("catalogue", "question"),
    [("source", "sources"), ("tier", "tiers"), ("loss_reason", "loss_reasons")],
)
def test_the_catalogues_src_1_tier_1_opp_10(catalogue, question):
    stream = f"catalogue-{catalogue}"
    story = given(
        company(),
        (stream, CatalogueEntryAdded(catalogue, VIP, "Một", "MOT")),
        (stream, CatalogueEntryAdded(catalogue, SILVER, "Hai", "HAI")),
        (stream, CatalogueEntryEdited(catalogue, VIP, {"name": Changed("Một", "Nhất")})),
        (stream, At(LATER, CatalogueEntryDeleted(catalogue, SILVER))),
    )
    assert story.ask(question)[question] == [{"id": VIP, "name": "Nhất", "code": "MOT"}]
    assert ids(story.ask(question, as_of=BEFORE)[question]) == [VIP, SILVER]
    assert ids(story.ask(question, deleted=True)[question]) == [SILVER]
    restored = given(
        company(),
        (stream, CatalogueEntryAdded(catalogue, VIP, "Một", "MOT")),
        (stream, CatalogueEntryDeleted(catalogue, VIP)),
        (stream, CatalogueEntryRestored(catalogue, VIP, "Một nữa")),
    )
    assert restored.ask(question)[question][0]["name"] == "Một nữa"


def test_types_are_found_by_name_and_description_with_or_without_accents_txt_1():
    story = given(
        company(),
        (TYPE_LIST, TransactionTypeCreated(VIP, "Gọi điện", "", 5, False, True)),
        (TYPE_LIST, TransactionTypeCreated(SILVER, "Gặp mặt", "Đến tận nơi", 0, True, True)),
    )
    assert ids(story.ask("transaction_types")["transaction_types"]) == [VIP, SILVER]
    for words, found in (
        ("goi", [VIP]),
        ("Gọi", [VIP]),
        ("den tan", [SILVER]),
        ("noi gap", [SILVER]),
        ("gap goi", []),
        ("%", []),
        ("  ", [VIP, SILVER]),
    ):
        assert ids(story.ask("transaction_types", q=words)["transaction_types"]) == found


def test_an_edited_a_deleted_and_a_restored_type_txt_1():
    points = {"points": Changed(5, 0), "on_calendar": Changed(False, True)}
    story = given(
        company(),
        (TYPE_LIST, TransactionTypeCreated(VIP, "Gọi điện", "", 5, False, True)),
        (TYPE_LIST, TransactionTypeEdited(VIP, points)),
        (TYPE_LIST, At(LATER, TransactionTypeDeleted(VIP))),
        (TYPE_LIST, At(LATER, TransactionTypeRestored(VIP, "Điện thoại"))),
    )
    [called] = story.ask("transaction_types")["transaction_types"]
    assert called == {
        "id": VIP,
        "name": "Điện thoại",
        "description": "",
        "points": 0,
        "on_calendar": True,
        "counts_as_contact": True,
    }


def test_people_by_the_names_they_had_log_1():
    story = given(company(), (f"user-{BINH}", At(LATER, UserRenamed("Bình", "Bình An"))))
    assert [(user["id"], user["name"]) for user in story.ask("users")["users"]] == [
        (ANNA, "Anna"),
        (BINH, "Bình An"),
    ]
    assert story.ask("users", as_of=BEFORE)["users"][1]["name"] == "Bình"


def spring(*events):
    stream = f"campaign-{SPRING}"
    return given(company(), created(manager=ANNA), *((stream, event) for event in events))


def test_a_campaign_by_id_or_code_with_its_people_and_methods_cam_1():
    story = spring(ParticipantsSet((), (Participant(BINH, False),)))
    found = story.ask("campaign", campaign=SPRING)
    assert story.ask("campaign", campaign=" xuan ") == found
    assert found["manager"] == {"id": ANNA, "name": "Anna"}
    assert found["participants"] == [{"user": {"id": BINH, "name": "Bình"}, "accepts": False}]
    assert found["methods"][0] == {
        "id": CALL,
        "name": "Gọi điện",
        "probability": 10,
        "idle_days": 7,
    }
    assert (found["code"], found["division"], found["locked"]) == ("XUAN", "none", False)
    assert story.ask("campaigns")["campaigns"] == [found]
    with pytest.raises(NotFound):
        story.ask("campaign", campaign="HE")


def test_methods_added_edited_reordered_and_deleted_as_of_any_date_cam_3_log_1():
    mail = uid(0x3E9)
    story = spring(
        At(LATER, MethodAdded(Method(mail, "Gửi thư", 5, None), 1)),
        At(LATER, MethodEdited(MEET, {"name": Changed("Gặp mặt", "Thăm")})),
        At(LATER, MethodDeleted(OFFER)),
        At(LATER, MethodsReordered((CALL, mail, MEET, DEAL), (mail, CALL, DEAL, MEET))),
    )
    methods = story.ask("campaign", campaign="XUAN")["methods"]
    assert [method["name"] for method in methods] == ["Gửi thư", "Gọi điện", "Chốt", "Thăm"]
    then = story.ask("campaign", campaign="XUAN", as_of=BEFORE)["methods"]
    assert ids(then) == [CALL, MEET, OFFER, DEAL]


def test_locked_edited_deleted_and_restored_cam_1():
    story = spring(
        CampaignEdited({"code": Changed("XUAN", "TET"), "ends": Changed(None, "2026-03-01")}),
        CampaignLocked(),
    )
    found = story.ask("campaign", campaign="tet")
    assert (found["locked"], found["ends"], found["deleted"]) == (True, "2026-03-01", False)
    gone = spring(CampaignLocked(), CampaignUnlocked(), CampaignDeleted())
    assert gone.ask("campaigns")["campaigns"] == []
    assert ids(gone.ask("campaigns", deleted=True)["campaigns"]) == [SPRING]
    assert gone.ask("campaign", campaign="XUAN")["deleted"] is True
    back = spring(CampaignDeleted(), CampaignRestored())
    assert ids(back.ask("campaigns")["campaigns"]) == [SPRING]


def test_a_draw_of_an_owner_is_a_new_version_of_the_campaign_as_it_is_now_opp_14():
    story = spring(At(LATER, OwnerDrawn(ANNA)), At(LATER, OwnerDrawn(BINH)))
    found = story.ask("campaign", campaign=SPRING)
    assert found["version"] == 3
    assert story.ask("campaigns")["campaigns"] == [found]
    assert story.ask("campaign", campaign=SPRING, as_of=BEFORE)["version"] == 1
    story.when(LockCampaign(campaign=SPRING)).done()
    assert story.ask("campaign", campaign=SPRING)["version"] == 4


def test_names_are_those_of_the_moment_and_before_its_time_the_first_one_log_1_imp_9():
    story = given(company(), (f"user-{BINH}", At(LATER, UserRenamed("Bình", "Bình An"))))
    story.crm.catch_up()
    with story.crm.views.read() as db:
        assert names(db, "user", [ANNA, BINH, None, uid(9)], NOW) == {ANNA: "Anna", BINH: "Bình An"}
        assert names(db, "user", [BINH], Moment(BEFORE)) == {BINH: "Bình"}
        assert names(db, "user", [BINH], Moment("2020-01-01T00:00:00.000000Z")) == {BINH: "Bình"}
        assert names(db, "user", [BINH], Moment(None, 3)) == {}
        assert names(db, "user", [], NOW) == {}
        assert time_zone(db) == "Asia/Ho_Chi_Minh"
