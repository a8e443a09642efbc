"""Whoever works on something of a customer whom they may not see learns nothing of the customer,
and changes nothing of it (PERM-3, PERM-4)."""

import json

import pytest

from getcrm.domain.aggregate import Changed
from getcrm.domain.campaign import Method, Participant
from getcrm.domain.customer import CustomerContacted, CustomerEdited
from getcrm.eventlog.mapper import decode
from getcrm.http.routes import ROUTES
from tests.commands.sales import CALL_2, DEAL_2, ROPE, SPRING, SUMMER, created
from tests.commands.staff import ANNAS, CHIS, HA, MAI
from tests.http.test_no_way_round import Company
from tests.story import ANNA, BINH, uid

BOTH = (Participant(ANNA, True), Participant(BINH, True))
CALL, TASK, NOTE = uid(0x799), uid(0x7A5), uid(0xC0331)
SECRET = "Bí Mật Rivalcorp"


@pytest.fixture
def company():
    """Chi's customer, of whom Anna has a task to do and Bình one to watch."""
    two = (Method(CALL_2, "Gọi", 10, None), Method(DEAL_2, "Chốt", 100, None))
    company = Company(
        (f"customer-{CHIS}", CustomerEdited({"name": Changed("Chi's", SECRET)})),
        created(participants=BOTH, manager=HA),
        created(SUMMER, code="HE", methods=two, participants=BOTH, manager=HA),
    )
    counts = {"type": CALL, "name": "Gọi", "points": 5, "counts_as_contact": True}
    company.by(HA, "POST", "/transaction-types", counts)
    work = {"transaction": TASK, "name": "Gọi lại", "type": CALL, "customer": CHIS}
    work |= {"assignees": [ANNA], "watchers": [BINH], "start": "2026-01-20T01:00:00Z"}
    told = company.by(HA, "POST", "/transactions", {**work, "reminder_days": 3})
    assert told.status_code == 201, told.text
    return company


def everything(company, user):
    """Every question there is, asked of every record of this story, in one text."""
    ids = {"transaction": TASK, "customer": CHIS, "opportunity": ROPE, "campaign": SPRING}
    ids |= {"comment": NOTE, "indicator": "transactions_done", "user": ANNA}
    asked = [route for route in ROUTES if isinstance(route.asks, str)]
    for route in asked:
        if set(route.path_fields) <= ids.keys():
            path = route.path.format(**{name: ids[name] for name in route.path_fields})
            for query in ("", f"customer={CHIS}", "include=customer", "as_of=2026-01-31"):
                yield f"{path}?{query}", company.by(user, "GET", path, query=query)


# --- what is told


@pytest.mark.parametrize("user", [ANNA, BINH])
def test_whoever_does_or_watches_it_learns_neither_name_nor_id(company, user):
    finish = {"result": "xong"}
    assert company.by(HA, "PUT", f"/transactions/{TASK}/completion", finish).status_code == 200
    seen = False
    for asked, told in everything(company, user):
        if told.status_code == 200:
            seen = seen or TASK in told.text
            assert SECRET not in told.text, asked
            assert CHIS not in told.text, asked
    assert seen


def test_the_list_and_the_page_say_nothing_where_the_customer_stands(company):
    [listed] = company.by(ANNA, "GET", "/transactions").json["transactions"]
    page = company.by(ANNA, "GET", f"/transactions/{TASK}").json
    assert (listed["name"], listed["customer"], page["customer"]) == ("Gọi lại", None, None)
    assert company.by(HA, "GET", f"/transactions/{TASK}").json["customer"]["name"] == SECRET


def test_nor_does_a_filter_tell(company):
    """To ask for it is to ask for nobody."""
    asked, nobodys = f"customer={CHIS}", f"customer={uid(0xDEAD)}"
    told = company.by(ANNA, "GET", "/transactions", query=asked)
    unknown = company.by(ANNA, "GET", "/transactions", query=nobodys)
    assert (told.status_code, told.json["code"]) == (unknown.status_code, unknown.json["code"])
    assert len(company.by(HA, "GET", "/transactions", query=asked).json["transactions"]) == 1


def test_it_is_told_again_once_they_may_see_the_customer(company):
    company.by(HA, "PUT", f"/customers/{CHIS}/owner", {"owner": ANNA})
    [listed] = company.by(ANNA, "GET", "/transactions").json["transactions"]
    assert listed["customer"] == {"id": CHIS, "name": SECRET}


# --- what is done through an opportunity


@pytest.fixture
def campaign(company):
    """Anna takes part in a campaign, in which Chi's customer has an opportunity."""
    opened = {"opportunity": ROPE, "campaign": SPRING, "customer": CHIS, "owner": ANNA}
    assert company.by(HA, "POST", "/opportunities", opened).status_code == 201
    return company


def of_customer(company, *kinds):
    history = company.crm.log.history(f"customer-{CHIS}")
    told = [decode(entry.topic, entry.data) for entry in history]
    return [event for event in told if isinstance(event, kinds)]


def test_the_opportunity_itself_says_whose_it_is(campaign):
    told = campaign.by(ANNA, "GET", f"/opportunities/{ROPE}").json
    assert told["customer"] == {"id": CHIS, "name": SECRET}


def test_work_added_to_it_concerns_no_customer_whom_one_may_not_see(campaign):
    work = {"transaction": uid(1), "name": "Báo giá", "type": CALL, "opportunity": ROPE}
    told = campaign.by(ANNA, "POST", "/transactions", work, Accept_Language="vi")
    assert told.status_code == 201
    [warning] = told.json["warnings"]
    assert (warning["code"], warning["pointer"]) == ("CustomerLeftOut", "/opportunity")
    found = campaign.by(HA, "GET", f"/transactions/{uid(1)}").json
    assert (found["customer"], found["opportunity"]) == (None, ROPE)
    done = campaign.by(ANNA, "PUT", f"/transactions/{uid(1)}/completion", {"result": "ok"})
    assert done.status_code == 200
    assert of_customer(campaign, CustomerContacted) == []
    stars = campaign.by(HA, "GET", f"/customers/{CHIS}/potential-stars").json
    assert stars["score"] == 0


def test_of_whoever_may_see_it_it_does(campaign):
    work = {"transaction": uid(1), "name": "Báo giá", "type": CALL, "opportunity": ROPE}
    told = campaign.by(HA, "POST", "/transactions", work)
    assert told.json["warnings"] == []
    found = campaign.by(HA, "GET", f"/transactions/{uid(1)}").json
    assert found["customer"]["id"] == CHIS


def test_to_name_the_customer_oneself_is_no_way_either(campaign):
    work = {"name": "Báo giá", "type": CALL, "opportunity": ROPE, "customer": CHIS}
    assert campaign.by(ANNA, "POST", "/transactions", work).json["code"] == "NotFound"


def test_it_is_not_copied_by_whoever_may_not_see_the_customer(campaign):
    copy = {"campaign": SUMMER}
    told = campaign.by(ANNA, "POST", f"/opportunities/{ROPE}/copies", copy)
    assert (told.status_code, told.json["code"]) == (403, "CustomerNotYours")
    assert campaign.by(HA, "POST", f"/opportunities/{ROPE}/copies", copy).status_code == 201


# --- how to reach the customer


REACH = {"phones": ["+84901234567"], "emails": ["bi.mat@example.com"]}


def hide(company, hides):
    told = company.by(HA, "PATCH", f"/campaigns/{SPRING}", {"hide_contacts": hides})
    assert told.status_code == 200


def test_the_page_of_the_opportunity_tells_it_until_the_campaign_hides_it_cam_1(campaign):
    """What somebody has by its ETag is out of date as soon as that changes."""
    assert campaign.by(HA, "PATCH", f"/customers/{CHIS}", REACH).status_code == 200
    page = f"/opportunities/{ROPE}"
    before = campaign.by(ANNA, "GET", page)
    assert before.json["contact"] == REACH
    hide(campaign, True)
    after = campaign.by(ANNA, "GET", page, If_None_Match=before.headers["ETag"])
    assert (after.status_code, after.json["contact"]) == (200, None)
    assert campaign.by(HA, "GET", page).json["contact"] == REACH
    hide(campaign, False)
    assert campaign.by(ANNA, "GET", page).json == before.json


@pytest.mark.parametrize("hides", [True, False], ids=["hidden", "not hidden"])
def test_nothing_else_tells_it_cam_1(campaign, hides):
    assert campaign.by(HA, "PATCH", f"/customers/{CHIS}", REACH).status_code == 200
    hide(campaign, hides)
    telling = {
        asked.partition("?")[0]
        for asked, told in everything(campaign, ANNA)
        if any(secret in told.text for secret in ("901234567", "bi.mat"))
    }
    assert telling == (set() if hides else {f"/opportunities/{ROPE}"})


# --- a comment that is deleted


def said(company, user, path):
    found = company.by(user, "GET", path)
    return "Lời lỡ nói" in json.dumps(found.json, ensure_ascii=False)


def test_a_deleted_comment_is_gone_from_the_timeline_cus_6(campaign):
    """The customer's, the opportunity's and all of it, and from what the mentioned are told; but
    not for those who may audit."""
    on = {"comment": NOTE, "text": "Lời lỡ nói", "mentions": [BINH]}
    assert campaign.by(ANNA, "POST", "/comments", {**on, "opportunity": ROPE}).status_code == 201
    edit = {"text": "Lời lỡ nói, sửa"}
    assert campaign.by(ANNA, "PATCH", f"/comments/{NOTE}", edit).status_code == 200
    there = f"/opportunities/{ROPE}/timeline"
    assert said(campaign, ANNA, there)
    assert said(campaign, BINH, "/me/notifications")
    assert campaign.by(ANNA, "DELETE", f"/comments/{NOTE}").status_code == 200
    assert not said(campaign, ANNA, there)
    assert not said(campaign, BINH, "/me/notifications")
    assert NOTE not in campaign.by(ANNA, "GET", there).text
    assert not said(campaign, ANNA, f"{there}?as_of=2026-01-31")
    for path in (there, f"/customers/{CHIS}/timeline", "/timeline"):
        assert said(campaign, HA, path), path
    assert campaign.by(ANNA, "PUT", f"/comments/{NOTE}/restoration", {}).status_code == 200
    assert said(campaign, ANNA, there)


def test_so_is_one_on_the_customer_also_for_whoever_sees_every_customer(company):
    on = {"comment": NOTE, "text": "Lời lỡ nói"}
    assert company.by(ANNA, "POST", "/comments", {**on, "customer": ANNAS}).status_code == 201
    there = f"/customers/{ANNAS}/timeline"
    assert said(company, ANNA, there)
    assert said(company, MAI, there)
    company.by(ANNA, "DELETE", f"/comments/{NOTE}")
    assert not said(company, ANNA, there)
    assert not said(company, MAI, there)
    assert said(company, HA, there)
