"""What is true whatever was asked, in whatever order; each law looks at what came of it."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import Any, get_args

from sqlalchemy import select

from getcrm.crm import AGGREGATES, COMMANDS, PROJECTIONS, QUERIES, SYSTEM, Crm, Wish
from getcrm.crm.guards import states
from getcrm.crm.verification import verify_guards
from getcrm.domain.customer import Customer
from getcrm.domain.opportunity import Opportunity
from getcrm.domain.refusals import Refusal
from getcrm.domain.relationship_stage import RelationshipStages
from getcrm.eventlog.log import EventLog, fold_entries
from getcrm.projections.book import Moment
from getcrm.projections.rebuilding import verify
from tests.crm.chaos import Chaos
from tests.crm.explaining import (
    check_customer_board,
    check_kpi,
    check_pipeline_board,
    check_stars,
)
from tests.crm.replaying import ABOUT_THE_PAST, about, answer, question, replay
from tests.projections.folding import folded
from tests.wishes import CAMPAIGNS, CUSTOMERS, MADE

SIZES = (1, 7, 500)


def rebuilt_is_live_at_every_batch_size(chaos: Chaos, chance: Random) -> None:
    """LOG-6. On PostgreSQL that says also: both stores hold the same rows."""
    crm = chaos.crm
    while crm.engine.step(chance.choice(SIZES)):
        pass
    assert [state.failure for state in crm.engine.states()] == [None] * len(PROJECTIONS)
    log = list(crm.log.read_all())
    for projection in PROJECTIONS:
        live = rows(crm, projection.tables)
        for size in SIZES:
            assert folded(projection, log, size) == live
    assert verify(crm.engine) == []


def rows(crm: Crm, tables: Iterable[Any]) -> dict[str, list[Any]]:
    with crm.views.read() as db:
        return {
            table.name: sorted(map(tuple, db.execute(select(table))), key=repr) for table in tables
        }


def a_moment(chaos: Chaos, chance: Random) -> Moment:
    """Any since the company was set up, on both clocks or on one.

    What happened before is told by the settings that it began with, which no replay to there has.
    """
    entries = list(chaos.crm.log.read_all())
    began = entries[0].occurred_at
    times = sorted({entry.occurred_at for entry in entries if entry.occurred_at >= began})
    at = chance.choice([None, chance.choice(times)])
    return Moment(at, chance.choice([None, chance.randint(0, len(entries))]))


def as_of_is_a_replay_to_there(chaos: Chaos, chance: Random) -> None:
    """LOG-1: every question about the past."""
    crm = chaos.crm
    crm.catch_up()
    moment = a_moment(chaos, chance)
    with replay(crm, moment) as then, crm.views.read() as db:
        for name in ABOUT_THE_PAST:
            given = question(name, chance)
            now = answer(name, {**given, **about(moment)}, crm.reader(db))
            assert now == answer(name, given, then), (name, given, moment)


def explained_entries_sum_to_what_is_shown(chaos: Chaos, chance: Random) -> None:
    """LOG-2: now, and as of any moment."""
    crm = chaos.crm
    crm.catch_up()
    everybody = [e.id for e in crm.log.read_all() if e.topic == "CustomerRegistered"]
    with crm.views.read() as db:
        reader = crm.reader(db)
        check_stars(reader, everybody)
        for when in ({}, about(a_moment(chaos, chance))):
            if answer("company", when, reader) == "NotFound":
                continue
            check_customer_board(reader, **when)
            check_kpi(reader, **when)
            for campaign in CAMPAIGNS:
                if answer("campaign", {"campaign": campaign, **when}, reader) != "NotFound":
                    check_pipeline_board(reader, campaign, **when)


def no_customer_is_ever_without_a_stage(chaos: Chaos, chance: Random) -> None:
    """REL-9: neither a live nor a deleted one; at every position of the log."""
    stages: RelationshipStages | None = None
    stage_of: dict[str, str] = {}
    for entry in chaos.crm.log.read_all():
        if entry.kind == RelationshipStages.KIND:
            history = chaos.crm.log.history(entry.stream)[: entry.version]
            stages = fold_entries(RelationshipStages, history)
        elif entry.topic == "CustomerRegistered":
            stage_of[entry.id] = entry.data["stage"]
        elif entry.topic == "CustomerStageChanged":
            stage_of[entry.id] = entry.data["new"]
        live = {id for id, one in stages.stages.items() if not one.is_deleted} if stages else set()
        assert set(stage_of.values()) <= live
    loaded = chaos.crm.log.load_many(Customer, list(stage_of)).items()
    assert {id: one.state.stage for id, one in loaded if one.state} == stage_of


def guards_are_a_function_of_the_log(chaos: Chaos, chance: Random) -> None:
    assert verify_guards(chaos.crm) == []


def what_is_remembered_is_what_would_be_loaded(chaos: Chaos, chance: Random) -> None:
    log = chaos.crm.log
    fresh = EventLog(log.recorder)
    for name in {entry.stream for entry in log.read_all()}:
        kind, _, id = name.partition("-")
        loaded = fresh.load(AGGREGATES[kind], id)
        assert log.remembered(name) in (None, loaded)
        assert fold_entries(AGGREGATES[kind], log.history(name)) == loaded.state


def time_runs_forward_in_every_stream(chaos: Chaos, chance: Random) -> None:
    """And along the log; nothing is recorded before it happened."""
    recorded, occurred, versions = "", dict[str, str](), dict[str, int]()
    for entry in chaos.crm.log.read_all():
        assert entry.recorded_at >= max(recorded, entry.occurred_at)
        assert entry.occurred_at >= occurred.get(entry.stream, "")
        assert entry.version == versions.get(entry.stream, 0) + 1
        recorded, occurred[entry.stream] = entry.recorded_at, entry.occurred_at
        versions[entry.stream] = entry.version


RESTORED = [
    (name, f"Restore{name.removeprefix('Delete')}")
    for name in COMMANDS
    if name.startswith("Delete") and f"Restore{name.removeprefix('Delete')}" in COMMANDS
]


def deleting_and_restoring_gives_back_the_same(chaos: Chaos, chance: Random) -> None:
    """CUS-3, REL-6, GRP-2, OPP-18 and the others: states, facts, and what is shown of them."""
    crm = chaos.crm
    for delete, restore in RESTORED:
        before = picture(crm)
        command = MADE[delete](chance)
        [deleted] = crm.handle_many([Wish(command, SYSTEM)])
        if isinstance(deleted, Refusal) or not deleted.events:
            continue
        model = COMMANDS[restore]
        again = {name: one for name, one in vars(command).items() if name in model.model_fields}
        if "with_members" in model.model_fields:
            again["with_members"] = True
        crm.handle(model.model_validate(again), SYSTEM)
        found = differences(before, picture(crm))
        assert found == [], (command, found)


def picture(crm: Crm) -> Any:
    """What everything is, and what is shown of it, but for versions and positions."""
    crm.catch_up()
    everything = dict(states(crm.log, crm.log.position()))
    with crm.views.read() as db:
        reader = crm.reader(db)
        shown = [
            answer("customers", {"sort": "code"}, reader)["customers"],
            *(
                in_any_order(answer("potential_stars", {"customer": id}, reader))
                for id in CUSTOMERS
            ),
            *(answer("pipeline_board", {"campaign": id}, reader) for id in CAMPAIGNS),
            *(answer("kpi", {"indicator": name, "by": "month"}, reader) for name in INDICATORS),
        ]
    facts = set(crm.log.recorder.facts())
    return [{id: at_rest(one) for id, one in everything.items()}, facts, without(shown, TELLING)]


TELLING = {"version", "position", "entries", "idle"}
"""What tells of the deletion itself. Coming back is a change, from which rest counts (OPP-19)."""


def in_any_order(stars: Any) -> Any:
    """What counts is told in the order in which it began to; what comes back begins anew."""
    if not isinstance(stars, dict):
        return stars
    counted = sorted(stars["contributions"], key=lambda one: (one["kind"], one["ref"]))
    return {**stars, "contributions": counted}


def at_rest(state: Any) -> Any:
    return replace(state, changed_at="") if isinstance(state, Opportunity) else state


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """Where two pictures differ, in words that can be read."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        return [d for k in before for d in differences(before[k], after[k], f"{path}.{k}")]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        both = enumerate(zip(before, after, strict=True))
        return [d for n, (old, new) in both for d in differences(old, new, f"{path}[{n}]")]
    return [] if before == after else [f"{path}: {before} became {after}"]


INDICATORS = get_args(QUERIES["kpi"].query.model_fields["indicator"].annotation)


def without(told: Any, names: set[str]) -> Any:
    if isinstance(told, list):
        return [without(one, names) for one in told]
    if isinstance(told, dict):
        return {name: without(one, names) for name, one in told.items() if name not in names}
    return told


LAWS = [
    rebuilt_is_live_at_every_batch_size,
    as_of_is_a_replay_to_there,
    explained_entries_sum_to_what_is_shown,
    no_customer_is_ever_without_a_stage,
    guards_are_a_function_of_the_log,
    what_is_remembered_is_what_would_be_loaded,
    time_runs_forward_in_every_stream,
    deleting_and_restoring_gives_back_the_same,
]
