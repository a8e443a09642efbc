"""Who works here, found and in pages; departments with their people (ORG-1)."""

import pytest

from getcrm.commands.department import DeleteDepartment
from getcrm.commands.user import EditUser, PlaceUser
from getcrm.domain.refusals import NotFound
from getcrm.projections.query import BadCursor
from tests.commands.staff import CHI, HA, HANOI, LAN, NORTH, SOUTH, VY, at_work, left
from tests.story import ANNA, BEFORE, BINH, uid

EVERYBODY = ["Anna", "Bình", "Hà", "Lan", "Chi", "Mai", "Vy", "Dũng"]
LATER = "2026-01-10T05:00:00.000000Z"


def names(story, **query):
    return [user["name"] for user in story.ask("users", **query)["users"]]


def test_somebody_is_found_by_name_without_accents_or_by_address_org_1():
    story = at_work()
    story.when(EditUser(user=CHI, email="le.chi@acme.vn"), by=HA).done()
    assert names(story) == EVERYBODY
    assert names(story, q="binh") == names(story, q="BÌNH ") == ["Bình"]
    assert names(story, q="dung") == ["Dũng"]
    assert names(story, q="LE.chi@") == ["Chi"]
    assert names(story, q="@acme") == names(story, q="nobody") == []


def test_filters_narrow_together_org_1():
    story = at_work(left(BINH))
    assert names(story, role="salesperson") == ["Anna", "Bình", "Chi"]
    assert names(story, role="salesperson", active=True, q="n") == ["Anna"]
    assert names(story, department=HANOI) == names(story, active=False) == ["Bình"]


def test_people_come_in_pages_org_1():
    story = at_work()
    found, cursor = [], {}
    for _ in range(3):
        page = story.ask("users", limit=3, **cursor)
        found += [user["name"] for user in page["users"]]
        cursor = {"cursor": page["next"]}
    assert (found, page["next"]) == (EVERYBODY, None)
    first = story.ask("users", limit=1)["next"]
    with pytest.raises(BadCursor):
        story.ask("users", cursor=first, role="auditor")
    assert story.ask("users", limit=8)["next"] is None


def test_a_department_with_its_people_and_managers_org_1():
    story = at_work()
    north = story.ask("department", department=NORTH)
    members = [user["name"] for user in north.pop("members")]
    assert members == ["Anna", "Lan"]
    assert north == {
        "id": NORTH,
        "name": "Miền Bắc",
        "parent": None,
        "managers": [{"id": LAN, "name": "Lan"}],
        "people": 2,
        "people_below": 3,
        "deleted": False,
    }
    with pytest.raises(NotFound):
        story.ask("department", department=uid(404))


def test_a_department_as_of_any_date_log_1():
    story = at_work().at(LATER)
    story.when(PlaceUser(user=BINH, department=SOUTH), by=HA).done()
    story.when(DeleteDepartment(department=HANOI), by=HA).done()
    now, then = (story.ask("department", department=HANOI, **at) for at in ({}, {"as_of": BEFORE}))
    assert (now["deleted"], now["members"]) == (True, [])
    assert (then["deleted"], [user["id"] for user in then["members"]]) == (False, [BINH])
    assert story.ask("department", department=SOUTH)["people"] == 2


def test_whoever_has_left_belongs_to_nothing_any_more_org_1():
    story = at_work(left(ANNA), left(VY))
    below = {one["name"]: one["people_below"] for one in story.ask("departments")["departments"]}
    assert below == {"Miền Bắc": 2, "Hà Nội": 1, "Miền Nam": 1}
    assert len(story.ask("department", department=NORTH)["members"]) == 1
