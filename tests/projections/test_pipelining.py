"""A pipeline comes to its end whatever it has to send, and however busy the server is."""

from contextlib import closing

import pytest
from sqlalchemy import text

from getcrm.projections.pipelining import driver, pipelined
from getcrm.projections.store import ViewStore
from tests.stores import database

LARGE = "x" * 20_000_000
"""Bytes, more than any socket takes at once."""


@pytest.fixture
def db():
    with database("postgresql") as url, closing(ViewStore(url)) as views, views.write() as db:
        db.execute(text("CREATE TEMPORARY TABLE note (body text)"))
        yield db


@pytest.mark.timeout(60)
def test_what_a_busy_server_does_not_take_at_once_is_sent_while_its_answer_is_waited_for(db):
    with pipelined(db):
        driver(db).execute("SELECT pg_sleep(0.3)")
        driver(db).execute("INSERT INTO note VALUES (%s)", [LARGE])
    assert db.scalar(text("SELECT length(body) FROM note")) == len(LARGE)


@pytest.mark.timeout(60)
def test_so_it_is_where_somebody_asks_in_between(db):
    with pipelined(db):
        driver(db).execute("SELECT pg_sleep(0.3)")
        driver(db).execute("INSERT INTO note VALUES (%s)", [LARGE])
        assert driver(db).execute("SELECT length(body) FROM note").fetchall() == [(len(LARGE),)]
