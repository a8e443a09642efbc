"""Who may see and change what: the table, and what follows from it (PERM-2, PERM-3, PERM-5)."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from getcrm.domain.department import Department, Departments
from getcrm.domain.permission import ADMINISTRATOR, PERMISSIONS, SHIPPED
from getcrm.domain.policy import (
    EVERYTHING,
    RULES,
    Deed,
    PermissionMissing,
    Relation,
    Standing,
    TokenScopeMissing,
    Viewer,
    allows,
    of_figures,
    relations,
    viewer,
    why,
)
from getcrm.domain.role import Role, Roles
from getcrm.domain.user import User

PLURALS = {
    "customer": "customers",
    "campaign": "campaigns",
    "opportunity": "opportunities",
    "transaction": "transactions",
    "kpi": "kpi",
}
KINDS = ("customer", "campaign", "opportunity", "transaction")
MINE = Standing("customer", owners=frozenset({"anna"}))
FOREIGN = Standing("customer", owners=frozenset({"chi"}))
BINHS = Standing("customer", owners=frozenset({"binh"}))
NOBODYS = Standing("customer")


def somebody(role="salesperson", *, without="", more="", **known):
    """A viewer named anna with that role; she manages Bình's department."""
    permissions = SHIPPED[role].permissions - set(without.split()) | set(more.split())
    return Viewer("anna", permissions, subordinates=frozenset({"binh"}), **known)


# --- the table


def test_every_rule_speaks_of_permissions_that_there_are():
    assert all(rule.needs <= set(PERMISSIONS) for rule in RULES)


def test_every_rule_is_there_once():
    assert len({(rule.kind, rule.deed, rule.relation) for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_seen_edited_and_deleted_by_some_and_by_those_who_see_all(kind):
    for deed in ("view", "edit", "delete"):
        found = {rule.relation for rule in RULES if (rule.kind, rule.deed) == (kind, deed)}
        assert "any" in found
        assert len(found) > 1


def test_whoever_holds_a_record_sees_it_by_the_mere_access_to_its_kind_opp_1():
    for rule in RULES:
        if rule.deed == "view" and rule.relation in ("own", "manager"):
            assert rule.needs == {f"{PLURALS[rule.kind]}.access"}


def test_to_see_all_takes_a_permission_of_its_own_perm_2():
    for rule in RULES:
        if rule.relation == "any":
            assert any(needed.endswith(".view_all") for needed in rule.needs)


def test_every_relation_is_used_and_every_relation_used_is_known():
    assert {rule.relation for rule in RULES} == set(get_args(Relation))
    assert {rule.deed for rule in RULES} == set(get_args(Deed))


# --- customers


def test_ones_own_customers_are_edited_with_edit_customers_perm_3():
    assert allows(somebody(), MINE, "edit")
    assert not allows(somebody(without="customers.edit"), MINE, "edit")
    assert not allows(somebody(without="customers.access"), MINE, "edit")


def test_to_see_and_to_edit_those_of_subordinates_are_two_permissions_perm_2():
    assert not allows(somebody(), BINHS)
    sees = somebody(more="customers.view_subordinates")
    assert allows(sees, BINHS)
    assert not allows(sees, BINHS, "edit")
    edits = somebody(more="customers.edit_subordinates")
    assert not allows(edits, BINHS, "edit"), "what one may not see, one may not change"
    assert allows(somebody("sales_manager"), BINHS, "edit")


def test_others_are_not_visible_unless_one_views_all_perm_3():
    for record in (FOREIGN, NOBODYS):
        assert not allows(somebody("sales_manager"), record)
        assert allows(somebody("auditor"), record)
        assert not allows(somebody("auditor"), record, "edit")
        assert allows(somebody("marketing"), record, "edit")


@pytest.mark.parametrize(
    ("record", "seen", "edited"),
    [
        (replace(FOREIGN, people={"anna": "view"}), True, False),
        (replace(FOREIGN, people={"anna": "edit"}), True, True),
        (replace(NOBODYS, people={"anna": "view"}), True, False),
        (replace(NOBODYS, people={"binh": "edit"}), False, False),
        (replace(FOREIGN, departments={"hanoi": "view"}), True, False),
        (replace(FOREIGN, departments={"north": "edit"}), True, True),
        (replace(FOREIGN, departments={"south": "edit"}), False, False),
        (replace(FOREIGN, people={"anna": "view"}, departments={"north": "edit"}), True, True),
        (replace(FOREIGN, common=True), True, False),
        (replace(NOBODYS, common=True), True, False),
    ],
)
def test_sharing_is_to_view_or_to_edit_with_people_and_departments_cus_10(record, seen, edited):
    anna = somebody(departments=frozenset({"hanoi", "north"}))
    assert allows(anna, record) is seen
    assert allows(anna, record, "edit") is edited
    assert not allows(anna, record, "delete")
    assert not allows(anna, record, "share"), "it is not hers to hand on"


def test_the_owner_shares_and_so_does_whoever_oversees_the_owner_cus_10():
    assert allows(somebody(), MINE, "share")
    assert allows(somebody("sales_manager"), BINHS, "share")
    assert not allows(somebody("auditor"), FOREIGN, "share")


# --- campaigns and opportunities


CAMPAIGN = Standing("campaign", manager="lan", participants=frozenset({"anna"}))


def test_a_campaign_is_seen_by_its_manager_its_participants_and_who_views_all_cam_2():
    assert allows(somebody(), CAMPAIGN)
    assert not allows(replace(somebody(), user="chi"), CAMPAIGN)
    assert allows(replace(somebody("auditor"), user="vy"), CAMPAIGN)
    assert not allows(somebody("sales_manager"), CAMPAIGN, "edit")
    assert allows(replace(somebody("sales_manager"), user="lan"), CAMPAIGN, "edit")


def test_what_subordinates_take_part_in_is_not_thereby_theirs_to_see_cam_2():
    assert not allows(somebody("sales_manager"), replace(CAMPAIGN, participants={"binh"}))


def test_an_opportunity_is_seen_by_all_who_take_part_and_edited_by_its_owner_opp_12():
    rope = Standing("opportunity", participants=frozenset({"anna"}), manager="lan")
    assert allows(somebody(), rope)
    assert not allows(somebody(), rope, "edit")
    assert allows(somebody(), replace(rope, owners=frozenset({"anna"})), "edit")
    assert allows(replace(somebody(), user="lan"), rope, "edit")
    assert not allows(somebody(without="campaigns.access"), rope)


def test_without_the_permission_opportunities_one_sees_none_opp_1():
    rope = Standing("opportunity", owners=frozenset({"anna"}))
    assert allows(somebody(), rope)
    assert not allows(somebody(without="opportunities.access"), rope)


# --- transactions


def test_watchers_only_look_on_txn_1():
    call = Standing("transaction", owners=frozenset({"chi"}), watchers=frozenset({"anna"}))
    assert allows(somebody(), call)
    assert not allows(somebody(), call, "edit")
    assert not allows(somebody(), call, "delete")


def test_the_work_for_a_customer_is_seen_by_whoever_sees_the_customer_txn_1():
    call = Standing("transaction", owners=frozenset({"chi"}), customer=MINE)
    assert allows(somebody(), call)
    assert not allows(somebody(), call, "edit")
    assert not allows(somebody(), replace(call, customer=FOREIGN))
    assert not allows(somebody(without="transactions.access"), call)


def test_work_of_several_is_everybodys_own_txn_1():
    call = Standing("transaction", owners=frozenset({"chi", "binh"}))
    assert allows(replace(somebody(), user="binh"), call, "edit")
    assert allows(somebody("sales_manager"), call, "edit")


# --- figures


LANS, CHIS = of_figures("lan"), of_figures("chi")


def test_everybody_sees_their_own_figures_and_no_others_kpi_6():
    assert allows(somebody(), of_figures("anna"))
    assert not allows(somebody(colleagues=frozenset({"lan"})), LANS)
    assert not allows(somebody(), of_figures("binh")), "not even of whom they manage"
    assert not allows(somebody(without="kpi.access"), of_figures("anna"))


def test_by_permission_those_of_their_own_department_and_of_the_ones_they_manage_kpi_6():
    anna = somebody("sales_manager", colleagues=frozenset({"lan"}))
    assert allows(anna, LANS)
    assert allows(anna, of_figures("binh"))
    assert not allows(anna, CHIS)
    assert allows(somebody("auditor"), CHIS)


# --- whoever asks


def test_a_name_without_a_role_and_the_machine_see_everything():
    name = viewer("anna", User("Anna"), Roles(), Departments())
    assert name.everything
    assert allows(name, FOREIGN, "delete")
    assert allows(EVERYTHING, FOREIGN, "share")
    assert name.counting("customer") == {"any"}


ROLES = Roles({id: Role(role.en, tuple(role.permissions)) for id, role in SHIPPED.items()})


def test_a_token_does_no_more_than_its_user_and_no_more_than_its_scopes_perm_6():
    anna = User("Anna", role="salesperson")
    scoped = viewer("anna", anna, ROLES, Departments(), ["customers.access", "crm.settings"])
    assert scoped.permissions == {"customers.access"}
    assert scoped.scoped
    assert not allows(scoped, MINE, "edit")
    with pytest.raises(PermissionMissing, match=r"crm\.settings"):
        scoped.must("crm.settings")


def test_a_token_is_told_whether_the_role_or_its_scopes_forbid_it_perm_6():
    anna = User("Anna", role="salesperson")
    scoped = viewer("anna", anna, ROLES, Departments(), ["customers.access"])
    with pytest.raises(TokenScopeMissing, match=r"customers\.edit"):
        scoped.must("customers.edit")
    with pytest.raises(PermissionMissing) as caught:
        scoped.must("crm.settings")
    assert type(caught.value) is PermissionMissing
    with pytest.raises(PermissionMissing) as caught:
        viewer("anna", anna, ROLES, Departments()).must("crm.settings")
    assert type(caught.value) is PermissionMissing


def test_the_role_of_administrator_holds_whatever_later_versions_add_perm_1():
    roles = Roles({ADMINISTRATOR: Role("Administrator", ("crm.access",))})
    assert roles.permissions_of(ADMINISTRATOR) == set(PERMISSIONS)


def test_what_a_version_no_longer_knows_allows_nothing():
    roles = Roles({"old": Role("Old", ("crm.access", "fax.send"))})
    assert roles.permissions_of("old") == {"crm.access"}
    assert roles.permissions_of("never heard of") == set()


TREE = Departments(
    {
        "north": Department("North", None, ("lan",)),
        "hanoi": Department("Hanoi", "north"),
        "team": Department("Team", "hanoi", ("anna",)),
        "south": Department("South", None, ("lan", "chi")),
        "gone": Department("Gone", None, ("lan",), is_deleted=True),
    },
    {"lan": "north", "anna": "team", "binh": "team", "chi": "south", "dung": "gone"},
)


@pytest.mark.parametrize(
    ("manager", "subordinates"),
    [("lan", {"anna", "binh", "chi"}), ("anna", {"binh"}), ("chi", set()), ("binh", set())],
)
def test_all_descendants_of_the_departments_one_manages_are_subordinate_perm_3(
    manager, subordinates
):
    assert TREE.subordinates_of(manager) == subordinates


def test_what_is_shared_with_a_department_reaches_those_inside_it_cus_10():
    binh = viewer("binh", User("Bình", role="salesperson"), ROLES, TREE)
    assert binh.departments == {"team", "hanoi", "north"}
    lan = viewer("lan", User("Lan", role="salesperson"), ROLES, TREE)
    assert lan.departments == {"north"}, "not what is shared with one of those inside"


@pytest.mark.parametrize(
    ("somebody", "colleagues"),
    [("lan", {"anna", "binh"}), ("anna", {"binh"}), ("chi", set()), ("nobody", set())],
)
def test_colleagues_belong_to_ones_department_or_to_one_inside_it_kpi_6(somebody, colleagues):
    assert TREE.colleagues_of(somebody) == colleagues
    role = User("Somebody", role="salesperson")
    assert viewer(somebody, role, ROLES, TREE).colleagues == colleagues


# --- laws

names = st.sampled_from(["anna", "binh", "chi", "lan"])
people = st.frozensets(names, max_size=3)
rights = st.dictionaries(names, st.sampled_from(["view", "edit"]), max_size=2)
standings = st.builds(
    Standing,
    st.sampled_from([*PLURALS]),
    people,
    people,
    rights,
    st.dictionaries(st.sampled_from(["north", "hanoi"]), st.sampled_from(["view", "edit"])),
    st.booleans(),
    st.none() | names,
    people,
    st.none() | st.builds(Standing, st.just("customer"), people, common=st.booleans()),
)
viewers = st.builds(
    Viewer,
    names,
    st.frozensets(st.sampled_from(PERMISSIONS)),
    st.frozensets(st.sampled_from(["north", "hanoi"])),
    people,
    people,
)


@given(viewers, standings, st.sampled_from(get_args(Deed)))
def test_why_and_whether_agree_perm_5(who, record, deed):
    reasons, seen = why(who, record, deed), allows(who, record)
    assert allows(who, record, deed) == bool(reasons and seen)
    assert {rule.relation for rule in reasons} <= relations(who, record)


@given(viewers, standings, st.sampled_from(get_args(Deed)), st.sampled_from(PERMISSIONS))
def test_another_permission_never_takes_anything_away(who, record, deed, permission):
    more = replace(who, permissions=who.permissions | {permission})
    assert allows(more, record, deed) or not allows(who, record, deed)


@given(viewers, standings, st.sampled_from(get_args(Deed)))
def test_what_one_may_not_see_one_may_not_change_perm_3(who, record, deed):
    assert allows(who, record) or not allows(who, record, deed)
