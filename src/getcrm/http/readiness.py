"""How far each read model is, and whether that is good enough to take requests."""

from getcrm.crm import Crm
from getcrm.http.answers import ProjectionHealth, Readiness

NOT_READY: Readiness = {"ready": False, "position": None, "projections": []}


def readiness(crm: Crm, start: int) -> Readiness:
    """The lag of each read model, in positions of the log. start: where the log was when this
    process began to serve; nobody is ready before that is shown."""
    projections = lags(crm)
    names = {projection["name"] for projection in projections}
    runs = all(projection["failure"] is None for projection in projections)
    reached = all(projection["position"] >= start for projection in projections)
    ready = runs and reached and names.issuperset(crm.engine.projections)
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
