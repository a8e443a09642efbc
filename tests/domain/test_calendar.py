"""Instants and days: what is entered lies in the years people mean, no calculation fails."""

import ast
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import getcrm
from getcrm.domain.calendar import (
    FIRST_INSTANT,
    LAST_INSTANT,
    InvalidTime,
    TimeOutOfRange,
    day_of,
    days_between,
    days_later,
    end_of,
    in_zone,
    later,
    parse_day,
    parse_instant,
    seconds_between,
    start_of,
    time_zone,
)
from getcrm.projections.kpi_tally.periods import KEYS, days_of

ZONES = [
    ZoneInfo(name)
    for name in ("UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12")
]
ENDS = [
    FIRST_INSTANT,
    "0001-01-01T12:00:00.000000Z",
    "2026-01-05T05:00:00.000000Z",
    "9999-12-31T12:00:00.000000Z",
    LAST_INSTANT,
]
DAYS = [date.min, date(1, 1, 2), date(2026, 1, 5), date(9999, 12, 30), date.max]
CALCULATING = {
    "astimezone",
    "combine",
    "fromisocalendar",
    "fromordinal",
    "fromtimestamp",
    "strftime",
    "timedelta",
    "ZoneInfo()",
}
ALLOWED = {"domain/calendar.py", "projections/kpi_tally/periods.py"}


@pytest.mark.parametrize("text", ["1899-12-31", "2200-01-01", "0001-01-01", "9999-12-31"])
def test_a_date_nobody_means_is_refused(text):
    with pytest.raises(TimeOutOfRange):
        parse_day(text)
    with pytest.raises(TimeOutOfRange):
        parse_instant(f"{text}T12:00:00Z")


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1900-01-01T00:00:00+07:00"]
)
def test_the_year_of_a_time_is_that_of_utc(text):
    with pytest.raises(TimeOutOfRange):
        parse_instant(text)


@pytest.mark.parametrize("text", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_year_are_meant(text):
    assert parse_day(text) == text
    assert parse_instant(f"{text}T12:00Z") == f"{text}T12:00:00.000000Z"


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-1-05", "x", "", "2026-01-05T00:00", "٢٠٢٦-01-05"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(InvalidTime):
        parse_day(text)
    with pytest.raises(InvalidTime):
        parse_instant(text)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_every_instant_has_a_day_in_every_zone_and_keeps_its_order(zone):
    days = [day_of(at, zone) for at in ENDS]
    assert days == sorted(days)
    assert [in_zone(at, zone).date() for at in ENDS] == days


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_every_day_begins_and_ends_in_every_zone(zone):
    for day in DAYS:
        assert FIRST_INSTANT <= start_of(day, zone) < end_of(day, zone) <= LAST_INSTANT
        assert day_of(start_of(day, zone), zone) in (day, days_later(day, 1))
        assert day_of(end_of(day, zone), zone) == day


def test_a_day_ends_a_microsecond_before_the_next_one_begins():
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    assert start_of(date(2026, 1, 6), zone) == "2026-01-05T17:00:00.000000Z"
    assert end_of(date(2026, 1, 5), zone) == "2026-01-05T16:59:59.999999Z"


@pytest.mark.parametrize("days", [0, 1, 10**6, 10**12])
def test_time_goes_no_further_than_its_ends(days):
    assert FIRST_INSTANT <= later(FIRST_INSTANT, days=-days) <= later(LAST_INSTANT, days=days)
    assert later(LAST_INSTANT, days * 1e9) == LAST_INSTANT
    assert later(FIRST_INSTANT, -days * 1e9) == FIRST_INSTANT
    assert days_later(date.max, days) == date.max
    assert days_later(date.min, -days) == date.min


@pytest.mark.parametrize("name", ["Nowhere/Gone", "", "../etc/passwd", "Asia", "x" * 5_000])
def test_a_zone_that_a_machine_does_not_know_is_utc(name):
    assert time_zone(name) == ZoneInfo("UTC")
    assert time_zone("Asia/Ho_Chi_Minh") == ZoneInfo("Asia/Ho_Chi_Minh")


def test_so_long_after_and_between():
    at = "2026-01-05T05:00:00.000000Z"
    assert later(at, 90) == "2026-01-05T05:01:30.000000Z"
    assert later(at, days=-5) == "2025-12-31T05:00:00.000000Z"
    assert days_between(at, later(at, days=3, seconds=-1)) == 2
    assert days_between(FIRST_INSTANT, LAST_INSTANT) == 3652058
    assert seconds_between(at, later(at, 0.5)) == 0.5


@pytest.mark.parametrize("period", KEYS)
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_day_is_in_the_period_of_its_key_kpi_4(period, day):
    first, last = days_of(period, KEYS[period](day))
    assert first <= day <= last
    assert KEYS[period](first) == KEYS[period](last) == KEYS[period](day)


@pytest.mark.parametrize("period", KEYS)
def test_the_keys_of_periods_sort_as_time_kpi_4(period):
    keys = [KEYS[period](day) for day in DAYS]
    assert keys == sorted(keys)


def test_time_is_calculated_in_one_module_only():
    """Elsewhere it would fail at the ends of time, or for a zone."""
    root = Path(getcrm.__file__).parent
    found = set()
    for path in sorted(root.rglob("*.py")):
        names = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
        names |= {node.id for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
        names |= {f"{name}()" for name in called(tree(path))}
        if CALCULATING & names:
            found.add(path.relative_to(root).as_posix())
    assert found == ALLOWED


def called(tree: ast.Module) -> set[str]:
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {function.id for function in calls if isinstance(function, ast.Name)}


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
