"""Potential stars: earned, lost, explained, previewed, as they were on any date (SCO, LOG)."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as any_of
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from getcrm.commands.company import SetPotentialThresholds
from getcrm.commands.customer import (
    DeleteCustomer,
    EditCustomer,
    RegisterCustomer,
    RestoreCustomer,
    SetCustomerGroups,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup, EditGroup, RestoreGroup
from getcrm.commands.transaction import (
    CancelTransaction,
    CompleteTransaction,
    DeleteTransaction,
    EditTransaction,
    MoveTransaction,
    ReopenTransaction,
    RestoreTransaction,
)
from getcrm.commands.transaction_type import EditTransactionType
from getcrm.domain.aggregate import Changed
from getcrm.domain.company import ThresholdsNotIncreasing
from getcrm.domain.customer import Customer, CustomerGroupsChanged
from getcrm.domain.customer_group import (
    CustomerGroups,
    GroupCreated,
    GroupUnknown,
)
from getcrm.domain.refusals import NotFound, Refusal
from getcrm.domain.transaction import (
    Transaction,
    TransactionCompleted,
    TransactionCreated,
    TransactionReopened,
)
from getcrm.domain.transaction_type import (
    TransactionTypeCreated,
    TransactionTypeEdited,
    TransactionTypes,
    TransactionTypeUnknown,
)
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.mapper import decode, encode, parse
from getcrm.projections.book import NOW, Book, Moment
from getcrm.projections.potential_stars import POTENTIAL_STARS, stars
from getcrm.projections.potential_stars.asking import scores, star_count
from getcrm.projections.potential_stars.preview import PointsOfWhat
from getcrm.projections.rebuilding import verify
from tests.commands.people import MAY, SEN, registered
from tests.commands.sales import CHI
from tests.commands.work import DETAILS, TALK, TASK, completed, task, work
from tests.projections.folding import folded
from tests.story import ANNA, NOON, At, Story, company, given, uid

VIP, OLD = uid(0x61), uid(0x62)
SECOND = uid(0x7A6)
TYPE_LIST, GROUP_LIST = "transaction_types-main", "customer_groups-main"
TOMORROW = "2026-01-06T05:00:00.000000Z"
"""Thresholds in these stories: 10, 20, 30, 40, 50; a talk is worth 5 points, a letter none."""


def scored(story: Story, customer: str = MAY, **moment: object) -> tuple[int, int]:
    """Score and stars, of which it is made sure that they are explained."""
    answer = story.ask("potential_stars", customer=customer, **moment)
    assert sum(one["points"] for one in answer["contributions"]) == answer["score"]
    assert sum(entry["points"] for entry in answer["entries"]) == answer["score"]
    return answer["score"], answer["stars"]


def talks(count: int, *past: Any) -> Story:
    """A story in which May has had so many talks."""
    ids = [uid(0x7A500 + n) for n in range(count)]
    done = [(task(id, type=TALK), completed(id, type=TALK)) for id in ids]
    return work(*(event for pair in done for event in pair), *past)


# --- earning


def test_a_score_is_the_points_of_completed_transactions_and_of_groups_sco_1():
    story = talks(2, task(type=TALK))
    assert scored(story) == (10, 1)
    story.when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    assert scored(story) == (35, 3)
    story.when(CancelTransaction(transaction=TASK)).done()
    assert scored(story) == (35, 3)


def test_every_group_counts_once_and_only_the_direct_ones_sco_1():
    story = work()
    story.when(CreateGroup(group=OLD, name="Cũ", points=40)).done()
    story.when(CreateGroup(group=VIP, name="VIP", points=25, parent=OLD)).done()
    story.when(RegisterCustomer(customer=CHI, name="Chi", groups=[VIP, VIP])).done()
    assert scored(story, CHI) == (25, 2)


@pytest.mark.parametrize(
    ("score", "earned"), [(0, 0), (9, 0), (10, 1), (19, 1), (20, 2), (49, 4), (50, 5), (999, 5)]
)
def test_reaching_a_threshold_earns_the_star_sco_2(score, earned):
    assert star_count(score, [10, 20, 30, 40, 50]) == earned


def test_new_thresholds_change_the_stars_now_and_not_those_of_before_sco_2_log_1():
    story = talks(2).at(TOMORROW)
    story.when(SetPotentialThresholds(thresholds=[1, 2, 3, 4, 11])).done()
    assert scored(story) == (10, 4)
    assert scored(story, as_of=NOON) == (10, 1)


def test_a_reopened_or_deleted_transaction_takes_its_points_along_sco_3():
    story = work(task(type=TALK)).when(CompleteTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 5
    story.when(ReopenTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 0
    story.when(CompleteTransaction(transaction=TASK)).done()
    story.when(DeleteTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 0
    story.when(RestoreTransaction(transaction=TASK)).done()
    assert scored(story)[0] == 5


def test_a_moved_transaction_takes_its_points_to_the_other_customer_sco_3():
    story = work(task(type=TALK)).when(CompleteTransaction(transaction=TASK)).done()
    story.when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (0, 5)
    story.when(MoveTransaction(transaction=TASK, customer=None)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (0, 0)


def test_work_that_is_not_completed_moves_without_points_sco_3():
    story = work(task(type=TALK)).when(MoveTransaction(transaction=TASK, customer=SEN)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (0, 0)


def test_points_edited_later_apply_to_the_past_too_sco_4():
    story = talks(3).when(EditTransactionType(type=TALK, points=7)).done()
    assert scored(story) == (21, 2)
    story.when(EditTransactionType(type=TALK, name="Trò chuyện", points=0)).done()
    assert scored(story) == (0, 0)


def test_points_of_a_group_edited_later_apply_to_its_members_sco_4():
    story = work().when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    for customer in (MAY, SEN):
        story.when(SetCustomerGroups(customer=customer, groups=[VIP])).done()
    story.when(SetCustomerGroups(customer=SEN, groups=[])).done()
    story.when(EditGroup(group=VIP, points=12)).done()
    assert (scored(story, MAY)[0], scored(story, SEN)[0]) == (12, 0)


def test_the_log_still_tells_what_was_shown_on_any_day_sco_4_log_1():
    story = talks(3).at(TOMORROW)
    story.when(EditTransactionType(type=TALK, points=20)).done()
    position = story.told
    assert scored(story) == (60, 5)
    assert scored(story, as_of="2026-01-05") == (15, 1)
    assert scored(story, as_known_at=str(position - 1)) == (15, 1)


def test_points_edited_at_a_time_that_is_past_already_count_from_then_on_sco_4_log_1():
    """Recorded last, it happened while the talk still counted."""
    story = work(
        task(type=TALK),
        (f"transaction-{TASK}", At("2026-01-02T00:00:00.000000Z", DONE)),
        (
            f"transaction-{TASK}",
            At("2026-01-04T00:00:00.000000Z", UNDONE),
        ),
        (TYPE_LIST, At("2026-01-03T00:00:00.000000Z", EIGHT)),
    )
    on = {n: scored(story, as_of=f"2026-01-0{n}T12:00:00Z")[0] for n in (1, 2, 3, 4)}
    assert on == {1: 0, 2: 5, 3: 8, 4: 0}
    assert scored(story)[0] == 0


DONE = TransactionCompleted(MAY, TALK, ANNA, True, "")
UNDONE = TransactionReopened("completed")
EIGHT = TransactionTypeEdited(TALK, {"points": Changed(5, 8)})


def test_a_deleted_group_takes_its_points_and_gives_them_back_grp_2_sco_1():
    story = work().when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    story.when(DeleteGroup(group=VIP, members="leave")).done()
    assert scored(story) == (0, 0)
    assert story.ask("potential_stars", customer=MAY)["contributions"] == []
    story.when(RestoreGroup(group=VIP)).done()
    assert scored(story) == (25, 2)


def test_a_deleted_customer_keeps_its_score_cus_3():
    story = talks(2).when(DeleteCustomer(customer=MAY)).done()
    assert scored(story) == (10, 1)
    story.when(EditTransactionType(type=TALK, points=6)).done()
    story.when(RestoreCustomer(customer=MAY)).done()
    assert scored(story) == (12, 1)


# --- explaining


def test_each_transaction_and_group_is_listed_with_its_points_sco_5_log_2():
    story = talks(1, task(name="Viết thư")).at(TOMORROW)
    story.when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    story.when(CompleteTransaction(transaction=TASK)).done()
    story.when(EditTransaction(transaction=TASK, name="Viết thư tay")).done()
    answer = story.ask("potential_stars", customer=MAY)
    assert answer["customer"] == {"id": MAY, "name": "Mây"}
    assert (answer["score"], answer["stars"]) == (30, 3)
    assert answer["thresholds"] == [10, 20, 30, 40, 50]
    assert answer["contributions"] == [
        {"kind": "transaction", "ref": uid(0x7A500), "name": "Gọi lại", "points": 5},
        {"kind": "group", "ref": VIP, "name": "VIP", "points": 25},
        {"kind": "transaction", "ref": TASK, "name": "Viết thư tay", "points": 0},
    ]
    assert [(entry["reason"], entry["points"]) for entry in answer["entries"]] == [
        ("TransactionCompleted", 5),
        ("CustomerGroupsChanged", 25),
        ("TransactionCompleted", 0),
    ]
    assert answer["entries"][1]["occurred_at"] == TOMORROW


def test_entries_name_the_event_that_made_them_log_2():
    story = talks(1).when(EditTransactionType(type=TALK, points=9)).done()
    entries = story.ask("potential_stars", customer=MAY)["entries"]
    topics = {entry.position: entry.topic for entry in story.crm.log.read_all()}
    assert [entry["reason"] for entry in entries] == [
        "TransactionCompleted",
        "TransactionTypeEdited",
    ]
    assert all(topics[entry["position"]] == entry["reason"] for entry in entries)


def test_an_unknown_customer_has_nothing_to_explain_log_2():
    story = work()
    for query in ({"customer": uid(404)}, {"customer": MAY, "as_known_at": "1"}):
        with pytest.raises(NotFound):
            story.ask("potential_stars", **query)


# --- what if


def previewed(story: Story, **query: object) -> dict[str, Any]:
    answer: dict[str, Any] = story.ask("score_preview", **query)
    assert sum(answer["before"]) == sum(answer["after"])
    return answer


def stars_of(story: Story) -> dict[str, int]:
    return {c["id"]: c["stars"] for c in story.ask("customers", limit=200)["customers"]}


WISHES = [
    ({"thresholds": [1, 2, 3, 4, 5]}, SetPotentialThresholds(thresholds=[1, 2, 3, 4, 5])),
    ({"type": TALK, "points": 11}, EditTransactionType(type=TALK, points=11)),
    ({"type": TALK, "points": 0}, EditTransactionType(type=TALK, points=0)),
    ({"group": VIP, "points": 0}, EditGroup(group=VIP, points=0)),
]


@pytest.mark.parametrize(("query", "command"), WISHES)
def test_the_preview_equals_the_result_log_4_sco_4(query, command):
    story = talks(2).when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(RegisterCustomer(customer=CHI, name="Chi", groups=[VIP])).done()
    before, preview = stars_of(story), previewed(story, **query)
    story.when(command).done()
    after = stars_of(story)
    assert preview["before"] == [[*before.values()].count(star) for star in range(6)]
    assert preview["after"] == [[*after.values()].count(star) for star in range(6)]
    changed = {id: (before[id], after[id]) for id in before if before[id] != after[id]}
    assert changed
    told = {c["customer"]["id"]: (c["stars_before"], c["stars_after"]) for c in preview["changes"]}
    assert told == changed
    assert preview["rises"] == sum(new > old for old, new in changed.values())
    assert preview["falls"] == sum(new < old for old, new in changed.values())
    for change in preview["changes"]:
        assert change["score_after"] == scored(story, change["customer"]["id"])[0]


def test_thresholds_and_points_are_previewed_together_log_4():
    story = talks(2)
    [riser] = previewed(story, type=TALK, points=30, thresholds=[1, 2, 3, 4, 60])["changes"]
    assert riser == {
        "customer": {"id": MAY, "name": "Mây"},
        "score_before": 10,
        "score_after": 60,
        "stars_before": 1,
        "stars_after": 5,
    }


def test_a_preview_of_a_past_date_is_of_the_customers_of_then_log_4():
    story = talks(2).at(TOMORROW)
    story.when(EditTransactionType(type=TALK, points=50)).done()
    story.when(DeleteCustomer(customer=SEN)).done()
    story.when(EditCustomer(customer=MAY, name="Gió")).done()
    then = previewed(story, type=TALK, points=1, as_of="2026-01-05")
    assert (then["before"], then["after"]) == ([1, 1, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0])
    [faller] = then["changes"]
    assert faller["customer"] == {"id": MAY, "name": "Mây"}
    assert (faller["score_before"], faller["score_after"]) == (10, 2)
    assert previewed(story, type=TALK, points=1)["before"] == [0, 0, 0, 0, 0, 1]


def test_who_rises_and_who_falls_page_by_page_log_4():
    story = given(
        company(), (GROUP_LIST, GroupCreated(VIP, "VIP", "VIP", 25, None)),
        (GROUP_LIST, GroupCreated(OLD, "Cũ", "CU", 15, None)),
        *(registered(uid(n), name=f"K{n % 3}", groups=((VIP, OLD)[n % 2],)) for n in range(9)),
    )  # fmt: skip
    asked = {"thresholds": [15, 26, 30, 40, 50], "limit": 2}
    assert previewed(story, **asked)["falls"] == 5
    assert previewed(story, **asked, changes="rises")["changes"] == []
    asked["thresholds"] = [12, 15, 30, 40, 50]
    found, cursor = [], {}
    while cursor is not None:
        page = previewed(story, **asked, changes="rises", **cursor)
        found += [change["customer"]["id"] for change in page["changes"]]
        cursor = {"cursor": page["next"]} if page["next"] else None
    assert sorted(found) == [uid(n) for n in range(1, 9, 2)]
    assert page["rises"] == 4


def test_a_deleted_group_is_worth_nothing_whatever_its_points_log_4_grp_2():
    story = work().when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    story.when(SetCustomerGroups(customer=MAY, groups=[VIP])).done()
    story.when(DeleteGroup(group=VIP, members="leave")).done()
    assert previewed(story, group=VIP, points=50)["changes"] == []


def test_a_preview_needs_points_of_one_thing_and_increasing_thresholds_log_4_sco_2():
    story = work()
    for query in (
        {"points": 3},
        {"type": TALK},
        {"group": VIP},
        {"type": TALK, "group": VIP, "points": 3},
    ):
        with pytest.raises(PointsOfWhat):
            story.ask("score_preview", **query)
    for unknown, refusal in (("type", TransactionTypeUnknown), ("group", GroupUnknown)):
        with pytest.raises(refusal):
            story.ask("score_preview", points=3, **{unknown: uid(404)})
    with pytest.raises(ThresholdsNotIncreasing):
        story.ask("score_preview", thresholds=[1, 2, 2, 4, 5])


# --- laws

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
            return state.complete(ANNA, at, "")
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


def test_a_rebuild_gives_the_same_rows_log_6():
    story = talks(2, (TYPE_LIST, TransactionTypeEdited(TALK, {"points": Changed(5, 8)})))
    story.crm.catch_up()
    assert verify(story.crm.engine, ["potential_stars"]) == []


def test_stars_for_others_sco_5():
    story = talks(2).at(TOMORROW).when(EditTransactionType(type=TALK, points=10)).done()
    story.crm.catch_up()
    with story.crm.views.read() as db:
        assert stars(db, [MAY, SEN, None, uid(404)]) == {
            MAY: (20, 2),
            SEN: (0, 0),
            uid(404): (0, 0),
        }
        assert stars(db, [MAY], Moment(NOON)) == {MAY: (10, 1)}
        assert stars(db, []) == {}
