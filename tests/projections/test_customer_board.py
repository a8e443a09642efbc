"""The board of customers: who stands in which relationship stage, now and as of any date."""

import pytest

from getcrm.commands.company import SetBoardDrag
from getcrm.commands.customer import (
    ChangeCustomerStage,
    DeleteCustomer,
    EditCustomer,
    ReassignCustomer,
    RestoreCustomer,
)
from getcrm.commands.relationship_stage import DeleteStage, EditStage, ReorderStages
from getcrm.domain.customer_group import GroupCreated
from getcrm.domain.refusals import NotFound
from getcrm.projections.query import BadCursor
from tests.commands.people import MAY, SEN, registered
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
    NOON,
    POTENTIAL,
    STAGES,
    At,
    company,
    given,
    uid,
)

TUESDAY = "2026-01-06T05:00:00.000000Z"
VIPS = uid(0x6E0)


def people(*past):
    """Mây, Anna's, is new; Sen, nobody's, is hot."""
    may = registered(MAY, code="KH-1", name="Mây", owner=ANNA)
    return given(company(), may, registered(SEN, code="KH-2", name="Sen", stage=HOT), *past)


def board(story, **query):
    """The columns by their stages."""
    return {column["stage"]: column for column in story.ask("customer_board", **query)["columns"]}


def ids(column):
    return [card["id"] for card in column["cards"]]


def counts(columns):
    return {STAGES[stage]: column["count"] for stage, column in columns.items() if column["count"]}


def position(story):
    return str(story.crm.log.position())


def test_a_column_per_stage_in_their_order_the_first_one_marked_rel_14_rel_7():
    story = people()
    columns = story.ask("customer_board")["columns"]
    assert [column["name"] for column in columns] == list(STAGES.values())
    assert [column["stage"] for column in columns if column["first"]] == [NEW]
    assert [column["stage"] for column in columns if column["forget"]] == [FORGET]
    assert counts(board(story)) == {"Mới": 1, "Nóng": 1}


def test_a_card_says_who_and_whose_rel_14():
    assert board(people())[NEW]["cards"] == [
        {
            "id": MAY,
            "code": "KH-1",
            "name": "Mây",
            "owner": {"id": ANNA, "name": "Anna"},
            "stars": 0,
            "entered_at": BEFORE,
            "age_days": 4,
        }
    ]


def test_whoever_is_moved_is_on_top_of_the_new_column_rel_14():
    story = people().when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    assert ids(board(story)[HOT]) == [MAY, SEN]
    assert board(story)[HOT]["cards"][0]["entered_at"] == NOON
    assert counts(board(story)) == {"Nóng": 2}


def test_renamed_and_given_a_code_the_card_says_so():
    story = people().when(EditCustomer(customer=MAY, name="Mây Tre", code="KH-9")).done()
    [card] = board(story)[NEW]["cards"]
    assert (card["name"], card["code"]) == ("Mây Tre", "KH-9")
    story.when(EditCustomer(customer=MAY, website="may.vn")).done()
    assert board(story)[NEW]["cards"] == [card]


def test_the_deleted_are_not_shown_and_come_back_where_they_were_cus_3():
    story = people().when(DeleteCustomer(customer=MAY)).done()
    assert counts(board(story)) == {"Nóng": 1}
    assert ids(board(story)[NEW]) == []
    story.at(TUESDAY).when(RestoreCustomer(customer=MAY)).done()
    assert board(story)[NEW]["cards"][0]["entered_at"] == BEFORE
    assert counts(board(story, as_of=NOON)) == {"Nóng": 1}


@pytest.mark.parametrize("moment", [{}, {"as_of": NOON}, {"as_known_at": "14"}])
def test_of_one_owner_or_of_nobody_rel_14(moment):
    story = people()
    for owner, found in ((ANNA, {"Mới": 1}), ("none", {"Nóng": 1}), (BINH, {})):
        columns = board(story, owner=owner, **moment)
        assert counts(columns) == found
        assert sum(len(column["cards"]) for column in columns.values()) == sum(found.values())


def test_owners_as_they_were_log_1():
    story = people().when(ReassignCustomer(customer=MAY, owner=BINH)).done()
    assert counts(board(story, owner=BINH)) == {"Mới": 1}
    assert counts(board(story, owner=BINH, as_of=BEFORE)) == {}
    assert counts(board(story, owner=ANNA, as_of=BEFORE)) == {"Mới": 1}
    assert board(story, as_of=BEFORE)[NEW]["cards"][0]["owner"]["name"] == "Anna"


def test_filtered_by_stars_sco_5():
    quy = uid(0xC3)
    story = people(
        ("customer_groups-main", GroupCreated(VIPS, "VIP", "VIP", 25, None)),
        registered(quy, name="Quý", groups=(VIPS,)),
    )
    for moment in ({}, {"as_of": NOON}):
        columns = board(story, min_stars=2, **moment)
        assert (counts(columns), ids(columns[NEW])) == ({"Mới": 1}, [quy])
        assert columns[NEW]["cards"][0]["stars"] == 2
        assert counts(board(story, min_stars=3, **moment)) == {}


def test_the_columns_are_those_of_the_time_log_1_rel_6():
    story = people().when(ReorderStages(stages=[*list(STAGES)[::-1]])).done()
    story.when(EditStage(stage=NEW, name="Khách mới")).done()
    story.when(DeleteStage(stage=POTENTIAL)).done()
    now = story.ask("customer_board")["columns"]
    assert [c["stage"] for c in now] == [FORGET, CLOSED, LOST, HOT, APPROACHED, NEW]
    assert now[-1]["name"] == "Khách mới"
    then = story.ask("customer_board", as_of="2026-01-02")["columns"]
    assert [column["name"] for column in then] == list(STAGES.values())


def test_dragging_is_switched_on_and_off_rel_14():
    story = people()
    assert story.ask("customer_board")["drag"] is True
    story.when(SetBoardDrag(enabled=False)).done()
    assert story.ask("customer_board")["drag"] is False
    assert story.ask("customer_board", as_of=BEFORE)["drag"] is True


@pytest.mark.parametrize("moment", [{}, {"as_of": NOON}])
def test_a_column_is_paged_without_loss_or_repetition_rel_14(moment):
    times = [f"2026-01-02T01:{n // 3:02}:00.000000Z" for n in range(25)]
    past = []
    for n, at in enumerate(times):
        stream, event = registered(uid(0x900 + n), code=f"K-{n}", name=f"Số {n}")
        past.append((stream, At(at, event)))
    story = given(company(), past)
    column, seen = board(story, limit=10, **moment)[NEW], []
    assert column["count"] == 25
    while True:
        seen += ids(column)
        if column["next"] is None:
            break
        paged = board(story, limit=10, column=NEW, cursor=column["next"], **moment)
        assert list(paged) == [NEW]
        column = paged[NEW]
    by_time = sorted(range(25), key=lambda n: (times[n], -n), reverse=True)
    assert seen == [uid(0x900 + n) for n in by_time]


def test_a_column_or_a_cursor_that_is_none_is_told():
    with pytest.raises(NotFound):
        board(people(), column=uid(9))
    with pytest.raises(BadCursor):
        board(people(), column=NEW, cursor="nonsense")


def test_customers_imported_with_their_own_dates_are_in_the_stage_they_were_in_imp_9_log_1():
    stream, event = registered(uid(0x900), name="Cũ", stage=CLOSED)
    story = people((stream, At("2020-05-01T01:00:00.000000Z", event)))
    columns = board(story, as_of="2020-06-01")
    assert (counts(columns), columns[CLOSED]["name"]) == ({"Chốt": 1}, "Chốt")
    assert ids(columns[CLOSED]) == [uid(0x900)]


def test_every_count_opens_the_entries_that_sum_to_it_log_2():
    story = people().when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    known = position(story)
    story.when(DeleteCustomer(customer=SEN)).done()
    for stage, column in board(story).items():
        told = story.ask("customer_board_entries", stage=stage)
        assert told["count"] == column["count"] == sum(e["count"] for e in told["entries"])
    told = story.ask("customer_board_entries", stage=HOT)
    assert [(e["customer"], e["count"]) for e in told["entries"]] == [(SEN, 1), (MAY, 1), (SEN, -1)]
    assert story.ask("customer_board_entries", stage=HOT, owner=ANNA)["count"] == 1
    assert story.ask("customer_board_entries", stage=HOT, owner="none")["count"] == 0
    assert story.ask("customer_board_entries", stage=HOT, as_known_at=known)["count"] == 2
    assert story.ask("customer_board_entries", stage=HOT, as_of=BEFORE)["count"] == 1
