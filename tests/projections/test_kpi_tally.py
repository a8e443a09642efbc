"""KPI: counted from events, corrected where it happened, and every number explained."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from pydantic import ValidationError

from getcrm.commands.customer import (
    ChangeCustomerStage,
    DeleteCustomer,
    ReassignCustomer,
    RegisterCustomer,
    RestoreCustomer,
    SetCustomerSources,
)
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import (
    AssignOpportunity,
    ClaimOpportunity,
    CorrectOpportunity,
    DeleteOpportunity,
    EditOpportunity,
    LoseOpportunity,
    MoveOpportunity,
    OpenOpportunity,
    ReopenOpportunity,
    RestoreOpportunity,
    WinOpportunity,
)
from getcrm.commands.transaction import (
    CancelTransaction,
    CompleteTransaction,
    DeleteTransaction,
    MoveTransaction,
    ReopenTransaction,
    RestoreTransaction,
)
from getcrm.domain.money import joined, parts
from getcrm.projections.kpi_tally import KPI_TALLY
from getcrm.projections.kpi_tally.indicators import INDICATORS
from getcrm.projections.kpi_tally.periods import KEYS, days_of
from getcrm.projections.query import BadCursor
from tests.commands.people import MAY, SEN
from tests.commands.sales import CALL, FAIR, MEET, OFFER, ROPE, SPRING, TENT, opened, sales
from tests.commands.work import LETTER, TALK, TASK, task, work
from tests.projections.folding import folded
from tests.story import ANNA, BEFORE, BINH, HOT, NEW, Story, uid

LATER = "2026-03-10T05:00:00.000000Z"
LATE_SUNDAY = "2026-01-04T18:00:00.000000Z"
"""In Hà Nội it is Monday already."""


def total(story: Story, indicator: str, **query):
    return story.ask("kpi", indicator=indicator, **query)["total"]


def table(story: Story, indicator: str, **query):
    rows = story.ask("kpi", indicator=indicator, **query)["rows"]
    return {row["key"]: row["value"] for row in rows}


def assert_explained(story: Story) -> None:
    """LOG-2: the entries behind every total and every row sum to the number shown."""
    for indicator in INDICATORS:
        for by in (
            "day",
            "week",
            "month",
            "quarter",
            "year",
            "employee",
            "campaign",
            "source",
            "stage",
            "type",
        ):
            answer = story.ask("kpi", indicator=indicator, by=by)
            assert explained(story, indicator)["value"] == answer["total"]
            for row in answer["rows"]:
                behind = explained(story, indicator, by=by, key=row["key"] or "")
                assert behind["value"] == row["value"]
                assert sum(entry["count"] for entry in behind["entries"]) == behind["count"]


def explained(story: Story, indicator: str, **query):
    return story.ask("kpi_entries", indicator=indicator, limit=200, **query)


# --- customers


def test_a_new_customer_is_credited_to_its_owner_else_to_whoever_registered_it():
    story = sales()
    story.when(RegisterCustomer(name="Gió", kind="person", owner=BINH)).done()
    story.when(RegisterCustomer(name="Mưa", kind="person"), by=ANNA).done()
    found = table(story, "new_customers", by="employee", **{"from": "2026-01-05"})
    assert found == {BINH: 1, ANNA: 1}
    rows = story.ask("kpi", "vi", indicator="new_customers", by="employee")["rows"]
    assert [(row["name"], row["value"]) for row in rows] == [
        ("Hệ thống", 2),
        ("Anna", 1),
        ("Bình", 1),
    ]


def test_the_day_is_that_of_the_company_s_clock():
    """KPI-7: eighteen o'clock UTC on Sunday is Monday in Hà Nội."""
    story = sales().at(LATE_SUNDAY).when(RegisterCustomer(name="Gió", kind="person")).done()
    assert table(story, "new_customers", by="day", **{"from": "2026-01-03"}) == {"2026-01-05": 1}


def test_a_customer_counts_for_the_first_of_its_sources():
    """SRC-1. A source given later counts for what comes later."""
    story = sales()
    story.when(RegisterCustomer(name="Gió", kind="person", sources=[FAIR])).done()
    wind = story.answer.id
    story.when(SetCustomerSources(customer=wind, sources=[])).done()
    story.when(RecordContact(customer=wind, kind="call")).done()
    assert table(story, "new_customers", by="source", employee=ANNA) == {FAIR: 1}
    assert table(story, "calls", by="source") == {None: 1}


def test_a_deleted_customer_is_not_new_until_it_is_restored():
    """CUS-3: on the day it was new, whenever it is deleted or restored."""
    story = sales().when(RegisterCustomer(name="Gió", kind="person")).done()
    wind = story.answer.id
    story.when(RecordContact(customer=wind, kind="call")).done()
    story.at(LATER).when(DeleteCustomer(customer=wind)).done()
    assert total(story, "new_customers", **{"from": "2026-01-05"}) == 0
    assert total(story, "calls") == 1, "the call was made"
    story.when(RestoreCustomer(customer=wind)).done()
    assert table(story, "new_customers", by="day", employee=ANNA) == {"2026-01-05": 1}
    assert_explained(story)


def test_stage_moves_are_counted_by_the_stage_moved_to():
    """KPI-1: stage moves to a chosen stage; the owner then is credited."""
    story = sales().when(ReassignCustomer(customer=MAY, owner=BINH)).done()
    story.when(ChangeCustomerStage(customer=MAY, stage=HOT)).done()
    assert table(story, "stage_moves", by="stage") == {HOT: 1}
    assert total(story, "stage_moves", stage=HOT, employee=BINH) == 1
    assert total(story, "stage_moves", stage=NEW) == 0


def test_contacts_count_on_the_day_they_took_place():
    story = sales()
    story.when(RecordContact(customer=MAY, kind="call", contacted_at="2026-01-02T03:00:00Z")).done()
    story.when(RecordContact(customer=MAY, kind="meeting")).done()
    story.when(RecordContact(customer=SEN, kind="visit")).done()
    assert table(story, "interactions", by="day") == {"2026-01-02": 1, "2026-01-05": 2}
    assert table(story, "interactions", by="type") == {"call": 1, "meeting": 1, "visit": 1}
    assert (total(story, "calls"), total(story, "meetings")) == (1, 1)
    rows = story.ask("kpi", "vi", indicator="interactions", by="type")["rows"]
    assert [row["name"] for row in rows] == ["Chuyến thăm", "Cuộc gặp", "Cuộc gọi"]


# --- opportunities


def won_once() -> Story:
    """Anna opens an opportunity, Bình gets it and wins 900."""
    story = sales().when(
        OpenOpportunity(opportunity=ROPE, campaign=SPRING, customer=MAY, owner=ANNA, source=FAIR)
    )
    story.done().when(MoveOpportunity(opportunity=ROPE, method=MEET)).done()
    story.when(AssignOpportunity(opportunity=ROPE, owner=BINH)).done()
    return story.when(WinOpportunity(opportunity=ROPE, amount=Decimal(900))).done()


def test_each_step_is_credited_to_the_owner_of_that_time():
    story = won_once()
    assert table(story, "opportunities_created", by="employee") == {ANNA: 1}
    assert table(story, "opportunities_moved", by="employee") == {ANNA: 1}
    assert table(story, "opportunities_won", by="employee") == {BINH: 1}
    assert table(story, "amount_won", by="source") == {FAIR: "900"}
    assert table(story, "amount_won", by="campaign") == {SPRING: "900"}
    assert_explained(story)


def test_whoever_claims_owns_it_from_then_on():
    story = sales(opened()).when(ClaimOpportunity(opportunity=ROPE), by=BINH).done()
    story.when(MoveOpportunity(opportunity=ROPE, method=MEET), by=ANNA).done()
    assert table(story, "opportunities_moved", by="employee") == {BINH: 1}


def test_reopening_corrects_the_kpi_of_the_day_it_was_won():
    """OPP-11. The answer as of yesterday stays what it was (LOG-1)."""
    story = won_once().at(LATER).when(ReopenOpportunity(opportunity=ROPE)).done()
    assert (total(story, "opportunities_won"), total(story, "amount_won")) == (0, "0")
    assert table(story, "opportunities_won", by="day") == {}
    assert total(story, "amount_won", as_of="2026-03-09") == "900"
    assert total(story, "amount_won", as_of="2026-03-10") == "0"
    entries = explained(story, "amount_won")["entries"]
    assert [(e["day"], e["count"], e["amount"]) for e in entries] == [
        ("2026-01-05", 1, "900"),
        ("2026-01-05", -1, "-900"),
    ]
    assert entries[1]["sentence"].startswith("Anna reopened the opportunity Mây")


def test_a_corrected_amount_counts_on_the_day_it_was_won_from_the_correction_on_opp_21():
    """Both clocks tell the former figure before the correction (LOG-1)."""
    story = won_once()
    known = str(story.crm.log.position())
    story.at(LATER).when(CorrectOpportunity(opportunity=ROPE, amount=9000)).done()
    assert total(story, "amount_won") == "9000"
    assert table(story, "amount_won", by="day") == {"2026-01-05": "9000"}
    assert table(story, "opportunities_won", by="day") == {"2026-01-05": 1}
    assert total(story, "amount_won", as_of="2026-03-09") == "900"
    assert total(story, "amount_won", as_known_at=known) == "900"
    entries = explained(story, "amount_won")["entries"]
    assert [(e["day"], e["count"], e["amount"]) for e in entries] == [
        ("2026-01-05", 1, "900"),
        ("2026-01-05", 0, "8100"),
    ]
    assert entries[1]["sentence"] == (
        "Anna corrected how the opportunity Mây was closed (won): amount from 900 to 9,000"
    )
    assert_explained(story)
    story.when(CorrectOpportunity(opportunity=ROPE, amount=800)).done()
    assert total(story, "amount_won") == "800"
    story.when(ReopenOpportunity(opportunity=ROPE)).done()
    assert (total(story, "opportunities_won"), total(story, "amount_won")) == (0, "0")
    assert_explained(story)


def test_a_corrected_day_moves_what_was_won_to_it_opp_21():
    story = won_once().at(LATER)
    correction = CorrectOpportunity(opportunity=ROPE, closed_on="2026-02-28", amount=7)
    story.when(correction).done()
    assert table(story, "amount_won", by="month") == {"2026-02": "7"}
    assert table(story, "opportunities_won", by="day") == {"2026-02-28": 1}
    assert table(story, "amount_won", by="month", as_of="2026-03-09") == {"2026-01": "900"}
    shown = story.ask("opportunity", opportunity=ROPE)
    assert (shown["closed_on"], shown["amount"]) == ("2026-02-28", "7")
    before = story.ask("opportunity", opportunity=ROPE, as_of="2026-03-09")
    assert (before["closed_on"], before["amount"]) == ("2026-01-05", "900")
    assert_explained(story)


def test_the_win_rate_is_won_of_closed():
    """An exact number of four decimals, null where nothing was closed."""
    story = sales(opened(), opened(TENT, customer=SEN), opened(uid(0xF3), customer=uid(0xC3)))
    assert total(story, "win_rate") is None
    story.when(WinOpportunity(opportunity=ROPE, amount=Decimal(0))).done()
    assert total(story, "win_rate") == 1
    story.when(LoseOpportunity(opportunity=TENT)).done()
    story.when(LoseOpportunity(opportunity=uid(0xF3)), by=BINH).done()
    assert total(story, "win_rate") == 0.3333
    assert table(story, "win_rate", by="employee") == {ANNA: 0.5, BINH: 0}
    assert_explained(story)


def test_a_deleted_opportunity_counts_nowhere_until_it_is_restored():
    """OPP-18, with everything it was credited with, on its own days."""
    story = won_once().at(LATER).when(DeleteOpportunity(opportunity=ROPE)).done()
    for indicator in ("opportunities_created", "opportunities_won"):
        assert total(story, indicator) == 0
    assert total(story, "amount_won") == "0"
    story.when(RestoreOpportunity(opportunity=ROPE)).done()
    assert table(story, "amount_won", by="month") == {"2026-01": "900"}
    assert table(story, "opportunities_created", by="month") == {"2026-01": 1}
    assert_explained(story)


def test_an_opportunity_counts_for_the_source_it_has_then():
    story = sales(opened(owner=ANNA)).when(EditOpportunity(opportunity=ROPE, source=FAIR)).done()
    story.when(EditOpportunity(opportunity=ROPE, name="Dây")).done()
    story.when(LoseOpportunity(opportunity=ROPE)).done()
    assert table(story, "opportunities_created", by="source") == {None: 1}
    assert table(story, "opportunities_lost", by="source") == {FAIR: 1}


# --- transactions


def done_once(type: str = TALK) -> Story:
    story = work(task(type=type, assignees=(BINH,), due="2026-01-05T06:00:00.000000Z"))
    return story.when(CompleteTransaction(transaction=TASK), by=ANNA).done()


def test_a_completed_transaction_credits_whoever_did_it():
    """TXN-2, KPI-1: Anna says so, but it is assigned to Bình."""
    story = done_once()
    assert table(story, "transactions_done", by="employee") == {BINH: 1}
    assert table(story, "transactions_done_in_time", by="type") == {TALK: 1}
    assert total(story, "interactions", type="transaction") == 1, "its type counts as contact"
    rows = story.ask("kpi", indicator="transactions_done", by="type")["rows"]
    assert rows == [{"key": TALK, "name": "Nói chuyện", "value": 1}]


def test_late_is_done_but_not_in_time():
    story = work(task(due=BEFORE)).when(CompleteTransaction(transaction=TASK)).done()
    assert total(story, "transactions_done") == 1
    assert total(story, "transactions_done_in_time") == 0


@pytest.mark.parametrize(
    "undone", [ReopenTransaction(transaction=TASK), DeleteTransaction(transaction=TASK)]
)
def test_what_is_undone_is_taken_back_on_its_day(undone):
    """SCO-3: with the contact it had counted as."""
    story = done_once().at(LATER).when(undone).done()
    for indicator in ("transactions_done", "transactions_done_in_time", "interactions"):
        assert total(story, indicator) == 0
        assert table(story, indicator, by="day") == {}
    assert total(story, "interactions", as_of="2026-03-09") == 1
    assert_explained(story)


def test_a_restored_transaction_counts_again_where_it_did():
    story = done_once().at(LATER).when(DeleteTransaction(transaction=TASK)).done()
    story.when(RestoreTransaction(transaction=TASK)).done()
    assert table(story, "transactions_done", by="day") == {"2026-01-05": 1}
    assert table(story, "interactions", by="day") == {"2026-01-05": 1}
    assert_explained(story)


def test_a_moved_transaction_takes_its_credit_along():
    """SCO-3: the entries name the other customer, the tally stays."""
    story = done_once().at(LATER).when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    assert table(story, "transactions_done", by="day") == {"2026-01-05": 1}
    assert total(story, "interactions") == 1
    by_customer: dict[str | None, int] = {}
    for entry in explained(story, "transactions_done")["entries"]:
        customer = entry["customer"]
        by_customer[customer] = by_customer.get(customer, 0) + entry["count"]
    assert by_customer == {MAY: 0, SEN: 1}
    story.when(MoveTransaction(transaction=TASK, customer=None)).done()
    assert total(story, "interactions") == 0
    assert total(story, "transactions_done") == 1
    assert_explained(story)


def test_reopening_a_cancelled_transaction_corrects_nothing():
    story = work(task()).when(CancelTransaction(transaction=TASK)).done()
    story.when(ReopenTransaction(transaction=TASK)).done()
    assert explained(story, "transactions_done")["entries"] == []


def test_moving_what_is_not_done_credits_nobody():
    story = work(task()).when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    assert explained(story, "transactions_done")["entries"] == []
    story.when(CompleteTransaction(transaction=TASK)).done()
    assert [e["customer"] for e in explained(story, "transactions_done")["entries"]] == [SEN]


# --- questions


def test_rows_by_any_period():
    """KPI-4."""
    story = sales().when(RecordContact(customer=MAY, kind="call")).done()
    story.at(LATER).when(RecordContact(customer=MAY, kind="call")).done()
    for by, keys in {
        "day": ["2026-01-05", "2026-03-10"],
        "week": ["2026-W02", "2026-W11"],
        "month": ["2026-01", "2026-03"],
        "quarter": ["2026-Q1"],
        "year": ["2026"],
    }.items():
        assert list(table(story, "calls", by=by)) == keys
    inside = {"from": "2026-01-06", "to": "2026-03-10"}
    answer = story.ask("kpi", indicator="calls", by="day", **inside)
    assert (answer["from"], answer["to"], answer["total"]) == ("2026-01-06", "2026-03-10", 1)
    assert total(story, "calls", to="2026-01-05") == 1


@pytest.mark.parametrize("key", ["2026-01-05", "2026-01-06"])
def test_the_entries_behind_one_day(key):
    story = sales().when(RecordContact(customer=MAY, kind="call")).done()
    assert explained(story, "calls", by="day", key=key)["value"] == (key == "2026-01-05")


@pytest.mark.parametrize("by", KEYS)
def test_a_period_holds_exactly_its_days(by):
    for offset in range(0, 3000, 13):
        day = date(2019, 12, 28) + timedelta(days=offset)
        first, last = days_of(by, KEYS[by](day))
        assert first <= day <= last
        assert KEYS[by](first) == KEYS[by](last) == KEYS[by](day)
        assert KEYS[by](first - timedelta(days=1)) != KEYS[by](day)
        assert KEYS[by](last + timedelta(days=1)) != KEYS[by](day)


@pytest.mark.parametrize(
    "cell",
    [
        {"key": "2026-13", "by": "month"},
        {"key": "2026-W54", "by": "week"},
        {"key": "0000", "by": "year"},
        {"key": "x"},
        {"key": "soon", "by": "day"},
        {"key": "\0", "by": "employee"},
        {"by": "shoe_size"},
        {"from": "yesterday"},
    ],
)
def test_nonsense_is_not_asked(cell):
    with pytest.raises(ValidationError):
        sales().ask("kpi_entries", indicator="calls", **cell)


def test_as_it_was_known_at_a_position():
    """KPI-7, LOG-1: an entry recorded later about an earlier day was not known then."""
    story = sales().when(RecordContact(customer=MAY, kind="call")).done()
    known = story.told
    story.at(LATER).when(
        RecordContact(customer=SEN, kind="call"), at="2026-01-05T04:00:00.000000Z"
    ).done()
    assert table(story, "calls", by="day") == {"2026-01-05": 2}
    assert table(story, "calls", by="day", as_known_at=str(known)) == {"2026-01-05": 1}
    assert total(story, "calls", as_of="2026-01-05") == 2


def test_entries_come_page_by_page():
    story = sales()
    for _ in range(5):
        story.when(RecordContact(customer=MAY, kind="call")).done()
    seen, cursor = [], {}
    while True:
        page = story.ask("kpi_entries", indicator="calls", limit=2, **cursor)
        assert page["value"] == 5
        seen += [entry["position"] for entry in page["entries"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == sorted(set(seen))
    assert len(seen) == 5


@pytest.mark.parametrize("cursor", ["WzEsMiwzXQ", "WyJhIiwiYiJd", "x", "WzEsLTFd"])
def test_a_cursor_that_is_none_is_refused(cursor):
    with pytest.raises(BadCursor):
        sales().ask("kpi_entries", indicator="calls", cursor=cursor)


def test_indicators_have_names_and_measures():
    """KPI-1."""
    listed = sales().ask("indicators", "vi")["indicators"]
    assert {row["indicator"]: row["measure"] for row in listed}["win_rate"] == "rate"
    assert listed[0] == {"indicator": "new_customers", "name": "Khách hàng mới", "measure": "count"}


# --- the rows themselves


def a_bit_of_everything() -> Story:
    story = work(task(type=TALK), task(uid(2), type=LETTER, customer=SEN), opened(owner=ANNA))
    for command in (
        CompleteTransaction(transaction=TASK),
        CompleteTransaction(transaction=uid(2)),
        MoveTransaction(transaction=TASK, customer=SEN),
        ReopenTransaction(transaction=TASK),
        CompleteTransaction(transaction=TASK),
        DeleteTransaction(transaction=TASK),
        MoveOpportunity(opportunity=ROPE, method=OFFER),
        WinOpportunity(opportunity=ROPE, amount=Decimal(7)),
        CorrectOpportunity(opportunity=ROPE, amount=70),
        CorrectOpportunity(opportunity=ROPE, amount=71, closed_on="2026-01-02"),
        ReopenOpportunity(opportunity=ROPE),
        MoveOpportunity(opportunity=ROPE, method=CALL),
        LoseOpportunity(opportunity=ROPE),
        DeleteOpportunity(opportunity=ROPE),
        RestoreOpportunity(opportunity=ROPE),
        RestoreTransaction(transaction=TASK),
        ChangeCustomerStage(customer=MAY, stage=HOT),
        DeleteCustomer(customer=MAY),
        RestoreCustomer(customer=MAY),
    ):
        story.when(command).done()
    return story


@pytest.mark.parametrize("size", [1, 2, 3, 7, 500])
def test_batches_of_any_size_lead_to_the_same_rows(size):
    """LOG-6."""
    story = a_bit_of_everything()
    entries = story.crm.log.read(after=0, limit=1000)
    assert folded(KPI_TALLY, entries, size) == folded(KPI_TALLY, entries, 1000)


def test_tallies_are_the_sums_of_the_ledger():
    story = a_bit_of_everything()
    rows = folded(KPI_TALLY, story.crm.log.read(after=0, limit=1000), 5)
    sums: dict[tuple[str, ...], list[int]] = {}
    for _, _, indicator, _, _, day, *dimensions, _, _, count, high, low in rows["kpi_entry"]:
        one = sums.setdefault((indicator, day, *dimensions), [0, 0])
        one[0] += count
        one[1] += joined(high, low)
    kept = {key: (count, *parts(units)) for key, (count, units) in sums.items() if count or units}
    assert kept == {row[1:-3]: row[-3:] for row in rows["kpi_tally"]}
    assert_explained(story)
