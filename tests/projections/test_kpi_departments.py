"""KPI by department, and whose figures who may see (KPI-4, KPI-6, PERM-4)."""

from decimal import Decimal

import pytest

from getcrm.commands.customer import ChangeCustomerStage, RegisterCustomer
from getcrm.commands.department import CreateDepartment, EditDepartment
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import AssignOpportunity, ReopenOpportunity, WinOpportunity
from getcrm.commands.transaction import CompleteTransaction, MoveTransaction
from getcrm.commands.user import PlaceUser
from getcrm.crm import QUERIES
from getcrm.domain.campaign import Participant
from getcrm.domain.department import DepartmentCreated
from getcrm.domain.money import joined
from getcrm.domain.refusals import NotFound
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.language import refusal
from getcrm.projections.book import Moment
from getcrm.projections.kpi_tally import KPI_TALLY
from getcrm.projections.kpi_tally.checking import PeriodEndsBeforeItStarts
from getcrm.projections.kpi_tally.tables import ENTRY, TALLY
from tests.commands.sales import ROPE, created, opened
from tests.commands.staff import (
    ANNAS,
    BINHS,
    CHI,
    CHIS,
    HA,
    HANOI,
    LAN,
    NORTH,
    SOUTH,
    VY,
    at_work,
    given_role,
    staff,
)
from tests.commands.work import TALK, TASK, task
from tests.crm.replaying import about, answer, replay
from tests.projections.folding import folded
from tests.story import ANNA, BEFORE, BINH, HOT, Story, uid

JANUARY_2, JANUARY_3, JANUARY_4 = (f"2026-01-0{day}T05:00:00.000000Z" for day in (2, 3, 4))
TYPE = ("transaction_types-main", TransactionTypeCreated(TALK, "Nói chuyện", "", 5, True, True))
WEST = uid(0xDE7)
LATER = "2026-03-10T05:00:00.000000Z"


def ask(story: Story, name: str, who: str = "system", language: str = "en", /, **query):
    story.crm.catch_up()
    return story.crm.ask(name, QUERIES[name].query.model_validate(query), language, who)


def table(story: Story, indicator: str, who: str = "system", by: str = "department", **query):
    rows = ask(story, "kpi", who, indicator=indicator, by=by, **query)["rows"]
    return {row["key"]: row["value"] for row in rows}


def total(story: Story, indicator: str, who: str = "system", **query):
    return ask(story, "kpi", who, indicator=indicator, **query)["total"]


def told(story: Story, command, **wish) -> Story:
    return story.when(command, by="system", **wish).done()


def called(*past) -> Story:
    """Everybody has called their own customer."""
    story = at_work(*past)
    for customer in (ANNAS, BINHS, CHIS):
        told(story, RecordContact(customer=customer, kind="call"))
    return story


def assert_every_past_is_a_replay(story: Story) -> None:
    """LOG-1: with what is known of departments at each moment, on both clocks."""
    story.crm.catch_up()
    entries = list(story.crm.log.read_all())
    times = sorted({entry.occurred_at for entry in entries})
    moments = [Moment(at, position) for at in times for position in (None, *range(20, 40, 3))]
    with story.crm.views.read() as db:
        now = story.crm.reader(db)
        for moment in moments:
            with replay(story.crm, moment) as then:
                for asked in (
                    {"by": "department"},
                    {"by": "employee", "department": NORTH},
                    {"by": "day", "department": HANOI},
                ):
                    given = {"indicator": "interactions", **asked}
                    shown = answer("kpi", {**given, **about(moment)}, now)
                    assert shown == answer("kpi", given, then), (given, moment)


# --- by department


def test_what_people_do_counts_for_the_department_they_belong_to_kpi_4():
    story = called()
    told(story, RegisterCustomer(name="Gió", kind="person", owner=HA))
    assert table(story, "calls") == {NORTH: 1, HANOI: 1, SOUTH: 1}
    assert table(story, "new_customers", employee=HA) == {None: 1}
    rows = ask(story, "kpi", indicator="calls", by="department")["rows"]
    assert [row["name"] for row in rows] == ["Hà Nội", "Miền Bắc", "Miền Nam"]


def test_who_moves_takes_along_only_what_comes_later_kpi_4():
    story = called().at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH))
    told(story, RecordContact(customer=BINHS, kind="call"))
    assert table(story, "calls") == {NORTH: 1, HANOI: 1, SOUTH: 2}
    assert table(story, "calls", employee=BINH) == {HANOI: 1, SOUTH: 1}
    assert table(story, "calls", as_of="2026-03-09") == {NORTH: 1, HANOI: 1, SOUTH: 1}
    told(story, PlaceUser(user=BINH, department=None))
    told(story, RecordContact(customer=BINHS, kind="call", contacted_at=JANUARY_2))
    assert table(story, "calls", employee=BINH) == {HANOI: 2, None: 1}, "in January it was Hanoi"


def test_what_is_recorded_late_counts_for_the_department_of_then_kpi_4():
    story = called().at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH))
    told(story, ChangeCustomerStage(customer=BINHS, stage=HOT), at="2026-02-01T00:00:00Z")
    assert table(story, "stage_moves") == {HANOI: 1}


def test_a_department_holds_what_was_inside_it_then_kpi_4():
    story = called()
    assert total(story, "calls", department=NORTH) == 2
    assert table(story, "calls", department=NORTH) == {NORTH: 1, HANOI: 1}
    assert total(story, "calls", department=HANOI) == 1
    assert total(story, "calls", department="") == 0
    story.at(LATER)
    told(story, EditDepartment(department=HANOI, parent=SOUTH, name="Thủ đô"))
    assert total(story, "calls", department=NORTH) == 1
    assert total(story, "calls", department=SOUTH) == 2
    assert total(story, "calls", department=NORTH, as_of="2026-03-09") == 2
    then = ask(story, "kpi", indicator="calls", by="department", as_of="2026-03-09")["rows"]
    now = ask(story, "kpi", indicator="calls", by="department")["rows"]
    assert [row["name"] for row in then] == ["Hà Nội", "Miền Bắc", "Miền Nam"]
    assert [row["name"] for row in now] == ["Miền Bắc", "Miền Nam", "Thủ đô"]


def won_by_binh() -> Story:
    story = at_work(created(participants=(Participant(BINH, True),)), opened(owner=BINH))
    return told(story, WinOpportunity(opportunity=ROPE, amount=Decimal(900)))


def test_a_correction_goes_where_what_it_corrects_went_kpi_4():
    story = won_by_binh().at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH))
    told(story, ReopenOpportunity(opportunity=ROPE))
    assert table(story, "amount_won") == {}
    assert table(story, "amount_won", as_of="2026-03-09") == {HANOI: "900"}
    entries = ask(story, "kpi_entries", indicator="amount_won", by="department", key=HANOI)
    assert [entry["amount"] for entry in entries["entries"]] == ["900", "-900"]
    told(story, WinOpportunity(opportunity=ROPE, amount=Decimal(7)))
    assert table(story, "amount_won") == {SOUTH: "7"}


def test_a_transaction_that_goes_to_another_customer_stays_in_its_department_kpi_4():
    story = at_work(TYPE, task(type=TALK, customer=BINHS, assignees=(BINH,)))
    told(story, CompleteTransaction(transaction=TASK)).at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH))
    told(story, MoveTransaction(transaction=TASK, customer=CHIS))
    assert table(story, "transactions_done") == {HANOI: 1}


def placed_late() -> Story:
    """Only afterwards is it told that Bình, of nowhere, had been in Hanoi, then in the South."""
    past = [*staff(), created(), opened(owner=BINH, customer=BINHS)]
    story = Story([one for one in past if one[0] != "departments-main"])
    story.at(JANUARY_2)
    told(story, RecordContact(customer=BINHS, kind="call"))
    told(story, WinOpportunity(opportunity=ROPE, amount=Decimal(900)))
    story.at(JANUARY_4)
    told(story, RecordContact(customer=BINHS, kind="call"))
    told(story, ReopenOpportunity(opportunity=ROPE))
    for department, name in ((HANOI, "Hà Nội"), (SOUTH, "Miền Nam"), (NORTH, "Miền Bắc")):
        told(story, CreateDepartment(department=department, name=name), at=BEFORE)
    told(story, PlaceUser(user=BINH, department=HANOI), at=BEFORE)
    story.at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH), at=JANUARY_3)
    return story


def test_who_is_placed_late_takes_along_what_is_counted_already_kpi_4():
    story = placed_late()
    assert table(story, "calls") == {HANOI: 1, SOUTH: 1}
    assert table(story, "opportunities_won") == {}
    assert table(story, "opportunities_won", as_of="2026-01-02") == {HANOI: 1}
    assert table(story, "calls", as_of="2026-01-04") == {HANOI: 1, SOUTH: 1}
    before = next(e.position for e in story.crm.log.read_all() if e.topic == "MemberPlaced") - 1
    assert table(story, "calls", as_known_at=str(before)) == {None: 2}
    told(story, WinOpportunity(opportunity=ROPE, amount=Decimal(1)), at=JANUARY_4)
    assert table(story, "opportunities_won") == {SOUTH: 1}


def test_every_past_is_a_replay_also_where_people_were_placed_late_log_1():
    assert_every_past_is_a_replay(placed_late())
    story = called().at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH), at="2026-02-01T00:00:00Z")
    told(story, PlaceUser(user=ANNA, department=HANOI), at="2026-02-01T00:00:00Z")
    assert_every_past_is_a_replay(story)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
def test_batches_of_any_size_lead_to_the_same_rows(size):
    """LOG-6."""
    story = placed_late()
    entries = story.crm.log.read(after=0, limit=1000)
    assert folded(KPI_TALLY, entries, size) == folded(KPI_TALLY, entries, 1000)


def test_the_tallies_are_the_sums_of_the_ledger_also_after_late_placements():
    story = placed_late()
    rows = folded(KPI_TALLY, list(story.crm.log.read_all()), 7)
    columns, kept = ([column.name for column in table.columns] for table in (ENTRY, TALLY))
    sums: dict[tuple[str, ...], list[int]] = {}
    for row in rows["kpi_entry"]:
        entry = dict(zip(columns, row, strict=True))
        one = sums.setdefault(tuple(entry[name] for name in kept[1:-3]), [0, 0])
        one[0] += entry["count"]
        one[1] += joined(entry["amount_high"], entry["amount_low"])
    tallies = {row[1:-3]: [row[-3], joined(*row[-2:])] for row in rows["kpi_tally"]}
    assert {key: both for key, both in sums.items() if any(both)} == tallies


# --- who sees whose


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (ANNA, {ANNA}),
        (LAN, {ANNA, BINH}),
        (VY, {ANNA, BINH, CHI}),
        (HA, {ANNA, BINH, CHI}),
    ],
)
def test_one_s_own_figures_those_of_one_s_departments_or_all_kpi_6(who, seen):
    story = called()
    assert set(table(story, "calls", who, "employee")) == seen
    assert total(story, "calls", who) == len(seen)
    entries = ask(story, "kpi_entries", who, indicator="calls")
    assert {entry["employee"] for entry in entries["entries"]} == seen
    assert (entries["value"], entries["count"]) == (len(seen), len(seen))
    for stranger in {CHI, uid(404), "nobody"} - seen:
        for name in ("kpi", "kpi_entries"):
            with pytest.raises(NotFound) as caught:
                ask(story, name, who, indicator="calls", employee=stranger)
            assert (caught.value.field, caught.value.details["id"]) == ("employee", stranger)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (ANNA, {NORTH}),
        (BINH, {HANOI, NORTH}),
        (LAN, {HANOI, NORTH}),
        (VY, {HANOI, NORTH, SOUTH, WEST}),
    ],
)
def test_a_department_without_figures_that_one_may_see_is_as_good_as_none_kpi_6(who, seen):
    story = called(("departments-main", DepartmentCreated(WEST, "Miền Tây", None, ())))
    for department in (NORTH, HANOI, SOUTH, WEST, uid(404)):
        if department in seen:
            assert ask(story, "kpi", who, indicator="calls", department=department)
            continue
        with pytest.raises(NotFound) as caught:
            ask(story, "kpi", who, indicator="calls", department=department)
        assert caught.value.details == {"kind": "department", "id": department}


def test_a_department_one_has_left_still_has_one_s_figures_kpi_6():
    story = called().at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH))
    assert total(story, "calls", BINH, department=HANOI) == 1
    assert total(story, "calls", BINH, department=SOUTH) == 0


@pytest.mark.parametrize("filter", ["campaign", "source", "stage", "type"])
def test_figures_of_what_there_is_not_are_no_zeros_kpi_4(filter):
    with pytest.raises(NotFound) as caught:
        total(called(), "calls", **{filter: uid(404)})
    assert (caught.value.field, caught.value.details["kind"]) == (filter, filter)


@pytest.mark.parametrize("name", ["kpi", "kpi_entries"])
def test_a_period_does_not_end_before_it_starts_kpi_4(name):
    period = {"from": "2026-02-01", "to": "2026-01-31"}
    with pytest.raises(PeriodEndsBeforeItStarts) as caught:
        ask(called(), name, indicator="calls", **period)
    assert caught.value.field == "from"
    assert refusal(caught.value, "vi") == (
        "Khoảng thời gian bắt đầu ngày 01/02/2026, sau ngày kết thúc 31/01/2026."
    )
    assert total(called(), "calls", **{**period, "to": "2026-02-01"}) == 0


def test_a_member_with_the_permission_sees_the_department_and_what_is_inside_kpi_6():
    """Anna manages nothing, but belongs to the North, which Hanoi is inside."""
    story = called(given_role(ANNA, "sales_manager", "salesperson"))
    assert set(table(story, "calls", ANNA, "employee")) == {ANNA, BINH}
    story = called(given_role(BINH, "sales_manager", "salesperson"))
    assert set(table(story, "calls", BINH, "employee")) == {BINH}


def test_figures_of_a_past_date_are_seen_by_today_s_permissions_perm_4():
    story = called().at(LATER)
    told(story, PlaceUser(user=BINH, department=SOUTH))
    assert set(table(story, "calls", LAN, "employee", as_of="2026-02-01")) == {ANNA}


def test_campaigns_one_may_not_see_are_one_row_cam_2():
    """Anna owns an opportunity in each of three campaigns; she takes part in one."""
    hers, others = uid(0xCA1), (uid(0xCA2), uid(0xCA3))
    campaigns = [created(hers, "A", participants=(Participant(ANNA, True),))]
    campaigns += [created(id, id[-1], participants=()) for id in others]
    ids = (hers, *others)
    opportunities = [
        opened(uid(n), campaign=campaign, owner=ANNA, customer=BINHS)
        for n, campaign in enumerate(ids)
    ]
    story = at_work(*campaigns, *opportunities)
    asked = {"indicator": "opportunities_created", "by": "campaign"}
    assert ask(story, "kpi", **asked)["total"] == 3
    rows = ask(story, "kpi", ANNA, "vi", **asked)["rows"]
    assert [(row["key"], row["name"], row["value"]) for row in rows] == [
        ("hidden", "Chiến dịch bạn không được xem", 2),
        (hers, "Mùa xuân", 1),
    ]
    behind = ask(story, "kpi_entries", ANNA, **asked, key="hidden")
    assert behind["value"] == 2
    assert [entry["campaign"] for entry in behind["entries"]] == ["hidden"] * 2
    assert ask(story, "kpi_entries", ANNA, **asked, key=others[0])["value"] == 0
    with pytest.raises(NotFound):
        total(story, "opportunities_created", ANNA, campaign=others[0])
    assert total(story, "opportunities_created", ANNA, campaign="hidden") == 2
    assert total(story, "opportunities_created", VY, campaign="hidden") == 0
    assert set(table(story, "opportunities_created", VY, "campaign")) == set(ids)


def test_an_entry_names_nothing_that_one_may_not_see_perm_4():
    """Bình does some work for Anna, and opens an opportunity that goes to Chi then."""
    story = at_work(
        TYPE,
        task(type=TALK, customer=ANNAS, assignees=(BINH,)),
        created(participants=()),
        opened(owner=BINH, customer=CHIS),
    )
    told(story, CompleteTransaction(transaction=TASK))
    told(story, AssignOpportunity(opportunity=ROPE, owner=CHI))
    [done] = ask(story, "kpi_entries", BINH, indicator="transactions_done")["entries"]
    assert (done["record"], done["customer"], done["count"]) == (f"transaction-{TASK}", None, 1)
    assert done["sentence"] == (
        "The system completed the transaction Gọi lại (Nói chuyện) for (hidden) in time,"
        " done by Bình"
    )
    [opening] = ask(story, "kpi_entries", BINH, indicator="opportunities_created")["entries"]
    assert (opening["record"], opening["customer"], opening["sentence"]) == (None, None, None)
    assert (opening["campaign"], opening["count"]) == ("hidden", 1)
    [opening] = ask(story, "kpi_entries", HA, indicator="opportunities_created")["entries"]
    assert (opening["record"], opening["customer"]) == (f"opportunity-{ROPE}", CHIS)
    assert opening["sentence"].startswith("The system opened the opportunity Mây")
