"""Customers (khách hàng): what is known of them, and what happens to them."""

import pytest
from pydantic import ValidationError

from getcrm.commands.customer import (
    ChangeCustomerStage,
    ChangeCustomerStages,
    DeleteCustomer,
    EditCustomer,
    ForgetCustomer,
    ReassignCustomer,
    ReassignCustomers,
    RegisterCustomer,
    RestoreCustomer,
    SetCustomerGroups,
    SetCustomerSources,
    SetCustomerTier,
)
from getcrm.commands.interaction import RecordContact
from getcrm.domain.aggregate import Changed
from getcrm.domain.catalogue import (
    CatalogueEntryAdded,
    CatalogueEntryDeleted,
    EntryIsDeleted,
    EntryUnknown,
)
from getcrm.domain.customer import (
    CustomerDeleted,
    CustomerEdited,
    CustomerGroupsChanged,
    CustomerIsDeleted,
    CustomerOwnerChanged,
    CustomerRegistered,
    CustomerRestored,
    CustomersAreDeleted,
    CustomerSourcesChanged,
    CustomerStageChanged,
    CustomersUnknown,
    CustomerTierChanged,
)
from getcrm.domain.customer_group import GroupCreated, GroupUnknown
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.relationship_stage import StageDeleted, StageIsDeleted, StageUnknown
from getcrm.domain.user import UserUnknown
from tests.commands.people import BLANK, FRESH, MAY, SEN, registered
from tests.story import ANNA, BINH, HOT, LOST, NEW, company, given, uid

VIP, NORTH, FAIR, WEB, GOLD, NOBODY = (uid(n) for n in range(1, 7))
lists = [
    ("customer_groups-main", GroupCreated(VIP, "VIP", "VIP", 5, None)),
    ("customer_groups-main", GroupCreated(NORTH, "Miền Bắc", "MIEN_BAC", 0, None)),
    ("catalogue-source", CatalogueEntryAdded("source", FAIR, "Hội chợ", "HOI_CHO")),
    ("catalogue-source", CatalogueEntryAdded("source", WEB, "Website", "WEB")),
    ("catalogue-tier", CatalogueEntryAdded("tier", GOLD, "Vàng", "VANG")),
]
deleted = (f"customer-{MAY}", CustomerDeleted(None))


def may(*more, **known):
    return given(company(), lists, registered(MAY, **known), *more)


def test_a_customer_has_everything_cus_1():
    wish = RegisterCustomer.model_validate(
        {
            "customer": MAY,
            "code": "MAY",
            "name": " Công ty Mây ",
            "kind": "company",
            "phones": ["024 3825 3536", "+84912345678", "0912345678"],
            "emails": ["may@example.com"],
            "address": {"street": "1 Tràng Tiền", "province": "Hà Nội"},
            "website": "may.example.com",
            "tax_code": "0101234567",
            "birthday": "1999-12-31",
            "description": "Dệt may\nxuất khẩu",
            "contacts": [{"name": "Chị Lan", "phones": ["0987654321"], "main": True}],
            "owner": BINH,
            "stage": HOT,
            "groups": [VIP, NORTH, VIP],
            "sources": [FAIR],
            "tier": GOLD,
        }
    )
    address = {"street": "1 Tràng Tiền", "ward": "", "district": "", "province": "Hà Nội"}
    lan = {
        "id": FRESH,
        "name": "Chị Lan",
        "title": "",
        "phones": ["+84987654321"],
        "emails": [],
        "main": True,
    }
    details = {
        "name": "Công ty Mây",
        "kind": "company",
        "phones": ["+842438253536", "+84912345678"],
        "emails": ["may@example.com"],
        "address": {**address, "country": ""},
        "website": "https://may.example.com",
        "tax_code": "0101234567",
        "birthday": "1999-12-31",
        "description": "Dệt may\nxuất khẩu",
        "contacts": [lan],
    }
    given(company(), lists).when(wish).then(
        CustomerRegistered("MAY", details, BINH, HOT, (VIP, NORTH), (FAIR,), GOLD)
    )


def test_a_name_is_enough_cus_1_rel_8():
    only = CustomerRegistered("KH-2026-000001", BLANK, None, NEW, (), (), None)
    given(company()).when(RegisterCustomer(name="Mây")).then(only)


def test_an_id_stands_for_one_customer():
    may().when(RegisterCustomer(customer=MAY, name="Sen")).then_refused(AlreadyExists, id=MAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"name": None},
        {"kind": "robot"},
        {"phones": ["gọi sau"]},
        {"phones": "0912345678"},
        {"emails": ["may@"]},
        {"emails": ["may\x00@example.com"]},
        {"birthday": "1999-02-30"},
        {"address": {"planet": "Mars"}},
        {"contacts": [{"title": "Giám đốc"}]},
        {"contacts": [{"name": "A", "main": True}, {"name": "B", "main": True}]},
        {"stage": "hot"},
        {"colour": "red"},
    ],
)
def test_what_makes_no_sense_is_invalid_cus_1(wrong):
    with pytest.raises(ValidationError):
        RegisterCustomer(**{"name": "Mây", **wrong})
    with pytest.raises(ValidationError):
        EditCustomer(**{"customer": MAY, **wrong})


@pytest.mark.parametrize(
    ("wanted", "refusal", "field"),
    [
        ({"stage": NOBODY}, StageUnknown, "stage"),
        ({"owner": NOBODY}, UserUnknown, "owner"),
        ({"groups": [VIP, NOBODY]}, GroupUnknown, "groups"),
        ({"sources": [NOBODY]}, EntryUnknown, "sources"),
        ({"tier": FAIR}, EntryUnknown, "tier"),
    ],
)
def test_it_refers_only_to_what_exists_cus_1(wanted, refusal, field):
    story = given(company(), lists).when(RegisterCustomer(name="Mây", **wanted))
    story.then_refused(refusal)
    with pytest.raises(refusal) as refused:
        story.crm.handle(RegisterCustomer(name="Mây", **wanted), by=ANNA)
    assert refused.value.field == field


def test_nobody_enters_a_deleted_stage_rel_5():
    gone = ("relationship_stages-main", StageDeleted(HOT))
    story = may(gone).when(RegisterCustomer(name="Sen", stage=HOT)).then_refused(StageIsDeleted)
    story.when(ChangeCustomerStage(customer=MAY, stage=HOT)).then_refused(StageIsDeleted)
    story.when(ChangeCustomerStages(customers=[MAY], stage=HOT)).then_refused(StageIsDeleted)


def test_an_edit_changes_what_it_is_given_cus_1():
    address = {"street": "", "ward": "", "district": "", "province": "Huế", "country": ""}
    changed = {"address": Changed(None, address), "code": Changed("C-00c1", "MAY")}
    wish = EditCustomer(customer=MAY, name="Mây", code="MAY", address={"province": "Huế"})
    story = may().when(wish).then(CustomerEdited(changed)).when(wish).then_nothing_happens()
    story.when(EditCustomer(customer=MAY, address=None))
    story.then(CustomerEdited({"address": Changed(address, None)}))
    state = story.state(f"customer-{MAY}")
    assert (state.code, state.name, state.details) == ("MAY", "Mây", BLANK)


@pytest.mark.parametrize("blank", [{"code": ""}, {"code": None}])
def test_a_code_is_not_taken_away_cus_1(blank):
    with pytest.raises(ValidationError):
        EditCustomer(customer=MAY, **blank)


def test_a_single_change_of_stage_rel_11():
    wish = ChangeCustomerStage(customer=MAY, stage=HOT)
    story = may().when(wish).then(CustomerStageChanged(NEW, HOT))
    story.when(wish).then_nothing_happens()
    story.when(ChangeCustomerStage(customer=MAY, stage=NOBODY)).then_refused(StageUnknown)


def test_a_bulk_change_of_stage_leaves_alone_who_is_there_rel_11():
    story = may(registered(SEN, stage=HOT), registered(uid(9), stage=LOST))
    wish = ChangeCustomerStages(customers=[MAY, SEN, uid(9), MAY], stage=HOT)
    story.when(wish).then(CustomerStageChanged(NEW, HOT), CustomerStageChanged(LOST, HOT))
    story.when(wish).then_nothing_happens()


def test_a_bulk_change_names_who_cannot_be_changed_rel_11_cus_4():
    story = may(registered(SEN), deleted)
    for wish in (
        ChangeCustomerStages(customers=[SEN, MAY], stage=HOT),
        ReassignCustomers(customers=[SEN, MAY], owner=ANNA),
    ):
        story.when(wish).then_refused(CustomersAreDeleted, customers=[MAY])
        unknown = wish.model_copy(update={"customers": [SEN, NOBODY]})
        story.when(unknown).then_refused(CustomersUnknown, customers=[NOBODY])


@pytest.mark.parametrize("customers", [[], [MAY] * 10_001])
def test_a_bulk_change_is_of_some_and_not_of_too_many(customers):
    with pytest.raises(ValidationError):
        ChangeCustomerStages(customers=customers, stage=HOT)


def test_the_owner_is_reassigned_even_to_nobody_cus_4():
    wish = ReassignCustomer(customer=MAY, owner=ANNA)
    story = may(owner=BINH).when(wish).then(CustomerOwnerChanged(BINH, ANNA))
    story.when(wish).then_nothing_happens()
    story.when(ReassignCustomer(customer=MAY, owner=None)).then(CustomerOwnerChanged(ANNA, None))
    story.when(ReassignCustomer(customer=MAY, owner=NOBODY)).then_refused(UserUnknown)


def test_owners_are_reassigned_in_bulk_cus_4():
    story = may(registered(SEN, owner=BINH), owner=ANNA)
    story.when(ReassignCustomers(customers=[MAY, SEN], owner=BINH))
    story.then(CustomerOwnerChanged(ANNA, BINH))
    story.when(ReassignCustomers(customers=[MAY], owner=NOBODY)).then_refused(UserUnknown)


def test_a_customer_is_in_many_groups_grp_1():
    wish = SetCustomerGroups(customer=MAY, groups=[VIP, NORTH, VIP])
    story = may(groups=(NORTH,)).when(wish).then(CustomerGroupsChanged((NORTH,), (VIP, NORTH)))
    story.when(SetCustomerGroups(customer=MAY, groups=[NORTH, VIP])).then_nothing_happens()
    story.when(SetCustomerGroups(customer=MAY, groups=[NOBODY])).then_refused(GroupUnknown)


def test_a_customer_has_several_sources_src_1():
    wish = SetCustomerSources(customer=MAY, sources=[WEB, FAIR])
    story = may(sources=(FAIR,)).when(wish).then(CustomerSourcesChanged((FAIR,), (WEB, FAIR)))
    story.when(wish).then_nothing_happens()
    story.when(SetCustomerSources(customer=MAY, sources=[GOLD])).then_refused(EntryUnknown)


def test_a_deleted_source_is_kept_but_not_chosen_anew_src_1():
    gone = ("catalogue-source", CatalogueEntryDeleted("source", FAIR))
    story = may(gone, registered(SEN), sources=(FAIR,))
    story.when(SetCustomerSources(customer=MAY, sources=[FAIR, WEB]))
    story.then(CustomerSourcesChanged((FAIR,), (FAIR, WEB)))
    story.when(SetCustomerSources(customer=SEN, sources=[FAIR])).then_refused(EntryIsDeleted)


def test_the_tier_is_set_and_taken_away_cus_1():
    wish = SetCustomerTier(customer=MAY, tier=GOLD)
    story = may().when(wish).then(CustomerTierChanged(None, GOLD))
    story.when(wish).then_nothing_happens()
    story.when(SetCustomerTier(customer=MAY, tier=WEB)).then_refused(EntryUnknown)
    story.when(SetCustomerTier(customer=MAY, tier=None)).then(CustomerTierChanged(GOLD, None))


def test_a_deleted_customer_comes_back_with_everything_as_it_was_cus_3():
    story = may(code="MAY", stage=HOT, owner=BINH, groups=(VIP,), sources=(FAIR,), tier=GOLD)
    before = story.state(f"customer-{MAY}")
    story.when(DeleteCustomer(customer=MAY)).then(CustomerDeleted(None))
    story.when(DeleteCustomer(customer=MAY)).then_nothing_happens()
    story.when(RestoreCustomer(customer=MAY)).then(CustomerRestored())
    story.when(RestoreCustomer(customer=MAY)).then_nothing_happens()
    assert story.state(f"customer-{MAY}") == before


@pytest.mark.parametrize(
    "wish",
    [
        EditCustomer(customer=MAY, name="Sen"),
        EditCustomer(customer=MAY),
        ChangeCustomerStage(customer=MAY, stage=HOT),
        ReassignCustomer(customer=MAY, owner=None),
        SetCustomerGroups(customer=MAY, groups=[]),
        SetCustomerSources(customer=MAY, sources=[]),
        SetCustomerTier(customer=MAY, tier=None),
        RecordContact(customer=MAY, kind="call"),
    ],
)
def test_a_deleted_customer_stays_as_it_is_cus_3(wish):
    may(deleted).when(wish).then_refused(CustomerIsDeleted, name="Mây")


@pytest.mark.parametrize(
    "wish",
    [
        EditCustomer(customer=SEN, name="Sen"),
        ChangeCustomerStage(customer=SEN, stage=HOT),
        ReassignCustomer(customer=SEN, owner=ANNA),
        SetCustomerGroups(customer=SEN, groups=[]),
        SetCustomerSources(customer=SEN, sources=[]),
        SetCustomerTier(customer=SEN, tier=None),
        RecordContact(customer=SEN, kind="call"),
        DeleteCustomer(customer=SEN),
        RestoreCustomer(customer=SEN),
        ForgetCustomer(customer=SEN),
    ],
)
def test_an_unknown_customer_is_not_found(wish):
    may().when(wish).then_refused(NotFound, kind="customer", id=SEN)
