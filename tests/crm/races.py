"""Races: two wishes that may not both be granted, started at the same moment, again and again."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from getcrm.commands.customer import (
    ChangeCustomerStage,
    EditCustomer,
    ReassignCustomer,
    RegisterCustomer,
    RestoreCustomer,
)
from getcrm.commands.opportunity import ClaimOpportunity, OpenOpportunity
from getcrm.commands.relationship_stage import DeleteStage
from getcrm.commands.role import DeleteRole
from getcrm.commands.user import GiveRole
from getcrm.crm import Answer, Crm, Result, Wish, door, open_crm
from getcrm.crm.desk import Attempt
from getcrm.domain.aggregate import MAIN
from getcrm.domain.customer import Customer, CustomerDeleted, CustomerEdited
from getcrm.domain.opportunity import Opportunity, OpportunityClaimed
from getcrm.domain.relationship_stage import RelationshipStages, StageCreated
from getcrm.domain.role import RoleCreated, Roles
from getcrm.domain.user import User, UserAdded, UserRoleGiven
from getcrm.eventlog.appending import Checks, Receipt, Stale
from getcrm.eventlog.log import EventLog
from tests.commands.people import registered
from tests.commands.sales import SPRING, created, opening
from tests.crm.clock import Clock
from tests.crm.databases import empty_database
from tests.story import ANNA, BINH, Past, company, uid, write_past

BATCH = 50
"""Rounds in one company, so that its lists stay short."""


def customer(n: int) -> str:
    return uid(0xC0000 + n)


def other(n: int) -> str:
    return uid(0xD0000 + n)


def stage(n: int) -> str:
    return uid(0x50000 + n)


def opportunity(n: int) -> str:
    return uid(0xF0000 + n)


def seller(n: int) -> str:
    return uid(0xE0000 + n)


Rounds = Sequence[Sequence[Result]]
"""The two results of each."""


@dataclass(frozen=True)
class Race:
    """past: of one round. wishes: of one round. broken: the rounds that broke the rule."""

    past: Callable[[int], list[Past]]
    wishes: Callable[[int], tuple[Wish, Wish]]
    broken: Callable[[Crm, Rounds], list[int]]


def stage_deleted_and_entered(crm: Crm, rounds: Rounds) -> list[int]:
    stages = crm.log.load(RelationshipStages, MAIN).state
    moved = crm.log.load_many(Customer, [customer(n) for n in range(len(rounds))])
    assert stages
    entered = {one.state.stage for one in moved.values() if one.state}
    return [n for n in range(len(rounds)) if stage(n) in entered & deleted(stages)]


def deleted(stages: RelationshipStages) -> set[str]:
    return {id for id, one in stages.stages.items() if one.is_deleted}


def code_of_two(crm: Crm, rounds: Rounds) -> list[int]:
    numbers = range(len(rounds))
    ids = [id for n in numbers for id in (customer(n), other(n))]
    loaded = crm.log.load_many(Customer, ids).values()
    codes = Counter(one.state.code for one in loaded if one.state)
    return [n for n in numbers if codes[f"C-{n}"] > 1]


def two_open(crm: Crm, rounds: Rounds) -> list[int]:
    loaded = crm.log.load_many(
        Opportunity, [id for n in range(len(rounds)) for id in (opportunity(n), other(n))]
    )
    there = {id for id, one in loaded.items() if one.state}
    return [n for n in range(len(rounds)) if {opportunity(n), other(n)} <= there]


def claimed_twice(crm: Crm, rounds: Rounds) -> list[int]:
    claims = Counter(e.id for e in crm.log.read_all() if e.topic == OpportunityClaimed.__name__)
    return [n for n in range(len(rounds)) if claims[opportunity(n)] > 1]


def edited_after(*topics: str) -> Callable[[Crm, Rounds], list[int]]:
    """The customer was changed by its seller, to whom it was theirs to change no more."""

    def broken(crm: Crm, rounds: Rounds) -> list[int]:
        happened = [entry for entry in crm.log.read_all() if entry.cause["command"] != "Past"]
        ceased = {entry.id: entry.position for entry in happened if entry.topic in topics}
        edited = {e.id: e.position for e in happened if e.topic == CustomerEdited.__name__}
        return [
            n
            for n in range(len(rounds))
            if edited.get(customer(n), 0) > (ceased.get(customer(n)) or ceased[seller(n)])
        ]

    return broken


def role_given_and_deleted(crm: Crm, rounds: Rounds) -> list[int]:
    roles = crm.log.load(Roles, MAIN).state
    users = crm.log.load_many(User, [seller(n) for n in range(len(rounds))])
    assert roles
    given = {one.state.role for one in users.values() if one.state}
    return [n for n in range(len(rounds)) if f"r-{n}" in given and roles.roles[f"r-{n}"].is_deleted]


def done_twice(crm: Crm, rounds: Rounds) -> list[int]:
    return [n for n, both in enumerate(rounds) if not same_answer(both)]


def same_answer(results: Sequence[Result]) -> bool:
    """Both are told the same; one of them did it."""
    answers = [result for result in results if isinstance(result, Answer)]
    one = len({(answer.id, answer.position) for answer in answers}) == 1
    return len(answers) == 2 and one and sum(answer.repeated for answer in answers) == 1


def register(id: str | None, n: int, key: str | None = None) -> Wish:
    code = f"C-{n}" if id else None
    return Wish(RegisterCustomer(customer=id, code=code, name="Mây"), ANNA, key)


def open_one(id: str, n: int) -> Wish:
    command = OpenOpportunity(opportunity=id, campaign=SPRING, customer=customer(n), owner=None)
    return Wish(command, ANNA)


def selling(n: int) -> list[Past]:
    """The past of a salesperson, and a customer of theirs."""
    shipped = [("roles-main", role) for role in Roles().ship("en")] if n == 0 else []
    who = f"user-{seller(n)}"
    sells = [(who, UserAdded("Chi")), (who, UserRoleGiven(None, "salesperson"))]
    return [*shipped, *sells, registered(customer(n), owner=seller(n))]


def edit(n: int) -> Wish:
    return Wish(EditCustomer(customer=customer(n), website="may.vn"), seller(n))


RACES = {
    "a stage is deleted while a customer is moved into it (REL-9)": Race(
        lambda n: [
            ("relationship_stages-main", StageCreated(stage(n), f"S {n}", "#888888", "", True)),
            registered(customer(n)),
        ],
        lambda n: (
            Wish(DeleteStage(stage=stage(n)), ANNA),
            Wish(ChangeCustomerStage(customer=customer(n), stage=stage(n)), BINH),
        ),
        stage_deleted_and_entered,
    ),
    "two customers are registered with one code (CUS-2)": Race(
        lambda n: [],
        lambda n: (register(customer(n), n), register(other(n), n)),
        code_of_two,
    ),
    "a customer is restored while its code is given away (CUS-3)": Race(
        lambda n: [
            registered(customer(n), code=f"C-{n}"),
            (f"customer-{customer(n)}", CustomerDeleted(None)),
        ],
        lambda n: (
            Wish(RestoreCustomer(customer=customer(n)), ANNA),
            register(other(n), n),
        ),
        code_of_two,
    ),
    "two opportunities are opened for one customer and campaign (OPP-6)": Race(
        lambda n: [registered(customer(n)), *([created()] if n == 0 else [])],
        lambda n: (open_one(opportunity(n), n), open_one(other(n), n)),
        two_open,
    ),
    "two people claim one opportunity (OPP-12)": Race(
        lambda n: [
            registered(customer(n)),
            (f"opportunity-{opportunity(n)}", opening(customer=customer(n))),
            *([created()] if n == 0 else []),
        ],
        lambda n: (
            Wish(ClaimOpportunity(opportunity=opportunity(n)), ANNA),
            Wish(ClaimOpportunity(opportunity=opportunity(n)), BINH),
        ),
        claimed_twice,
    ),
    "a customer is edited while it is handed to somebody else (PERM-3)": Race(
        selling,
        lambda n: (Wish(ReassignCustomer(customer=customer(n), owner=BINH), ANNA), edit(n)),
        edited_after("CustomerOwnerChanged"),
    ),
    "a permission is used while the role with it is taken away (PERM-4)": Race(
        selling,
        lambda n: (Wish(GiveRole(user=seller(n), role="auditor"), ANNA), edit(n)),
        edited_after("UserRoleGiven"),
    ),
    "a role is deleted while it is given to somebody (PERM-1)": Race(
        lambda n: [*selling(n), ("roles-main", RoleCreated(f"r-{n}", f"Role {n}", ()))],
        lambda n: (
            Wish(DeleteRole(role=f"r-{n}"), ANNA),
            Wish(GiveRole(user=seller(n), role=f"r-{n}"), BINH),
        ),
        role_given_and_deleted,
    ),
    "one command is sent twice with one key": Race(
        lambda n: [],
        lambda n: (register(None, n, f"k {n}"), register(None, n, f"k {n}")),
        done_twice,
    ),
}


@contextmanager
def racers(store: str, past: list[Past]) -> Iterator[tuple[Crm, Crm]]:
    """Two people at two machines on PostgreSQL, in two threads of the one process on SQLite."""
    clock = Clock()
    with empty_database(store) as url, ExitStack() as stack:
        one = stack.enter_context(closing(open_crm(url, clock=clock)))
        write_past(one, [*company(), *past])
        two = one
        if store == "postgresql":
            two = stack.enter_context(closing(open_crm(url, clock=clock)))
        yield one, two


def run(store: str, race: Race, rounds: int, guarded: bool = True) -> int:
    """In how many rounds the rule was broken.

    Not guarded: the facts of the past are gone, and nothing that was read is looked at again.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not guarded:
            patch.setattr(door, "Attempt", Unchecked)
        return sum(_run(store, race, BATCH, guarded) for _ in range(0, rounds, BATCH))


def _run(store: str, race: Race, rounds: int, guarded: bool) -> int:
    past = [told for n in range(rounds) for told in race.past(n)]
    results: list[list[Result]] = []
    with racers(store, past) as crms, ThreadPoolExecutor(2) as threads:
        barrier = threading.Barrier(2)
        if not guarded:
            crms[0].log.recorder.execute("DELETE FROM guard")

        def act(crm: Crm, wish: Wish) -> Result:
            barrier.wait(30)
            return crm.door.handle_many([wish])[0]

        for n in range(rounds):
            results.append(list(threads.map(act, crms, race.wishes(n))))
        assert all(any(isinstance(r, Answer) for r in both) for both in results), "somebody wins"
        return len(race.broken(crms[0], results))


class Unchecked(Attempt):
    """Decides and then saves."""

    def write(self, receipts: Sequence[Receipt]) -> int:
        self.log = Heedless(self.log.recorder)
        return super().write(receipts)


class Heedless(EventLog):
    """What is written rests on nothing that was read."""

    def append(self, events: Sequence[StoredEvent], checks: Checks) -> int:
        checks = replace(checks, expects={}, asked=())
        while True:
            try:
                return super().append(self._at_the_end(events), checks)
            except Stale:
                checks = replace(checks, receipts=())

    def _at_the_end(self, events: Sequence[StoredEvent]) -> list[StoredEvent]:
        """Whatever has been written to their streams meanwhile."""
        versions: dict[Any, int] = {}
        for event in events:
            stream = event.originator_id
            if stream not in versions:
                versions[stream] = len(self.recorder.select_events(stream))
            versions[stream] += 1
        moved = []
        for event in reversed(events):
            moved.append(replace(event, originator_version=versions[event.originator_id]))
            versions[event.originator_id] -= 1
        return moved[::-1]
