"""The one door: who, when, in which version; and many wishes at once."""

import pytest

from getcrm.commands import Command
from getcrm.commands.customer import (
    ChangeCustomerStage,
    DeleteCustomer,
    EditCustomer,
    RegisterCustomer,
)
from getcrm.commands.relationship_stage import CreateStage, DeleteStage
from getcrm.commands.user import AddUser, RenameUser
from getcrm.crm import SYSTEM, Answer, Crm, Wish
from getcrm.crm.door import TooMuchTraffic, UnknownActor, VersionMismatch
from getcrm.crm.said_time import OccurredBeforeHistory, OccurredInTheFuture
from getcrm.domain.customer import Customer, CustomerIsDeleted
from getcrm.domain.refusals import NotFound, Refusal
from getcrm.domain.relationship_stage import StageHasCustomers
from getcrm.domain.user import User
from getcrm.eventlog.appending import Stale
from getcrm.eventlog.entry import Entry
from tests.crm.clock import AFTERNOON, MORNING, TOMORROW, Clock
from tests.story import ANNA, BINH, HOT, NOON, POTENTIAL, uid

MAY, SEN = uid(0xC1), uid(0xC2)


def register(customer: str = MAY, **details: object) -> Command:
    return RegisterCustomer.model_validate({"customer": customer, "name": "Mây", **details})


def last(crm: Crm) -> Entry:
    return crm.log.read(after=crm.log.position() - 1)[0]


def test_every_event_tells_who_when_and_why(crm: Crm) -> None:
    answer = crm.handle(register(), by=ANNA, at=MORNING, cause={"batch": "b-1"})
    event = last(crm)
    assert (event.by, event.occurred_at) == (ANNA, MORNING)
    assert event.recorded_at > MORNING
    assert event.cause == {"command": "RegisterCustomer", "id": event.cause["id"], "batch": "b-1"}
    assert answer == Answer(crm.log.position(), MAY, 1, 1)


def test_all_events_of_one_command_have_one_cause(crm: Crm) -> None:
    before = crm.log.position()
    crm.handle(CreateStage(stage=uid(1), name="Bảo hành"), by=ANNA)
    crm.handle_many([Wish(register(), ANNA), Wish(register(SEN), ANNA)])
    causes = [entry.cause["id"] for entry in crm.log.read(after=before)]
    assert len(causes) == len(set(causes)) == 3


def test_whoever_acts_is_known_here(crm: Crm) -> None:
    with pytest.raises(UnknownActor):
        crm.handle(register(), by=uid(0xBAD))
    crm.handle(register(), by=SYSTEM)
    assert last(crm).by == SYSTEM


def test_what_has_not_happened_yet_is_not_recorded(crm: Crm) -> None:
    with pytest.raises(OccurredInTheFuture):
        crm.handle(register(), by=ANNA, at=AFTERNOON)
    crm.handle(register(), by=ANNA, at=NOON)
    assert last(crm).occurred_at == NOON


def test_a_records_events_happen_in_order(crm: Crm) -> None:
    crm.handle(register(), by=ANNA)
    with pytest.raises(OccurredBeforeHistory) as refused:
        crm.handle(DeleteCustomer(customer=MAY), by=ANNA, at=MORNING)
    assert refused.value.details == {
        "at": MORNING,
        "kind": "customer",
        "id": MAY,
        "event": "CustomerRegistered",
        "last": NOON,
    }
    crm.handle(DeleteCustomer(customer=MAY), by=ANNA, at=NOON)
    assert last(crm).topic == "CustomerDeleted"


def test_the_past_of_a_record_may_be_told_late_but_in_order(crm: Crm) -> None:
    crm.handle(register(), by=ANNA, at=MORNING)
    crm.handle(ChangeCustomerStage(customer=MAY, stage=HOT), by=ANNA, at=NOON)
    crm.handle(register(SEN), by=ANNA, at=MORNING)
    assert [e.occurred_at for e in crm.log.history(f"customer-{MAY}")] == [MORNING, NOON]
    assert last(crm).occurred_at == MORNING


def test_nothing_that_happens_is_not_out_of_order(crm: Crm) -> None:
    crm.handle(register(), by=ANNA)
    assert crm.handle(EditCustomer(customer=MAY, name="Mây"), by=ANNA, at=MORNING).events == 0


def test_a_clock_that_goes_back_does_not_turn_a_history_round(crm: Crm, clock: Clock) -> None:
    crm.handle(register(), by=ANNA)
    clock.now = MORNING
    crm.handle(ChangeCustomerStage(customer=MAY, stage=HOT), by=ANNA)
    assert [e.occurred_at for e in crm.log.history(f"customer-{MAY}")] == [NOON, NOON]
    clock.now = TOMORROW
    crm.handle(ChangeCustomerStage(customer=MAY, stage=POTENTIAL), by=ANNA)
    assert last(crm).occurred_at == TOMORROW


def test_nothing_is_recorded_before_it_happened(crm: Crm, clock: Clock) -> None:
    """Where the server's clock is behind ours."""
    clock.now = "2999-01-01T00:00:00.000000Z"
    crm.handle(register(), by=ANNA)
    assert last(crm).recorded_at == last(crm).occurred_at == clock.now


def test_a_version_that_is_expected_is_the_one_that_changes(crm: Crm) -> None:
    crm.handle(register(), by=ANNA, expected_version=0)
    move = ChangeCustomerStage(customer=MAY, stage=HOT)
    for version in (0, 2):
        with pytest.raises(VersionMismatch) as refused:
            crm.handle(move, by=ANNA, expected_version=version)
        assert refused.value.details["expected"] == version
        assert refused.value.details["actual"] == 1
    assert crm.handle(move, by=ANNA, expected_version=1).version == 2


def test_doing_nothing_expects_the_version_too(crm: Crm) -> None:
    crm.handle(register(), by=ANNA)
    same = EditCustomer(customer=MAY, name="Mây")
    with pytest.raises(VersionMismatch):
        crm.handle(same, by=ANNA, expected_version=7)
    assert crm.handle(same, by=ANNA, expected_version=1).events == 0


def test_a_refused_command_leaves_no_trace(crm: Crm) -> None:
    before, facts = crm.log.position(), list(crm.log.recorder.facts())
    with pytest.raises(NotFound):
        crm.handle(ChangeCustomerStage(customer=MAY, stage=HOT), by=ANNA, key="k")
    assert crm.log.position() == before
    assert list(crm.log.recorder.facts()) == facts
    assert crm.log.recorder.receipts([(ANNA, "k")]) == {}


def test_doing_it_twice_is_no_event_and_tells_where_the_log_is(crm: Crm) -> None:
    crm.handle(register(), by=ANNA)
    crm.handle(register(SEN), by=ANNA)
    answer = crm.handle(EditCustomer(customer=MAY, name="Mây"), by=ANNA)
    assert answer == Answer(crm.log.position(), MAY, 1, 0)


def test_of_many_wishes_the_later_see_what_the_earlier_did(crm: Crm) -> None:
    wishes = [
        register(),
        ChangeCustomerStage(customer=MAY, stage=HOT),
        DeleteStage(stage=HOT),
        ChangeCustomerStage(customer=MAY, stage=POTENTIAL),
        DeleteStage(stage=HOT),
        DeleteCustomer(customer=MAY),
        EditCustomer(customer=MAY, name="Sen"),
    ]
    results = crm.handle_many([Wish(wish, ANNA) for wish in wishes])
    assert [type(result) for result in results] == [
        Answer,
        Answer,
        StageHasCustomers,
        Answer,
        Answer,
        Answer,
        CustomerIsDeleted,
    ]
    assert [r.version for r in results if isinstance(r, Answer) and r.id == MAY] == [1, 2, 3, 4]


def test_many_wishes_are_one_append(crm: Crm) -> None:
    before = crm.log.position()
    results = crm.handle_many([Wish(AddUser(name=f"U{n}"), ANNA) for n in range(20)])
    written = crm.log.read(after=before)
    assert [entry.position for entry in written] == list(range(before + 1, before + 21))
    assert len({entry.recorded_at for entry in written}) == 1
    assert {r.position for r in results if isinstance(r, Answer)} == {before + 20}


def test_the_second_of_two_wishes_for_the_same_id_is_refused(crm: Crm) -> None:
    first, second = crm.handle_many([Wish(register(), ANNA), Wish(register(), ANNA)])
    assert isinstance(first, Answer)
    assert isinstance(second, Refusal)


def test_codes_are_generated_one_after_the_other_also_in_one_append(crm: Crm) -> None:
    crm.handle_many([Wish(register(uid(n)), ANNA) for n in range(3)])
    states = crm.log.load_many(Customer, [uid(n) for n in range(3)]).values()
    codes = [loaded.state.code for loaded in states if loaded.state]
    assert codes == ["KH-2026-000001", "KH-2026-000002", "KH-2026-000003"]


def test_no_wishes_no_results(crm: Crm) -> None:
    assert crm.handle_many([]) == []


def test_a_command_that_fails_writes_nothing_of_its_batch(crm: Crm) -> None:
    """A fault of the program is no refusal: all of the append is off."""

    class Faulty(AddUser):
        pass

    before = crm.log.position()
    with pytest.raises(KeyError):
        crm.handle_many([Wish(AddUser(name="Chi"), ANNA), Wish(Faulty(name="Chi"), ANNA)])
    assert crm.log.position() == before


def test_a_decision_that_never_finds_the_log_at_rest_gives_up(
    crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def moving(*_: object) -> int:
        tries.append(1)
        raise Stale

    monkeypatch.setattr(crm.log, "append", moving)
    with pytest.raises(TooMuchTraffic):
        crm.handle(RenameUser(user=BINH, name="Bình Nguyễn"), by=ANNA)
    assert len(tries) > 10
    assert crm.log.load(User, BINH).version == 1
