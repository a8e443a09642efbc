"""The ledger of scores is the replay of the log, at any moment, in any batches (LOG-1, LOG-6)."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import given as any_of
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from getcrm.domain.customer import Customer, CustomerGroupsChanged
from getcrm.domain.customer_group import (
    CustomerGroups,
    GroupCreated,
)
from getcrm.domain.refusals import Refusal
from getcrm.domain.transaction import (
    Transaction,
    TransactionCreated,
)
from getcrm.domain.transaction_type import (
    TransactionTypeCreated,
    TransactionTypes,
)
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.mapper import decode, encode, parse
from getcrm.projections.book import NOW, Book, Moment
from getcrm.projections.potential_stars import POTENTIAL_STARS
from getcrm.projections.potential_stars.asking import scores
from tests.commands.people import registered
from tests.commands.work import DETAILS
from tests.projections.folding import folded
from tests.projections.scores import GROUP_LIST, TYPE_LIST
from tests.story import ANNA, NOON, uid

CUSTOMERS = [uid(0xC00 + n) for n in range(2)]
TASKS = [uid(0x700 + n) for n in range(2)]
TYPES = [uid(0x790 + n) for n in range(2)]
GROUPS = [uid(0x600 + n) for n in range(2)]


def day(n: int) -> str:
    return f"2026-01-{n + 1:02}T00:00:00.000000Z"


SOME_DAY = st.integers(0, 9).map(day)
POINTS = st.integers(0, 3)
WORK = st.sampled_from(["complete", "complete", "complete", "reopen", "delete", "restore", "move"])
THINGS = st.one_of(
    st.tuples(st.just("work"), st.sampled_from(TASKS), WORK, st.sampled_from([*CUSTOMERS, None])),
    st.tuples(st.just("type"), st.sampled_from(TYPES), POINTS),
    st.tuples(st.just("group"), st.sampled_from(GROUPS), POINTS),
    st.tuples(st.just("sleep"), st.sampled_from(GROUPS), st.booleans()),
    st.tuples(st.just("join"), st.sampled_from(CUSTOMERS), st.sets(st.sampled_from(GROUPS))),
)
TOLD = st.lists(st.tuples(THINGS, SOME_DAY), min_size=6, max_size=30)
KINDS = {kind.KIND: kind for kind in (Customer, CustomerGroups, Transaction, TransactionTypes)}


class History:
    """Entries as a log would give them: every stream forward in time, the log in any."""

    def __init__(self, start: str = day(0)) -> None:
        """start: when the types and groups were thought of, perhaps after they were needed."""
        self.entries: list[Entry] = []
        self.streams: dict[str, list[Entry]] = {}
        for n, type in enumerate(TYPES):
            made = TransactionTypeCreated(type, f"{n}", "", n + 1, True, False)
            self.tell(TYPE_LIST, made, start)
        for n, group in enumerate(GROUPS):
            self.tell(GROUP_LIST, GroupCreated(group, f"{n}", f"{n}", n + 1, None), start)
        for customer in CUSTOMERS:
            self.tell(*registered(customer, name="x"))
        for n, id in enumerate(TASKS):
            work = TransactionCreated(TYPES[n % 2], CUSTOMERS[0], (ANNA,), DETAILS, None, None)
            self.tell(f"transaction-{id}", work)

    def tell(self, stream: str, event: Any, at: str = day(0)) -> None:
        before = self.streams.setdefault(stream, [])
        at = max([at, *(entry.occurred_at for entry in before)])
        topic = type(event).__name__
        parsed = parse(topic, encode(event, at, ANNA, {}))
        position, data = len(self.entries) + 1, parsed["data"]
        entry = Entry(position, stream, len(before) + 1, topic, NOON, at, ANNA, {}, data)
        before.append(entry)
        self.entries.append(entry)

    def prefix(self, stream: str, moment: Moment) -> list[Entry]:
        return [
            entry
            for entry in self.streams[stream]
            if (moment.position is None or entry.position <= moment.position)
            and (moment.at is None or entry.occurred_at <= moment.at)
        ]

    def state(self, stream: str, moment: Moment = NOW) -> Any:
        """Replayed from the events that had happened and were known."""
        state = None
        for entry in self.prefix(stream, moment):
            event = decode(entry.topic, entry.data)
            state = KINDS[entry.kind].evolve(state, event, entry.occurred_at)
        return state

    def worth(self, stream: str, id: str, moment: Moment) -> int:
        """Of a type or a group; before its time as it was at first."""
        listed = self.state(stream, moment)
        known = vars(listed).popitem()[1] if listed else {}
        if id in known:
            return 0 if known[id].is_deleted else known[id].points
        created = (e.data for e in self.streams[stream] if e.topic in CREATED)
        return next(data["points"] for data in created if id in data.values())

    def act(self, thing: tuple[Any, ...], at: str) -> None:
        """What somebody wishes, where the domain lets them."""
        what, id, *wish = thing
        stream = {"type": TYPE_LIST, "group": GROUP_LIST, "sleep": GROUP_LIST}.get(what)
        stream = stream or {"work": f"transaction-{id}", "join": f"customer-{id}"}[what]
        state = self.state(stream)
        with suppress(Refusal):
            for event in decided(what, id, state, wish, at):
                self.tell(stream, event, at)


CREATED = ("TransactionTypeCreated", "GroupCreated")


def decided(what: str, id: str, state: Any, wish: list[Any], at: str) -> Sequence[Any]:
    match what, wish:
        case "type" | "group", [points]:
            return state.edit(id, {"points": points})
        case "sleep", [asleep]:
            return state.delete(id, "leave") if asleep else state.restore(id, None)
        case "join", [groups]:
            new = tuple(sorted(groups))
            return [] if new == state.groups else [CustomerGroupsChanged(state.groups, new)]
        case "work", ["complete", _]:
            return state.complete(ANNA, at, "", contact=True)
        case "work", ["move", customer]:
            return state.move(customer)
        case "work", [verb, _]:
            return getattr(state, verb)()
    raise AssertionError(what)


def expected(history: History, customer: str, moment: Moment) -> int:
    """SCO-1, as the rule has it: every stream replayed to the moment."""
    score = 0
    for id in TASKS:
        done = history.state(f"transaction-{id}", moment)
        if done and done.counts and done.customer == customer:
            score += history.worth(TYPE_LIST, done.type, moment)
    member = history.state(f"customer-{customer}", moment)
    for group in member.groups if member else ():
        score += history.worth(GROUP_LIST, group, moment)
    return score


QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@any_of(told=TOLD, start=SOME_DAY)
def test_the_ledger_as_of_any_moment_is_the_replay_log_1_sco_1_sco_3_sco_4(told, start):
    """Whatever is recorded in whatever order, late or in time, on both clocks."""
    history = History(start)
    for thing, at in told:
        history.act(thing, at)
    engine = create_engine("sqlite://")
    with engine.begin() as db:
        for table in POTENTIAL_STARS.tables:
            table.create(db)
        book = Book(db)
        heard = [e for e in history.entries if e.topic in POTENTIAL_STARS.topics]
        POTENTIAL_STARS.apply(heard, book)
        book.flush()
        last = history.entries[-1].position
        for moment in (
            NOW,
            *(Moment(day(n)) for n in range(11)),
            *(Moment(None, position) for position in (5, last // 2, last - 1)),
            *(Moment(day(n), position) for n in (2, 5) for position in (last // 2, last - 1)),
        ):
            told_scores = dict(db.execute(select(scores(moment))).all())
            for customer in CUSTOMERS:
                assert told_scores.get(customer, 0) == expected(history, customer, moment), moment
    engine.dispose()


@QUICK
@any_of(told=TOLD, size=st.sampled_from([1, 2, 7]))
def test_any_batch_size_gives_the_same_rows_log_6(told, size):
    history = History()
    for thing, at in told:
        history.act(thing, at)
    whole = folded(POTENTIAL_STARS, history.entries, 500)
    assert folded(POTENTIAL_STARS, history.entries, size) == whole
