"""Every story of the log is told twice: of an SQLite file, and of a real PostgreSQL."""

from collections.abc import Iterator

import pytest

from getcrm.eventlog.log import EventLog
from getcrm.eventlog.store import open_log
from tests.eventlog.records import migrated
from tests.stores import STORES, database


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(store: str) -> Iterator[str]:
    """Of an empty, migrated log."""
    with database(store) as url:
        migrated(url)
        yield url


@pytest.fixture
def log(url: str) -> Iterator[EventLog]:
    log = open_log(url, writer=True)
    yield log
    log.close()
