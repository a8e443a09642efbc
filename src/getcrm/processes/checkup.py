"""Is everything as it should be? What `getcrm doctor` looks at."""

import glob
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from getcrm.config import Settings
from getcrm.crm import PROJECTIONS, Crm, open_crm
from getcrm.crm.liveness import troubles
from getcrm.domain.aggregate import MAIN
from getcrm.domain.company import Company
from getcrm.eventlog.appending import StartupRefused
from getcrm.eventlog.instants import later
from getcrm.eventlog.store import refuse_several_workers, sqlite_path
from getcrm.projections.engine import PROJECTOR
from getcrm.projections.history_imports import open_imports
from getcrm.projections.lead import lead
from getcrm.projections.positions import INCOMPLETE, ReadModelsDamaged, ReadModelsOutdated

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
    "ReadModelsDamaged": "Run `getcrm rebuild`, which makes it anew.",
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


def _of_space(size: int, free: int, wal: int, disk: int) -> Finding:
    """A rebuild, like verify, writes everything once more, at worst first into the WAL."""
    needed = 2 * (size - free)
    told = (
        f"read models: {megabytes(size)} on disk, {megabytes(free)} of it free, WAL"
        f" {megabytes(wal)}; rebuild and verify need {megabytes(needed)} more for a while,"
        f" {megabytes(disk)} are free"
    )
    return Finding(disk >= needed, told)


def not_whole(name: str, what: str) -> Finding:
    return Finding(False, f"{name}: {what}; run `getcrm rebuild {name}`")


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def _of_views(crm: Crm) -> Iterator[Finding]:
    """Whether each read model is whole and moves, and whether somebody moves them."""
    try:
        crm.engine.refuse_unfit()
        if crm.views.is_damaged():
            raise ReadModelsDamaged
    except ReadModelsOutdated:
        pass  # said of each of them below
    except StartupRefused as refused:
        yield Finding(False, told(refused))
        return
    if crm.views.path:
        yield _of_space(*crm.views.sizes(), shutil.disk_usage(crm.views.path.parent).free)
    leading = lead(crm.url, PROJECTOR)
    idle = leading.acquire()
    leading.close()
    incomplete = crm.engine.incomplete()
    end, found = crm.log.position(), {state.name: state for state in crm.engine.states()}
    for projection in PROJECTIONS:
        state = found.get(projection.name)
        if state is None:
            yield Finding(False, f"{projection.name}: no tables; run `getcrm migrate`")
        elif projection.name in incomplete:
            yield not_whole(projection.name, "not whole")
        elif state.failure:
            yield Finding(
                False, f"{projection.name}: stands still at {state.position:,}, {state.failure}"
            )
        elif state.version != projection.version:
            lost = state.version == INCOMPLETE
            yield not_whole(projection.name, "not whole" if lost else "of another version")
        else:
            behind = max(0, end - state.position)
            lag = f"{behind:,} behind" if behind else "up to date"
            yield Finding(True, f"{projection.name}: {lag}")
    for aside in crm.engine.set_aside():
        yield Finding(
            False,
            f"{aside.projection}: event {aside.position:,}, {aside.topic} of {aside.stream}, is set"
            f" aside with {aside.later:,} later ones since {aside.since}, {aside.error};"
            f" once that is fixed, run `getcrm rebuild {aside.projection}`",
        )
    wrong = troubles(crm)
    for name, what in wrong:
        yield Finding(False, f"{name}: {what}")
    if not any(name == PROJECTOR for name, _ in wrong):
        yield Finding(True, "projector: none is running" if idle else "projector: running")
