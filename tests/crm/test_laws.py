"""The laws, attacked with all commands in any order, on both stores (tests/wishes.py)."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.crm.chaos import Chaos, chaotic
from tests.crm.laws import LAWS
from tests.wishes import Asked, chaos

Law = Callable[[Chaos, st.DataObject], None]
STORES = st.sampled_from(["postgresql", *["sqlite"] * 5])
"""PostgreSQL first, and then now and then: SQLite is asked more in the same time."""


FEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same few every time: each plays dozens of commands and rebuilds everything several times."""


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law(law: Law) -> None:
    @FEW
    @given(store=STORES, batches=chaos, data=st.data())
    def holds(store: str, batches: list[list[Asked]], data: st.DataObject) -> None:
        with chaotic(store, batches) as played:
            law(played, data)

    holds()


@pytest.mark.slow
@FEW
@given(batches=chaos)
def test_both_stores_record_the_same_events(batches: list[list[Asked]]) -> None:
    told = []
    for store in ("sqlite", "postgresql"):
        with chaotic(store, batches) as played:
            told.append([(vars_of(e), played.told) for e in played.crm.log.read_all()])
    assert told[0] == told[1]


def vars_of(entry: object) -> dict[str, object]:
    names = ("position", "stream", "version", "topic", "occurred_at", "by", "cause", "data")
    return {name: getattr(entry, name) for name in names}
