"""How far each read model is, and whether that is good enough to take requests."""

from collections import Counter

from getcrm.crm import Crm
from getcrm.crm.liveness import troubles
from getcrm.http.answers import EventSetAside, ProjectionHealth, Readiness
from getcrm.projections.set_aside import kind_of

NOT_READY: Readiness = {
    "ready": False,
    "position": None,
    "projections": [],
    "set_aside": [],
    "troubles": [],
}
TOLD = 20
"""Of the events that are set aside, so many are named."""


def readiness(crm: Crm, start: int) -> Readiness:
    """The lag of each read model, in positions of the log. start: where the log was when this
    process began to serve; nobody is ready before that is shown."""
    projections = lags(crm)
    names = {projection["name"] for projection in projections}
    runs = all(projection["failure"] is None for projection in projections)
    reached = all(projection["position"] >= start for projection in projections)
    wrong = troubles(crm)
    ready = not wrong and runs and reached and names.issuperset(crm.engine.projections)
    return {
        "ready": ready,
        "position": crm.log.position(),
        "projections": projections,
        "set_aside": set_aside(crm)[:TOLD],
        "troubles": [{"name": name, "trouble": publicly(what)} for name, what in wrong],
    }


def publicly(what: str) -> str:
    """Without the text of an error, which may quote what somebody wrote."""
    return what.partition(": ")[0]


def lags(crm: Crm) -> list[ProjectionHealth]:
    end, aside = crm.log.position(), Counter(row["projection"] for row in set_aside(crm))
    return [
        {
            "name": state.name,
            "position": state.position,
            "behind": max(0, end - state.position),
            "failure": state.failure and kind_of(state.failure),
            "set_aside": aside[state.name],
        }
        for state in crm.engine.states()
    ]


def set_aside(crm: Crm) -> list[EventSetAside]:
    """Whoever may look at `getcrm doctor` finds the whole text of the error there."""
    return [
        {
            "projection": aside.projection,
            "position": aside.position,
            "topic": aside.topic,
            "stream": aside.stream,
            "error": kind_of(aside.error),
            "since": aside.since,
            "later": aside.later,
        }
        for aside in crm.engine.set_aside()
    ]
