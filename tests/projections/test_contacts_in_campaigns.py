"""Only the page of an opportunity tells those who take part in its campaign how to reach its
customer: see test_contact_of_an_opportunity.py; nothing else does (CAM-1, PERM-4)."""

import json

import pytest

from getcrm.commands.customer import RegisterCustomer
from getcrm.commands.opportunity import MoveOpportunity
from getcrm.crm import QUERIES
from getcrm.domain.campaign import Participant
from getcrm.domain.refusals import NotFound
from tests.commands.people import registered
from tests.commands.sales import MEET, ROPE, SPRING, created, opened
from tests.commands.staff import CHI, LAN, at_work
from tests.story import ANNA, uid

FOREIGN = uid(0xF0E)
PHONE, EMAIL = "+84901234567", "bi.mat@example.com"


def ask(story, name, **query):
    story.crm.catch_up()
    return story.crm.ask(name, QUERIES[name].query.model_validate(query), "en", CHI)


@pytest.fixture(params=[True, False], ids=["hidden", "not hidden"])
def story(request):
    """Anna's customer, in a campaign in which Chi takes part."""
    campaign = created(
        hide_contacts=request.param, manager=LAN, participants=(Participant(CHI, True),)
    )
    customer = registered(FOREIGN, owner=ANNA, name="Tre Việt", phones=[PHONE], emails=[EMAIL])
    told = at_work(campaign, customer, opened(ROPE, customer=FOREIGN, owner=ANNA, name="Dây"))
    return told.when(MoveOpportunity(opportunity=ROPE, method=MEET), by=ANNA).done()


def test_beside_its_page_nothing_about_an_opportunity_tells_how_to_reach_its_customer(story):
    page = ask(story, "opportunity", opportunity=ROPE)
    answers = [
        {name: value for name, value in page.items() if name != "contact"},
        ask(story, "opportunities", campaign=SPRING),
        ask(story, "idle_opportunities"),
        ask(story, "pipeline_board", campaign=SPRING),
        ask(story, "timeline", opportunity=ROPE),
        ask(story, "comments", opportunity=ROPE),
        ask(story, "explain_idle", opportunity=ROPE),
    ]
    assert answers[0]["id"] == ROPE
    for secret in (PHONE, EMAIL, "901234567", "bi.mat"):
        assert secret not in json.dumps(answers, ensure_ascii=False)


def test_no_search_by_phone_or_email_tells_that_it_is_right(story):
    with pytest.raises(NotFound):
        ask(story, "customer", customer=FOREIGN)
    for q in (PHONE, "0901234567", EMAIL, "bi.mat"):
        assert ask(story, "customers", q=q)["customers"] == []
        assert ask(story, "opportunities", q=q)["opportunities"] == []
        board = ask(story, "pipeline_board", campaign=SPRING, q=q)
        assert sum(column["count"] for column in board["columns"]) == 0


def test_a_duplicate_names_no_customer_that_is_not_theirs_to_see(story):
    story.when(RegisterCustomer(name="Mới", phones=[PHONE]), by=CHI).done()
    assert FOREIGN not in json.dumps([w.details for w in story.answer.warnings])
