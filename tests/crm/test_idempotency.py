"""A command with a key is done once, however often it is sent."""

import pytest

from getcrm.commands.customer import DeleteCustomer, EditCustomer, RegisterCustomer, RestoreCustomer
from getcrm.commands.decision import Decision
from getcrm.commands.desk import Desk
from getcrm.commands.user import AddUser, RenameUser
from getcrm.crm import HANDLERS, Answer, Crm, Wish, new_id
from getcrm.crm.door import Door, IdempotencyKeyReused
from getcrm.domain.customer import CustomerIsDeleted
from getcrm.domain.refusals import NotFound
from getcrm.eventlog.log import EventLog
from tests.crm.clock import MORNING, TOMORROW, Clock
from tests.story import ANNA, BINH, uid

MAY = uid(0xC1)
PHONE = "+84912345678"


def test_the_same_key_has_the_same_answer(crm: Crm, clock: Clock) -> None:
    first = crm.handle(AddUser(name="Chi"), by=ANNA, key="k")
    crm.handle(AddUser(name="Dũng"), by=ANNA)
    clock.now = TOMORROW
    again = crm.handle(AddUser(name="Chi"), by=ANNA, key="k")
    assert not first.repeated
    assert again == Answer(first.position, first.id, 1, 1, repeated=True)
    assert crm.log.position() == first.position + 1


def test_warnings_are_repeated_too(crm: Crm) -> None:
    crm.handle(RegisterCustomer(name="Mây", phones=[PHONE]), by=ANNA)
    first = crm.handle(RegisterCustomer(name="Sen", phones=[PHONE]), by=ANNA, key="k")
    again = crm.handle(RegisterCustomer(name="Sen", phones=[PHONE]), by=ANNA, key="k")
    assert first.warnings
    assert again.warnings == first.warnings


def test_a_key_stands_for_one_command_word_for_word(crm: Crm) -> None:
    crm.handle(AddUser(name="Chi"), by=ANNA, key="k")
    before = crm.log.position()
    with pytest.raises(IdempotencyKeyReused):
        crm.handle(AddUser(name="Dũng"), by=ANNA, key="k")
    with pytest.raises(IdempotencyKeyReused):
        crm.handle(RenameUser(user=BINH, name="Chi"), by=ANNA, key="k")
    with pytest.raises(IdempotencyKeyReused):
        crm.handle(AddUser(name="Chi"), by=ANNA, key="k", at=MORNING)
    assert crm.log.position() == before


def test_everybody_has_keys_of_their_own(crm: Crm) -> None:
    first = crm.handle(AddUser(name="Chi"), by=ANNA, key="k")
    other = crm.handle(AddUser(name="Dũng"), by=BINH, key="k")
    assert first.id != other.id
    assert not other.repeated


def test_a_key_may_come_twice_in_one_batch(crm: Crm) -> None:
    wish = Wish(AddUser(name="Chi"), ANNA, "k")
    other = Wish(AddUser(name="Dũng"), ANNA, "k")
    first, again, reused = crm.handle_many([wish, wish, other])
    assert isinstance(first, Answer)
    assert isinstance(again, Answer)
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.id, again.position, again.events) == (first.id, first.position, 1)
    assert isinstance(reused, IdempotencyKeyReused)
    assert crm.handle(AddUser(name="Chi"), by=ANNA, key="k").id == first.id


def test_in_one_batch_some_may_have_come_before(crm: Crm) -> None:
    names = ["Chi", "Dũng", "Em"]
    wishes = [Wish(AddUser(name=name), ANNA, name) for name in names]
    first = crm.handle(wishes[1].command, by=ANNA, key=wishes[1].key)
    results = [r for r in crm.handle_many(wishes) if isinstance(r, Answer)]
    assert [r.repeated for r in results] == [False, True, False]
    assert results[1].position == first.position
    assert results[0].position == results[2].position == crm.log.position() == first.position + 2
    again = [r for r in crm.handle_many(wishes) if isinstance(r, Answer)]
    assert [r.repeated for r in again] == [True] * 3
    assert [r.id for r in again] == [r.id for r in results]


def test_doing_nothing_is_an_answer_that_is_kept(crm: Crm) -> None:
    crm.handle(RegisterCustomer(customer=MAY, name="Mây"), by=ANNA)
    before = crm.log.position()
    first = crm.handle(EditCustomer(customer=MAY, name="Mây"), by=ANNA, key="k")
    assert (first.events, first.position) == (0, before)
    crm.handle(EditCustomer(customer=MAY, name="Sen"), by=ANNA)
    again = crm.handle(EditCustomer(customer=MAY, name="Mây"), by=ANNA, key="k")
    assert (again.events, again.position, again.repeated) == (0, before, True)
    assert crm.log.position() == before + 1


def test_a_repeated_command_is_answered_whatever_has_become_of_its_record(crm: Crm) -> None:
    register = RegisterCustomer(customer=MAY, name="Mây")
    first = crm.handle(register, by=ANNA, key="k", expected_version=0)
    crm.handle(DeleteCustomer(customer=MAY), by=ANNA)
    again = crm.handle(register, by=ANNA, key="k", expected_version=0)
    assert again.id == first.id
    assert again.repeated


def test_a_refusal_uses_no_key_up(crm: Crm) -> None:
    edit = EditCustomer(customer=MAY, name="Sen")
    with pytest.raises(NotFound):
        crm.handle(edit, by=ANNA, key="k")
    crm.handle(RegisterCustomer(customer=MAY, name="Mây"), by=ANNA)
    crm.handle(DeleteCustomer(customer=MAY), by=ANNA)
    with pytest.raises(CustomerIsDeleted):
        crm.handle(edit, by=ANNA, key="k")
    crm.handle(RestoreCustomer(customer=MAY), by=ANNA)
    assert crm.handle(edit, by=ANNA, key="k").events == 1
    assert crm.handle(edit, by=ANNA, key="k").repeated


def test_who_loses_a_race_against_the_same_key_is_given_the_winners_answer(crm: Crm) -> None:
    """The other one gets through after we looked for the key, and before we decide."""
    command = AddUser(user=uid(0xC41), name="Chi")
    others: list[Answer] = []

    def overtaken(command: AddUser, desk: Desk) -> Decision:
        if not others:
            others.append(crm.handle(command, by=ANNA, key="k"))
        return HANDLERS[AddUser](command, desk)

    elsewhere = EventLog(crm.log.recorder)  # it remembers nothing
    door = Door(elsewhere, {AddUser: overtaken}, crm.clock, new_id)
    answer = door.handle(Wish(command, ANNA, "k"))
    assert (answer.id, answer.position) == (others[0].id, others[0].position)
    assert answer.repeated
