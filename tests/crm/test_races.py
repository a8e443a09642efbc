"""Two people at the same moment: whatever must hold, holds (architecture §3).

Each race is run once more without its guard, to show that it is one.
"""

import pytest

from tests.crm.races import RACES
from tests.crm.racing import run
from tests.stores import STORES

ROUNDS = 500
OF_THE_CONTROL = 150

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("store", STORES),
    pytest.mark.parametrize("race", RACES),
]


def test_the_rule_holds_in_every_round(race: str, store: str) -> None:
    assert run(store, RACES[race], ROUNDS) == 0


def test_without_the_guard_it_would_not(race: str, store: str) -> None:
    assert run(store, RACES[race], OF_THE_CONTROL, guarded=False) > 0
