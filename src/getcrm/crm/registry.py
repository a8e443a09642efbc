"""What this CRM consists of: every command with its handler, every read model, every question."""

from getcrm.commands import (
    Command,
    Handlers,
    campaign,
    catalogue,
    company,
    customer,
    customer_group,
    department,
    opportunity,
    order,
    relationship_stage,
    role,
    transaction,
    transaction_type,
    user,
)
from getcrm.domain.aggregate import Aggregate
from getcrm.domain.campaign import Campaign
from getcrm.domain.catalogue import Catalogue
from getcrm.domain.company import Company
from getcrm.domain.customer import Customer
from getcrm.domain.customer_group import CustomerGroups
from getcrm.domain.department import Departments
from getcrm.domain.opportunity import Opportunity
from getcrm.domain.order import Order
from getcrm.domain.relationship_stage import RelationshipStages
from getcrm.domain.role import Roles
from getcrm.domain.transaction import Transaction
from getcrm.domain.transaction_type import TransactionTypes
from getcrm.domain.user import User
from getcrm.projections import (
    access,
    customer_board,
    customers,
    directory,
    kpi_tally,
    pipeline_board,
    potential_stars,
    timeline,
    transactions,
)
from getcrm.projections.projection import Projection
from getcrm.projections.query import Queries

HANDLERS: Handlers = {
    **company.HANDLERS,
    **user.HANDLERS,
    **role.HANDLERS,
    **department.HANDLERS,
    **relationship_stage.HANDLERS,
    **catalogue.HANDLERS,
    **customer_group.HANDLERS,
    **customer.HANDLERS,
    **transaction_type.HANDLERS,
    **transaction.HANDLERS,
    **campaign.HANDLERS,
    **opportunity.HANDLERS,
    **order.HANDLERS,
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
)
QUERIES: Queries = {
    **directory.QUERIES,
    **customers.QUERIES,
    **pipeline_board.QUERIES,
    **customer_board.QUERIES,
    **potential_stars.QUERIES,
    **transactions.QUERIES,
    **kpi_tally.QUERIES,
    **timeline.QUERIES,
}

AGGREGATES: dict[str, type[Aggregate]] = {
    kind.KIND: kind
    for kind in (
        Campaign,
        Catalogue,
        Company,
        Customer,
        CustomerGroups,
        Departments,
        Opportunity,
        Order,
        RelationshipStages,
        Roles,
        Transaction,
        TransactionTypes,
        User,
    )
}
"""By the kind that begins their streams' names."""
