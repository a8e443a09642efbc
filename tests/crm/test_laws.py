"""The laws, attacked with all commands in any order, on both stores (tests/wishes.py).

The same few attacks every time, unless the environment says otherwise: GETCRM_LAWS_EXAMPLES=200
makes that many new ones of each law, GETCRM_LAWS_SEED=n that one alone, and
GETCRM_LAWS_STORE=postgresql all on that store. What fails says how to have it once more.

Hypothesis chooses what each attack grows from; the attack itself is made by Random, as dozens of
commands drawn one by one would take longer than what they do.
"""

import os
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from getcrm.crm import COMMANDS
from tests.crm.chaos import Chaos, chaotic
from tests.crm.laws import LAWS
from tests.stores import STORES
from tests.wishes import Batches, batches

Law = Callable[[Chaos, Random], None]
FEW, MORE = 6, 25
"""Attacks of each law in `make test` and in `make soak`; each plays dozens of commands and rebuilds
everything several times."""
MANY = os.environ.get("GETCRM_LAWS_EXAMPLES")
ONE = os.environ.get("GETCRM_LAWS_SEED")
SEEDS = st.just(int(ONE)) if ONE else st.integers(0, 10**9)


def attacked(times: int) -> settings:
    """The same attacks every time, unless the environment asks for new ones."""
    return settings(
        max_examples=int(MANY or times),
        derandomize=MANY is None,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def store_of(seed: int) -> str:
    """PostgreSQL first, and then now and then: SQLite is asked more in the same time."""
    return os.environ.get("GETCRM_LAWS_STORE") or STORES[seed % 6 == 0]


def attack(law: Law, seed: int, played: Batches) -> None:
    with chaotic(store_of(seed), played) as chaos:
        law(chaos, Random(seed))


def fails(law: Law, seed: int, played: Batches) -> bool:
    try:
        attack(law, seed, played)
    except Exception:
        return True
    return False


def without_needless(law: Law, seed: int, played: Batches) -> Batches:
    """As few of the wishes as still fail, left out one by one from the last."""
    for n in reversed(range(len(played))):
        for m in reversed(range(len(played[n]))):
            less = [*played[:n], [*played[n][:m], *played[n][m + 1 :]], *played[n + 1 :]]
            if fails(law, seed, less):
                played = less
    return [batch for batch in played if batch]


def told(law: Law, seed: int, played: Batches) -> str:
    again = f"GETCRM_LAWS_SEED={seed} GETCRM_LAWS_STORE={store_of(seed)}"
    few = without_needless(law, seed, played)
    return "\n".join([f"once more: {again}", "enough is:", *map(repr, few)])


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law(law: Law) -> None:
    check(law, FEW)


@pytest.mark.soak
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law_under_more_attacks(law: Law) -> None:
    check(law, MORE)


def check(law: Law, times: int) -> None:
    @attacked(times)
    @given(seed=SEEDS)
    def holds(seed: int) -> None:
        played = batches(Random(seed))
        try:
            attack(law, seed, played)
        except Exception as found:
            found.add_note(told(law, seed, played))
            raise

    holds()


@pytest.mark.slow
@attacked(FEW)
@given(seed=SEEDS)
def test_both_stores_record_the_same_events(seed: int) -> None:
    recorded = []
    for store in STORES:
        with chaotic(store, batches(Random(seed))) as chaos:
            recorded.append([(vars_of(e), chaos.told) for e in chaos.crm.log.read_all()])
    assert recorded[0] == recorded[1]


def vars_of(entry: object) -> dict[str, object]:
    names = ("position", "stream", "version", "topic", "occurred_at", "by", "cause", "data")
    return {name: getattr(entry, name) for name in names}


ENOUGH = 1_500
"""Attacks at the most, until every command was accepted once."""
BEFORE = {"SetUpCompany"}
"""Done for good before chance begins."""


@pytest.mark.slow
def test_chance_gives_every_command_so_that_it_is_accepted() -> None:
    accepted = set()
    for seed in range(ENOUGH):
        with chaotic("sqlite", batches(Random(seed))) as chaos:
            accepted |= {name for name, refusal in chaos.told if not refusal}
        if COMMANDS.keys() - accepted == BEFORE:
            break
    assert COMMANDS.keys() - accepted == BEFORE
