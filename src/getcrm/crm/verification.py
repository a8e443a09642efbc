"""The guard table compared with what the log says (architecture §3)."""

from getcrm.crm import Crm
from getcrm.crm.guards import facts
from getcrm.eventlog.appending import Fact

Difference = tuple[Fact, str]
"""A fact, and who alone knows of it: "live", the guard table, or "log"."""


def verify_guards(crm: Crm) -> list[Difference]:
    """What the guard table and the log do not agree upon; empty: all is as the log says.

    Writers go on meanwhile: facts about whatever they change are left to the next look.
    """
    position = crm.log.position()
    live = set(crm.log.recorder.facts())
    moving = {entry.id for entry in crm.log.read_all(after=position)}
    told = set(facts(crm.log, position))
    differences = [*((fact, "live") for fact in live - told), *((f, "log") for f in told - live)]
    return sorted(found for found in differences if found[0].owner not in moving)
