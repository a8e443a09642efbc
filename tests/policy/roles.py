"""Who may see and change what, written down a second time, by hand (PERM-1 to PERM-3).

What getcrm does is decided by `domain/permission.py` and `domain/policy.py`. Whoever changes one
of those changes it here too, having read the requirement again: product.md CUS-10, CAM-2, OPP-1,
OPP-12, TXN-1, KPI-6. The tests of what is allowed expect what stands here.
"""

Rule = tuple[str, str, str, frozenset[str]]
"""A kind of record, a deed, how somebody stands to the record, and what that takes to count."""

OF_ROLES = """
crm.access                  A M S K U I
crm.settings                A - - - - -
customers.access            A M S K U I
customers.add               A M S K - I
customers.edit              A M S K - I
customers.delete            A M - - - -
customers.view_all          A - - K U I
customers.export            A M - K U I
customers.view_subordinates A M - - - -
customers.edit_subordinates A M - - - -
campaigns.access            A M S K U I
campaigns.add               A M - K - -
campaigns.edit              A M - K - -
campaigns.delete            A - - K - -
campaigns.view_all          A - - K U I
opportunities.access        A M S K U I
opportunities.add           A M S K - I
opportunities.edit          A M S - - I
opportunities.delete        A M - - - -
opportunities.view_all      A - - K U I
opportunities.export        A M - K U I
transactions.access         A M S K U I
transactions.add            A M S K - I
transactions.edit           A M S K - I
transactions.delete         A M S - - -
transactions.view_all       A - - - U I
comments.write              A M S K - I
messages.write              A M S K - I
kpi.access                  A M S K U -
kpi.department              A M - - - -
kpi.view_all                A - - - U -
users.access                A M S K U I
users.add                   A - - - - -
users.edit                  A - - - - -
users.sessions              A - - - - -
roles.edit                  A - - - - -
departments.edit            A - - - - -
audit.access                A - - - U I
history.record              A - - - - -
import.access               A M - K - I
automation.access           A M - K U -
automation.add              A - - K - -
"""
"""By permission, the shipped roles that have it, each by its initial."""
INITIALS = {
    "A": "administrator",
    "M": "sales_manager",
    "S": "salesperson",
    "K": "marketing",
    "U": "auditor",
    "I": "integrator",
}
OF_RELATIONS = """
customer    view   own              customers.access
customer    view   subordinate      customers.access customers.view_subordinates
customer    view   shared           customers.access
customer    view   shared_to_edit   customers.access
customer    view   common           customers.access
customer    view   any              customers.access customers.view_all

customer    edit   own              customers.edit
customer    edit   subordinate      customers.edit customers.edit_subordinates
customer    edit   shared_to_edit   customers.edit
customer    edit   any              customers.edit customers.view_all

customer    delete own              customers.delete
customer    delete subordinate      customers.delete customers.edit_subordinates
customer    delete any              customers.delete customers.view_all

customer    share  own              customers.edit
customer    share  subordinate      customers.edit customers.edit_subordinates
customer    share  any              customers.edit customers.view_all

campaign    view   manager          campaigns.access
campaign    view   participant      campaigns.access
campaign    view   any              campaigns.access campaigns.view_all

campaign    edit   manager          campaigns.edit
campaign    edit   any              campaigns.edit campaigns.view_all

campaign    delete manager          campaigns.delete
campaign    delete any              campaigns.delete campaigns.view_all

opportunity view   own              opportunities.access
opportunity view   subordinate      customers.view_subordinates opportunities.access
opportunity view   campaign         campaigns.access opportunities.access
opportunity view   campaign_manager campaigns.access opportunities.access
opportunity view   any              opportunities.access opportunities.view_all

opportunity edit   own              opportunities.edit
opportunity edit   subordinate      customers.edit_subordinates opportunities.edit
opportunity edit   campaign_manager opportunities.edit
opportunity edit   any              opportunities.edit opportunities.view_all

opportunity delete own              opportunities.delete
opportunity delete subordinate      customers.edit_subordinates opportunities.delete
opportunity delete campaign_manager opportunities.delete
opportunity delete any              opportunities.delete opportunities.view_all

transaction view   own              transactions.access
transaction view   watcher          transactions.access
transaction view   subordinate      customers.view_subordinates transactions.access
transaction view   customer         transactions.access
transaction view   any              transactions.access transactions.view_all

transaction edit   own              transactions.edit
transaction edit   subordinate      customers.edit_subordinates transactions.edit
transaction edit   any              transactions.edit transactions.view_all

transaction delete own              transactions.delete
transaction delete subordinate      customers.edit_subordinates transactions.delete
transaction delete any              transactions.delete transactions.view_all

kpi         view   own              kpi.access
kpi         view   subordinate      kpi.access kpi.department
kpi         view   colleague        kpi.access kpi.department
kpi         view   any              kpi.access kpi.view_all
"""
"""Kind, deed, relation, and the permissions by which the relation counts, all of them."""


LINES = [line.split() for line in OF_ROLES.strip().splitlines()]
PERMISSIONS = tuple(permission for permission, *_ in LINES)
SHIPPED = {
    role: frozenset(permission for permission, *whose in LINES if initial in whose)
    for initial, role in INITIALS.items()
}
RULES: frozenset[Rule] = frozenset(
    (kind, deed, relation, frozenset(needs))
    for kind, deed, relation, *needs in map(str.split, filter(None, OF_RELATIONS.splitlines()))
)
