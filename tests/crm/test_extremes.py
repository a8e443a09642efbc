"""No value that entry ever accepted stops anything or makes a page fail (LOG-6, NOT-1).

The same few logs every time, unless the environment says otherwise: GETCRM_LAWS_EXAMPLES=200 tries
that many new ones, GETCRM_LAWS_SEED=n that one alone, and GETCRM_LAWS_STORE=postgresql all on that
store.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from getcrm.cli.history import local
from getcrm.crm import PROJECTIONS, QUERIES, SYSTEM, Crm
from getcrm.domain.refusals import Refusal
from getcrm.eventlog.mapper import EVENTS
from getcrm.http.strict_json import render
from getcrm.processes.letters import letter
from getcrm.processes.scheduler import tick_once
from getcrm.projections.kpi_tally.indicators import INDICATORS
from getcrm.projections.kpi_tally.periods import KEYS
from getcrm.projections.notifications.tables import NOTES
from getcrm.projections.rebuilding import rebuild, verify
from getcrm.projections.timeline import history_sentences
from tests.crm.clock import Clock
from tests.crm.databases import fresh
from tests.crm.extremes import INSTANTS, extreme, write
from tests.crm.replaying import makes_sense, question
from tests.projections.folding import folded
from tests.wishes import ANNA, BINH

FEW, FEW_ON_POSTGRES, MORE = 2, 1, 12
MANY = os.environ.get("GETCRM_LAWS_EXAMPLES")
ONE = os.environ.get("GETCRM_LAWS_SEED")
STORE = os.environ.get("GETCRM_LAWS_STORE")
LATER = "2026-06-01T05:00:00.000000Z"
LANGUAGES = ("en", "vi")
ONE_RECORD = {
    "customer": [
        ("customer", "customer"),
        ("timeline", "customer"),
        ("potential_stars", "customer"),
    ],
    "opportunity": [
        ("opportunity", "opportunity"),
        ("explain_idle", "opportunity"),
        ("timeline", "opportunity"),
        ("comments", "opportunity"),
    ],
    "transaction": [("transaction", "transaction")],
    "campaign": [("campaign", "campaign"), ("pipeline_board", "campaign")],
    "user": [("user", "user"), ("holdings", "user"), ("timeline", "by")],
    "comment": [("comment", "comment")],
    "message": [("message", "message")],
}
"""The questions about one record, by its kind, and the parameter that names it."""
PAGES = 30
"""Of a list, at the most."""


def seeds(many: int) -> list[int]:
    if ONE:
        return [int(ONE)]
    return [Random().randrange(10**9) for _ in range(int(MANY))] if MANY else list(range(many))


@contextmanager
def company(store: str, seed: int) -> Iterator[Crm]:
    """Long after everything has happened that such a log tells of."""
    with fresh(STORE or store, Clock(LATER)) as crm:
        write(crm, extreme(seed))
        yield crm


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(FEW))
def test_a_log_of_extremes_is_projected_shown_and_sent(seed: int) -> None:
    with company("sqlite", seed) as crm:
        check(crm, Random(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(FEW_ON_POSTGRES))
def test_so_it_is_on_postgresql(seed: int) -> None:
    with company("postgresql", seed) as crm:
        check(crm, Random(seed))


@pytest.mark.soak
@pytest.mark.parametrize("seed", [] if ONE or MANY else range(100, 100 + MORE))
def test_so_are_many_logs_of_extremes(seed: int) -> None:
    with company("postgresql" if seed % 8 == 0 else "sqlite", seed) as crm:
        check(crm, Random(seed))


def test_every_type_of_event_takes_part() -> None:
    assert {each.topic for each in extreme(0)} == EVENTS.keys()


def check(crm: Crm, chance: Random) -> None:
    """Everything that looks at the log, one after the other."""
    while crm.engine.step(chance.choice([1, 7, 500])):
        pass
    goes_on(crm)
    log = list(crm.log.read_all())
    for projection in PROJECTIONS:
        assert folded(projection, log, 1) == folded(projection, log, 500)
    assert verify(crm.engine) == []
    rebuild(crm.engine, [projection.name for projection in PROJECTIONS])
    goes_on(crm)
    tick_once(crm)
    crm.catch_up()
    goes_on(crm)
    for language in LANGUAGES:
        tell_history(crm, language)
        ask_everything(crm, language, chance)
        ask_figures(crm, language)
    write_letters(crm)


def goes_on(crm: Crm) -> None:
    end = crm.log.position()
    assert [(s.name, s.failure) for s in crm.engine.states() if s.failure] == []
    assert {s.position for s in crm.engine.states()} == {end}


def tell_history(crm: Crm, language: str) -> None:
    """`getcrm history` of every stream."""
    for stream in sorted({entry.stream for entry in crm.log.read_all()}):
        entries = crm.log.history(stream)
        with crm.views.read() as db:
            sentences = history_sentences(entries, crm.reader(db, language))
        assert len(sentences) == len(entries)
        assert all(local(entry.occurred_at, crm.time_zone()) for entry in entries)


def ask_everything(crm: Crm, language: str, chance: Random) -> None:
    """Every question, of every record, page by page, now and then."""
    for name in QUERIES:
        for _ in range(3):
            ask_pages(crm, name, question(name, chance), language)
        for given in plain(name):
            ask_pages(crm, name, given, language)
    for kind, id in sorted({(e.kind, e.id) for e in crm.log.read_all()}):
        shown = [ask_pages(crm, name, {of: id}, language) for name, of in ONE_RECORD.get(kind, ())]
        assert not shown or any(shown), f"nothing shows {kind}-{id}"
    for at in [*INSTANTS[1:2], LATER]:
        for name in ("customers", "transactions", "opportunities", "campaigns", "users"):
            ask_pages(crm, name, {"as_of": at}, language)


def plain(name: str) -> list[dict[str, Any]]:
    """Of everything there is, in every order."""
    schema = QUERIES[name].query.model_json_schema()["properties"].get("sort", {})
    sorts = [value for one in [schema, *schema.get("anyOf", ())] for value in one.get("enum", ())]
    asked = [{}, *({"sort": sort, "order": order} for sort in sorts for order in ("asc", "desc"))]
    return [given for given in asked if makes_sense(name, given)]


def ask_pages(crm: Crm, name: str, given: dict[str, Any], language: str) -> bool:
    """To the end of a list; small pages, so that cursors hold whatever it is sorted by. Whether
    anything was answered."""
    fields = QUERIES[name].query.model_fields
    if "limit" in fields:
        given = {**given, "limit": 3}
    for _ in range(PAGES):
        answer = ask(crm, name, given, language)
        following = answer.get("next") if isinstance(answer, dict) else None
        if following is None or "cursor" not in fields:
            break
        given = {**given, "cursor": following}
    return answer is not None


def ask(crm: Crm, name: str, given: dict[str, Any], language: str) -> Any:
    """What somebody is answered, as JSON, the operator first; None where all are refused."""
    query = QUERIES[name].query.model_validate(given)
    answers = []
    for by in (SYSTEM, ANNA, BINH):
        with suppress(Refusal):
            answers.append(json.loads(render(crm.ask(name, query, language, by))))
    return answers[0] if answers else None


def ask_figures(crm: Crm, language: str) -> None:
    """KPI by every period, and the entries behind each row (KPI-4)."""
    for indicator in INDICATORS:
        for by in KEYS:
            asked = {"indicator": indicator, "by": by}
            answer = ask(crm, "kpi", asked, language)
            for row in answer["rows"] if answer else ():
                ask(crm, "kpi_entries", {**asked, "key": row["key"]}, language)


def write_letters(crm: Crm) -> None:
    with crm.views.read() as db:
        told = db.execute(select(NOTES.c.user, NOTES.c.position)).all()
    for user, position in told:
        made = letter(crm, user, position, "crm@may.vn")
        assert made is None or made.as_bytes()
