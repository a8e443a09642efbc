"""Races: two wishes that may not both be granted, started at the same moment, again and again."""

from collections import Counter
from collections.abc import Callable, Sequence

from getcrm.commands.customer import (
    ChangeCustomerStage,
    EditCustomer,
    ReassignCustomer,
    RegisterCustomer,
    RestoreCustomer,
)
from getcrm.commands.department import EditDepartment
from getcrm.commands.opportunity import ClaimOpportunity, OpenOpportunity
from getcrm.commands.relationship_stage import DeleteStage
from getcrm.commands.role import DeleteRole, EditRole
from getcrm.commands.user import GiveRole
from getcrm.crm import Answer, Crm, Result, Wish
from getcrm.domain.aggregate import MAIN
from getcrm.domain.customer import Customer, CustomerDeleted, CustomerEdited
from getcrm.domain.department import DepartmentCreated, MemberPlaced
from getcrm.domain.opportunity import Opportunity, OpportunityClaimed
from getcrm.domain.relationship_stage import RelationshipStages, StageCreated
from getcrm.domain.role import RoleCreated, Roles
from getcrm.domain.user import User, UserAdded, UserRoleGiven
from tests.commands.people import registered
from tests.commands.sales import SPRING, created, opening
from tests.crm.racing import Race, Rounds
from tests.story import ANNA, BINH, Past, uid


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


def department(n: int) -> str:
    return uid(0xDE000 + n)


def role(n: int) -> str:
    return f"r-{n}"


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


def edited_after(
    topic: str, which: Callable[[int], str], named: str | None = None
) -> Callable[[Crm, Rounds], list[int]]:
    """The customer was changed by its seller, to whom it was theirs to change no more.

    topic: of the event since when. which: of a round, the id of what that event is about, or of
    what it names in a field.
    """

    def broken(crm: Crm, rounds: Rounds) -> list[int]:
        happened = [entry for entry in crm.log.read_all() if entry.cause["command"] != "Past"]
        ceased = {
            entry.data[named] if named else entry.id: entry.position
            for entry in happened
            if entry.topic == topic
        }
        edited = {e.id: e.position for e in happened if e.topic == CustomerEdited.__name__}
        return [n for n in range(len(rounds)) if edited.get(customer(n), 0) > ceased[which(n)]]

    return broken


def role_given_and_deleted(crm: Crm, rounds: Rounds) -> list[int]:
    roles = crm.log.load(Roles, MAIN).state
    users = crm.log.load_many(User, [seller(n) for n in range(len(rounds))])
    assert roles
    given = {one.state.role for one in users.values() if one.state}
    return [n for n in range(len(rounds)) if role(n) in given and roles.roles[role(n)].is_deleted]


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


def by_a_role(n: int) -> list[Past]:
    """Theirs alone, which lets them edit."""
    who, may = f"user-{seller(n)}", ("customers.access", "customers.edit")
    created = ("roles-main", RoleCreated(role(n), f"Role {n}", may))
    sells = [(who, UserAdded("Chi")), (who, UserRoleGiven(None, role(n)))]
    return [created, *sells, registered(customer(n), owner=seller(n))]


def managing(n: int) -> list[Past]:
    """They manage a department, to which the owner of the customer belongs."""
    shipped = [("roles-main", one) for one in Roles().ship("en")] if n == 0 else []
    who, owner = f"user-{seller(n)}", other(n)
    manages = [(who, UserAdded("Lan")), (who, UserRoleGiven(None, "sales_manager"))]
    tree = [
        DepartmentCreated(department(n), f"Department {n}", None, (seller(n),)),
        MemberPlaced(owner, None, department(n)),
    ]
    below = [(f"user-{owner}", UserAdded("Chi")), *(("departments-main", one) for one in tree)]
    return [*shipped, *manages, *below, registered(customer(n), owner=owner)]


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
        edited_after("CustomerOwnerChanged", customer),
    ),
    "a permission is used while the role with it is taken away (PERM-4)": Race(
        selling,
        lambda n: (Wish(GiveRole(user=seller(n), role="auditor"), ANNA), edit(n)),
        edited_after("UserRoleGiven", seller),
    ),
    "a permission is used while it is taken out of the role (PERM-4)": Race(
        by_a_role,
        lambda n: (
            Wish(EditRole(role=role(n), permissions=["customers.access"]), ANNA),
            edit(n),
        ),
        edited_after("RoleEdited", role, "role"),
    ),
    "a customer of a subordinate is edited while its editor ceases to manage (PERM-3)": Race(
        managing,
        lambda n: (Wish(EditDepartment(department=department(n), managers=[]), ANNA), edit(n)),
        edited_after("DepartmentEdited", department, "department"),
    ),
    "a role is deleted while it is given to somebody (PERM-1)": Race(
        lambda n: [*selling(n), ("roles-main", RoleCreated(role(n), f"Role {n}", ()))],
        lambda n: (
            Wish(DeleteRole(role=role(n)), ANNA),
            Wish(GiveRole(user=seller(n), role=role(n)), BINH),
        ),
        role_given_and_deleted,
    ),
    "one command is sent twice with one key": Race(
        lambda n: [],
        lambda n: (register(None, n, f"k {n}"), register(None, n, f"k {n}")),
        done_twice,
    ),
}
