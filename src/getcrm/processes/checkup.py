"""Is everything as it should be? What `getcrm doctor` and `getcrm verify` look at."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from getcrm.config import Settings
from getcrm.crm import AGGREGATES, PROJECTIONS, Crm, open_crm
from getcrm.domain.aggregate import MAIN
from getcrm.domain.company import Company
from getcrm.eventlog.appending import Fact, StartupRefused
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.mapper import decode
from getcrm.eventlog.store import refuse_several_workers
from getcrm.processes.projector import PROJECTOR
from getcrm.projections.lead import lead


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
        return [*findings, Finding(False, f"{type(refused).__name__}: {refused}")]
    try:
        return [*findings, *_of_log(crm), *_of_token(settings), *_of_views(crm)]
    finally:
        crm.close()


def _of_log(crm: Crm) -> Iterator[Finding]:
    company = crm.log.load(Company, MAIN).state
    yield Finding(True, f"event log: position {crm.log.position():,}")
    if company is None:
        yield Finding(False, "company: not set up; run `getcrm migrate`")
    else:
        yield Finding(True, f"company: {company.name}, {company.currency}, {company.time_zone}")


def _of_token(settings: Settings) -> Iterator[Finding]:
    file = settings.admin_token_file
    if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
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
            yield Finding(
                False,
                f"{projection.name}: of another version; run `getcrm rebuild {projection.name}`",
            )
        else:
            behind = max(0, end - state.position)
            told = f"{behind:,} behind" if behind else "up to date"
            yield Finding(True, f"{projection.name}: {told}")
    yield Finding(True, "projector: none is running" if idle else "projector: running")


def guard_differences(crm: Crm) -> list[tuple[Fact, str]]:
    """Guards that the log does not tell of ("live"), and those it does that are missing ("log").

    The guards of records that change at this very moment are left to the next look.
    """
    start = crm.log.position()
    live = set(crm.log.recorder.facts())
    told: set[Fact] = set()
    moving = {entry.id for entry in crm.log.read_all(start)}
    for id, state in states(crm, start):
        told.update(Fact(scope, key, id) for scope, key in state.facts(id))
    differences = [*((f, "live") for f in live - told), *((f, "log") for f in told - live)]
    return sorted(found for found in differences if found[0].owner not in moving)


def states(crm: Crm, up_to: int) -> Iterator[tuple[str, Any]]:
    """Every aggregate by its id, folded from the log up to a position."""
    folded: dict[str, Any] = {}
    for entry in crm.log.read_all():
        if entry.position > up_to:
            break
        folded[entry.stream] = evolved(folded.get(entry.stream), entry)
    for stream, state in folded.items():
        yield stream.partition("-")[2], state


def evolved(state: Any, entry: Entry) -> Any:
    event = decode(entry.topic, entry.data)
    return AGGREGATES[entry.kind].evolve(state, event, entry.occurred_at)
