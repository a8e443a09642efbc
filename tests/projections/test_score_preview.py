"""Who would rise and who would fall, before it is saved (LOG-4, SCO-4)."""

from typing import Any

import pytest

from getcrm.commands.company import SetPotentialThresholds
from getcrm.commands.customer import (
    DeleteCustomer,
    EditCustomer,
    RegisterCustomer,
    SetCustomerGroups,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup, EditGroup
from getcrm.commands.transaction_type import EditTransactionType
from getcrm.domain.company import ThresholdsNotIncreasing
from getcrm.domain.customer_group import (
    GroupCreated,
)
from getcrm.projections.potential_stars.preview import PointsOfWhat
from getcrm.projections.references import FilterUnknown
from tests.commands.people import MAY, SEN, registered
from tests.commands.sales import CHI
from tests.commands.work import TALK, work
from tests.projections.scores import GROUP_LIST, OLD, TOMORROW, VIP, scored, talks
from tests.story import Story, company, given, uid


def previewed(story: Story, **query: object) -> dict[str, Any]:
    answer: dict[str, Any] = story.ask("score_preview", **query)
    assert sum(answer["before"]) == sum(answer["after"])
    return answer


def stars_of(story: Story) -> dict[str, int]:
    return {c["id"]: c["stars"] for c in story.ask("customers", limit=200)["customers"]}


WISHES = [
    ({"thresholds": [1, 2, 3, 4, 5]}, SetPotentialThresholds(thresholds=[1, 2, 3, 4, 5])),
    ({"type": TALK, "points": 11}, EditTransactionType(type=TALK, points=11)),
    ({"type": TALK, "points": 0}, EditTransactionType(type=TALK, points=0)),
    ({"group": VIP, "points": 0}, EditGroup(group=VIP, points=0)),
]


@pytest.mark.parametrize(("query", "command"), WISHES)
def test_the_preview_equals_the_result_log_4_sco_4(query, command):
    story = talks(2).when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(RegisterCustomer(customer=CHI, name="Chi", groups=[VIP])).done()
    before, preview = stars_of(story), previewed(story, **query)
    story.when(command).done()
    after = stars_of(story)
    assert preview["before"] == [[*before.values()].count(star) for star in range(6)]
    assert preview["after"] == [[*after.values()].count(star) for star in range(6)]
    changed = {id: (before[id], after[id]) for id in before if before[id] != after[id]}
    assert changed
    told = {c["customer"]["id"]: (c["stars_before"], c["stars_after"]) for c in preview["changes"]}
    assert told == changed
    assert preview["rises"] == sum(new > old for old, new in changed.values())
    assert preview["falls"] == sum(new < old for old, new in changed.values())
    for change in preview["changes"]:
        assert change["score_after"] == scored(story, change["customer"]["id"])[0]


def test_thresholds_and_points_are_previewed_together_log_4():
    story = talks(2)
    [riser] = previewed(story, type=TALK, points=30, thresholds=[1, 2, 3, 4, 60])["changes"]
    assert riser == {
        "customer": {"id": MAY, "name": "Mây"},
        "score_before": 10,
        "score_after": 60,
        "stars_before": 1,
        "stars_after": 5,
    }


def test_a_preview_of_a_past_date_is_of_the_customers_of_then_log_4():
    story = talks(2).at(TOMORROW)
    story.when(EditTransactionType(type=TALK, points=50)).done()
    story.when(DeleteCustomer(customer=SEN)).done()
    story.when(EditCustomer(customer=MAY, name="Gió")).done()
    then = previewed(story, type=TALK, points=1, as_of="2026-01-05")
    assert (then["before"], then["after"]) == ([1, 1, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0])
    [faller] = then["changes"]
    assert faller["customer"] == {"id": MAY, "name": "Mây"}
    assert (faller["score_before"], faller["score_after"]) == (10, 2)
    assert previewed(story, type=TALK, points=1)["before"] == [0, 0, 0, 0, 0, 1]
    edited = next(e.position for e in story.crm.log.read_all() if e.topic.endswith("TypeEdited"))
    known = previewed(story, type=TALK, points=1, as_known_at=str(edited - 1))
    assert known["changes"] == then["changes"]


def test_who_rises_and_who_falls_page_by_page_log_4():
    story = given(
        company(), (GROUP_LIST, GroupCreated(VIP, "VIP", "VIP", 25, None)),
        (GROUP_LIST, GroupCreated(OLD, "Cũ", "CU", 15, None)),
        *(registered(uid(n), name=f"K{n % 3}", groups=((VIP, OLD)[n % 2],)) for n in range(9)),
    )  # fmt: skip
    asked = {"thresholds": [15, 26, 30, 40, 50], "limit": 2}
    assert previewed(story, **asked)["falls"] == 5
    assert previewed(story, **asked, changes="rises")["changes"] == []
    asked["thresholds"] = [12, 15, 30, 40, 50]
    found, cursor = [], {}
    while cursor is not None:
        page = previewed(story, **asked, changes="rises", **cursor)
        found += [change["customer"]["id"] for change in page["changes"]]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert sorted(found) == [uid(n) for n in range(1, 9, 2)]
    assert page["rises"] == 4


def test_a_deleted_group_is_worth_nothing_whatever_its_points_log_4_grp_2():
    story = work().when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    story.when(DeleteGroup(group=VIP, members="leave")).done()
    assert previewed(story, group=VIP, points=50)["changes"] == []


def test_a_preview_needs_points_of_one_thing_and_increasing_thresholds_log_4_sco_2():
    story = work()
    for query in (
        {"points": 3},
        {"type": TALK},
        {"group": VIP},
        {"type": TALK, "group": VIP, "points": 3},
    ):
        with pytest.raises(PointsOfWhat):
            story.ask("score_preview", **query)
    for unknown in ("type", "group"):
        with pytest.raises(FilterUnknown):
            story.ask("score_preview", points=3, **{unknown: uid(404)})
    with pytest.raises(ThresholdsNotIncreasing):
        story.ask("score_preview", thresholds=[1, 2, 2, 4, 5])
