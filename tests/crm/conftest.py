"""Every story of the door is told on both stores."""

from collections.abc import Iterator

import pytest

from getcrm.crm import Crm
from tests.crm.clock import Clock
from tests.crm.databases import fresh
from tests.stores import STORES
from tests.story import company, write_past


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crm(store: str, clock: Clock) -> Iterator[Crm]:
    """A company that has been set up, with two users; it is noon."""
    with fresh(store, clock=clock) as crm:
        write_past(crm, company())
        yield crm
