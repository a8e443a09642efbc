"""Amounts as text, as units, and in parts (MON-1)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from getcrm.domain.money import LARGEST, as_digits, joined, parts, to_units, written

amounts = st.decimals(min_value=0, max_value=LARGEST, places=4)
LARGEST_STORED = 2**63 - 1


@given(st.lists(amounts, max_size=20))
def test_the_sum_of_parts_is_the_sum_of_amounts(many):
    high, low = (sum(each) for each in zip(*map(parts, map(to_units, many)), (0, 0), strict=True))
    assert Decimal(written(joined(high, low))) == sum(many)


@given(amounts)
def test_what_is_written_is_what_was_meant(amount):
    assert Decimal(written(to_units(amount))) == amount
    assert Decimal(written(-to_units(amount))) == -amount
    assert "E" not in written(to_units(amount))


@given(amounts, amounts)
def test_digits_sort_like_amounts(one, other):
    assert (as_digits(to_units(one)) < as_digits(to_units(other))) == (one < other)


def test_ninety_million_of_the_largest_amounts_fit_into_a_database():
    """Also weighted by a hundred percent, in hundredths."""
    high, _ = parts(to_units(LARGEST) * 100)
    lowest, low = parts(to_units(LARGEST) - 1)
    assert max(high, lowest, low) * 90_000_000 <= LARGEST_STORED
