"""Nobody is shown what is not theirs, by any question about any company (PERM-4).

Companies come from seeds, which a failing test prints.
"""

from random import Random

import pytest

from getcrm.crm import QUERIES
from tests.crm.companies import USERS, company
from tests.crm.visibility import CHECKS, HARMLESS, World, looks

FEW = range(3)
MANY = range(100, 120)
ON_POSTGRESQL = range(2)


def check_company(seed: int, store: str = "sqlite") -> None:
    with company(Random(seed), store) as crm:
        world = World(crm)
        for user in USERS:
            for name, eye in looks(world, user):
                CHECKS[name](eye)


@pytest.mark.parametrize("seed", FEW)
def test_every_question_tells_exactly_what_the_policy_allows(seed: int) -> None:
    check_company(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", MANY)
def test_every_question_tells_exactly_what_the_policy_allows_in_many_companies(seed: int) -> None:
    check_company(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", ON_POSTGRESQL)
def test_every_question_tells_exactly_what_the_policy_allows_on_postgresql_too(seed: int) -> None:
    check_company(seed, "postgresql")


def test_every_question_is_checked_or_tells_nothing_that_somebody_may_not_know() -> None:
    """A new question belongs into one of the two tables (tests/crm/visibility.py)."""
    assert set(QUERIES) == {*CHECKS, *HARMLESS}
    assert not CHECKS.keys() & HARMLESS.keys()
