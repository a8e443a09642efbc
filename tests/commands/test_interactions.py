"""Calls, messages and visits as a telephone system tells of them (CUS-7, CUS-11, KPI-1)."""

import pytest
from pydantic import ValidationError

from getcrm.commands.interaction import RecordContact
from getcrm.domain.customer import CustomerContacted, CustomerDeleted
from getcrm.domain.interaction import ContactOfAnother
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.role import Roles
from getcrm.domain.user import UserDeactivated, UserIsDeactivated, UserRoleGiven
from tests.commands.people import MAY, SEN, registered
from tests.story import ANNA, BINH, NOON, company, given

STARTED = "2026-01-05T03:00:00.000000Z"
CALL = {
    "customer": MAY,
    "kind": "call",
    "contacted_at": STARTED,
    "direction": "in",
    "seconds": 187,
    "number": "0912 345 678",
    "result": "answered",
    "done_by": BINH,
    "external_id": "pbx-17",
}
CALLED = CustomerContacted(
    *(STARTED, "call", "", None, "in", 187, "+84912345678", "answered", BINH, "pbx-17")
)
PEOPLE = [
    *(("roles-main", shipped) for shipped in Roles().ship("en")),
    (f"user-{ANNA}", UserRoleGiven(None, "integrator")),
    (f"user-{BINH}", UserRoleGiven(None, "salesperson")),
    registered(MAY, name="Mây"),
    registered(SEN, name="Sen", owner=BINH),
]


def story(*past):
    return given(company(), *PEOPLE, *past)


def call(**more):
    return RecordContact(**{**CALL, **more})


def test_a_call_is_recorded_with_all_that_is_known_of_it_cus_11():
    told = story().when(call()).then(CALLED)
    assert told.state(f"customer-{MAY}").last_contact == STARTED


def test_the_same_call_twice_is_once():
    told = story().when(call()).then(CALLED)
    told.when(call()).then_nothing_happens()
    told.when(call(note="again", seconds=200)).then_nothing_happens()


def test_a_call_of_another_customer_is_not_recorded_with_this_one():
    told = story().when(call()).done()
    told.when(call(customer=SEN)).then_refused(ContactOfAnother, external_id="pbx-17")


def test_a_deleted_customer_keeps_the_calls_it_had():
    told = story((f"customer-{SEN}", CALLED), (f"customer-{SEN}", CustomerDeleted(None)))
    told.when(call()).then_refused(ContactOfAnother, external_id="pbx-17")


def test_two_calls_that_nobody_calls_anything_are_two():
    told = story().when(call(external_id=None)).done()
    told.when(call(external_id=None)).done()
    assert len(told.ask("timeline", customer=MAY, kinds=["contact"])["entries"]) == 2


def test_a_salesperson_speaks_for_nobody_else():
    mine = call(customer=SEN, done_by=ANNA)
    story().when(mine, by=BINH).then_refused(PermissionMissing, permission="import.access")


def test_a_salesperson_speaks_for_themselves():
    story().when(call(customer=SEN), by=BINH).then(CALLED)


def test_whoever_has_left_has_made_no_new_calls():
    story((f"user-{BINH}", UserDeactivated())).when(call()).then_refused(UserIsDeactivated)


@pytest.mark.parametrize(
    "wrong",
    [
        {"direction": "sideways"},
        {"seconds": -1},
        {"seconds": 8 * 24 * 3600},
        {"number": "hello"},
        {"external_id": ""},
        {"external_id": "x" * 51},
        {"done_by": "binh"},
        {"kind": "fax"},
    ],
)
def test_what_is_no_call_is_refused_by_its_field(wrong):
    with pytest.raises(ValidationError) as caught:
        call(**wrong)
    assert {error["loc"][0] for error in caught.value.errors()} == set(wrong)


def test_the_timeline_tells_of_it_in_both_languages():
    told = story().when(call(note="hỏi giá")).done()
    for language, sentence in (
        (
            "en",
            "Anna recorded a call, incoming, with Mây on 5 Jan 2026 10:00, by Bình, +84912345678,"
            " lasting 0:03:07, answered: hỏi giá",
        ),
        (
            "vi",
            "Anna ghi nhận cuộc gọi, chiều đến, với Mây lúc 05/01/2026 10:00, do Bình thực"
            " hiện, số +84912345678, thời lượng 0:03:07, answered: hỏi giá",
        ),
    ):
        [line] = told.ask("timeline", language, customer=MAY, kinds=["contact"])["entries"]
        assert line["sentence"] == sentence


def test_the_figures_credit_whoever_spoke_with_them_kpi_1():
    told = story().when(call()).done()
    for indicator in ("calls", "interactions"):
        month = {"from": "2026-01-01", "to": "2026-01-31", "by": "employee"}
        [row] = told.ask("kpi", indicator=indicator, **month)["rows"]
        assert (row["key"], row["value"]) == (BINH, 1)


def test_a_contact_of_before_has_no_more_than_it_had():
    told = story((f"customer-{MAY}", CustomerContacted(NOON, "call", "", None)))
    [line] = told.ask("timeline", "en", customer=MAY, kinds=["contact"])["entries"]
    assert line["sentence"].endswith("recorded a call with Mây on 5 Jan 2026 12:00")
