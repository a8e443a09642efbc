"""What all of a company share is set up by whoever may do "CRM settings", and by nobody else
(REL-3). Each command is tried as it is, whatever the program's own table says of it.
"""

import pytest

from getcrm.commands import catalogue, company, customer_group, relationship_stage, transaction_type
from getcrm.commands.catalogue import (
    AddCatalogueEntry,
    DeleteCatalogueEntry,
    EditCatalogueEntry,
    RestoreCatalogueEntry,
)
from getcrm.commands.company import (
    RenameCompany,
    SetAutoForget,
    SetBoardDrag,
    SetDuplicateCheck,
    SetHistoryStart,
    SetPotentialThresholds,
    SetUpCompany,
)
from getcrm.commands.customer_group import CreateGroup, DeleteGroup, EditGroup, RestoreGroup
from getcrm.commands.relationship_stage import (
    CreateStage,
    DeleteStage,
    EditStage,
    ReorderStages,
    RestoreStage,
)
from getcrm.commands.transaction_type import (
    CreateTransactionType,
    DeleteTransactionType,
    EditTransactionType,
    RestoreTransactionType,
)
from getcrm.domain.catalogue import CatalogueEntryAdded
from getcrm.domain.customer_group import GroupCreated
from getcrm.domain.permission import PERMISSIONS
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.role import RoleCreated
from getcrm.domain.transaction_type import TransactionTypeCreated
from tests.commands.staff import BINH, CHI, DUNG, HA, LAN, MAI, VY, at_work, given_role
from tests.story import APPROACHED, HOT, STAGES, uid

VIP, WEB, VISIT = uid(0x61), uid(0xE6), uid(0x77)
ALL_ELSE = tuple(one for one in PERMISSIONS if one != "crm.settings")
LISTS = [
    ("customer_groups-main", GroupCreated(VIP, "VIP", "VIP", 5, None)),
    *(
        (f"catalogue-{name}", CatalogueEntryAdded(name, WEB, "Web", "WEB"))
        for name in ("source", "tier", "loss_reason")
    ),
    ("transaction_types-main", TransactionTypeCreated(VISIT, "Thăm", "", 5, True, True)),
]
ROLES = [
    ("roles-main", RoleCreated("all_else", "All else", ALL_ELSE)),
    ("roles-main", RoleCreated("settings", "Settings", ("crm.settings",))),
    given_role(CHI, "all_else", "salesperson"),
    given_role(DUNG, "settings"),
]
OF_A_CATALOGUE = [
    command
    for name in ("source", "tier", "loss_reason")
    for command in (
        AddCatalogueEntry(catalogue=name, name="X"),
        EditCatalogueEntry(catalogue=name, entry=WEB, name="X"),
        DeleteCatalogueEntry(catalogue=name, entry=WEB),
        RestoreCatalogueEntry(catalogue=name, entry=WEB),
    )
]
SETTINGS = [
    RenameCompany(name="X"),
    SetDuplicateCheck(field="phone", mode="refuse"),
    SetAutoForget(days=10),
    SetPotentialThresholds(thresholds=[1, 2, 3, 4, 5]),
    SetBoardDrag(enabled=False),
    SetHistoryStart(day="2016-01-01"),
    CreateStage(name="X", colour="#000000"),
    EditStage(stage=HOT, name="X"),
    EditStage(stage=HOT, colour="#000000"),
    EditStage(stage=HOT, description="X"),
    ReorderStages(stages=list(reversed(STAGES))),
    DeleteStage(stage=APPROACHED),
    RestoreStage(stage=APPROACHED),
    CreateGroup(name="X"),
    EditGroup(group=VIP, points=1),
    DeleteGroup(group=VIP, members="leave"),
    RestoreGroup(group=VIP),
    *OF_A_CATALOGUE,
    CreateTransactionType(name="X", points=1),
    EditTransactionType(type=VISIT, points=1),
    DeleteTransactionType(type=VISIT),
    RestoreTransactionType(type=VISIT),
]


@pytest.mark.parametrize("command", [SetUpCompany(), *SETTINGS], ids=repr)
def test_the_settings_need_crm_settings_and_nothing_else_opens_them_rel_3(command):
    """Also not to Chi, who may do everything else there is."""
    story = at_work(LISTS, ROLES)
    for user in (LAN, BINH, MAI, VY, CHI):
        story.when(command, by=user).then_refused(PermissionMissing, permission="crm.settings")


@pytest.mark.parametrize("command", SETTINGS, ids=repr)
def test_whoever_may_do_the_settings_need_not_be_allowed_anything_else_rel_3(command):
    """What is to come back has to go first."""
    gone = command.model_dump(exclude={"name", "with_members"})
    for user in (HA, DUNG):
        story = at_work(LISTS, ROLES)
        if type(command) in GOES_FIRST:
            before = GOES_FIRST[type(command)]
            more = {"members": "leave"} if before is DeleteGroup else {}
            story.when(before(**gone, **more), by=HA).done()
        story.when(command, by=user).done()
        assert story.answer.events


GOES_FIRST = {
    RestoreStage: DeleteStage,
    RestoreGroup: DeleteGroup,
    RestoreCatalogueEntry: DeleteCatalogueEntry,
    RestoreTransactionType: DeleteTransactionType,
}


def test_no_setting_is_left_out():
    modules = (company, relationship_stage, customer_group, catalogue, transaction_type)
    assert {type(one) for one in [SetUpCompany(), *SETTINGS]} == {
        command for module in modules for command in module.HANDLERS
    }
