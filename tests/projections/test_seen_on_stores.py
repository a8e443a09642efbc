"""Whoever may see little is answered on both stores, and the same (PERM-4).

Shipped roles have access to every kind of record; a company's own role, or a token, may lack any.
"""

from typing import Any

import pytest
from pydantic import ValidationError

from getcrm.crm import QUERIES, Crm
from getcrm.domain.refusals import Refusal
from tests.commands.sales import ROPE, SPRING, Participant, created
from tests.commands.staff import ANNAS, staff
from tests.stores import STORES, opened
from tests.story import ANNA, NOON, write_past

KINDS = ("customers", "campaigns", "opportunities", "transactions")
ASKED: dict[str, Any] = {
    "customer": ANNAS,
    "campaign": SPRING,
    "opportunity": ROPE,
    "user": ANNA,
    "indicator": "customers_created",
    "q": "cua",
    "by": "department",
}
"""Whatever a question may ask for, where it takes that."""


def questions():
    for name, ask in QUERIES.items():
        given = {key: value for key, value in ASKED.items() if key in ask.query.model_fields}
        for asked in ({}, given, {**given, "as_of": "2026-01-05"}):
            try:
                yield name, ask.query.model_validate(asked)
            except ValidationError:
                continue


def answers(crm: Crm, lacking: str) -> list[Any]:
    scopes = frozenset(
        ["crm.access", "kpi.access", *(f"{kind}.access" for kind in KINDS if kind != lacking)]
    )
    found = []
    for name, asked in questions():
        try:
            found.append((name, timeless(crm.ask(name, asked, by=ANNA, scopes=scopes))))
        except Refusal as refusal:
            found.append((name, repr(refusal)))
    return found


def timeless(answer: Any) -> Any:
    """Without what the clock of each store said when it was written."""
    if isinstance(answer, dict):
        return {key: timeless(held) for key, held in answer.items() if key != "recorded_at"}
    return [timeless(held) for held in answer] if isinstance(answer, list) else answer


@pytest.fixture(scope="module")
def on_both() -> Any:
    told = {}
    for store in STORES:
        with opened(store, clock=lambda: NOON) as crm:
            write_past(crm, [*staff(), created(participants=(Participant(ANNA, True),))])
            crm.catch_up()
            told[store] = {lacking: answers(crm, lacking) for lacking in (*KINDS, "nothing")}
    return told


@pytest.mark.parametrize("lacking", [*KINDS, "nothing"])
def test_whoever_lacks_the_access_to_one_kind_is_answered_on_both_stores_perm_4(on_both, lacking):
    sqlite, postgres = (on_both[store][lacking] for store in STORES)
    assert len({name for name, _ in sqlite}) > len(QUERIES) * 0.8
    assert sqlite == postgres


def test_what_is_lacking_is_not_seen_perm_4(on_both):
    def shown(store: str, lacking: str, kind: str) -> list[Any]:
        """Of the list of that kind, however it was asked for."""
        lists = [answer for name, answer in on_both[store][lacking] if name == kind]
        return [one for answer in lists if isinstance(answer, dict) for one in answer[kind]]

    for lacking in KINDS:
        assert not shown("postgresql", lacking, lacking), lacking
    assert {one["id"] for one in shown("postgresql", "nothing", "customers")} == {ANNAS}
