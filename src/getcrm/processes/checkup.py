"""Is everything as it should be? What `getcrm doctor` looks at."""

import glob
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from getcrm.config import Settings
from getcrm.crm import PROJECTIONS, Crm, open_crm
from getcrm.domain.aggregate import MAIN
from getcrm.domain.company import Company
from getcrm.eventlog.appending import StartupRefused
from getcrm.eventlog.instants import later
from getcrm.eventlog.store import refuse_several_workers, sqlite_path
from getcrm.processes.projector import PROJECTOR
from getcrm.projections.history_imports import open_imports
from getcrm.projections.lead import lead
from getcrm.projections.positions import INCOMPLETE

LONGEST_IMPORT = 24 * 3600
"""Seconds after which an import of history that is still open was probably forgotten."""
AHEAD = 300
"""Seconds that the log may be ahead of this machine's clock."""
HINTS = {
    "AnotherProcessWrites": "A server runs on this database. End it first, or ask the server"
    " over HTTP.",
    "GuardsOutdated": "Run `getcrm migrate` of the newest version, while no older one runs.",
    "NotMigrated": "Run `getcrm migrate` first.",
    "NotPrepared": "Run `getcrm migrate` first.",
    "SeveralWorkersOnSQLite": "Use one worker, or PostgreSQL.",
}


def told(refused: StartupRefused) -> str:
    """The error's name, what it means, and what helps."""
    kind = type(refused)
    means = " ".join((kind.__doc__ or "").split())
    about = f" ({refused})" if str(refused) else ""
    hint = HINTS.get(kind.__name__)
    return f"{kind.__name__}: {means}{about}" + (f" {hint}" if hint else "")


@dataclass(frozen=True)
class Finding:
    well: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Everything worth knowing, in the order in which one would look."""
    kind = "SQLite" if settings.on_sqlite else "PostgreSQL"
    findings = [Finding(True, f"settings: {kind}, data in {settings.data}, {settings.address}")]
    try:
        refuse_several_workers(settings.database, settings.workers)
        crm = open_crm(settings.database, writer=False)
    except StartupRefused as refused:
        return [*findings, Finding(False, told(refused)), *_of_files(settings)]
    try:
        return [*findings, *_of_log(crm), *_of_files(settings), *_of_views(crm)]
    finally:
        crm.close()


def _of_log(crm: Crm) -> Iterator[Finding]:
    company = crm.log.load(Company, MAIN).state
    yield Finding(True, f"event log: position {crm.log.position():,}")
    if company is None:
        yield Finding(False, "company: not set up; run `getcrm migrate`")
    else:
        yield Finding(True, f"company: {company.name}, {company.currency}, {company.time_zone}")
    if (recorded := crm.log.last_recorded_at()) > later(crm.clock(), AHEAD):
        yield Finding(
            False,
            f"clock: the last event was recorded at {recorded}, and it is {crm.clock()} here:"
            " a clock had jumped; docs/operations.md says how to put it right",
        )
    for one in open_imports(crm.log):
        yield Finding(
            one["began_at"] > later(crm.clock(), -LONGEST_IMPORT),
            f"import of {one['name']}: open since {one['began_at']}; until it is complete, no"
            " Đừng quên, idle mark or reminder arises;"
            f" `getcrm complete-import {one['id']}` ends it",
        )


def _of_files(settings: Settings) -> Iterator[Finding]:
    """Whether others on this machine can read what is the company's."""
    files = [settings.admin_token_file]
    if settings.on_sqlite and (path := sqlite_path(settings.database)) is not None:
        for name in (path.name, f"{path.stem}-views.db"):
            files += sorted(path.parent.glob(f"{glob.escape(name)}*"))
    for file in files:
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield Finding(False, f"{file}: others can read it; chmod 600 {file}")


def _of_views(crm: Crm) -> Iterator[Finding]:
    """Whether each read model moves, and whether somebody moves them."""
    leading = lead(crm.url, PROJECTOR)
    idle = leading.acquire()
    leading.close()
    end, found = crm.log.position(), {state.name: state for state in crm.engine.states()}
    for projection in PROJECTIONS:
        state = found.get(projection.name)
        if state is None:
            yield Finding(False, f"{projection.name}: no tables; run `getcrm migrate`")
        elif state.failure:
            yield Finding(
                False, f"{projection.name}: stands still at {state.position:,}, {state.failure}"
            )
        elif state.version != projection.version:
            what = "not whole" if state.version == INCOMPLETE else "of another version"
            yield Finding(
                False, f"{projection.name}: {what}; run `getcrm rebuild {projection.name}`"
            )
        else:
            behind = max(0, end - state.position)
            told = f"{behind:,} behind" if behind else "up to date"
            yield Finding(True, f"{projection.name}: {told}")
    for aside in crm.engine.set_aside():
        yield Finding(
            False,
            f"{aside.projection}: event {aside.position:,}, {aside.topic} of {aside.stream}, is set"
            f" aside with {aside.later:,} later ones since {aside.since}, {aside.error};"
            f" once that is fixed, run `getcrm rebuild {aside.projection}`",
        )
    yield Finding(True, "projector: none is running" if idle else "projector: running")
