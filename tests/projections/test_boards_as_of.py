"""The law of the boards (LOG-1): as of any moment, on both clocks, they show what the events that
had happened and were known lead to; and however the log is cut into batches, the same rows."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from getcrm.commands.campaign import AddMethod, EditMethod, ReorderMethods
from getcrm.commands.customer import (
    ChangeCustomerStage,
    DeleteCustomer,
    ReassignCustomer,
    RestoreCustomer,
)
from getcrm.commands.interaction import RecordContact
from getcrm.commands.opportunity import (
    AssignOpportunity,
    DeleteOpportunity,
    EditOpportunity,
    LoseOpportunity,
    MoveOpportunity,
    OpenOpportunity,
    ReopenOpportunity,
    RestoreOpportunity,
    WinOpportunity,
)
from getcrm.crm import QUERIES, Crm
from getcrm.domain.campaign import Campaign
from getcrm.domain.customer import Customer
from getcrm.domain.opportunity import Opportunity
from getcrm.domain.refusals import Refusal
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.instants import instant
from getcrm.eventlog.log import fold_entries
from getcrm.projections.customer_board import CUSTOMER_BOARD
from getcrm.projections.directory import DIRECTORY
from getcrm.projections.pipeline_board import PIPELINE_BOARD
from tests.commands.people import MAY, SEN, registered
from tests.commands.sales import CALL, DEAL, MEET, OFFER, SPRING, created, uid, world
from tests.projections.folding import folded
from tests.stores import STORES, opened
from tests.story import ANNA, BINH, HOT, LOST, NEW, NOON, write_past

SOM, HUE = uid(0xC3), uid(0xC4)
CUSTOMERS = (MAY, SEN, SOM, HUE)
OPPORTUNITIES = [uid(0x900 + n) for n in range(6)]
METHODS = [CALL, MEET, OFFER, DEAL]
ENTERING = ("Opened", "Moved", "Won", "Lost", "Reopened")
STEPS = 90


def wish(dice: random.Random) -> Any:
    """Something somebody may ask for."""
    one, customer = {"opportunity": dice.choice(OPPORTUNITIES)}, dice.choice(CUSTOMERS)
    amount, owner = Decimal(dice.randrange(1_000_000)) / 100, dice.choice([ANNA, BINH, None])
    kinds: list[Any] = [
        lambda: OpenOpportunity(
            **one, campaign=SPRING, customer=customer, owner=owner, expected_amount=amount
        ),
        lambda: MoveOpportunity(**one, method=dice.choice(METHODS)),
        lambda: MoveOpportunity(**one, method=dice.choice(METHODS), probability=33),
        lambda: EditOpportunity(**one, expected_amount=amount),
        lambda: EditOpportunity(**one, description=f"lần {dice.random()}"),
        lambda: AssignOpportunity(**one, owner=owner),
        lambda: WinOpportunity(**one, amount=amount),
        lambda: LoseOpportunity(**one),
        lambda: ReopenOpportunity(**one),
        lambda: dice.choice([DeleteOpportunity, RestoreOpportunity])(**one),
        lambda: ChangeCustomerStage(customer=customer, stage=dice.choice([NEW, HOT, LOST])),
        lambda: ReassignCustomer(customer=customer, owner=owner),
        lambda: RecordContact(customer=customer, kind="call"),
        lambda: dice.choice([DeleteCustomer, RestoreCustomer])(customer=customer),
        lambda: ReorderMethods(campaign=SPRING, methods=dice.sample(METHODS, 4)),
        lambda: EditMethod(campaign=SPRING, method=CALL, idle_days=dice.randrange(1, 4)),
        lambda: AddMethod(campaign=SPRING, method=uid(dice.randrange(0x700, 0x702)), name="Mới"),
    ]
    return dice.choice(kinds)()


@dataclass
class Told:
    """A company's life, and what it has recorded. clock: how late it is."""

    crm: Crm
    entries: list[Entry]
    clock: list[str]


@pytest.fixture(scope="module", params=[(s, n) for s in STORES for n in (2, 3)], ids=str)
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    """Things happen, and some are recorded days later."""
    store, seed = request.param
    dice, clock = random.Random(seed), [NOON]
    with opened(store, clock=lambda: clock[0]) as crm:
        write_past(
            crm,
            [
                *world(created(allow_duplicates=True), currency="USD"),
                registered(SOM),
                registered(HUE),
            ],
        )
        for _ in range(STEPS):
            now = datetime.fromisoformat(clock[0]) + timedelta(hours=dice.randrange(30))
            clock[0] = instant(now)
            late = instant(now - timedelta(hours=dice.choice([0, 0, 0, 5, 60])))
            try:
                crm.handle(wish(dice), by=ANNA, at=late)
            except Refusal:
                continue
        clock[0] = instant(datetime.fromisoformat(clock[0]) + timedelta(days=10))
        crm.catch_up()
        yield Told(crm, list(crm.log.read_all()), clock)


@dataclass(frozen=True)
class Moment:
    """at: None, now. position: None, everything known."""

    at: str | None
    position: int | None

    def asked(self) -> dict[str, str]:
        known = None if self.position is None else str(self.position)
        given = {"as_of": self.at, "as_known_at": known}
        return {name: value for name, value in given.items() if value is not None}

    def history(self, entries: list[Entry], stream: str) -> list[Entry]:
        return [
            e
            for e in entries
            if e.stream == stream
            and (self.at is None or e.occurred_at <= self.at)
            and (self.position is None or e.position <= self.position)
        ]


def moments(told: Told) -> list[Moment]:
    """All sorts: of the events themselves, between them, before everything, now."""
    dice = random.Random(5)
    some = dice.sample([e for e in told.entries if e.by == ANNA], 8)
    between = [instant(datetime.fromisoformat(e.occurred_at) + timedelta(hours=1)) for e in some]
    return [
        Moment(None, None),
        *(Moment(e.occurred_at, None) for e in some),
        *(Moment(None, e.position) for e in some),
        *(Moment(at, dice.choice(some).position) for at in between),
        Moment("2025-01-01T00:00:00.000000Z", None),
    ]


def ask(told: Told, name: str, moment: Moment, **query: Any) -> Any:
    asked = QUERIES[name].query.model_validate({**query, **moment.asked()})
    return told.crm.ask(name, asked)


def entered_at(history: list[Entry], entering: tuple[str, ...]) -> str:
    return [e.occurred_at for e in history if e.topic.endswith(entering)][-1]


def expected_pipeline(told: Told, moment: Moment, owner: str | None) -> dict[str, Any]:
    """The columns with something in them, computed from the events alone."""
    columns: dict[str, list[tuple[str, str, Decimal, Decimal]]] = {}
    for id in OPPORTUNITIES:
        history = moment.history(told.entries, f"opportunity-{id}")
        state = fold_entries(Opportunity, history)
        if state is None or state.is_deleted or (owner and state.owner != owner):
            continue
        stage = "lost" if state.outcome == "lost" else state.method
        amount = Decimal(state.details["expected_amount"] or 0)
        weight = amount * state.details["probability"] / 100
        if state.outcome == "won":
            amount = weight = Decimal(state.closing.amount)
        weight = Decimal(0) if state.outcome == "lost" else weight
        columns.setdefault(stage, []).append((entered_at(history, ENTERING), id, amount, weight))
    return {
        stage: (
            [id for _, id, _, _ in newest_first(cards)],
            len(cards),
            sum(amount for _, _, amount, _ in cards),
            sum(weight for _, _, _, weight in cards),
        )
        for stage, cards in columns.items()
    }


def newest_first(cards: list[Any]) -> list[Any]:
    return sorted(sorted(cards, key=lambda c: c[1]), key=lambda c: c[0], reverse=True)


@pytest.mark.parametrize("owner", [None, ANNA])
def test_the_pipeline_is_what_the_events_until_then_lead_to_log_1_opp_7(told, owner):
    for moment in moments(told):
        filters = {"owner": owner} if owner else {}
        columns = ask(told, "pipeline_board", moment, campaign=SPRING, **filters)["columns"]
        shown = {
            column["stage"]: (
                [card["id"] for card in column["cards"]],
                column["count"],
                Decimal(str(column["amount"])),
                Decimal(str(column["weighted"])),
            )
            for column in columns
            if column["count"] or column["cards"]
        }
        assert shown == expected_pipeline(told, moment, owner), moment


def test_the_columns_are_the_methods_the_campaign_had_then_log_1_cam_3(told):
    for moment in moments(told):
        state = fold_entries(Campaign, moment.history(told.entries, f"campaign-{SPRING}"))
        if state is None:  # before its time it is shown as it was at first
            continue
        columns = ask(told, "pipeline_board", moment, campaign=SPRING)["columns"]
        assert [column["name"] for column in columns[:-1]] == [m.name for m in state.methods.live]


def test_a_card_rests_as_the_domain_counts_it_log_1_opp_19(told):
    rested = 0
    for moment in moments(told):
        campaign = fold_entries(Campaign, moment.history(told.entries, f"campaign-{SPRING}"))
        for column in ask(told, "pipeline_board", moment, campaign=SPRING)["columns"]:
            for card in column["cards"]:
                state = fold_entries(
                    Opportunity, moment.history(told.entries, f"opportunity-{card['id']}")
                )
                customer = fold_entries(
                    Customer, moment.history(told.entries, f"customer-{state.customer}")
                )
                at = moment.at or told.clock[0]
                marked = state.mark_idle(customer.last_contact, at, campaign)
                assert bool(card["idle"]) == bool(marked)
                rested += bool(marked)
                told_why = ask(told, "explain_idle", moment, opportunity=card["id"])
                assert told_why["idle"] == bool(marked)
                if marked:
                    assert card["idle"]["since"] == told_why["since"] == marked[0].since
    assert rested


def expected_customers(told: Told, moment: Moment, owner: str | None) -> dict[str, list[str]]:
    columns: dict[str, list[tuple[str, str]]] = {}
    for id in CUSTOMERS:
        history = moment.history(told.entries, f"customer-{id}")
        state = fold_entries(Customer, history)
        if state is None or state.is_deleted or (owner and state.owner != owner):
            continue
        since = entered_at(history, ("CustomerRegistered", "CustomerStageChanged"))
        columns.setdefault(state.stage, []).append((since, id))
    return {stage: [id for _, id in newest_first(cards)] for stage, cards in columns.items()}


@pytest.mark.parametrize("owner", [None, BINH])
def test_the_customers_stand_where_the_events_until_then_put_them_log_1_rel_14(told, owner):
    for moment in moments(told):
        filters = {"owner": owner} if owner else {}
        columns = ask(told, "customer_board", moment, **filters)["columns"]
        shown = {c["stage"]: [card["id"] for card in c["cards"]] for c in columns if c["cards"]}
        assert shown == expected_customers(told, moment, owner), moment
        assert {c["stage"]: c["count"] for c in columns if c["count"]} == {
            stage: len(cards) for stage, cards in shown.items()
        }


def test_the_entries_behind_a_column_sum_to_it_at_any_moment_log_2(told):
    for moment in moments(told):
        for column in ask(told, "pipeline_board", moment, campaign=SPRING)["columns"]:
            behind = ask(
                told,
                "pipeline_board_entries",
                moment,
                campaign=SPRING,
                stage=column["stage"],
                limit=200,
            )
            for field in ("count", "amount", "weighted"):
                assert behind[field] == column[field]
                summed = sum(Decimal(str(entry[field])) for entry in behind["entries"])
                assert summed == Decimal(str(column[field]))


@pytest.mark.parametrize("projection", [DIRECTORY, PIPELINE_BOARD, CUSTOMER_BOARD])
def test_however_the_log_is_cut_the_rows_are_the_same_log_6(told, projection):
    whole = folded(projection, told.entries, len(told.entries))
    for size in (1, 7, 500):
        assert folded(projection, told.entries, size) == whole
