"""Every predicate is needed: where one is forgotten, a question about some company tells (PERM-4).

The same checks as in test_visibility.py, asked of every mutant of tests/crm/mutants.py, by those
questions that come by the place, in companies where they can make a difference.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from random import Random

import pytest

from tests.commands.staff import NORTH
from tests.crm.companies import USERS, company
from tests.crm.mutants import Site, mutant, sites, watched
from tests.crm.visibility import CHECKS, Eye, World, looks
from tests.http import test_no_way_round as ways
from tests.projections import test_kpi_departments, test_notifications
from tests.story import ANNA

pytestmark = pytest.mark.soak
SEEDS = (0, 1, 2, 8, 10, 35)
"""Companies in which every place makes a difference to somebody."""

ELSEWHERE: dict[tuple[str, str], tuple[Callable[[], None], ...]] = {
    ("customers.searching", "rarest"): (
        ways.test_a_search_is_the_same_whatever_strangers_are_called_perm_4,
    ),
    ("messages.asking", "as_messages"): (
        ways.test_a_message_does_not_name_a_campaign_one_may_not_see_cam_2,
    ),
    ("notifications.saying", "addressed"): (
        ways.test_a_message_does_not_name_a_campaign_one_may_not_see_cam_2,
    ),
    ("notifications.asking", "private_sentences"): (
        ways.test_what_the_timeline_has_not_taken_up_is_told_without_what_is_hidden_perm_4,
    ),
    ("notifications.asking", "visible"): (
        test_notifications.test_a_mention_does_not_open_what_is_closed_perm_4,
    ),
    ("references", "is_there"): (ways.test_work_is_not_found_by_what_is_not_told_of_it_perm_4,),
    ("transactions.listing", "transactions"): (
        ways.test_work_is_not_found_by_what_is_not_told_of_it_perm_4,
    ),
    ("kpi_tally.checking", "is_seen"): (
        test_kpi_departments.test_campaigns_one_may_not_see_are_one_row_cam_2,
        partial(
            test_kpi_departments.test_a_department_without_figures_that_one_may_see_is_as_good_as_none_kpi_6,
            ANNA,
            {NORTH},
        ),
    ),
}
"""Stories by which a place is found out that no question about a company comes by, or tells."""

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
    by_looks = any(is_found_out(site, look) for look in reached.get(site, ()))
    assert by_looks or is_found_out_elsewhere(site), "it survives"


def is_found_out_elsewhere(site: Site) -> bool:
    for story in ELSEWHERE.get(
        (site.module.removeprefix("getcrm.projections."), site.function), ()
    ):
        story()
        with mutant(site):
            try:
                story()
            except (AssertionError, pytest.fail.Exception):
                return True
    return False


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
