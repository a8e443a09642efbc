"""Who may see and change what: one table, and pure functions over it (PERM-2 to PERM-5).

Everything that is decided about a single record is decided by how somebody stands to it: their
*relation* to it, such as owning it. The table says which permissions make a relation count.
The read models say the same relations in SQL (`projections/access`); both are this table.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal

from getcrm.domain.campaign import Campaign
from getcrm.domain.customer import Customer
from getcrm.domain.department import Departments
from getcrm.domain.opportunity import Opportunity
from getcrm.domain.permission import PERMISSIONS
from getcrm.domain.refusals import Refusal
from getcrm.domain.role import Roles, in_order
from getcrm.domain.transaction import Transaction
from getcrm.domain.user import User

Deed = Literal["view", "edit", "delete", "share"]
Relation = Literal[
    "own",
    "subordinate",
    "colleague",
    "watcher",
    "shared",
    "shared_to_edit",
    "common",
    "manager",
    "participant",
    "campaign_manager",
    "campaign",
    "customer",
    "any",
]


class Forbidden(Refusal):
    """It is there, but not for the caller to do (403)."""


class PermissionMissing(Forbidden):
    """The caller's role does not allow it (PERM-2). details: permission."""


class TokenScopeMissing(PermissionMissing):
    """The caller's role allows it, the scopes of the token they use do not (PERM-6). details:
    permission."""


class NotYoursToChange(Forbidden):
    """The caller may look at the record, not change it (PERM-3). details: kind, id."""


class SomeNotYoursToChange(Forbidden):
    """Some of those named are not the caller's to change; nothing is done. details: kind, ids."""


class MayDoMore(Forbidden):
    """Nobody gives, or gets at, more than they may do themselves (PERM-2). details: name."""


class ReachesFurther(MayDoMore):
    """They may do no more, but to more records: nobody gets at an account by which they would see
    more than they do themselves (PERM-2, PERM-3). details: name."""


class CustomerNotYours(Forbidden):
    """They see an opportunity, not the customer it is of: through it nothing new begins with that
    customer (PERM-3)."""

    field = "opportunity"


class SessionNeeded(Forbidden):
    """Only for people who are signed in with a browser: a token does not change by what its
    user signs in."""


class TokenOutlivesItsIssuer(Forbidden):
    """What a token issues is over with it at the latest. details: expires_at (its own)."""

    field = "expires_at"


class NotYourSubordinate(Forbidden):
    """Work is given to oneself or to one's subordinates (TXN-1). details: user."""


@dataclass(frozen=True)
class Rule:
    """With this relation to a record, somebody with all these permissions may do this to it."""

    kind: str
    deed: Deed
    relation: Relation
    needs: frozenset[str]


def _rules(kind: str, deed: Deed, permission: str, **more: str) -> tuple[Rule, ...]:
    """One rule per relation; more: what it needs besides, "" for nothing."""
    return tuple(
        Rule(kind, deed, relation, frozenset({permission, *extra.split()}))  # type: ignore[arg-type]
        for relation, extra in more.items()
    )


SEES_SUBORDINATES = "customers.view_subordinates"
EDITS_SUBORDINATES = "customers.edit_subordinates"

RULES: Final[tuple[Rule, ...]] = (
    *_rules(
        "customer",
        "view",
        "customers.access",
        own="",
        subordinate=SEES_SUBORDINATES,
        shared="",
        shared_to_edit="",
        common="",
        any="customers.view_all",
    ),
    *_rules(
        "customer",
        "edit",
        "customers.edit",
        own="",
        subordinate=EDITS_SUBORDINATES,
        shared_to_edit="",
        any="customers.view_all",
    ),
    *_rules(
        "customer",
        "delete",
        "customers.delete",
        own="",
        subordinate=EDITS_SUBORDINATES,
        any="customers.view_all",
    ),
    *_rules(
        "customer",
        "share",
        "customers.edit",
        own="",
        subordinate=EDITS_SUBORDINATES,
        any="customers.view_all",
    ),
    *_rules(
        "campaign",
        "view",
        "campaigns.access",
        manager="",
        participant="",
        any="campaigns.view_all",
    ),
    *_rules("campaign", "edit", "campaigns.edit", manager="", any="campaigns.view_all"),
    *_rules("campaign", "delete", "campaigns.delete", manager="", any="campaigns.view_all"),
    *_rules(
        "opportunity",
        "view",
        "opportunities.access",
        own="",
        subordinate=SEES_SUBORDINATES,
        campaign="campaigns.access",
        campaign_manager="campaigns.access",
        any="opportunities.view_all",
    ),
    *_rules(
        "opportunity",
        "edit",
        "opportunities.edit",
        own="",
        subordinate=EDITS_SUBORDINATES,
        campaign_manager="",
        any="opportunities.view_all",
    ),
    *_rules(
        "opportunity",
        "delete",
        "opportunities.delete",
        own="",
        subordinate=EDITS_SUBORDINATES,
        campaign_manager="",
        any="opportunities.view_all",
    ),
    *_rules(
        "transaction",
        "view",
        "transactions.access",
        own="",
        watcher="",
        subordinate=SEES_SUBORDINATES,
        customer="",
        any="transactions.view_all",
    ),
    *_rules(
        "transaction",
        "edit",
        "transactions.edit",
        own="",
        subordinate=EDITS_SUBORDINATES,
        any="transactions.view_all",
    ),
    *_rules(
        "transaction",
        "delete",
        "transactions.delete",
        own="",
        subordinate=EDITS_SUBORDINATES,
        any="transactions.view_all",
    ),
    *_rules(
        "kpi",
        "view",
        "kpi.access",
        own="",
        subordinate="kpi.department",
        colleague="kpi.department",
        any="kpi.view_all",
    ),
)
"""The policy. Whoever may not view a record learns nothing of it: it answers as if it were not
there. share: to hand over, or to share with others. `customer`: the record concerns a customer
whom they may see. `campaign`: they take part in the record's campaign. kpi: the figures of one
employee (KPI-6); `colleague`: who belongs to their own department, or to one inside it."""


SEES_ALL_OF_PEOPLE: Final[tuple[str, ...]] = in_order(
    permission
    for rule in RULES
    if rule.deed == "view"
    and rule.relation == "any"
    and rule.kind in {other.kind for other in RULES if other.relation == "subordinate"}
    for permission in rule.needs
)
"""Of whoever sees, of everybody, all that departments could ever let them see."""


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks, with all that decides what they may see and change today.

    everything: the machine itself, and names without a role, in which only whoever holds the
    database can speak (the command line): nothing is hidden from them.
    departments: their own and those it is inside, by which a record may be shared with them.
    colleagues: who else belongs to their own, or to one inside it.
    scoped: it is a token of theirs that asks, which may do less than they. withheld: what they may
    do themselves, and it may not.
    """

    user: str
    permissions: frozenset[str]
    departments: frozenset[str] = frozenset()
    subordinates: frozenset[str] = frozenset()
    colleagues: frozenset[str] = frozenset()
    everything: bool = False
    scoped: bool = False
    withheld: frozenset[str] = frozenset()

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def must(self, permission: str) -> None:
        """Raises PermissionMissing, TokenScopeMissing."""
        if permission in self.withheld:
            raise TokenScopeMissing(permission=permission)
        if not self.may(permission):
            raise PermissionMissing(permission=permission)

    def counting(self, kind: str, deed: Deed = "view") -> frozenset[Relation]:
        """The relations to a record of that kind by which they may do that to it."""
        return frozenset({"any"}) if self.everything else _counting(self.permissions, kind, deed)


@cache
def _counting(permissions: frozenset[str], kind: str, deed: Deed) -> frozenset[Relation]:
    return frozenset(
        rule.relation
        for rule in RULES
        if rule.kind == kind and rule.deed == deed and rule.needs <= permissions
    )


EVERYTHING = Viewer("system", frozenset(PERMISSIONS), everything=True)


def viewer(
    id: str,
    user: User,
    roles: Roles,
    departments: Departments,
    scopes: Iterable[str] | None = None,
) -> Viewer:
    """What somebody may see and change. scopes: no more than these permissions, of a token."""
    if user.role is None:
        return Viewer(id, frozenset(PERMISSIONS), everything=True)
    theirs = roles.permissions_of(user.role)
    permissions = theirs if scopes is None else theirs & frozenset(scopes)
    return Viewer(
        id,
        permissions,
        frozenset(departments.above(departments.members.get(id))),
        departments.subordinates_of(id),
        departments.colleagues_of(id),
        scoped=scopes is not None,
        withheld=theirs - permissions,
    )


@dataclass(frozen=True)
class Standing:
    """Everything that decides how people stand to one record.

    owners: whose it is. people, departments: with whom it is shared, and whether to edit.
    """

    kind: str
    owners: frozenset[str] = frozenset()
    watchers: frozenset[str] = frozenset()
    people: dict[str, str] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    common: bool = False
    manager: str | None = None
    participants: frozenset[str] = frozenset()
    customer: "Standing | None" = None


def of_customer(customer: Customer) -> Standing:
    """CUS-10."""
    shares = customer.sharing.shares
    return Standing(
        "customer",
        owners=frozenset({customer.owner} if customer.owner else ()),
        people={share.id: share.right for share in shares if share.kind == "user"},
        departments={share.id: share.right for share in shares if share.kind == "department"},
        common=customer.sharing.common,
    )


def of_campaign(campaign: Campaign) -> Standing:
    """CAM-2."""
    return Standing(
        "campaign",
        manager=campaign.details["manager"],
        participants=frozenset(one.user for one in campaign.participants),
    )


def of_opportunity(opportunity: Opportunity, campaign: Campaign) -> Standing:
    """Its owner may be another than the customer's (OPP-3), and take no part in the campaign."""
    return Standing(
        "opportunity",
        owners=frozenset({opportunity.owner} if opportunity.owner else ()),
        manager=campaign.details["manager"],
        participants=frozenset(one.user for one in campaign.participants),
    )


def of_transaction(transaction: Transaction, customer: Customer | None) -> Standing:
    """It is the work of whoever has to do it; others watch (TXN-1)."""
    return Standing(
        "transaction",
        owners=frozenset(transaction.assignees),
        watchers=frozenset(transaction.details["watchers"]),
        customer=of_customer(customer) if customer else None,
    )


def of_figures(employee: str) -> Standing:
    """What somebody achieved is their own (KPI-6)."""
    return Standing("kpi", owners=frozenset({employee}))


def relations(viewer: Viewer, record: Standing) -> frozenset[Relation]:
    """How somebody stands to a record, whatever they are allowed."""
    found: set[Relation] = {"any"}
    if viewer.user in record.owners:
        found.add("own")
    if viewer.user in record.watchers:
        found.add("watcher")
    if record.owners & viewer.subordinates:
        found.add("subordinate")
    if record.owners & viewer.colleagues:
        found.add("colleague")
    rights = [record.people.get(viewer.user)]
    rights += [record.departments.get(department) for department in viewer.departments]
    if any(rights):
        found.add("shared")
    if "edit" in rights:
        found.add("shared_to_edit")
    if record.common:
        found.add("common")
    if viewer.user == record.manager:
        found.add("manager" if record.kind == "campaign" else "campaign_manager")
    if viewer.user in record.participants:
        found.add("participant" if record.kind == "campaign" else "campaign")
    if record.customer is not None and allows(viewer, record.customer):
        found.add("customer")
    return frozenset(found)


def allows(viewer: Viewer, record: Standing, deed: Deed = "view") -> bool:
    """Whether somebody may do that to a record. What one may not see, one may not change."""
    if viewer.everything:
        return True
    how = relations(viewer, record)
    seen = not how.isdisjoint(viewer.counting(record.kind))
    return seen and (deed == "view" or not how.isdisjoint(viewer.counting(record.kind, deed)))


def why(viewer: Viewer, record: Standing, deed: Deed = "view") -> list[Rule]:
    """The rules by which somebody may do that to a record (PERM-5); none: they may not."""
    how = relations(viewer, record)
    return [
        rule
        for rule in RULES
        if rule.kind == record.kind
        and rule.deed == deed
        and rule.relation in how
        and rule.needs <= viewer.permissions
    ]
