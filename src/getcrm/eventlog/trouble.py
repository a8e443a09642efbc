"""What goes wrong with a database that is nobody's fault who asks: it is away, busy, or full."""

import errno
import sqlite3
from typing import Literal

import psycopg
import sqlalchemy.exc

Trouble = Literal["DatabaseAway", "DatabaseFull"]

AWAY_SQLITE = {
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_PERM",
    "SQLITE_PROTOCOL",
    "SQLITE_READONLY",
}
FULL_POSTGRES = ("53100",)
"""SQLSTATE: disk_full."""
AWAY_POSTGRES = ("08", "53", "57", "25006")
"""SQLSTATE classes: connections, resources, an operator's intervention; and a read-only standby."""
FULL_SYSTEM = (errno.ENOSPC, errno.EDQUOT)


def trouble_in(error: BaseException | None) -> Trouble | None:
    """None: it is something else, a fault of ours perhaps."""
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return "DatabaseAway"  # all connections of the pool are taken
    if isinstance(error, sqlalchemy.exc.DBAPIError):
        return trouble_in(error.orig)
    if isinstance(error, sqlite3.Error):
        return _in_sqlite(getattr(error, "sqlite_errorname", ""))
    if isinstance(error, psycopg.Error):
        return _in_postgres(error)
    if isinstance(error, OSError) and error.errno in FULL_SYSTEM:
        return "DatabaseFull"
    return None


def _in_sqlite(name: str) -> Trouble | None:
    if name == "SQLITE_FULL":
        return "DatabaseFull"
    kind = "_".join(name.split("_")[:2])  # SQLITE_IOERR_WRITE is a SQLITE_IOERR
    return "DatabaseAway" if kind in AWAY_SQLITE else None


def _in_postgres(error: psycopg.Error) -> Trouble | None:
    """Where the server did not even say what is wrong, it is away; a pool that is empty, too."""
    state = error.sqlstate or ""
    if state in FULL_POSTGRES:
        return "DatabaseFull"
    if state.startswith(AWAY_POSTGRES):
        return "DatabaseAway"
    is_lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return "DatabaseAway" if is_lost and not state else None
