"""What somebody may be allowed to do here (PERM-2), and the roles getcrm is shipped with (PERM-1).

A permission is a text: what it concerns, a dot, what may be done with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PERMISSIONS: tuple[str, ...] = (
    "crm.access",
    "crm.settings",
    "customers.access",
    "customers.add",
    "customers.edit",
    "customers.delete",
    "customers.view_all",
    "customers.export",
    "customers.view_subordinates",
    "customers.edit_subordinates",
    "campaigns.access",
    "campaigns.add",
    "campaigns.edit",
    "campaigns.delete",
    "campaigns.view_all",
    "opportunities.access",
    "opportunities.add",
    "opportunities.edit",
    "opportunities.delete",
    "opportunities.view_all",
    "opportunities.export",
    "transactions.access",
    "transactions.add",
    "transactions.edit",
    "transactions.delete",
    "transactions.view_all",
    "comments.write",
    "messages.write",
    "kpi.access",
    "kpi.department",
    "kpi.view_all",
    "users.access",
    "users.add",
    "users.edit",
    "users.sessions",
    "roles.edit",
    "departments.edit",
    "audit.access",
    "history.record",
    "import.access",
    "automation.access",
    "automation.add",
)
"""Every one there is. `view_subordinates` and `edit_subordinates` reach whatever belongs to the
people of subordinate departments: customers, opportunities, transactions (PERM-3).
`comments.write`, `messages.write`: to say something. To read it takes neither: one sees what it
is about, or it was sent to one.
`history.record`: to say that something happened in the past (LOG-1, IMP-9)."""


SIGNED_IN = "signed in"
"""In place of a permission: whoever is signed in, for what is their own."""
ANYBODY = "anybody"
"""In place of a permission: also whoever is not signed in, such as to sign in."""


@dataclass(frozen=True)
class ShippedRole:
    en: str
    vi: str
    permissions: frozenset[str]


def _named(text: str) -> frozenset[str]:
    """customers:access,add means customers.access and customers.add."""
    return frozenset(
        f"{subject}.{deed}"
        for subject, _, deeds in (part.partition(":") for part in text.split())
        for deed in deeds.split(",")
    )


ADMINISTRATOR = "administrator"

SHIPPED: Mapping[str, ShippedRole] = {
    ADMINISTRATOR: ShippedRole("Administrator", "Quản trị viên", frozenset(PERMISSIONS)),
    "sales_manager": ShippedRole(
        "Sales manager",
        "Quản lý kinh doanh",
        _named(
            "crm:access users:access"
            " customers:access,add,edit,delete,export,view_subordinates,edit_subordinates"
            " campaigns:access,add,edit opportunities:access,add,edit,delete,export"
            " transactions:access,add,edit,delete comments:write messages:write"
            " kpi:access,department import:access automation:access"
        ),
    ),
    "salesperson": ShippedRole(
        "Salesperson",
        "Nhân viên kinh doanh",
        _named(
            "crm:access users:access customers:access,add,edit campaigns:access"
            " opportunities:access,add,edit transactions:access,add,edit,delete"
            " comments:write messages:write kpi:access"
        ),
    ),
    "marketing": ShippedRole(
        "Marketing",
        "Tiếp thị",
        _named(
            "crm:access users:access customers:access,add,edit,view_all,export"
            " campaigns:access,add,edit,delete,view_all opportunities:access,add,view_all,export"
            " transactions:access,add,edit comments:write messages:write"
            " kpi:access import:access automation:access,add"
        ),
    ),
    "auditor": ShippedRole(
        "Auditor",
        "Kiểm soát viên",
        _named(
            "crm:access users:access customers:access,view_all,export campaigns:access,view_all"
            " opportunities:access,view_all,export transactions:access,view_all"
            " kpi:access,view_all audit:access automation:access"
        ),
    ),
    "integrator": ShippedRole(
        "Integrator",
        "Tích hợp hệ thống",
        _named(
            "crm:access users:access customers:access,add,edit,view_all,export"
            " campaigns:access,view_all opportunities:access,add,edit,view_all,export"
            " transactions:access,add,edit,view_all comments:write messages:write"
            " import:access audit:access"
        ),
    ),
}
"""By the key that is their id in every company (PERM-1)."""
FORMERLY: Mapping[str, frozenset[str]] = {"integrator": frozenset({"history.record"})}
"""What a shipped role had in an older version, and no longer has. Where a company's role still has
it, that is left to the company: whatever imports by it goes on."""
