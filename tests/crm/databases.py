"""Empty databases in a moment: made once, then copied (SQLite) or emptied (PostgreSQL)."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from getcrm.crm import Crm, migrate, new_id, open_crm
from getcrm.eventlog.instants import now
from getcrm.eventlog.store import postgres_target
from tests.stores import database

EMPTY = """
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    CONTINUE WHEN name IN ('projection_position', 'guard_rules');
    EXECUTE format('DELETE FROM %I', name);
  END LOOP;
  UPDATE projection_position SET position = 0, failure = NULL;
END $$;
"""


@cache
def template(store: str) -> str:
    """The URL of a database that is migrated, kept until the tests end."""
    kept = ExitStack()
    url = kept.enter_context(database(store))
    atexit.register(kept.close)
    migrate(url)
    return url


FREE: list[str] = []
"""Folders of SQLite databases that nobody uses now; there are as many as were used at once."""
ENGINES: dict[str, Engine] = {}
"""By URL: what SQLAlchemy has made of a question once, it need not make again."""


@contextmanager
def folder() -> Iterator[str]:
    """One that nobody else uses, with a fresh copy of the template in it."""
    if FREE:
        used = FREE.pop()
    else:
        used = tempfile.mkdtemp(prefix="getcrm-")
        atexit.register(shutil.rmtree, used, ignore_errors=True)
    source = Path(template("sqlite").removeprefix("sqlite:///")).parent
    shutil.rmtree(used)
    shutil.copytree(source, used)
    yield used
    FREE.append(used)


@contextmanager
def empty_database(store: str) -> Iterator[str]:
    """One at a time on PostgreSQL."""
    url = template(store)
    if store == "sqlite":
        with folder() as used:
            yield f"sqlite:///{used}/getcrm.db"
        return
    conninfo, schema = postgres_target(url)
    with psycopg.connect(conninfo, options=f'-c search_path="{schema}"') as db:
        db.execute("ALTER TABLE event DISABLE TRIGGER USER")
        db.execute(EMPTY)
        db.execute("ALTER TABLE event ENABLE TRIGGER USER")
    yield url


@contextmanager
def fresh(
    store: str, clock: Callable[[], str] = now, ids: Callable[[], str] = new_id
) -> Iterator[Crm]:
    """A migrated CRM in which nothing has happened."""
    with empty_database(store) as url, closing(open_crm(url, clock=clock, new_id=ids)) as crm:
        crm.views.engine = ENGINES.setdefault(url, crm.views.engine)
        yield crm
