"""SQL files, statement by statement: a sharded cluster (Citus) refuses several in one call."""

import re
from importlib.resources import files

STATEMENT = re.compile(r"(?:--[^\n]*|\$\$.*?\$\$|'[^']*'|[^;])++;", re.DOTALL)
"""Up to a semicolon that stands neither in a comment, nor in a function's body, nor in a text."""


def statements(name: str) -> list[str]:
    """Of a file beside this one, in its order."""
    text = files("getcrm.eventlog").joinpath(name).read_text("utf-8")
    return [found.strip() for found in STATEMENT.findall(text)]


def tables(name: str) -> frozenset[str]:
    """The tables that a file beside this one creates."""
    return frozenset(re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", "".join(statements(name))))
