"""Every predicate is needed: where one is forgotten, a question about some company tells (PERM-4).

The same checks as in test_visibility.py, asked of every mutant of tests/crm/mutants.py, by those
questions that come by the place, in companies where they can make a difference.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from random import Random

import pytest

from tests.crm.companies import USERS, company
from tests.crm.mutants import Site, mutant, sites, watched
from tests.crm.visibility import CHECKS, Eye, World, looks

pytestmark = pytest.mark.slow
SEEDS = (0, 1, 2, 8, 10, 35)
"""Companies in which every place makes a difference to somebody."""

Look = tuple[World, str, str, bool]
"""A company, who asks, which question, and whether of the past."""


@pytest.fixture(scope="module")
def reached() -> Iterator[dict[Site, list[Look]]]:
    """By place: the looks at companies that come by it, and are as they should be."""
    found: dict[Site, list[Look]] = {}
    with ExitStack() as open_companies:
        for seed in SEEDS:
            world = World(open_companies.enter_context(company(Random(seed))))
            for user in USERS:
                for name, eye in looks(world, user):
                    here: set[Site] = set()
                    with watched(here):
                        CHECKS[name](eye)
                    for site in here:
                        if narrows(site, eye):
                            found.setdefault(site, []).append((world, user, name, bool(eye.when)))
        yield found


def narrows(site: Site, eye: Eye) -> bool:
    """Whether there is something that they may not see there."""
    if eye.who.everything:
        return False
    return not site.kind or "any" not in eye.who.counting(site.kind)


@pytest.mark.parametrize("site", sites(), ids=str)
def test_a_mutant_that_forgets_to_ask_is_found_out(
    site: Site, reached: dict[Site, list[Look]]
) -> None:
    assert any(is_found_out(site, look) for look in reached[site]), "it survives"


def is_found_out(site: Site, look: Look) -> bool:
    world, user, wanted, of_the_past = look
    for name, eye in looks(world, user):
        if (name, bool(eye.when)) == (wanted, of_the_past):
            with mutant(site):
                try:
                    CHECKS[name](eye)
                except AssertionError:
                    return True
    return False
