"""The rules of selling: standard library only, no clock, no database, no HTTP.

Every module reads top to bottom in the same order: what has happened (events),
what is forbidden (refusals), what is true now and may happen next (the aggregate).
"""

from getcrm.domain.attachment import AttachmentEvent
from getcrm.domain.campaign import CampaignEvent
from getcrm.domain.catalogue import CatalogueEvent
from getcrm.domain.comment import CommentEvent
from getcrm.domain.company import CompanyEvent
from getcrm.domain.customer import CustomerEvent
from getcrm.domain.customer_group import CustomerGroupsEvent
from getcrm.domain.department import DepartmentsEvent
from getcrm.domain.history_import import HistoryImportEvent
from getcrm.domain.inbox import InboxEvent
from getcrm.domain.message import MessageEvent
from getcrm.domain.opportunity import OpportunityEvent
from getcrm.domain.order import OrderEvent
from getcrm.domain.relationship_stage import RelationshipStagesEvent
from getcrm.domain.role import RolesEvent
from getcrm.domain.session import SessionEvent
from getcrm.domain.transaction import TransactionEvent
from getcrm.domain.transaction_type import TransactionTypesEvent
from getcrm.domain.user import UserEvent

DomainEvent = (
    AttachmentEvent
    | CampaignEvent
    | CatalogueEvent
    | CommentEvent
    | CompanyEvent
    | CustomerEvent
    | CustomerGroupsEvent
    | DepartmentsEvent
    | HistoryImportEvent
    | InboxEvent
    | MessageEvent
    | OpportunityEvent
    | OrderEvent
    | RelationshipStagesEvent
    | RolesEvent
    | SessionEvent
    | TransactionEvent
    | TransactionTypesEvent
    | UserEvent
)
"""Every event there is: its class name is its topic in the log."""
