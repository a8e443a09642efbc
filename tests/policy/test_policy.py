"""What getcrm allows is what somebody wrote down for it, line by line (PERM-1 to PERM-4).

Whoever changes what is allowed says so twice: where it is decided, and in these tables.
"""

from getcrm.commands.policy import NEEDS
from getcrm.domain import permission, policy
from getcrm.http.routes import ROUTES
from tests.policy import commands, roles, routes


def test_the_shipped_roles_allow_what_they_were_made_for_perm_1():
    assert {id: role.permissions for id, role in permission.SHIPPED.items()} == roles.SHIPPED


def test_the_list_of_permissions_is_that_of_the_requirements_perm_2():
    assert permission.PERMISSIONS == roles.PERMISSIONS


def test_a_relation_to_a_record_counts_by_the_permissions_written_down_perm_3():
    assert {(r.kind, r.deed, r.relation, r.needs) for r in policy.RULES} == roles.RULES


def test_a_command_takes_the_permission_and_the_records_written_down_perm_4():
    assert {
        command.__name__: (needs.permission, tuple((on.field, on.kind, on.deed) for on in needs.on))
        for command, needs in NEEDS.items()
    } == commands.NEEDS


def test_an_address_takes_the_permission_written_down_perm_4():
    found = {f"{route.method} {route.path}": route.permission for route in ROUTES}
    assert found == routes.PERMISSIONS
    assert len(found) == len(ROUTES)


def test_whatever_is_asked_for_is_a_permission_that_somebody_can_have_perm_4():
    """Or an address would be closed to everybody by a slip of the pen."""
    known = {*roles.PERMISSIONS, permission.SIGNED_IN}
    assert {route.permission for route in ROUTES} <= {*known, permission.ANYBODY}
    assert {needs.permission for needs in NEEDS.values()} <= {*known, "system"}
    assert {one for rule in policy.RULES for one in rule.needs} <= set(roles.PERMISSIONS)
