"""The guard table as a function of the log (architecture §3): every state, every fact."""

from collections.abc import Iterator

from getcrm.crm.registry import AGGREGATES
from getcrm.domain.aggregate import Aggregate
from getcrm.domain.text import COMPARISON
from getcrm.eventlog.appending import Fact
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.mapper import decode
from getcrm.eventlog.store import GuardsOutdated


def states(log: EventLog, position: int | None = None) -> Iterator[tuple[str, Aggregate]]:
    """Every aggregate, by its id, as known at a position or now, folded in the log's order."""
    folded: dict[str, Aggregate] = {}
    for entry in log.read_all():
        if position is not None and entry.position > position:
            break
        event = decode(entry.topic, entry.data)
        before = folded.get(entry.stream)
        folded[entry.stream] = AGGREGATES[entry.kind].evolve(before, event, entry.occurred_at)
    return ((stream.partition("-")[2], state) for stream, state in folded.items())


def facts(log: EventLog, position: int | None = None) -> Iterator[Fact]:
    """What the guard table holds, as the log says."""
    for id, state in states(log, position):
        for scope, key in dict.fromkeys(state.facts(id)):
            yield Fact(scope, key, id)


def derive_guards(log: EventLog, anew: bool = False) -> bool:
    """Derive the guard table from the log, where it was by older rules, or `anew`. Answers whether
    it did. Raises GuardsOutdated where a newer version has done so by rules of its own."""
    rules = log.recorder.guard_rules()
    if rules > COMPARISON:
        raise GuardsOutdated(f"{rules}, this getcrm has {COMPARISON}")
    if rules == COMPARISON and not anew:
        return False
    log.recorder.rewrite_guards(COMPARISON, lambda: facts(log))
    return True
