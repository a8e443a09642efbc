"""The directory: what everything is called and how it is set, now and as of any date (LOG-1)."""

from getcrm.projections.changed import READ
from getcrm.projections.directory.asking import names, time_zone
from getcrm.projections.directory.campaigns import (
    Campaign,
    CampaignQuery,
    CampaignsAnswer,
    CampaignsQuery,
    campaign,
    campaigns,
)
from getcrm.projections.directory.changes import TOPICS, apply
from getcrm.projections.directory.people import (
    DepartmentAnswer,
    DepartmentQuery,
    DepartmentsAnswer,
    DepartmentsQuery,
    RolesAnswer,
    RolesQuery,
    UserAnswer,
    UserQuery,
    UsersAnswer,
    UsersQuery,
    department,
    departments,
    roles,
    user,
    users,
)
from getcrm.projections.directory.queries import (
    CompanyAnswer,
    CompanyQuery,
    GroupsAnswer,
    GroupsQuery,
    LossReasonsAnswer,
    LossReasonsQuery,
    SourcesAnswer,
    SourcesQuery,
    StagesAnswer,
    StagesQuery,
    TiersAnswer,
    TiersQuery,
    TransactionTypesAnswer,
    TransactionTypesQuery,
    company,
    groups,
    loss_reasons,
    sources,
    stages,
    tiers,
    transaction_types,
)
from getcrm.projections.directory.tables import DRAWN, LIVE, PAST
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

DIRECTORY = Projection("directory", 6, (LIVE, PAST, DRAWN), TOPICS, apply)

ASKED_OF = ("directory",)
QUERIES: Queries = {
    "company": Ask(CompanyQuery, CompanyAnswer, company, ASKED_OF),
    "stages": Ask(StagesQuery, StagesAnswer, stages, ASKED_OF),
    "groups": Ask(GroupsQuery, GroupsAnswer, groups, ASKED_OF),
    "sources": Ask(SourcesQuery, SourcesAnswer, sources, ASKED_OF),
    "tiers": Ask(TiersQuery, TiersAnswer, tiers, ASKED_OF),
    "loss_reasons": Ask(LossReasonsQuery, LossReasonsAnswer, loss_reasons, ASKED_OF),
    "transaction_types": Ask(
        TransactionTypesQuery, TransactionTypesAnswer, transaction_types, ASKED_OF
    ),
    "users": Ask(UsersQuery, UsersAnswer, users, (*ASKED_OF, READ)),
    "user": Ask(UserQuery, UserAnswer, user, ASKED_OF),
    "roles": Ask(RolesQuery, RolesAnswer, roles, ASKED_OF),
    "departments": Ask(DepartmentsQuery, DepartmentsAnswer, departments, ASKED_OF),
    "department": Ask(DepartmentQuery, DepartmentAnswer, department, ASKED_OF),
    "campaigns": Ask(CampaignsQuery, CampaignsAnswer, campaigns, (*ASKED_OF, "access", READ)),
    "campaign": Ask(CampaignQuery, Campaign, campaign, (*ASKED_OF, "access")),
}

__all__ = ["DIRECTORY", "QUERIES", "names", "time_zone"]
