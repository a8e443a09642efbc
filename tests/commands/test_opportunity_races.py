"""Two people at the same moment: one decision stands, the other is told why it does not."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from getcrm.commands import Command
from getcrm.commands.campaign import DeleteMethod
from getcrm.commands.opportunity import ClaimOpportunity, MoveOpportunity, OpenOpportunity
from getcrm.crm import Crm
from getcrm.domain.approach_method import MethodInUse, MethodUnknown
from getcrm.domain.campaign import OpenOpportunityExists
from getcrm.domain.claim import AlreadyClaimed
from getcrm.domain.refusals import Refusal
from tests.commands.people import registered
from tests.commands.sales import (
    ANNA,
    BINH,
    CHI,
    MAY,
    MEET,
    OFFER,
    ROPE,
    SPRING,
    created,
    opened,
    world,
)
from tests.stores import STORES
from tests.stores import opened as store
from tests.story import uid, write_past

ROUNDS = 10


def at_once(crm: Crm, *wishes: tuple[Command, str]) -> list[Refusal | None]:
    """What becomes of each wish when all are asked at the same moment."""
    results: list[Refusal | None] = [None] * len(wishes)
    barrier = Barrier(len(wishes))

    def ask(number: int, command: Command, by: str) -> None:
        barrier.wait()
        try:
            crm.handle(command, by=by)
        except Refusal as refusal:
            results[number] = refusal

    threads = [Thread(target=ask, args=(n, *wish)) for n, wish in enumerate(wishes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def one_refused(results: list[Refusal | None]) -> Refusal:
    """The refusal of the only one that did not get through."""
    refused = [result for result in results if result is not None]
    assert len(refused) == 1
    return refused[0]


@pytest.fixture(params=STORES)
def race(request: pytest.FixtureRequest) -> Callable[..., list[Refusal | None]]:
    def run(past, *wishes):
        with store(request.param) as crm:
            write_past(crm, past)
            return at_once(crm, *wishes)

    return run


@pytest.mark.slow
@pytest.mark.parametrize("round", range(ROUNDS))
def test_one_open_opportunity_also_in_a_race_opp_6(race, round):
    wish = OpenOpportunity(campaign=SPRING, customer=MAY)
    refusal = one_refused(race(world(), (wish, ANNA), (wish, BINH)))
    assert isinstance(refusal, OpenOpportunityExists)


@pytest.mark.parametrize("kind", STORES)
def test_whoever_opens_at_once_draws_by_turns_opp_14(kind):
    customers = [uid(0xC100 + n) for n in range(6)]
    past = [registered(id, name=f"Khách {n}") for n, id in enumerate(customers)]
    wishes = [(OpenOpportunity(campaign=SPRING, customer=id), ANNA) for id in customers]
    with store(kind) as crm:
        write_past(crm, [*world(created(division="round_robin")), *past])
        assert at_once(crm, *wishes) == [None] * len(wishes)
        drawn = [e.data["user"] for e in crm.log.read_all() if e.topic == "OwnerDrawn"]
    assert drawn == [ANNA, BINH, CHI] * 2


@pytest.mark.slow
@pytest.mark.parametrize("round", range(ROUNDS))
def test_two_claim_at_once_the_first_wins_opp_12(race, round):
    wish = ClaimOpportunity(opportunity=ROPE)
    refusal = one_refused(race([*world(), opened()], (wish, ANNA), (wish, BINH)))
    assert isinstance(refusal, AlreadyClaimed)


@pytest.mark.slow
@pytest.mark.parametrize("round", range(ROUNDS))
def test_a_method_is_deleted_or_moved_into_never_both_cam_3(race, round):
    delete = DeleteMethod(campaign=SPRING, method=OFFER)
    move = MoveOpportunity(opportunity=ROPE, method=OFFER)
    refusal = one_refused(race([*world(), opened(method=MEET)], (delete, ANNA), (move, BINH)))
    assert isinstance(refusal, MethodInUse | MethodUnknown)
