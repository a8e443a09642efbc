"""Last contact (CUS-7), and Đừng quên, which waits for it (REL-13)."""

import pytest
from pydantic import ValidationError

from getcrm.commands.customer import ForgetCustomer, RestoreCustomer
from getcrm.commands.interaction import RecordContact
from getcrm.commands.relationship_stage import EditStage
from getcrm.domain.company import AutoForgetSet
from getcrm.domain.customer import (
    ContactInFuture,
    CustomerContacted,
    CustomerContactWithdrawn,
    CustomerDeleted,
    CustomerStageChanged,
)
from tests.commands.people import MAY, registered
from tests.story import BEFORE, CLOSED, FORGET, HOT, LOST, NOON, At, company, given, uid

STREAM = f"customer-{MAY}"
MON, TUE, WED = (f"2025-12-0{day}T03:00:00.000000Z" for day in (1, 2, 3))
T1, T2 = uid(1), uid(2)
forget = ForgetCustomer(customer=MAY)


def may(*events, stage=HOT, at=BEFORE, **known):
    _, event = registered(MAY, stage=stage, **known)
    return given(company(), (STREAM, At(at, event)), *((STREAM, event) for event in events))


def contacted(at, transaction=None, kind="call"):
    return CustomerContacted(at, kind, "", transaction)


def test_a_contact_is_entered_by_hand_cus_7():
    story = may().when(RecordContact(customer=MAY, kind="call", note="Hẹn thứ hai"))
    story.then(CustomerContacted(NOON, "call", "Hẹn thứ hai", None))
    earlier = RecordContact(customer=MAY, kind="meeting", contacted_at="2025-12-01T10:00:00+07:00")
    story.when(earlier).then(contacted(MON, kind="meeting"))
    assert story.state(STREAM).last_contact == NOON


def test_no_contact_has_taken_place_in_the_future_cus_7():
    late = RecordContact(customer=MAY, kind="call", contacted_at="2026-01-05T05:00:01Z")
    may().when(late).then_refused(ContactInFuture)


def test_a_transaction_is_not_entered_by_hand_cus_7():
    with pytest.raises(ValidationError):
        RecordContact(customer=MAY, kind="transaction")


@pytest.mark.parametrize(
    ("events", "last"),
    [
        ([], None),
        ([contacted(TUE), contacted(MON)], TUE),
        ([contacted(MON), contacted(WED, T1), contacted(TUE, T2)], WED),
        ([contacted(MON), contacted(WED, T1), CustomerContactWithdrawn(T1)], MON),
        ([contacted(TUE, T2), contacted(WED, T1), CustomerContactWithdrawn(T1)], TUE),
        ([contacted(WED, T1), CustomerContactWithdrawn(T1)], None),
        ([contacted(WED, T1), CustomerContactWithdrawn(T1), contacted(TUE, T1)], TUE),
    ],
)
def test_the_last_contact_is_the_latest_that_still_counts_cus_7(events, last):
    assert may(*events).state(STREAM).last_contact == last


def test_a_withdrawn_contact_is_withdrawn_once_even_of_a_deleted_customer_cus_7():
    state = may(contacted(MON, T1), CustomerDeleted(None)).state(STREAM)
    assert state.withdraw_contact(T1) == [CustomerContactWithdrawn(T1)]
    assert state.withdraw_contact(T2) == []


@pytest.mark.parametrize(
    ("now", "forgotten"),
    [
        ("2025-12-31T16:59:59.999999Z", False),
        ("2025-12-31T17:00:00.000000Z", True),
        ("2026-03-01T00:00:00.000000Z", True),
    ],
)
def test_dung_quen_after_thirty_days_of_the_companys_calendar_rel_13(now, forgotten):
    """The last contact was late on 2 December in Hà Nội: 30 days later is New Year's Day."""
    story = may(contacted("2025-12-02T16:59:00.000000Z"), at=MON).at(now).when(forget, by="system")
    if forgotten:
        story.then(CustomerStageChanged(HOT, FORGET))
    story.when(forget, by="system").then_nothing_happens()


def test_who_was_never_contacted_counts_from_registration_rel_13_cus_7():
    story = may(at="2025-12-06T03:00:00.000000Z").when(forget)
    story.at("2026-01-04T16:59:00.000000Z").then_nothing_happens()
    story.at("2026-01-04T17:00:00.000000Z").then(CustomerStageChanged(HOT, FORGET))


def test_a_withdrawn_contact_does_not_hold_dung_quen_off_rel_13():
    recent = contacted("2026-01-04T00:00:00.000000Z", T1)
    may(recent, at=MON).when(forget).then_nothing_happens()
    withdrawn = may(recent, CustomerContactWithdrawn(T1), at=MON).when(forget)
    withdrawn.then(CustomerStageChanged(HOT, FORGET))


@pytest.mark.parametrize("stage", [LOST, CLOSED, FORGET])
def test_some_stages_are_left_alone_rel_13(stage):
    may(stage=stage, at=MON).when(forget).then_nothing_happens()


def test_each_stage_says_whether_dung_quen_applies_rel_13():
    story = may(stage=LOST, at=MON).when(EditStage(stage=LOST, auto_forget=True)).done()
    story.when(forget).then(CustomerStageChanged(LOST, FORGET))
    story = may(at=MON).when(EditStage(stage=HOT, auto_forget=False)).done()
    story.when(forget).then_nothing_happens()
    story = may(stage=FORGET, at=MON).when(EditStage(stage=FORGET, auto_forget=True)).done()
    story.when(forget).then_nothing_happens()


def test_the_company_says_after_how_many_days_or_never_rel_13():
    def after(days):
        setting = ("company-main", AutoForgetSet(30, days))
        return given(company(), setting, registered(MAY, stage=HOT)).when(forget)

    after(5).then_nothing_happens()
    after(4).then(CustomerStageChanged(HOT, FORGET))
    after(None).at("2030-01-01T00:00:00.000000Z").then_nothing_happens()


def test_a_deleted_customer_is_forgotten_when_it_is_back_rel_13_cus_3():
    story = may(CustomerDeleted(None), at=MON).when(forget).then_nothing_happens()
    story.when(RestoreCustomer(customer=MAY)).done()
    story.when(forget).then(CustomerStageChanged(HOT, FORGET))
