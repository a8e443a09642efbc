"""Scores to tell stories about."""

from typing import Any

from tests.commands.people import MAY
from tests.commands.work import TALK, completed, task, work
from tests.story import Story, uid

VIP, OLD = uid(0x61), uid(0x62)
TYPE_LIST, GROUP_LIST = "transaction_types-main", "customer_groups-main"
TOMORROW = "2026-01-06T05:00:00.000000Z"


def scored(story: Story, customer: str = MAY, **moment: object) -> tuple[int, int]:
    """Score and stars, of which it is made sure that they are explained."""
    answer = story.ask("potential_stars", customer=customer, **moment)
    assert sum(one["points"] for one in answer["contributions"]) == answer["score"]
    assert sum(entry["points"] for entry in answer["entries"]) == answer["score"]
    return answer["score"], answer["stars"]


def talks(count: int, *past: Any) -> Story:
    """A story in which May has had so many talks. A talk is worth 5 points, a letter none; the
    thresholds are 10, 20, 30, 40, 50."""
    ids = [uid(0x7A500 + n) for n in range(count)]
    done = [(task(id, type=TALK), completed(id, type=TALK)) for id in ids]
    return work(*(event for pair in done for event in pair), *past)
