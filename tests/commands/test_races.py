"""Two people at the same moment: whoever comes second decides on what the first has done."""

from collections.abc import Iterator
from threading import Barrier, Thread

import pytest

from getcrm.commands.company import SetDuplicateCheck, SetUpCompany
from getcrm.commands.customer import (
    ChangeCustomerStage,
    RegisterCustomer,
    SetCustomerGroups,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup
from getcrm.commands.relationship_stage import CreateStage, DeleteStage
from getcrm.crm import Crm, new_id
from getcrm.domain.customer import Customer
from getcrm.domain.customer_group import GroupIsDeleted
from getcrm.domain.identity import DuplicateFound
from getcrm.domain.refusals import Refusal
from getcrm.domain.relationship_stage import StageHasCustomers, StageIsDeleted
from tests.stores import STORES, opened

ROUNDS = 15


@pytest.fixture(scope="module", params=STORES)
def crm(request: pytest.FixtureRequest) -> Iterator[Crm]:
    with opened(request.param) as crm:
        crm.handle(SetUpCompany(), by="system")
        crm.handle(SetDuplicateCheck(field="phone", mode="refuse"), by="system")
        yield crm


def at_once(crm, *wishes):
    """What comes of each: an answer or a refusal."""
    barrier, results = Barrier(len(wishes)), {}

    def ask(number, wish):
        barrier.wait()
        try:
            results[number] = crm.handle(wish, by="system")
        except Refusal as refusal:
            results[number] = refusal

    threads = [Thread(target=ask, args=numbered) for numbered in enumerate(wishes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[number] for number in range(len(wishes))]


def refusals(results):
    return [type(result) for result in results if isinstance(result, Refusal)]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_of_two_equal_codes_is_refused_cus_2(crm, number):
    wish = RegisterCustomer(name="Mây", code=f"C-{number}")
    assert refusals(at_once(crm, wish, wish, wish)) == [DuplicateFound, DuplicateFound]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_one_of_two_equal_phones_is_refused_cus_2(crm, number):
    wish = RegisterCustomer(name="Mây", phones=[f"09123456{number:02d}"])
    assert refusals(at_once(crm, wish, wish)) == [DuplicateFound]


def test_everybody_gets_a_code_of_their_own_cus_1(crm):
    answers = at_once(crm, *[RegisterCustomer(name="Mây")] * 8)
    customers = [crm.log.load(Customer, answer.id).state for answer in answers]
    assert len({customer.code for customer in customers}) == 8


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nobody_is_left_in_a_deleted_stage_rel_9(crm, number):
    stage, may = new_id(), new_id()
    crm.handle(CreateStage(stage=stage, name=f"Vòng {number}"), by="system")
    crm.handle(RegisterCustomer(customer=may, name="Mây"), by="system")
    delete, move = DeleteStage(stage=stage), ChangeCustomerStage(customer=may, stage=stage)
    (refused,) = refusals(at_once(crm, delete, move))
    assert refused in (StageHasCustomers, StageIsDeleted)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_nobody_joins_a_group_that_is_being_deleted_with_its_members_grp_2(crm, number):
    group, may = new_id(), new_id()
    crm.handle(CreateGroup(group=group, name=f"Nhóm {number}"), by="system")
    crm.handle(RegisterCustomer(customer=may, name="Mây"), by="system")
    join = SetCustomerGroups(customer=may, groups=[group])
    refused = refusals(at_once(crm, DeleteGroup(group=group, members="delete"), join))
    customer = crm.log.load(Customer, may).state
    assert (refused, customer.is_deleted) in [([], True), ([GroupIsDeleted], False)]
