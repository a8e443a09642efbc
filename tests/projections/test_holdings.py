"""What somebody still holds when they leave, to be handed over in bulk (ORG-1, CUS-4)."""

import pytest

from getcrm.commands.customer import DeleteCustomer, ReassignCustomers
from getcrm.commands.opportunity import LoseOpportunity
from getcrm.commands.transaction import CancelTransaction, StartTransaction
from getcrm.crm import QUERIES
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.refusals import NotFound
from getcrm.domain.role import RoleCreated
from tests.commands.people import registered
from tests.commands.sales import ROPE, TENT, created, opened
from tests.commands.staff import BINHS, CHI, CHIS, HA, LAN, NOBODYS, at_work, given_role, left
from tests.commands.test_sharing import letters
from tests.commands.work import TASK, task
from tests.story import ANNA, BINH, uid

OTHER, GONE = uid(0xC11), uid(0xC12)


def held(story, user=CHI, by=HA):
    story.crm.catch_up()
    query = QUERIES["holdings"].query.model_validate({"user": user})
    found = story.crm.ask("holdings", query, by=by)
    return tuple(found[name] for name in ("customers", "open_opportunities", "open_transactions"))


def leaving():
    """Chi has gone, and left two customers, an opportunity and a transaction."""
    return at_work(
        registered(OTHER, owner=CHI),
        registered(GONE, owner=CHI),
        created(),
        opened(customer=CHIS, owner=CHI),
        opened(TENT, customer=BINHS, owner=CHI),
        letters,
        task(customer=NOBODYS, assignees=(CHI, BINH)),
        left(CHI),
    )


def test_what_somebody_leaves_behind_is_told_until_it_is_handed_over_org_1():
    story = leaving()
    story.when(DeleteCustomer(customer=GONE), by=HA).done()
    story.when(LoseOpportunity(opportunity=TENT), by=HA).done()
    story.when(StartTransaction(transaction=TASK), by=HA).done()
    assert held(story) == (2, 1, 1)
    story.when(ReassignCustomers(customers=[CHIS, OTHER], owner=ANNA), by=HA).done()
    story.when(CancelTransaction(transaction=TASK), by=HA).done()
    story.when(LoseOpportunity(opportunity=ROPE), by=HA).done()
    assert held(story) == (0, 0, 0)
    assert held(story, ANNA) == (3, 0, 0)


def test_only_what_the_caller_may_see_is_counted_perm_4():
    clerk = RoleCreated("clerk", "Clerk", ("crm.access", "users.edit", "customers.access"))
    story = leaving()
    may_not = pytest.raises(PermissionMissing)
    with may_not:
        held(story, by=LAN)
    past = [("roles-main", clerk), given_role(BINH, "clerk", "salesperson")]
    story = at_work(past)
    assert (held(story, by=BINH), held(story, BINH, by=BINH)) == ((0, 0, 0), (1, 0, 0))


def test_nobody_holds_nothing_org_1():
    with pytest.raises(NotFound):
        held(at_work(), uid(404))
