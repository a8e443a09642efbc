"""How far each read model is, and whether that is good enough to take requests."""

from getcrm.crm import Crm
from getcrm.http.answers import ProjectionHealth, Readiness

NOT_READY: Readiness = {"ready": False, "position": None, "projections": []}


def readiness(crm: Crm) -> Readiness:
    """The lag of each read model, in positions of the log."""
    projections = lags(crm)
    names = {projection["name"] for projection in projections}
    runs = all(projection["failure"] is None for projection in projections)
    ready = runs and names.issuperset(crm.engine.projections)
    return {"ready": ready, "position": crm.log.position(), "projections": projections}


def lags(crm: Crm) -> list[ProjectionHealth]:
    end = crm.log.position()
    return [
        {
            "name": state.name,
            "position": state.position,
            "behind": max(0, end - state.position),
            "failure": state.failure,
        }
        for state in crm.engine.states()
    ]
