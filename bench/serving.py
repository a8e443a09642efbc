"""The two programs that are loaded over HTTP: ours, and a bare endpoint as the raw limit.

gunicorn 'bench.serving:ours("<url>")'      gunicorn 'bench.serving:bare("<url>")'
"""

import sqlite3
import threading
from typing import Any

import falcon
import psycopg
from psycopg_pool import ConnectionPool

from getcrm.crm import new_id, open_crm
from getcrm.eventlog.instants import now
from getcrm.eventlog.store import postgres_target, sqlite_path
from getcrm.http.app import create_app

TABLES = (
    "CREATE TABLE bare_event (stream text, version bigint, topic text, recorded_at text,"
    " body text, UNIQUE (stream, version))",
    "CREATE TABLE bare_view (id text PRIMARY KEY, body text)",
)
EVENT = "INSERT INTO bare_event VALUES (?, 1, 'Told', ?, ?)"
VIEW = "INSERT INTO bare_view VALUES (?, ?)"


def ours(url: str) -> Any:
    return create_app(open_crm(url))


def bare(url: str) -> Any:
    """One event row and one view row in one durable transaction, and nothing else."""
    store = BareSQLite(url) if sqlite_path(url) else BarePostgres(url)
    app = falcon.App()
    app.add_route("/bare", Bare(store))
    return app


class Bare:
    def __init__(self, store: Any) -> None:
        self._store = store

    def on_put(self, req: falcon.Request, resp: falcon.Response) -> None:
        body = req.get_media()
        self._store.insert(new_id(), str(body))
        resp.media = {"ok": True}


class BareSQLite:
    def __init__(self, url: str) -> None:
        self._db = sqlite3.connect(
            f"{sqlite_path(url)}.bare", isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        for table in TABLES:
            self._db.execute(table)
        self._lock = threading.Lock()

    def insert(self, id: str, body: str) -> None:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(EVENT, (id, now(), body))
            self._db.execute(VIEW, (id, body))
            self._db.execute("COMMIT")


class BarePostgres:
    def __init__(self, url: str) -> None:
        conninfo, schema = postgres_target(url)
        path = {"options": f"-c search_path={schema}"}
        with psycopg.connect(conninfo, **path) as db:
            for table in TABLES:
                db.execute(table.encode())
        self._pool = ConnectionPool(conninfo, kwargs=path, min_size=4, open=True)

    def insert(self, id: str, body: str) -> None:
        with self._pool.connection() as db:
            db.execute(EVENT.replace("?", "%s").encode(), (id, now(), body), prepare=True)
            db.execute(VIEW.replace("?", "%s").encode(), (id, body), prepare=True)
