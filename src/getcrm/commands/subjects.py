"""Which streams a command is about, known before its handler decides."""

from collections.abc import Iterator

from getcrm.commands import (
    Command,
    campaign,
    catalogue,
    comment,
    company,
    contact,
    customer,
    customer_group,
    department,
    interaction,
    message,
    opportunity,
    relationship_stage,
    role,
    transaction,
    transaction_type,
    user,
)
from getcrm.domain.aggregate import MAIN, Aggregate
from getcrm.domain.campaign import Campaign
from getcrm.domain.catalogue import Catalogue
from getcrm.domain.comment import Comment
from getcrm.domain.company import Company
from getcrm.domain.customer import Customer
from getcrm.domain.customer_group import CustomerGroups
from getcrm.domain.department import Departments
from getcrm.domain.message import Message
from getcrm.domain.opportunity import Opportunity
from getcrm.domain.relationship_stage import RelationshipStages
from getcrm.domain.role import Roles
from getcrm.domain.transaction import Transaction
from getcrm.domain.transaction_type import TransactionTypes
from getcrm.domain.user import User

LISTS: dict[str, type[Aggregate]] = {
    company.__name__: Company,
    relationship_stage.__name__: RelationshipStages,
    customer_group.__name__: CustomerGroups,
    transaction_type.__name__: TransactionTypes,
    role.__name__: Roles,
    department.__name__: Departments,
}
"""By module: what a company has exactly one of."""
RECORDS: dict[str, type[Aggregate]] = {
    catalogue.__name__: Catalogue,
    customer.__name__: Customer,
    contact.__name__: Customer,
    interaction.__name__: Customer,
    transaction.__name__: Transaction,
    campaign.__name__: Campaign,
    opportunity.__name__: Opportunity,
    comment.__name__: Comment,
    message.__name__: Message,
    user.__name__: User,
}
"""By module: what a command names in a field that is called like its kind, or like many of it."""


def subjects(command: Command) -> Iterator[tuple[type[Aggregate], str]]:
    """Kind and id. None for commands that nothing but the program itself gives."""
    module = type(command).__module__
    if module in LISTS:
        yield LISTS[module], MAIN
    elif module in RECORDS:
        kind = RECORDS[module]
        if one := getattr(command, kind.KIND, None):
            yield kind, one
        for id in getattr(command, f"{kind.KIND}s", ()):
            yield kind, id
