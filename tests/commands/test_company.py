"""Setting up the company, and its settings."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from babel.numbers import get_currency_precision
from pydantic import ValidationError

from getcrm.commands.company import (
    CURRENCIES,
    RenameCompany,
    SetAutoForget,
    SetBoardDrag,
    SetDuplicateCheck,
    SetHistoryStart,
    SetPotentialThresholds,
    SetUpCompany,
)
from getcrm.commands.customer import RegisterCustomer
from getcrm.commands.user import AddUser, ChooseLanguage, EditUser
from getcrm.domain.company import (
    AutoForgetSet,
    BoardDragSet,
    CompanyRenamed,
    DuplicateCheckSet,
    HistoryStartSet,
    PotentialThresholdsSet,
    ThresholdsNotIncreasing,
)
from getcrm.domain.money import decimals_of
from getcrm.domain.refusals import AlreadyExists, CurrencyNotSupported, NotFound
from getcrm.domain.relationship_stage import StageDeleted, StageIsDeleted
from tests.story import ANNA, BEFORE, FORGET, company, given

THRESHOLDS = (10, 20, 30, 40, 50)


def set_up(**wanted):
    """The company and its stages, in their order."""
    story = given().when(SetUpCompany(**wanted), by="system").done()
    stages = story.state("relationship_stages-main")
    return story.state("company-main"), [stages.live(stage) for stage in stages.order]


def test_a_new_company_starts_with_seven_stages_in_this_order_rel_2():
    _, stages = set_up()
    names = ["Mới", "Tiếp cận", "Nóng", "Tiềm năng", "Mất", "Chốt", "Đừng quên"]
    assert [stage.name for stage in stages] == names


def test_the_stages_speak_english_where_that_is_wanted_rel_2():
    _, stages = set_up(language="en")
    names = ["New", "Approached", "Hot", "Potential", "Lost", "Closed", "Don't forget"]
    assert [stage.name for stage in stages] == names


def test_the_first_stage_and_dung_quen_are_fixed_at_set_up_rel_7_rel_13():
    story = given().when(SetUpCompany(), by="system").done()
    acme, stages = story.state("company-main"), story.state("relationship_stages-main")
    assert (acme.first_stage, acme.forget_stage) == (stages.order[0], stages.order[-1])


def test_dung_quen_leaves_lost_and_closed_customers_alone_rel_13():
    acme, stages = set_up()
    assert acme.auto_forget_days == 30
    untouched = [stage.name for stage in stages if not stage.auto_forget]
    assert untouched == ["Mất", "Chốt", "Đừng quên"]


def test_what_nobody_chose_is_vietnamese_mon_1():
    acme, _ = set_up()
    assert (acme.name, acme.time_zone, acme.currency) == ("getcrm", "Asia/Ho_Chi_Minh", "VND")


def test_a_company_chooses_its_clock_and_its_currency_mon_1():
    acme, _ = set_up(name="Rope", time_zone="America/New_York", currency="USD")
    assert (acme.name, acme.time_zone, acme.currency) == ("Rope", "America/New_York", "USD")
    assert str(acme.day("2026-01-05T03:00:00.000000Z")) == "2026-01-04"


NO_PLACES = [
    "Factory",
    "localtime",
    "posixrules",
    "posix/Asia/Ho_Chi_Minh",
    "right/Asia/Ho_Chi_Minh",
    "Etc/GMT+7",
    "Etc/UTC",
    "GMT+0",
    "EST",
    "EST5EDT",
    "US/Eastern",
    "Japan",
    "Asia",
    "Asia/",
    "Asia/Atlantis",
    "asia/ho_chi_minh",
    "+07:00",
    "../Asia/Tokyo",
    "",
]


@pytest.mark.parametrize("zone", NO_PLACES)
@pytest.mark.parametrize(
    "ask", [SetUpCompany, ChooseLanguage, partial(AddUser, name="X"), partial(EditUser, user=ANNA)]
)
def test_a_time_zone_is_a_real_place(ask, zone):
    with pytest.raises(ValidationError):
        ask(time_zone=zone)


@pytest.mark.parametrize(
    "zone", ["Asia/Ho_Chi_Minh", "Asia/Saigon", "America/Indiana/Knox", "Europe/Berlin", "UTC"]
)
def test_places_and_utc_are_time_zones(zone):
    assert SetUpCompany(time_zone=zone).time_zone == zone


def test_what_was_set_up_with_another_zone_works_on():
    """An old log may hold one that is refused today."""
    [(stream, set_up), *rest] = company()
    story = given([(stream, replace(set_up, time_zone="Etc/GMT-7")), *rest])
    assert str(story.state("company-main").day("2026-01-04T18:00:00.000000Z")) == "2026-01-05"


def test_every_instant_has_a_day():
    acme, _ = set_up()
    assert str(acme.day("9999-12-31T23:59:59.999999Z")) == "9999-12-31"


def test_a_company_is_set_up_once():
    given(company()).when(SetUpCompany()).then_refused(AlreadyExists, kind="company")


@pytest.mark.parametrize("currency", ["VDN", "vnd", "", "đồng"])
def test_money_is_in_a_currency_that_exists_mon_1(currency):
    with pytest.raises(ValidationError):
        SetUpCompany(currency=currency)


@pytest.mark.parametrize("time_zone", ["Asia", "Hanoi", "../etc/passwd", "asia/ho_chi_minh", ""])
def test_a_time_zone_exists(time_zone):
    with pytest.raises(ValidationError):
        SetUpCompany(time_zone=time_zone)


def test_amounts_are_in_the_companys_currency_mon_1():
    acme = given(company("USD")).state("company-main")
    acme.check_amount(Decimal("0.01"), "amount", None)
    acme.check_amount(None, "amount", "USD")
    with pytest.raises(CurrencyNotSupported) as refused:
        acme.check_amount(Decimal(1), "amount", "VND")
    assert refused.value.details == {"currency": "VND", "company": "USD"}


@pytest.mark.parametrize("currency", CURRENCIES.split())
def test_every_currency_has_its_own_decimals_mon_1(currency):
    """As ISO 4217 has them; babel has none where the small coins have gone out of use."""
    assert get_currency_precision(currency) in (0, decimals_of(currency))


def test_nothing_can_be_set_before_the_company_is():
    given().when(SetBoardDrag(enabled=True), by="system").then_refused(NotFound, kind="company")
    given().when(RegisterCustomer(name="Mây"), by="system").then_refused(NotFound)


def test_renaming_the_company():
    renamed = CompanyRenamed("Acme", "Acme Việt Nam")
    given(company()).when(RenameCompany(name="Acme Việt Nam")).then(renamed)
    given(company()).when(RenameCompany(name="Acme")).then_nothing_happens()


def test_duplicate_checks_warn_until_they_are_set_cus_2():
    strict = SetDuplicateCheck(field="phone", mode="refuse")
    story = given(company()).when(strict).then(DuplicateCheckSet("phone", "warn", "refuse"))
    story.when(strict).then_nothing_happens()
    story.when(SetDuplicateCheck(field="email", mode="warn")).then_nothing_happens()


@pytest.mark.parametrize("field", ["code", "name"])
def test_the_check_of_codes_cannot_be_switched_off_cus_2(field):
    with pytest.raises(ValidationError):
        SetDuplicateCheck(field=field, mode="off")


def test_dung_quen_is_switched_off_and_on_rel_13():
    story = given(company()).when(SetAutoForget(days=None)).then(AutoForgetSet(30, None))
    story.when(SetAutoForget(days=None)).then_nothing_happens()
    story.when(SetAutoForget(days=7)).then(AutoForgetSet(None, 7))


def test_dung_quen_is_not_switched_on_while_its_stage_is_deleted_rel_10():
    off = ("company-main", AutoForgetSet(30, None))
    gone = ("relationship_stages-main", StageDeleted(FORGET))
    story = given(company(), off, gone)
    story.when(SetAutoForget(days=30)).then_refused(StageIsDeleted, name="Đừng quên")
    story.when(SetAutoForget(days=None)).then_nothing_happens()


@pytest.mark.parametrize("days", [0, -1, 3651, True, "30"])
def test_dung_quen_takes_a_number_of_days(days):
    with pytest.raises(ValidationError):
        SetAutoForget(days=days)


def test_five_thresholds_earn_five_stars_sco_2():
    lower = SetPotentialThresholds(thresholds=[1, 2, 3, 4, 5])
    story = given(company()).when(lower)
    story.then(PotentialThresholdsSet(THRESHOLDS, (1, 2, 3, 4, 5))).when(lower)
    story.then_nothing_happens()


@pytest.mark.parametrize("thresholds", [[1, 2, 3, 3, 5], [5, 4, 3, 2, 1], [1, 1, 2, 3, 4]])
def test_every_further_star_needs_a_higher_score_sco_2(thresholds):
    wish = SetPotentialThresholds(thresholds=thresholds)
    given(company()).when(wish).then_refused(ThresholdsNotIncreasing)


@pytest.mark.parametrize(
    "thresholds", [[0, 1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [1.0, 2, 3, 4, 5]]
)
def test_thresholds_are_five_whole_numbers_from_one_on_sco_2(thresholds):
    with pytest.raises(ValidationError):
        SetPotentialThresholds(thresholds=thresholds)


def test_the_history_begins_with_the_set_up_or_on_a_day_that_is_chosen_imp_9():
    story = given(company())
    assert story.state("company-main").history_start == BEFORE
    start = "2016-12-31T17:00:00.000000Z"
    story.when(SetHistoryStart(day="2017-01-01")).then(HistoryStartSet(BEFORE, start))
    story.when(SetHistoryStart(day="2017-01-01")).then_nothing_happens()
    assert story.ask("company")["history_start"] == start
    story.when(SetHistoryStart(day="2017-01-02")).done()


def test_dragging_is_switched_off_and_on_rel_14():
    story = given(company()).when(SetBoardDrag(enabled=True)).then_nothing_happens()
    story.when(SetBoardDrag(enabled=False), by=ANNA).then(BoardDragSet(False))
    story.when(SetBoardDrag(enabled=True)).then(BoardDragSet(True))
