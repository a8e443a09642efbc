"""The same program, but for one place where it forgets to ask what somebody may see.

Every place is found in the source: each call of a predicate, also where one function asks the
same twice. A mutant answers there, and only there, as for somebody who sees everything.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import true

import getcrm.projections
from getcrm.projections.access.kpi import SeeingFigures
from getcrm.projections.access.seeing import Seeing

ROOT = Path(getcrm.projections.__file__).parent
KINDS = ("customer", "campaign", "opportunity", "transaction")
METHODS: dict[str, Callable[..., Any]] = {
    "sees_all": lambda who: True,
    "seen": lambda column, who: true(),
    "narrowed": lambda column, who: [],
    "told_by": lambda table, who: [],
    "is_visible": lambda reader, id: True,
    "among": lambda reader, ids: set(ids),
}
"""Of what says which records somebody may see: what each answers to whom nothing is hidden."""
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sees_whole_campaign": lambda reader, campaign: True,
    "hidden": lambda reader, ids: frozenset(),
    "contact_is_told": lambda reader, customer, campaign: True,
    "seen_lines": lambda who: [],
    "unseen_in": lambda lines, reader: lambda line, entry: frozenset(),
    "allows": lambda who, record, deed="view": True,
}
"""The same of what is asked by a function."""
OWN = ("access/seeing.py", "access/kpi.py")
"""Where the predicates themselves are."""


@dataclass(frozen=True)
class Site:
    """A place: function, in a module, asks what of which kind of records ("" for a function).

    end: the line and the column at which the call ends, by which the program at work knows it.
    """

    module: str
    function: str
    asks: str
    kind: str
    end: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.module}:{self.function}:{self.end[0]}:{self.kind}:{self.asks}"


@cache
def sites() -> tuple[Site, ...]:
    return tuple(dict.fromkeys(site for path in sorted(ROOT.rglob("*.py")) for site in of(path)))


def of(path: Path) -> Iterator[Site]:
    where = path.relative_to(ROOT).as_posix()
    if where in OWN:
        return
    name = f"getcrm.projections.{where.removesuffix('.py').replace('/', '.')}"
    name = name.removesuffix(".__init__")
    tree = ast.parse(path.read_text())
    for function, call in calls(tree):
        asked, end = call.func, (call.end_lineno or 0, call.end_col_offset or 0)
        if isinstance(asked, ast.Name) and asked.id in FUNCTIONS:
            yield Site(name, function, asked.id, "", end)
        if isinstance(asked, ast.Attribute) and asked.attr in METHODS:
            for kind in kinds_of(call, asked.value, tree, import_module(name)):
                yield Site(name, function, asked.attr, kind, end)


def calls(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.Call]]:
    """All calls, with the qualified name of the function they are made in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield function, node
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            inside = f"{function}.<locals>" if function and function[0].islower() else function
            yield from calls(node, f"{inside}.{node.name}".lstrip("."))
        else:
            yield from calls(node, function)


def kinds_of(
    call: ast.Call, receiver: ast.expr, tree: ast.AST, module: ModuleType
) -> tuple[str, ...]:
    """Of which records a method is asked: of one kind; or where a loop asks several, of those that
    it names, or of all; or of those in the table that it is looked up in."""
    if not isinstance(receiver, ast.Name):
        return ()
    found = getattr(module, receiver.id, None)
    if isinstance(found, Seeing | SeeingFigures):
        return (found.kind,)
    if receiver.id != "seeing":
        return ()
    loops = [loop for loop in ast.walk(tree) if isinstance(loop, ast.For)]
    named = [
        getattr(module, node.id, None)
        for loop in loops
        if any(node is call for node in ast.walk(loop))
        for node in ast.walk(loop.iter)
        if isinstance(node, ast.Name)
    ]
    kinds = tuple(one.kind for one in named if isinstance(one, Seeing))
    return kinds or tuple(looked_up(tree, module)) or KINDS


def looked_up(tree: ast.AST, module: ModuleType) -> Iterator[str]:
    """The kinds in the table of a `seeing, … = TABLE[…]`."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=[ast.Name("seeing"), *_])],
                value=ast.Subscript(value=ast.Name(table)),
            ):
                yield from (seeing.kind for seeing, *_ in getattr(module, table).values())


# --- at work


@contextmanager
def watched(reached: set[Site]) -> Iterator[None]:
    """Whatever is asked meanwhile is noted."""
    with changed(lambda site, answer, everything: (reached.add(site), answer())[1]):
        yield


@contextmanager
def mutant(of: Site) -> Iterator[None]:
    """At that place nothing is hidden from anybody."""
    with changed(lambda site, answer, everything: everything() if site == of else answer()):
        yield


Change = Callable[[Site, Callable[[], Any], Callable[[], Any]], Any]


@contextmanager
def changed(change: Change) -> Iterator[None]:
    """change: decides on the answer, given the place, the true answer, and that of a mutant."""
    with pytest.MonkeyPatch.context() as program:
        for seeing in (Seeing, SeeingFigures):
            for name in METHODS.keys() & vars(seeing).keys():
                program.setattr(seeing, name, method(seeing, name, change))
        for module, name in {(s.module, s.asks) for s in sites() if s.asks in FUNCTIONS}:
            found = import_module(module)
            program.setattr(found, name, function(found, name, change))
        yield


def method(of: type, name: str, change: Change) -> Callable[..., Any]:
    true_one = vars(of)[name]

    def asked(self: Any, *given: Any) -> Any:
        module, caller, end = asking()
        site = Site(module, caller, name, self.kind, end)
        answer, everything = lambda: true_one(self, *given), lambda: METHODS[name](*given)
        return change(site, answer, everything)

    return asked


def function(of: ModuleType, name: str, change: Change) -> Callable[..., Any]:
    true_one = getattr(of, name)

    def asked(*given: Any) -> Any:
        module, caller, end = asking()
        site = Site(module, caller, name, "", end)
        return change(site, lambda: true_one(*given), lambda: FUNCTIONS[name](*given))

    return asked


def asking() -> tuple[str, str, tuple[int, int]]:
    """The module and the function that asks, and where in it; a comprehension is part of its
    function."""
    frame = sys._getframe(2)
    function = frame.f_code.co_qualname
    for part in ("genexpr", "listcomp", "setcomp", "dictcomp", "lambda"):
        function = function.replace(f".<locals>.<{part}>", "")
    _, line, _, column = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None))
    return frame.f_globals["__name__"], function, (line or 0, column or 0)
