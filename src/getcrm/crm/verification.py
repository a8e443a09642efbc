"""The guard table as a function of the log (architecture §3): rebuilt, and compared."""

from collections.abc import Iterator

from getcrm.crm import AGGREGATES, Crm
from getcrm.domain.aggregate import Aggregate
from getcrm.eventlog.appending import Fact
from getcrm.eventlog.mapper import decode

Difference = tuple[Fact, str]
"""A fact, and who alone knows of it: "live", the guard table, or "log"."""


def verify_guards(crm: Crm) -> list[Difference]:
    """What the guard table and the log do not agree upon; empty: all is as the log says.

    Writers go on meanwhile: facts about whatever they change are left to the next look.
    """
    position = crm.log.position()
    live = set(crm.log.recorder.facts())
    moving = {entry.id for entry in crm.log.read_all(after=position)}
    told = {Fact(*fact, id) for id, state in states(crm, position) for fact in state.facts(id)}
    differences = [*((fact, "live") for fact in live - told), *((f, "log") for f in told - live)]
    return sorted(found for found in differences if found[0].owner not in moving)


def states(crm: Crm, position: int) -> Iterator[tuple[str, Aggregate]]:
    """Every aggregate as known at a position, by its id, folded in the log's order."""
    folded: dict[str, Aggregate] = {}
    for entry in crm.log.read_all():
        if entry.position > position:
            break
        event = decode(entry.topic, entry.data)
        before = folded.get(entry.stream)
        folded[entry.stream] = AGGREGATES[entry.kind].evolve(before, event, entry.occurred_at)
    return ((stream.partition("-")[2], state) for stream, state in folded.items())
