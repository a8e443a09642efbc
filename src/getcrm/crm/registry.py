"""What this CRM consists of: every command with its handler, every read model, every question."""

from dataclasses import replace

from getcrm.commands import (
    Command,
    Handlers,
    attachment,
    campaign,
    catalogue,
    comment,
    company,
    contact,
    credential,
    customer,
    customer_group,
    department,
    history_import,
    inbox,
    interaction,
    message,
    opportunity,
    order,
    relationship_stage,
    role,
    session,
    transaction,
    transaction_type,
    user,
)
from getcrm.domain.aggregate import Aggregate
from getcrm.domain.attachment import Attachment
from getcrm.domain.campaign import Campaign
from getcrm.domain.catalogue import Catalogue
from getcrm.domain.comment import Comment
from getcrm.domain.company import Company
from getcrm.domain.customer import Customer
from getcrm.domain.customer_group import CustomerGroups
from getcrm.domain.department import Departments
from getcrm.domain.history_import import HistoryImport
from getcrm.domain.inbox import Inbox
from getcrm.domain.message import Message
from getcrm.domain.opportunity import Opportunity
from getcrm.domain.order import Order
from getcrm.domain.relationship_stage import RelationshipStages
from getcrm.domain.role import Roles
from getcrm.domain.session import Session
from getcrm.domain.transaction import Transaction
from getcrm.domain.transaction_type import TransactionTypes
from getcrm.domain.user import User
from getcrm.projections import (
    access,
    customer_board,
    customer_page,
    customers,
    directory,
    discussion,
    history_imports,
    holdings,
    kpi_tally,
    messages,
    notifications,
    pipeline_board,
    potential_stars,
    timeline,
    transactions,
)
from getcrm.projections.access import explaining
from getcrm.projections.projection import Projection
from getcrm.projections.query import Queries

HANDLERS: Handlers = {
    **company.HANDLERS,
    **user.HANDLERS,
    **credential.HANDLERS,
    **session.HANDLERS,
    **role.HANDLERS,
    **department.HANDLERS,
    **relationship_stage.HANDLERS,
    **catalogue.HANDLERS,
    **customer_group.HANDLERS,
    **customer.HANDLERS,
    **interaction.HANDLERS,
    **contact.HANDLERS,
    **transaction_type.HANDLERS,
    **transaction.HANDLERS,
    **campaign.HANDLERS,
    **opportunity.HANDLERS,
    **order.HANDLERS,
    **comment.HANDLERS,
    **attachment.HANDLERS,
    **message.HANDLERS,
    **inbox.HANDLERS,
    **history_import.HANDLERS,
}
COMMANDS: dict[str, type[Command]] = {command.__name__: command for command in HANDLERS}

PROJECTIONS: tuple[Projection, ...] = (
    directory.DIRECTORY,
    access.ACCESS,
    customers.CUSTOMERS,
    pipeline_board.PIPELINE_BOARD,
    customer_board.CUSTOMER_BOARD,
    potential_stars.POTENTIAL_STARS,
    transactions.TRANSACTIONS,
    kpi_tally.KPI_TALLY,
    timeline.TIMELINE,
    discussion.DISCUSSION,
    messages.MESSAGES,
    notifications.NOTIFICATIONS,
)
_QUERIES: Queries = {
    **directory.QUERIES,
    **explaining.QUERIES,
    **customers.QUERIES,
    **customer_page.QUERIES,
    **pipeline_board.QUERIES,
    **customer_board.QUERIES,
    **potential_stars.QUERIES,
    **transactions.QUERIES,
    **kpi_tally.QUERIES,
    **timeline.QUERIES,
    **discussion.QUERIES,
    **messages.QUERIES,
    **notifications.QUERIES,
    **holdings.QUERIES,
    **history_imports.QUERIES,
}

_ASKED_WITH: dict[str, tuple[str, ...]] = {
    "customers.access": (
        "customers",
        "customer",
        "customer_board",
        "customer_board_entries",
        "potential_stars",
    ),
    "campaigns.access": ("campaigns", "campaign"),
    "opportunities.access": (
        "pipeline_board",
        "pipeline_board_entries",
        "opportunities",
        "opportunity",
        "idle_opportunities",
        "explain_idle",
    ),
    "transactions.access": ("transactions", "transaction"),
    "kpi.access": ("indicators", "kpi", "kpi_entries"),
    "crm.settings": ("score_preview",),
    "users.edit": ("holdings",),
    "history.record": ("history_imports",),
}
"""The questions that take more than access to the CRM, by the permission (PERM-2)."""
QUERIES: Queries = _QUERIES | {
    name: replace(_QUERIES[name], permission=permission)
    for permission, names in _ASKED_WITH.items()
    for name in names
}

AGGREGATES: dict[str, type[Aggregate]] = {
    kind.KIND: kind
    for kind in (
        Attachment,
        Campaign,
        Catalogue,
        Comment,
        Company,
        Customer,
        CustomerGroups,
        Departments,
        HistoryImport,
        Inbox,
        Message,
        Opportunity,
        Order,
        RelationshipStages,
        Roles,
        Session,
        Transaction,
        TransactionTypes,
        User,
    )
}
"""By the kind that begins their streams' names."""
