"""The list and the search follow whose a customer is today, whichever way they look (PERM-4)."""

import pytest

from getcrm.crm import QUERIES
from getcrm.domain.customer import (
    CustomerDeleted,
    CustomerOwnerChanged,
    CustomerRestored,
    CustomerSharingSet,
    Sharing,
)
from getcrm.projections.access import seeing
from tests.commands.staff import (
    ANNAS,
    BINHS,
    CHI,
    CHIS,
    HA,
    HANOI,
    LAN,
    NOBODYS,
    NORTH,
    at_work,
    shared,
)
from tests.story import ANNA, BINH, Story

A, B, C, N = "Của Anna", "Của Bình", "Của Chi", "Không ai"
ASKED = (
    {},
    {"sort": "name", "order": "desc"},
    {"sort": "score"},
    {"kind": "company"},
    {"q": "c-0"},
    {"q": "c-0", "sort": "created"},
    {"q": "c-0", "kind": "company"},
)
"""By what leads: all cards in an order, a filter, the terms; and combinations of these."""


@pytest.fixture(params=[0, 1_000], ids=["gone through", "looked up"], autouse=True)
def few(request, monkeypatch):
    """The same, whether those that may be seen are few or many."""
    monkeypatch.setattr(seeing, "FEW", request.param)


def sees(story: Story, by: str) -> set[str]:
    """Whom they see: the same in every list and search."""
    story.crm.catch_up()
    first, *others = (asked(story, by, **query) for query in ASKED)
    assert others == [first] * len(others)
    return first


def asked(story: Story, by: str, **query: object) -> set[str]:
    model = QUERIES["customers"].query.model_validate({**query, "with_count": True})
    answer = story.crm.ask("customers", model, by=by)
    names = [customer["name"] for customer in answer["customers"]]
    assert answer["count"] == len(names) == len(set(names))
    return set(names)


def given_to(customer: str, old: str | None, new: str | None):
    return (f"customer-{customer}", CustomerOwnerChanged(old, new))


def test_everybody_sees_their_own_and_a_manager_those_below_perm_3():
    story = at_work()
    assert [sees(story, by) for by in (ANNA, BINH, CHI, LAN)] == [{A}, {B}, {C}, {A, B}]


def test_a_customer_given_away_is_found_by_its_new_owner_alone_perm_4():
    story = at_work(given_to(ANNAS, ANNA, CHI), given_to(NOBODYS, None, BINH))
    assert [sees(story, by) for by in (ANNA, BINH, CHI)] == [set(), {B, N}, {A, C}]
    story = at_work(given_to(ANNAS, ANNA, CHI), given_to(ANNAS, CHI, None))
    assert [sees(story, by) for by in (ANNA, CHI)] == [set(), {C}]


def test_what_is_common_is_found_by_everybody_for_as_long_cus_10():
    common = Sharing(True, ())
    story = at_work(shared(BINHS, common=True))
    assert [sees(story, by) for by in (ANNA, BINH, CHI)] == [{A, B}, {B}, {B, C}]
    ended = (f"customer-{BINHS}", CustomerSharingSet(common, Sharing()))
    story = at_work(shared(BINHS, common=True), ended)
    assert [sees(story, by) for by in (ANNA, BINH, CHI)] == [{A}, {B}, {C}]


def test_what_is_shared_is_found_by_those_it_is_shared_with_cus_10():
    story = at_work(shared(CHIS, ("user", ANNA, "view"), ("department", HANOI, "edit")))
    assert [sees(story, by) for by in (ANNA, BINH, CHI)] == [{A, C}, {B, C}, {C}]
    story = at_work(shared(CHIS, ("department", NORTH, "view")))
    assert [sees(story, by) for by in (ANNA, BINH)] == [{A, C}, {B, C}]


def test_whoever_sees_everything_is_not_narrowed_perm_3():
    assert sees(at_work(), HA) == {A, B, C, N}


def test_a_deleted_customer_comes_back_to_whose_it_is_by_then_cus_3():
    gone = (f"customer-{ANNAS}", CustomerDeleted(None))
    story = at_work(gone)
    assert [sees(story, by) for by in (ANNA, LAN)] == [set(), {B}]
    back = (f"customer-{ANNAS}", CustomerRestored())
    story = at_work(gone, given_to(ANNAS, ANNA, CHI), shared(ANNAS, common=True), back)
    assert [sees(story, by) for by in (ANNA, BINH, CHI)] == [{A}, {A, B}, {A, C}]
    story = at_work(gone, given_to(ANNAS, ANNA, CHI), back)
    assert [sees(story, by) for by in (ANNA, CHI)] == [set(), {A, C}]
