"""What a completed transaction of a type, or being in a group, is worth, and was worth when.

Points edited apply to the past too (SCO-4), and yet the ledger must still tell what was shown on
any day (LOG-1), whatever of it happened long before it was recorded. So whatever counts does so
in steps: from its own beginning with the points as they were then, and again from every later
change of them.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from getcrm.projections.book import NOW, Moment


class Worth(NamedTuple):
    """From `at` on, as recorded at `position`. credit: 0 while a group is deleted, else 1."""

    at: str
    position: int
    points: int
    credit: int

    @property
    def amount(self) -> tuple[int, int]:
        return self.points, self.credit


NOTHING = Worth("", 0, 0, 1)
Step = tuple[str, int, int]
"""From when on, how many points more, how much more credit."""


class History(tuple[Worth, ...]):
    """In the order it was recorded, which is also the order in which it happened."""

    @property
    def awake(self) -> Worth:
        """The latest that counted: what a deleted group is worth again once it is restored."""
        return next((worth for worth in reversed(self) if worth.credit), NOTHING)

    def then(self, moment: Moment = NOW) -> Worth:
        """As it was at a moment; before its time, as it was at first."""
        worth = self[0] if self else NOTHING
        for later in self:
            if moment.at is not None and later.at > moment.at:
                break
            if moment.position is not None and later.position > moment.position:
                break
            worth = later
        return worth

    def steps(self, since: str) -> Iterator[Step]:
        """What counting from an instant on amounts to."""
        worth = self.then(Moment(since))
        if worth.credit:
            yield since, worth.points, worth.credit
        for later in self:
            if later.at > since and later.amount != worth.amount:
                yield later.at, later.points - worth.points, later.credit - worth.credit
                worth = later

    def to_json(self) -> str:
        return json.dumps(self, separators=(",", ":"))


def from_json(text: str) -> History:
    return History(Worth(*worth) for worth in json.loads(text))
