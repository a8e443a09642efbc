"""What the company's lists have in common: names and codes that tell their entries apart.

Stages, groups, catalogues and types of transactions all let go of an entry softly. The name of
a deleted entry is free for others, its code stays its own, as a deleted customer's does (CUS-3).
"""

from collections.abc import Mapping
from itertools import count
from typing import Protocol

from getcrm.domain.refusals import Conflict
from getcrm.domain.text import code_from, folded


class NameTaken(Conflict):
    """Live entries have different names, compared as people mean them (REL-1). details: name,
    taken_by."""


class NewNameNeeded(Conflict):
    """A live entry took the name meanwhile: restore under a new one (REL-5). details: name,
    taken_by."""


class CodeTaken(Conflict):
    """Another entry, perhaps a deleted one, has this code. details: code, taken_by."""


class Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def is_deleted(self) -> bool: ...


class Coded(Protocol):
    @property
    def code(self) -> str: ...


def check_name(name: str, entries: Mapping[str, Named], of: str) -> None:
    """The name is free, or already that of the entry `of`."""
    taken_by = _holder(name, entries, of)
    if taken_by is not None:
        raise NameTaken("name", name=name, taken_by=taken_by)


def restored_name(wanted: str | None, entries: Mapping[str, Named], of: str) -> str:
    """The name under which the deleted entry `of` comes back: its own, or the wanted one."""
    if wanted is not None:
        check_name(wanted, entries, of)
        return wanted
    name = entries[of].name
    taken_by = _holder(name, entries, of)
    if taken_by is not None:
        raise NewNameNeeded("name", name=name, taken_by=taken_by)
    return name


def check_code(code: str, entries: Mapping[str, Coded], of: str) -> None:
    """The code is free, or already that of the entry `of`."""
    for id, entry in entries.items():
        if id != of and folded(entry.code) == folded(code):
            raise CodeTaken("code", code=code, taken_by=id)


def code_for(name: str, entries: Mapping[str, Coded]) -> str:
    """A free code that fills itself from the name (GRP-1): KHACH_VIP, then KHACH_VIP_2 …"""
    base = code_from(name)[:40] or "CODE"
    taken = {folded(entry.code) for entry in entries.values()}
    candidates = (base if n == 1 else f"{base}_{n}" for n in count(1))
    return next(code for code in candidates if folded(code) not in taken)


def _holder(name: str, entries: Mapping[str, Named], of: str) -> str | None:
    wanted = folded(name)
    for id, entry in entries.items():
        if id != of and not entry.is_deleted and folded(entry.name) == wanted:
            return id
    return None
