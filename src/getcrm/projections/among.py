"""Questions that are put together once and asked often: with parameters for a moment, and for
many ids, which are one parameter, so that hundreds cost no more to say than one."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Dialect, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from getcrm.projections.book import Moment
from getcrm.projections.projection import NUMBER, TEXT


class Ids(TypeDecorator[Any]):
    """A list of texts: an array in PostgreSQL, JSON in SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return ARRAY(String()) if dialect.name == "postgresql" else String()

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


def asked_moment(timed: bool, known: bool) -> Moment:
    """A moment of which only the clocks are known yet: parameters `at` and `position`."""
    at: Any = bindparam("at", type_=TEXT) if timed else None
    position: Any = bindparam("position", type_=NUMBER) if known else None
    return Moment(at, position)


def some_ids(name: str) -> BindParameter[Any]:
    """Ids of which only the name of the parameter is known yet."""
    return bindparam(name, type_=Ids())


SomeIds = Sequence[str] | BindParameter[Any]
"""Ids, or the parameter that will hold them."""


class among(FunctionElement[bool]):  # noqa: N801 - it is read as a function
    """Whether a column holds one of these ids: a list of them, or a parameter for one."""

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], ids: SomeIds) -> None:
        given = ids if isinstance(ids, BindParameter) else bindparam(None, ids, type_=Ids())
        super().__init__(column, given)


@compiles(among, "postgresql")
def _in_array(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = element.clauses
    return f"{compiler.process(column, **options)} = ANY({compiler.process(ids, **options)})"


@compiles(among)
def _in_json(element: among, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = element.clauses
    listed = f"SELECT value FROM json_each({compiler.process(ids, **options)})"
    return f"{compiler.process(column, **options)} IN ({listed})"
