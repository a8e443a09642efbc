"""What a process remembers never decides: whatever rests on it is looked at again.

Two processes on one PostgreSQL, each with its own memory, take turns.
"""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from getcrm.commands.customer import ChangeCustomerStage, EditCustomer, RegisterCustomer
from getcrm.commands.relationship_stage import CreateStage, DeleteStage, EditStage
from getcrm.commands.user import AddUser, RenameUser
from getcrm.crm import Answer, Crm, Wish, open_crm
from getcrm.crm.door import VersionMismatch
from getcrm.domain.customer import Customer
from getcrm.domain.names import NameTaken
from getcrm.domain.refusals import NotFound
from getcrm.domain.relationship_stage import StageIsDeleted
from getcrm.domain.user import User
from tests.crm.clock import Clock
from tests.crm.databases import empty_database
from tests.story import ANNA, BINH, HOT, NEW, company, uid, write_past

MAY, WARM = uid(0xC1), uid(0x3A)


@pytest.fixture
def two(clock: Clock) -> Iterator[tuple[Crm, Crm]]:
    """Both have seen the company, its stages and a customer."""
    with (
        empty_database("postgresql") as url,
        closing(open_crm(url, clock=clock)) as here,
        closing(open_crm(url)) as there,
    ):
        write_past(here, company())
        here.handle(RegisterCustomer(customer=MAY, name="Mây"), by=ANNA)
        for crm in (here, there):
            crm.handle(EditCustomer(customer=MAY, name="Mây"), by=ANNA)
            crm.handle(ChangeCustomerStage(customer=MAY, stage=NEW), by=ANNA)
            crm.handle(RenameUser(user=BINH, name="Bình"), by=ANNA)
        yield here, there


def test_a_change_made_elsewhere_is_built_upon(two: tuple[Crm, Crm]) -> None:
    here, there = two
    for n in range(6):
        crm = two[n % 2]
        assert crm.handle(EditCustomer(customer=MAY, name=f"Mây {n}"), by=ANNA).version == n + 2
    assert here.log.history(f"customer-{MAY}")[-1].data["changed"]["name"] == {
        "old": "Mây 4",
        "new": "Mây 5",
    }
    assert there.log.load(Customer, MAY).version == 7


def test_a_refusal_is_not_made_from_memory(two: tuple[Crm, Crm]) -> None:
    here, there = two
    move = ChangeCustomerStage(customer=MAY, stage=WARM)
    with pytest.raises(NotFound):
        here.handle(move, by=ANNA)
    there.handle(CreateStage(stage=WARM, name="Ấm"), by=ANNA)
    assert here.handle(move, by=ANNA).events == 1


def test_nor_a_decision_to_do_nothing(two: tuple[Crm, Crm]) -> None:
    here, there = two
    there.handle(RenameUser(user=BINH, name="Bình Nguyễn"), by=ANNA)
    assert here.handle(RenameUser(user=BINH, name="Bình"), by=ANNA).events == 1


def test_nor_what_is_allowed(two: tuple[Crm, Crm]) -> None:
    here, there = two
    there.handle(DeleteStage(stage=HOT), by=ANNA)
    with pytest.raises(StageIsDeleted):
        here.handle(ChangeCustomerStage(customer=MAY, stage=HOT), by=ANNA)


def test_nor_a_version(two: tuple[Crm, Crm]) -> None:
    here, there = two
    there.handle(EditCustomer(customer=MAY, name="Sen"), by=ANNA)
    with pytest.raises(VersionMismatch):
        here.handle(EditCustomer(customer=MAY, name="Lan"), by=ANNA, expected_version=1)
    edit = EditCustomer(customer=MAY, name="Lan")
    assert here.handle(edit, by=ANNA, expected_version=2).version == 3


def test_nor_who_works_here(two: tuple[Crm, Crm]) -> None:
    here, there = two
    chi = there.handle(AddUser(name="Chi"), by=ANNA).id
    assert here.handle(EditCustomer(customer=MAY, name="Sen"), by=chi).events == 1


@pytest.mark.parametrize(
    "others", [list, lambda: [Wish(AddUser(name="Chi"), ANNA)]], ids=["alone", "among others"]
)
def test_nor_one_wish_of_several(two: tuple[Crm, Crm], others: Callable[[], list[Wish]]) -> None:
    """A refusal and a no-op, alone or beside one that writes: then all are decided anew."""
    here, there = two
    there.handle(EditStage(stage=HOT, name="Rất nóng"), by=ANNA)
    there.handle(RenameUser(user=BINH, name="Bình Nguyễn"), by=ANNA)
    wishes = [
        Wish(CreateStage(stage=WARM, name="Nóng"), ANNA),
        Wish(RenameUser(user=BINH, name="Bình"), ANNA),
        *others(),
    ]
    results = here.handle_many(wishes)
    assert [r.events for r in results if isinstance(r, Answer)] == [1] * len(wishes)
    with pytest.raises(NameTaken):
        there.handle(CreateStage(name="Nóng"), by=ANNA)


def test_what_is_remembered_after_writing_is_what_would_be_loaded(two: tuple[Crm, Crm]) -> None:
    for crm in two:
        crm.handle(RenameUser(user=BINH, name=f"Bình {id(crm)}"), by=ANNA)
        remembered = crm.log.remembered(f"user-{BINH}")
        assert remembered == crm.log.load(User, BINH)


def test_a_key_used_elsewhere_is_known_here(two: tuple[Crm, Crm]) -> None:
    here, there = two
    first = there.handle(AddUser(name="Chi"), by=ANNA, key="k")
    again = here.handle(AddUser(name="Chi"), by=ANNA, key="k")
    assert (again.id, again.repeated) == (first.id, True)
