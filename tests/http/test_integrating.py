"""What another program needs to follow along: what changed, whole rows, a page at once (API-1)."""

import pytest

from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.projections.customer_page import PARTS, CustomerPageQuery
from tests.commands.people import MAY, SEN, registered
from tests.commands.sales import MEET, ROPE, SPRING, created, opened
from tests.commands.work import LETTER, TASK, task
from tests.http.conftest import Api
from tests.story import ANNA, BINH, HOT

TYPE = ("transaction_types-main", TransactionTypeCreated(LETTER, "Thư", "", 1, False, False))
LISTS = ("customers", "opportunities", "transactions", "users", "campaigns")


@pytest.fixture
def api():
    people = [registered(MAY, name="Mây", owner=BINH), registered(SEN, name="Sen")]
    return Api([created(), TYPE, *people, opened(), task(name="Gửi thư")])


def position(api):
    return int(api.get("/customers").headers["log-position"])


def changed(api, since):
    """By list, the ids of what has changed since."""
    found = {
        name: [row["id"] for row in api.get(f"/{name}", f"changed_since={since}").json[name]]
        for name in LISTS
    }
    return {name: ids for name, ids in found.items() if ids}


def test_all_have_changed_since_nothing_was_there(api):
    assert changed(api, 0).keys() == set(LISTS)


def test_nothing_has_changed_since_now(api):
    assert changed(api, position(api)) == {}


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("PATCH", f"/customers/{SEN}", {"name": "Hoa sen"}, {"customers": [SEN]}),
        ("PUT", f"/customers/{SEN}/stage", {"stage": HOT}, {"customers": [SEN]}),
        ("POST", f"/customers/{SEN}/interactions", {"kind": "call"}, {"customers": [SEN]}),
        ("PATCH", f"/campaigns/{SPRING}", {"name": "Xuân"}, {"campaigns": [SPRING]}),
        ("PUT", f"/users/{BINH}/name", {"name": "Bình An"}, {"users": [BINH]}),
        (
            "PUT",
            f"/opportunities/{ROPE}/method",
            {"method": MEET},
            {"customers": [MAY], "opportunities": [ROPE]},
        ),
        (
            "PATCH",
            f"/transactions/{TASK}",
            {"name": "Gửi lại"},
            {"customers": [MAY], "transactions": [TASK]},
        ),
    ],
)
def test_what_changes_is_told_and_nothing_else(api, method, path, body, expected):
    before = position(api)
    result = api.ask(method, path, json=body)
    assert result.status_code in (200, 201), result.text
    assert changed(api, before) == expected


@pytest.mark.parametrize(
    ("name", "id"), [("customers", MAY), ("opportunities", ROPE), ("transactions", TASK)]
)
def test_a_deletion_is_seen(api, name, id):
    before = position(api)
    assert api.delete(f"/{name}/{id}").status_code == 200
    [row] = [
        row for row in api.get(f"/{name}", f"changed_since={before}").json[name] if row["id"] == id
    ]
    assert row["deleted"] is True


def test_a_campaign_and_somebody_who_leave_are_seen(api):
    before = position(api)
    assert api.delete(f"/opportunities/{ROPE}").status_code == 200
    assert api.delete(f"/campaigns/{SPRING}").status_code == 200
    assert api.put(f"/users/{BINH}/deactivation").status_code == 200
    [campaign] = api.get("/campaigns", f"changed_since={before}").json["campaigns"]
    assert campaign["id"] == SPRING
    [user] = api.get("/users", f"changed_since={before}").json["users"]
    assert (user["id"], user["active"]) == (BINH, False)


def test_a_program_that_follows_page_by_page_ends_with_what_there_is(api):
    """While people work; each round begins where the former one's first page stood."""
    copy, since = {}, 0
    for number in range(4):
        for name in (f"A{number}", f"B{number}"):
            api.post("/customers", {"name": name})
        first, cursor = None, ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            page = api.get("/customers", f"changed_since={since}&full=true&limit=2{more}")
            first = first or page.headers["log-position"]
            copy |= {row["id"]: row for row in page.json["customers"]}
            cursor = page.json["next"]
            api.patch(f"/customers/{MAY}", {"name": f"Mây {number} {len(copy)}"})
        since = first
    page = api.get("/customers", f"changed_since={since}&full=true")
    copy |= {row["id"]: row for row in page.json["customers"]}
    assert copy == {row["id"]: row for row in api.get("/customers", "full=true").json["customers"]}


def test_since_a_time_is_since_what_was_recorded_by_then(api):
    assert changed(api, "2099-01-01") == {}
    assert changed(api, "2000-01-01").keys() == set(LISTS)
    assert changed(api, "2000-01-01T00:00:00Z").keys() == set(LISTS)


@pytest.mark.parametrize("wrong", ["yesterday", "-1", "2026-13-01", ""])
def test_since_what_is_no_time_is_refused(api, wrong):
    result = api.get("/customers", f"changed_since={wrong}")
    assert result.status_code == 400
    assert result.json["errors"][0]["pointer"] == "/changed_since"


@pytest.mark.parametrize("name", ["customers", "transactions", "users"])
def test_a_whole_row_is_the_page_of_the_record(api, name):
    for row in api.get(f"/{name}", "full=true").json[name]:
        details = row.pop("details")
        assert api.get(f"/{name}/{row['id']}").json == {**row, **details}
    assert "details" not in api.get(f"/{name}").json[name][0]


def test_a_customer_comes_with_what_belongs_to_it_in_one_answer(api):
    api.post("/comments", {"customer": MAY, "text": "Chào"})
    include = "&".join(f"include={part}" for part in PARTS)
    page = api.get(f"/customers/{MAY}", include).json
    alone = {
        "opportunities": f"/opportunities?customer={MAY}",
        "transactions": f"/transactions?customer={MAY}",
        "comments": f"/customers/{MAY}/comments",
        "timeline": f"/customers/{MAY}/timeline",
        "potential_stars": f"/customers/{MAY}/potential-stars",
    }
    for part, address in alone.items():
        path, _, query = address.partition("?")
        assert page["included"][part] == api.get(path, query).json, part
    assert page["included"]["opportunities"]["opportunities"][0]["id"] == ROPE
    assert page["included"]["comments"]["comments"][0]["text"] == "Chào"


def test_it_comes_as_of_then_too(api):
    before = position(api)
    api.put(f"/opportunities/{ROPE}/won", {"amount": "5"})
    page = api.get(f"/customers/{MAY}", f"include=opportunities&as_known_at={before}").json
    assert page["included"]["opportunities"]["opportunities"][0]["outcome"] == "open"


def test_nothing_is_included_that_was_not_asked_for(api):
    assert "included" not in api.get(f"/customers/{MAY}").json
    included = api.get(f"/customers/{MAY}", "include=comments").json["included"]
    assert list(included) == ["comments"]


def test_what_there_is_not_to_include_is_refused(api):
    result = api.get(f"/customers/{MAY}", "include=orders")
    assert result.status_code == 400
    assert result.json["errors"][0]["pointer"].startswith("/include")


def test_a_part_that_the_role_does_not_allow_is_null(api):
    scopes = frozenset({"crm.access", "customers.access", "customers.view_all"})
    query = CustomerPageQuery(customer=MAY, include=["opportunities", "transactions", "comments"])
    page = api.crm.ask("customer", query, by=ANNA, scopes=scopes)
    assert page["included"]["opportunities"] is None
    assert page["included"]["transactions"] is None
    assert page["included"]["comments"] == {"comments": [], "next": None}
