"""The pipeline board: where opportunities stand, what they weigh, who rests, and since when."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from getcrm.commands.campaign import AddMethod, EditMethod, LockCampaign, ReorderMethods
from getcrm.commands.company import SetPotentialThresholds
from getcrm.commands.customer import EditCustomer
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import (
    AssignOpportunity,
    DeleteOpportunity,
    EditOpportunity,
    LoseOpportunity,
    MarkIdle,
    MoveOpportunity,
    OpenOpportunity,
    ReopenOpportunity,
    RestoreOpportunity,
    WinOpportunity,
)
from getcrm.domain.customer_group import GroupCreated
from getcrm.domain.refusals import NotFound
from getcrm.projections.pipeline_board import due_for_marking
from getcrm.projections.query import BadCursor
from tests.commands.people import registered
from tests.commands.sales import (
    CALL,
    DEAL,
    FAIR,
    MAY,
    MEET,
    OFFER,
    PRICE,
    ROPE,
    SEN,
    SPRING,
    SUMMER,
    TENT,
    created,
    opened,
    sales,
    summer,
)
from tests.story import ANNA, BEFORE, BINH, NOON, At, uid

TUESDAY = "2026-01-06T05:00:00.000000Z"
FRIDAY = "2026-01-09T05:00:00.000000Z"
BOAT = uid(0x0F3)
VIP_GROUP = uid(0x6E0)
VIP = uid(0xC3)


def board(story, **query):
    """The columns by their names."""
    answer = story.ask("pipeline_board", campaign=SPRING, **query)
    return {column["name"]: column for column in answer["columns"]}


def ids(column):
    return [card["id"] for card in column["cards"]]


def figures(column):
    return column["count"], column["amount"], column["weighted"]


def position(story, more=0):
    return str(story.crm.log.position() + more)


def rope(**details):
    return opened(ROPE, owner=ANNA, expected_amount="1000", **details)


def tent(**details):
    return opened(TENT, customer=SEN, method=MEET, probability=40, **details)


def win(amount="900", id=ROPE):
    return WinOpportunity(opportunity=id, amount=Decimal(amount))


def test_one_column_per_approach_method_and_one_for_the_lost_opp_7():
    answer = sales(rope()).ask("pipeline_board", campaign="xuan")
    assert answer["campaign"] == {"id": SPRING, "name": "Mùa xuân"}
    assert [(c["stage"], c["name"], c["kind"]) for c in answer["columns"]] == [
        (CALL, "Gọi điện", "open"),
        (MEET, "Gặp mặt", "open"),
        (OFFER, "Báo giá", "open"),
        (DEAL, "Chốt", "won"),
        ("lost", "Lost", "lost"),
    ]
    vietnamese = sales(rope()).ask("pipeline_board", language="vi", campaign=SPRING)
    assert vietnamese["columns"][-1]["name"] == "Thất bại"
    with pytest.raises(NotFound):
        sales().ask("pipeline_board", campaign=SUMMER)


def test_a_card_says_who_how_much_and_since_when_opp_7():
    story = sales(rope(name="Dây thừng"))
    assert board(story)["Gọi điện"]["cards"] == [
        {
            "id": ROPE,
            "version": 1,
            "name": "Dây thừng",
            "customer": {"id": MAY, "name": "Mây"},
            "amount": "1000",
            "owner": {"id": ANNA, "name": "Anna"},
            "stars": 0,
            "probability": 10,
            "entered_at": BEFORE,
            "age_days": 4,
            "idle": None,
            "outcome": "open",
        }
    ]


def test_totals_and_weighted_totals_are_exact_opp_7_mon_1():
    story = sales(
        opened(ROPE, expected_amount="0.1", probability=33),
        opened(TENT, customer=SEN, expected_amount="0.2", probability=50),
        opened(BOAT, customer=SEN, expected_amount=None),
    )
    assert figures(board(story)["Gọi điện"]) == (3, "0.3", "0.133")
    assert figures(board(story)["Gặp mặt"]) == (0, "0", "0")


def test_the_newest_in_a_column_is_on_top_opp_7():
    story = sales(rope(), opened(TENT, customer=SEN))
    assert ids(board(story)["Gọi điện"]) == [ROPE, TENT]
    story.when(MoveOpportunity(opportunity=ROPE, method=MEET)).done()
    story.at(TUESDAY).when(MoveOpportunity(opportunity=TENT, method=MEET)).done()
    assert ids(board(story)["Gặp mặt"]) == [TENT, ROPE]


def test_won_it_stands_where_it_was_won_with_the_amount_earned_opp_8_opp_9():
    story = sales(rope(), tent()).when(win("905")).done()
    columns = board(story)
    assert figures(columns["Chốt"]) == (1, "905", "905")
    [card] = columns["Chốt"]["cards"]
    assert (card["outcome"], card["amount"], card["entered_at"]) == ("won", "905", NOON)
    assert figures(columns["Gọi điện"]) == (0, "0", "0")


def test_lost_it_is_worth_nothing_more_opp_10():
    lose = LoseOpportunity(opportunity=ROPE, reason=PRICE, note="đắt quá")
    story = sales(rope()).when(lose).done()
    assert figures(board(story)["Lost"]) == (1, "1000", "0")
    found = story.ask("opportunity", opportunity=ROPE)
    assert (found["reason"], found["note"]) == ({"id": PRICE, "name": "Giá"}, "đắt quá")
    assert (found["outcome"], found["method"]["name"]) == ("lost", "Gọi điện")


def test_reopened_it_is_back_with_what_was_expected_opp_11():
    story = sales(rope()).when(win()).done()
    story.when(ReopenOpportunity(opportunity=ROPE)).done()
    columns = board(story)
    assert figures(columns["Gọi điện"]) == (1, "1000", "100")
    assert figures(columns["Chốt"]) == (0, "0", "0")


def test_another_last_method_wins_and_reopens_nothing_cam_3():
    story = sales(rope(), tent()).when(win()).done()
    order = [CALL, DEAL, OFFER, MEET]
    story.when(ReorderMethods(campaign=SPRING, methods=order)).done()
    columns = board(story)
    assert list(columns) == ["Gọi điện", "Chốt", "Báo giá", "Gặp mặt", "Lost"]
    assert [card["outcome"] for card in columns["Chốt"]["cards"]] == ["won"]
    assert [card["outcome"] for card in columns["Gặp mặt"]["cards"]] == ["open"]
    assert columns["Gặp mặt"]["kind"] == "won"


def test_deleted_it_leaves_the_board_and_restored_it_is_where_it_was_opp_18():
    story = sales(rope()).when(DeleteOpportunity(opportunity=ROPE)).done()
    assert figures(board(story)["Gọi điện"]) == (0, "0", "0")
    assert story.ask("opportunity", opportunity=ROPE)["deleted"] is True
    assert story.ask("opportunities")["opportunities"] == []
    [gone] = story.ask("opportunities", deleted=True)["opportunities"]
    assert gone["id"] == ROPE
    story.at(TUESDAY).when(RestoreOpportunity(opportunity=ROPE)).done()
    assert figures(board(story)["Gọi điện"]) == (1, "1000", "100")
    assert board(story)["Gọi điện"]["cards"][0]["entered_at"] == BEFORE


def test_filtered_by_owner_source_and_stars_with_totals_to_match_opp_7_sco_5():
    vip = [
        ("customer_groups-main", GroupCreated(VIP_GROUP, "VIP", "VIP", 25, None)),
        registered(VIP, name="Quý", groups=(VIP_GROUP,)),
    ]
    story = sales(
        vip,
        rope(source=FAIR),
        opened(TENT, customer=SEN, expected_amount="5", probability=20),
        opened(BOAT, customer=VIP, owner=BINH, expected_amount="70"),
    )
    assert figures(board(story)["Gọi điện"]) == (3, "1075", "108")
    for asked, found, weight in (
        ({"owner": ANNA}, [ROPE], (1, "1000", "100")),
        ({"owner": "none"}, [TENT], (1, "5", "1")),
        ({"source": FAIR}, [ROPE], (1, "1000", "100")),
        ({"min_stars": 2}, [BOAT], (1, "70", "7")),
        ({"min_stars": 3}, [], (0, "0", "0")),
        ({"owner": ANNA, "min_stars": 1}, [], (0, "0", "0")),
    ):
        for moment in ({}, {"as_of": NOON}, {"as_known_at": position(story)}):
            column = board(story, **asked, **moment)["Gọi điện"]
            assert (ids(column), figures(column)) == (found, weight)
    assert [card["stars"] for card in board(story)["Gọi điện"]["cards"]] == [0, 0, 2]
    story.when(SetPotentialThresholds(thresholds=[1, 2, 3, 4, 5])).done()
    assert ids(board(story, min_stars=5)["Gọi điện"]) == [BOAT]


@pytest.mark.parametrize("moment", [{}, {"as_of": NOON}])
def test_a_column_is_paged_without_loss_or_repetition_opp_7(moment):
    times = [f"2026-01-02T01:{n // 3:02}:00.000000Z" for n in range(25)]
    past = []
    for n, at in enumerate(times):
        stream, event = opened(uid(0x900 + n), customer=SEN)
        past.append((stream, At(at, event)))
    story = sales(past, tent())
    first = board(story, limit=10, **moment)
    column, seen = first["Gọi điện"], []
    assert column["count"] == 25
    assert first["Gặp mặt"]["next"] is None
    while True:
        seen += ids(column)
        if column["next"] is None:
            break
        paged = board(story, limit=10, column=CALL, cursor=column["next"], **moment)
        assert list(paged) == ["Gọi điện"]
        column = paged["Gọi điện"]
    by_time = sorted(range(25), key=lambda n: (times[n], -n), reverse=True)
    assert seen == [uid(0x900 + n) for n in by_time]


def test_a_column_or_a_cursor_that_is_none_is_told():
    story = sales(rope())
    with pytest.raises(NotFound):
        board(story, column=uid(9))
    with pytest.raises(BadCursor):
        board(story, cursor="nonsense")
    with pytest.raises(ValidationError):
        board(story, limit=201)


def test_as_of_any_date_the_board_is_as_it_was_log_1():
    story = sales(rope(), tent())
    story.when(MoveOpportunity(opportunity=ROPE, method=OFFER)).done()
    story.when(EditMethod(campaign=SPRING, method=OFFER, name="Chào giá")).done()
    story.when(EditCustomer(customer=MAY, name="Mây Tre")).done()
    story.at(TUESDAY).when(win("800")).done()
    story.when(AssignOpportunity(opportunity=TENT, owner=BINH)).done()
    then = board(story, as_of="2026-01-04")
    assert figures(then["Gọi điện"]) == (1, "1000", "100")
    assert then["Gọi điện"]["cards"][0]["customer"]["name"] == "Mây"
    assert then["Gọi điện"]["cards"][0]["age_days"] == 3
    monday = board(story, as_of="2026-01-05")
    assert figures(monday["Chào giá"]) == (1, "1000", "700")
    assert monday["Chào giá"]["cards"][0]["customer"]["name"] == "Mây Tre"
    assert monday["Gặp mặt"]["cards"][0]["owner"] is None
    assert figures(board(story, as_of="2026-01-06")["Chốt"]) == (1, "800", "800")
    assert board(story, as_of="2025-12-31")["Gọi điện"]["count"] == 0


def test_what_was_recorded_late_was_not_known_before_log_1():
    story = sales(rope())
    before = position(story)
    story.at(FRIDAY).when(win("800"), at=TUESDAY).done()
    assert board(story, as_of=TUESDAY)["Chốt"]["count"] == 1
    assert board(story, as_of=TUESDAY, as_known_at=before)["Chốt"]["count"] == 0
    assert board(story, as_known_at=before)["Gọi điện"]["count"] == 1
    assert board(story, as_of=NOON)["Chốt"]["count"] == 0
    known = story.ask("pipeline_board", campaign=SPRING, as_known_at=before)
    assert known["position"] == int(before)


def test_a_campaign_made_later_shows_its_imported_history_imp_9_log_1():
    stream, event = opened(ROPE)
    early = "2025-06-01T01:00:00.000000Z"
    story = sales((stream, At(early, event)))
    assert ids(board(story, as_of="2025-06-01")["Gọi điện"]) == [ROPE]
    assert board(story, as_of="2025-06-01")["Gọi điện"]["cards"][0]["customer"]["name"] == "Mây"


def test_a_method_made_later_stands_where_late_entries_need_it_imp_9_log_1():
    later = uid(0x3E9)
    story = sales(rope()).at(TUESDAY)
    story.when(AddMethod(campaign=SPRING, method=later, name="Dùng thử", position=1)).done()
    story.at(FRIDAY).when(MoveOpportunity(opportunity=ROPE, method=later), at=NOON).done()
    then = board(story, as_of=NOON)
    assert list(then) == ["Gọi điện", "Gặp mặt", "Báo giá", "Dùng thử", "Chốt", "Lost"]
    assert ids(then["Dùng thử"]) == [ROPE]
    assert "Dùng thử" not in board(story, as_of=BEFORE)
    assert list(board(story))[1] == "Dùng thử"


def test_idle_by_the_limit_of_its_method_and_a_change_of_it_applies_at_once_opp_19():
    story = sales(rope()).at("2026-01-08T00:59:59.000000Z")
    assert board(story)["Gọi điện"]["cards"][0]["idle"] is None
    story.at("2026-01-08T01:00:00.000000Z")
    idle = {"since": BEFORE, "days": 7, "limit": 7}
    assert board(story)["Gọi điện"]["cards"][0]["idle"] == idle
    story.when(EditMethod(campaign=SPRING, method=CALL, idle_days=8)).done()
    assert board(story)["Gọi điện"]["cards"][0]["idle"] is None
    then = board(story, as_of="2026-01-08T01:00:00Z", as_known_at=position(story, -1))
    assert then["Gọi điện"]["cards"][0]["idle"] == idle
    story.when(EditMethod(campaign=SPRING, method=CALL, idle_days=None)).done()
    assert board(story.at("2027-01-01T00:00:00.000000Z"))["Gọi điện"]["cards"][0]["idle"] is None


def test_a_change_or_a_contact_ends_the_rest_a_mark_of_the_clock_does_not_opp_19():
    story = sales(rope(), tent()).at("2026-01-08T01:00:00.000000Z")
    story.when(MarkIdle(opportunity=ROPE), by="system").done()
    assert board(story, idle=True)["Gọi điện"]["count"] == 1
    story.when(RecordContact(customer=MAY, kind="call"), at=NOON).done()
    assert board(story)["Gọi điện"]["cards"][0]["idle"] is None
    assert ids(board(story, idle=True)["Gọi điện"]) == []
    assert ids(board(story, idle=False)["Gọi điện"]) == [ROPE]
    story.at("2026-01-12T05:00:00.000000Z")
    since_contact = {"since": NOON, "days": 7, "limit": 7}
    assert board(story)["Gọi điện"]["cards"][0]["idle"] == since_contact
    story.when(EditOpportunity(opportunity=ROPE, description="gọi lại")).done()
    assert board(story)["Gọi điện"]["cards"][0]["idle"] is None


def test_the_idle_filter_finds_what_the_cards_say_then_and_now_opp_19_log_1():
    story = sales(rope(), tent()).at("2026-01-09T01:00:00.000000Z")
    story.when(RecordContact(customer=MAY, kind="call")).done()
    for day, idle in (("2026-01-07", []), ("2026-01-08", [ROPE]), ("2026-01-09", [])):
        column = board(story, idle=True, as_of=day)["Gọi điện"]
        assert (ids(column), column["count"]) == (idle, len(idle))
        shown = board(story, as_of=day)["Gọi điện"]["cards"]
        assert [card["id"] for card in shown if card["idle"]] == idle
        listed = story.ask("idle_opportunities", campaign="XUAN", as_of=day)["opportunities"]
        assert [one["id"] for one in listed] == idle


def test_idle_ones_are_listed_the_longest_unchanged_first_opp_19():
    past = []
    for n in range(5):
        stream, event = opened(uid(0x900 + n), customer=SEN, owner=ANNA if n else None)
        past.append((stream, At(f"2026-01-02T01:0{n // 2}:00.000000Z", event)))
    story = sales(past).at("2026-02-01T00:00:00.000000Z")
    seen, cursor = [], None
    while True:
        page = story.ask("idle_opportunities", limit=2, cursor=cursor)
        seen += [one["id"] for one in page["opportunities"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [uid(0x900 + n) for n in range(5)]
    unowned = story.ask("idle_opportunities", owner="none")["opportunities"]
    assert [one["id"] for one in unowned] == [uid(0x900)]
    assert story.ask("idle_opportunities", owner=BINH)["opportunities"] == []


def test_why_it_is_idle_opens_the_event_it_is_counted_from_opp_19_log_2():
    story = sales(rope()).at("2026-01-08T01:00:00.000000Z")
    story.when(MarkIdle(opportunity=ROPE), by="system").done()
    told = story.ask("explain_idle", opportunity=ROPE)
    assert (told["idle"], told["since"], told["days"], told["limit"]) == (True, BEFORE, 7, 7)
    assert (told["counted_from"], told["event"]["topic"]) == ("change", "OpportunityOpened")
    story.when(RecordContact(customer=MAY, kind="call"), at=NOON).done()
    told = story.ask("explain_idle", opportunity=ROPE)
    assert (told["idle"], told["since"], told["days"]) == (False, NOON, 2)
    assert (told["counted_from"], told["event"]["topic"]) == ("contact", "CustomerContacted")
    assert told["event"]["position"] == story.crm.log.position()
    then = story.ask("explain_idle", opportunity=ROPE, as_known_at=position(story, -1))
    assert (then["idle"], then["counted_from"]) == (True, "change")
    unlimited = sales(tent()).ask("explain_idle", opportunity=TENT)
    assert (unlimited["idle"], unlimited["limit"]) == (False, None)


def due(story, now):
    story.crm.catch_up()
    with story.crm.views.read() as db:
        return due_for_marking(db, now)


def test_the_clock_is_told_whom_to_mark_once_for_each_rest_opp_19():
    story = sales(rope(), tent())
    assert due(story, "2026-01-08T00:59:59.000000Z") == []
    week = "2026-01-08T01:00:00.000000Z"
    assert due(story, week) == [ROPE]
    story.at(week).when(MarkIdle(opportunity=ROPE), by="system").done()
    assert due(story, week) == []
    story.when(RecordContact(customer=MAY, kind="call")).done()
    assert due(story, "2026-01-14T01:00:00.000000Z") == []
    assert due(story, "2026-01-15T01:00:00.000000Z") == [ROPE]
    story.when(LockCampaign(campaign=SPRING)).done()
    assert due(story, "2026-01-15T01:00:00.000000Z") == []


def test_everything_about_one_opportunity_then_and_now_opp_2_log_1():
    story = sales(rope(source=FAIR, products=["Dây"], expected_close="2026-02-01"))
    story.when(EditOpportunity(opportunity=ROPE, name="Dây dù", products=["Dù"])).done()
    found = story.ask("opportunity", opportunity=ROPE)
    assert (found["name"], found["products"], found["version"]) == ("Dây dù", ["Dù"], 2)
    assert found["campaign"] == {"id": SPRING, "name": "Mùa xuân"}
    assert found["source"] == {"id": FAIR, "name": "Hội chợ"}
    assert (found["expected_close"], found["expected_amount"]) == ("2026-02-01", "1000")
    assert (found["opened_at"], found["changed_at"]) == (BEFORE, NOON)
    then = story.ask("opportunity", opportunity=ROPE, as_of=BEFORE)
    assert (then["name"], then["products"], then["version"]) == ("Mây", ["Dây"], 1)
    with pytest.raises(NotFound):
        story.ask("opportunity", opportunity=TENT)
    with pytest.raises(NotFound):
        story.ask("opportunity", opportunity=ROPE, as_of="2025-12-01")


def test_opportunities_are_found_by_campaign_customer_owner_outcome_and_name_opp_4():
    story = sales(
        summer(),
        rope(name="Dây thừng Đà Nẵng", source=FAIR),
        tent(name="Lều 100%", expected_amount="5"),
    )
    story.when(
        OpenOpportunity(opportunity=BOAT, campaign=SUMMER, customer=MAY, owner=BINH, name="Thuyền")
    ).done()
    for asked, found in (
        ({}, {ROPE, TENT, BOAT}),
        ({"campaign": "XUAN"}, {ROPE, TENT}),
        ({"campaign": SUMMER}, {BOAT}),
        ({"customer": MAY}, {ROPE, BOAT}),
        ({"owner": ANNA}, {ROPE}),
        ({"owner": "none"}, {TENT}),
        ({"outcome": "won"}, set()),
        ({"method": MEET}, {TENT}),
        ({"source": FAIR}, {ROPE}),
        ({"q": "da nang day"}, {ROPE}),
        ({"q": "Đà"}, {ROPE}),
        ({"q": "may"}, {ROPE, BOAT}),
        ({"q": "thuyen MÂY"}, {BOAT}),
        ({"q": "sen leu"}, {TENT}),
        ({"q": "sen thuyen"}, set()),
        ({"q": "%"}, {TENT}),
    ):
        answer = story.ask("opportunities", **asked)
        assert {one["id"] for one in answer["opportunities"]} == found


@pytest.mark.parametrize(
    "sort", ["opened", "entered", "changed", "name", "amount", "probability", "expected_close"]
)
@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("moment", [{}, {"as_of": "2026-01-20"}])
def test_a_sorted_list_is_paged_without_loss_or_repetition(sort, order, moment):
    past = []
    for n in range(11):
        details = {
            "name": f"Số {n % 4}",
            "probability": n % 3,
            "expected_amount": None if n % 5 == 0 else str(n % 2),
            "expected_close": None if n % 2 else f"2026-02-0{n % 3 + 1}",
        }
        stream, event = opened(uid(0x900 + n), customer=SEN, **details)
        past.append((stream, At(f"2026-01-0{n % 4 + 1}T01:00:00.000000Z", event)))
    story, seen, cursor = sales(past), [], None
    while True:
        page = story.ask("opportunities", sort=sort, order=order, limit=3, cursor=cursor, **moment)
        seen += page["opportunities"]
        cursor = page["next"]
        if cursor is None:
            break
    assert sorted(one["id"] for one in seen) == [uid(0x900 + n) for n in range(11)]
    field = {"name": "name", "amount": "amount", "probability": "probability"}.get(sort)
    field = field or ("expected_close" if sort == "expected_close" else "opened_at")
    blank = -1 if sort == "amount" else ""
    read = Decimal if sort == "amount" else lambda value: value
    keys = [blank if one[field] is None else read(one[field]) for one in seen]
    assert keys == sorted(keys, reverse=order == "desc")


@pytest.mark.parametrize("moment", [{}, {"as_of": "2026-01-20"}])
def test_a_board_is_searched_by_the_names_on_its_cards_with_totals_to_match_opp_7(moment):
    story = sales(rope(name="Dây thừng"), opened(TENT, customer=SEN, expected_amount="5"))
    for q, found, count in (("thung", [ROPE], 1), ("SEN", [TENT], 1), ("may day", [ROPE], 1)):
        column = board(story, q=q, **moment)["Gọi điện"]
        assert (ids(column), column["count"]) == (found, count), q
    assert figures(board(story, q="sen", **moment)["Gọi điện"]) == (1, "5", "0.5")
    assert ids(board(story, q="%", **moment)["Gọi điện"]) == []


def test_a_customer_is_found_by_the_name_it_had_then_log_1():
    story = sales(rope(name="Dây"))
    story.when(EditCustomer(customer=MAY, name="Tre Việt")).done()
    for q, moment, found in (
        ("tre viet", {}, [ROPE]),
        ("may", {}, []),
        ("may", {"as_of": BEFORE}, [ROPE]),
        ("tre", {"as_of": BEFORE}, []),
    ):
        answer = story.ask("opportunities", q=q, **moment)
        assert [one["id"] for one in answer["opportunities"]] == found
        assert ids(board(story, q=q, **moment)["Gọi điện"]) == found


def test_a_cursor_of_another_question_is_none():
    story = sales(rope(), tent())
    cursor = story.ask("opportunities", limit=1, sort="name")["next"]
    with pytest.raises(BadCursor):
        story.ask("opportunities", sort="amount", cursor=cursor)


def test_every_total_opens_the_entries_that_sum_to_it_log_2():
    story = sales(rope(), tent(expected_amount="5"))
    story.when(MoveOpportunity(opportunity=ROPE, method=MEET)).done()
    story.when(EditOpportunity(opportunity=ROPE, expected_amount=Decimal("1005"))).done()
    story.when(LoseOpportunity(opportunity=TENT)).done()
    for name, column in board(story).items():
        told = story.ask("pipeline_board_entries", campaign="XUAN", stage=column["stage"])
        assert figures(told) == figures(column), name
        for field in ("count", "amount", "weighted"):
            summed = sum(Decimal(str(entry[field])) for entry in told["entries"])
            assert summed == Decimal(str(told[field]))
    meet = story.ask("pipeline_board_entries", campaign=SPRING, stage=MEET)["entries"]
    assert [(e["opportunity"], e["count"], e["amount"]) for e in meet] == [
        (TENT, 1, "5"),
        (ROPE, 1, "1000"),
        (ROPE, 0, "5"),
        (TENT, -1, "-5"),
    ]
    theirs = story.ask("pipeline_board_entries", campaign=SPRING, stage=MEET, owner=ANNA)
    assert figures(theirs) == (1, "1005", "402")
    unowned = story.ask("pipeline_board_entries", campaign=SPRING, stage="lost", owner="none")
    assert figures(unowned) == (1, "5", "0")
    before = story.ask("pipeline_board_entries", campaign=SPRING, stage=CALL, as_of=BEFORE)
    assert figures(before) == (1, "1000", "100")


def test_entries_are_paged_log_2():
    story = sales(rope(), tent(expected_amount="5"))
    story.when(MoveOpportunity(opportunity=ROPE, method=MEET)).done()
    asked = {"campaign": SPRING, "stage": MEET, "limit": 1}
    first = story.ask("pipeline_board_entries", **asked)
    second = story.ask("pipeline_board_entries", **asked, cursor=first["next"])
    assert [e["opportunity"] for e in first["entries"] + second["entries"]] == [TENT, ROPE]
    assert (second["next"], second["count"]) == (None, 2)
    with pytest.raises(BadCursor):
        story.ask("pipeline_board_entries", **asked, cursor="WyJ4Iiwxb")


def test_what_was_recorded_with_more_decimals_is_shown_to_the_last_mon_1():
    story = sales(opened(ROPE, expected_amount="99999999999.9999", probability=33, source=FAIR))
    shown = (1, "99999999999.9999", "32999999999.999967")
    assert figures(board(story)["Gọi điện"]) == shown
    assert figures(board(story, source=FAIR)["Gọi điện"]) == shown


def test_campaigns_do_not_mix():
    story = sales(created(), summer(), rope())
    answer = story.ask("pipeline_board", campaign="HE")
    assert [column["count"] for column in answer["columns"]] == [0, 0, 0]
