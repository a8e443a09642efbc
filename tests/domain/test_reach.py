"""Whose account somebody may get at: nobody's who reaches further than they do (PERM-2, PERM-3)."""

from itertools import product

import pytest

from getcrm.domain.department import Department, Departments
from getcrm.domain.permission import SHIPPED
from getcrm.domain.policy import RULES, Standing, Viewer, allows, viewer
from getcrm.domain.reach import reaches_further
from getcrm.domain.role import Role, Roles
from getcrm.domain.user import User

ADMIN = {"users.edit", "crm.access"}
SUBORDINATES = {"customers.view_subordinates", "customers.edit_subordinates", "kpi.department"}
PEOPLE = ("anna", "binh", "chi", "dung", "lan")
TREE = Departments(
    {
        "north": Department("North", None, ("lan",)),
        "hanoi": Department("Hanoi", "north", ("binh",)),
        "south": Department("South", None, ("chi",)),
    },
    {"lan": "north", "anna": "north", "binh": "hanoi", "chi": "south", "dung": "south"},
)
"""Lan manages North with Anna, and Bình below who manages Hanoi; Chi manages South with Dung."""


def somebody(user: str, role: str, *more: str, without: str = "") -> Viewer:
    may = tuple(SHIPPED[role].permissions.union(more) - set(without.split()))
    roles = Roles({"r": Role("R", may)})
    return viewer(user, User(user, role="r"), roles, TREE)


def test_a_salesperson_who_keeps_accounts_gets_at_no_manager_of_another_department():
    keeper = somebody("anna", "salesperson", *ADMIN)
    for user in ("chi", "dung", "binh", "lan"):
        assert reaches_further(somebody(user, "salesperson"), keeper), user


def test_the_same_permissions_do_not_make_the_same_reach():
    keeper = somebody("lan", "sales_manager", *ADMIN)
    assert reaches_further(somebody("chi", "sales_manager"), keeper)
    assert not reaches_further(somebody("anna", "salesperson"), keeper)
    assert not reaches_further(somebody("binh", "sales_manager"), keeper)


def test_a_manager_needs_the_permissions_for_subordinates_too():
    for missing in SUBORDINATES:
        keeper = somebody("lan", "sales_manager", *ADMIN, without=missing)
        assert reaches_further(somebody("anna", "salesperson"), keeper), missing


def test_whoever_sees_everything_gets_at_everybody_who_does_no_more():
    whole = somebody("anna", "administrator")
    for user, role in product(("binh", "chi"), SHIPPED):
        assert not reaches_further(somebody(user, role), whole)


@pytest.mark.parametrize("kind", ["customers", "campaigns", "opportunities", "transactions", "kpi"])
def test_of_every_kind_of_record(kind):
    """Who does not see all campaigns, sees not those in which a stranger takes part."""
    short = somebody("anna", "administrator", without=f"{kind}.view_all")
    assert reaches_further(somebody("chi", "sales_manager"), short)


def test_somebody_who_may_nothing_is_within_everybodys_reach():
    nobody = Viewer("chi", frozenset({"crm.access"}))
    assert not reaches_further(nobody, Viewer("anna", frozenset(ADMIN)))


def test_names_without_a_role_reach_everything_and_oneself_no_further():
    keeper = somebody("anna", "administrator")
    assert reaches_further(Viewer("chi", frozenset(), everything=True), keeper)
    assert not reaches_further(keeper, somebody("anna", "salesperson"))
    assert not reaches_further(keeper, Viewer("system", frozenset(), everything=True))


@pytest.mark.parametrize(("mine", "theirs"), list(product(PEOPLE, PEOPLE)))
def test_whatever_is_theirs_or_their_peoples_is_within_reach_of_whoever_gets_at_them(mine, theirs):
    """The law behind it, over all roles, records and deeds."""
    if mine == theirs:
        return
    more = ((), tuple(SUBORDINATES))
    for my_role, their_role, extra in product(SHIPPED, SHIPPED, more):
        me, they = somebody(mine, my_role, *extra), somebody(theirs, their_role)
        if reaches_further(they, me):
            continue
        for rule, owner in product(RULES, PEOPLE):
            if rule.kind == "campaign":
                continue
            record = Standing(rule.kind, owners=frozenset({owner}))
            if allows(they, record, rule.deed):
                assert allows(me, record, rule.deed), (my_role, their_role, rule, owner)
