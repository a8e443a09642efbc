"""What is wrong with the processes beside the web server, each by its name (OPS-2)."""

from typing import NamedTuple

from getcrm.crm import Crm
from getcrm.domain.calendar import seconds_between
from getcrm.eventlog.instants import now
from getcrm.projections.heartbeats import heartbeats

LAG = 60
"""Seconds: how long an event may wait for a read model before its projector is said to lag."""


class Trouble(NamedTuple):
    """name: of the process. what: in English; what stands after a colon may quote values."""

    name: str
    what: str


def troubles(crm: Crm) -> list[Trouble]:
    """Dead, failing and lagging; empty: all is well."""
    moment = now()
    with crm.views.read() as db:
        found = [(beat.name, beat.trouble(moment)) for beat in heartbeats(db)]
    wrong = [Trouble(name, what) for name, what in found if what]
    return wrong + lagging(crm, moment)


def lagging(crm: Crm, moment: str) -> list[Trouble]:
    """Read models that an event has been waiting for too long; one that stands still is no lag."""
    end, waiting = crm.log.position(), dict[int, str]()
    late = []
    for state in crm.engine.states():
        if state.failure or state.position >= end or state.name not in crm.engine.projections:
            continue
        if state.position not in waiting:
            entries = crm.log.read(state.position, 1)
            waiting[state.position] = entries[0].recorded_at if entries else moment
        since = waiting[state.position]
        if seconds_between(since, moment) > LAG:
            late.append(
                Trouble("projector", f"{state.name} lags by {end - state.position:,} since {since}")
            )
    return late
