"""The page of an opportunity tells how to reach its customer; those who do not see the customer,
as `hide_contacts` of the campaign says (CAM-1, PERM-4). On both stores."""

import pytest

from getcrm.commands.campaign import (
    DeleteCampaign,
    EditCampaign,
    LockCampaign,
    RestoreCampaign,
    SetParticipants,
    UnlockCampaign,
)
from getcrm.commands.customer import (
    DeleteCustomer,
    EditCustomer,
    ReassignCustomer,
    RestoreCustomer,
)
from getcrm.crm import QUERIES
from getcrm.domain.campaign import Participant
from getcrm.domain.refusals import NotFound
from getcrm.domain.role import RoleCreated
from tests.commands.people import registered
from tests.commands.sales import ROPE, SPRING, created, opened
from tests.commands.staff import CHI, DUNG, HA, LAN, VY, given_role, shared, staff
from tests.crm.clock import TOMORROW, Clock
from tests.crm.databases import fresh
from tests.stores import STORES
from tests.story import BEFORE, BINH, NOON, At, uid, write_past

CUSTOMER, LOOKS_ON = uid(0xF0E), "looks-on"
PHONE, EMAIL = "+84901234567", "bi.mat@example.com"
CONTACT = {"phones": [PHONE], "emails": [EMAIL]}
CHI_TAKES_PART = {"participants": (Participant(CHI, True),)}
UNDONE = {LockCampaign: UnlockCampaign, DeleteCampaign: RestoreCampaign}

NOT_THEIR_CUSTOMER = {
    "participant": (CHI, CHI_TAKES_PART, None),
    "owner of the opportunity": (CHI, {}, CHI),
    "campaign manager": (CHI, {"manager": CHI}, None),
    "manager of the owner": (LAN, {}, BINH),
    "sees all opportunities": (DUNG, {}, None),
}
"""How somebody sees the opportunity and not its customer: who, by which settings of the campaign,
by whose opportunity it is."""
THEIR_CUSTOMER = {
    "owner": (CHI, CHI, {}),
    "manager of the owner": (LAN, BINH, {"participants": (Participant(LAN, True),)}),
    "shared with them": (CHI, HA, {"share": ("user", CHI, "view")}),
    "common": (CHI, HA, {"common": True}),
    "sees all customers": (VY, HA, {}),
}
"""How somebody sees the customer of an opportunity: who, whose customer it is, and how else."""


class Company:
    """There is an administrator's customer with an opportunity in a campaign. Dũng sees all
    opportunities, of customers only what is his own."""

    def __init__(self, crm, clock):
        self.crm, self.clock = crm, clock

    def tell(self, *past):
        access = (f"{what}.access" for what in ("crm", "customers", "opportunities"))
        role = RoleCreated(LOOKS_ON, "Xem", (*access, "opportunities.view_all"))
        looks_on = [("roles-main", role), given_role(DUNG, LOOKS_ON)]
        write_past(self.crm, [*staff(), *looks_on, *past])

    def begin(self, owner=HA, opportunity_of=None, contacts=(), sharing=(), **settings):
        settings = {"participants": (), **settings}
        details = {"phones": [PHONE], "emails": [EMAIL], "contacts": list(contacts)}
        customer = registered(CUSTOMER, owner=owner, name="Tre Việt", **details)
        rope = opened(customer=CUSTOMER, owner=opportunity_of)
        self.tell(customer, *sharing, created(**settings), rope)

    def do(self, command):
        self.crm.handle(command, by=HA)

    def hide(self, hides=True):
        self.do(EditCampaign(campaign=SPRING, hide_contacts=hides))

    def contact(self, by=CHI, **asked):
        self.crm.catch_up()
        query = QUERIES["opportunity"].query.model_validate({"opportunity": ROPE, **asked})
        return self.crm.ask("opportunity", query, by=by)["contact"]


@pytest.fixture(params=STORES)
def company(request):
    clock = Clock(NOON)
    with fresh(request.param, clock) as crm:
        yield Company(crm, clock)


# --- who is told


@pytest.mark.parametrize("hides", [True, False], ids=["hidden", "not hidden"])
@pytest.mark.parametrize("how", NOT_THEIR_CUSTOMER)
def test_whoever_does_not_see_the_customer_is_told_what_the_campaign_says(company, how, hides):
    who, settings, owner = NOT_THEIR_CUSTOMER[how]
    company.begin(hide_contacts=hides, opportunity_of=owner, **settings)
    assert company.contact(by=who) == (None if hides else CONTACT)


@pytest.mark.parametrize("how", THEIR_CUSTOMER)
def test_whoever_sees_the_customer_is_told_though_the_campaign_hides(company, how):
    who, owner, more = THEIR_CUSTOMER[how]
    shares = [more["share"]] if "share" in more else []
    sharing = (shared(CUSTOMER, *shares, common=more.get("common", False)),)
    parts = more.get("participants", (Participant(CHI, True),))
    company.begin(owner=owner, sharing=sharing, hide_contacts=True, participants=parts)
    assert company.contact(by=who) == CONTACT


def test_the_option_counts_from_when_it_is_changed(company):
    company.begin(**CHI_TAKES_PART)
    told = [company.contact()]
    for hides in (True, False):
        company.hide(hides)
        told.append(company.contact())
    assert told == [CONTACT, None, CONTACT]


@pytest.mark.parametrize("command", [LockCampaign, DeleteCampaign])
def test_a_locked_or_a_deleted_campaign_goes_on_to_say_what_it_said(company, command):
    company.begin(**CHI_TAKES_PART)
    told = []
    for hides in (True, False):
        company.hide(hides)
        company.do(command(campaign=SPRING))
        told.append(company.contact())
        company.do(UNDONE[command](campaign=SPRING))
    assert told == [None, CONTACT]


# --- a customer that is deleted


def test_how_to_reach_a_deleted_customer_is_told_only_to_whoever_sees_it(company):
    """Also as of a day when it was there; restored, it is told again."""
    company.begin(**CHI_TAKES_PART)
    company.clock.now = TOMORROW
    company.do(DeleteCustomer(customer=CUSTOMER))
    for asked in ({}, {"as_of": "2026-01-05"}):
        assert (company.contact(**asked), company.contact(by=HA, **asked)) == (None, CONTACT)
    company.do(RestoreCustomer(customer=CUSTOMER))
    assert company.contact() == CONTACT


# --- the past


def test_the_contact_is_as_it_was_then(company):
    company.begin(**CHI_TAKES_PART)
    company.clock.now = TOMORROW
    known = company.crm.log.position()
    company.do(EditCustomer(customer=CUSTOMER, phones=["0909999999"], emails=[]))
    for by in (CHI, HA):
        assert company.contact(by) == {"phones": ["+84909999999"], "emails": []}
        for then in ({"as_of": "2026-01-05"}, {"as_known_at": str(known)}):
            assert company.contact(by, **then) == CONTACT


def test_of_the_past_too_it_is_todays_option_that_counts(company):
    company.begin(**CHI_TAKES_PART)
    company.clock.now = TOMORROW
    company.hide()
    assert company.contact(as_of="2026-01-05") is None
    company.hide(False)
    assert company.contact(as_of=TOMORROW) == CONTACT


def test_of_the_past_too_it_is_todays_permissions_that_count(company):
    """Of the customer, and of the opportunity."""
    company.begin(hide_contacts=True, owner=CHI, **CHI_TAKES_PART)
    company.clock.now = TOMORROW
    assert company.contact(as_of="2026-01-05") == CONTACT
    company.do(ReassignCustomer(customer=CUSTOMER, owner=HA))
    assert company.contact(as_of="2026-01-05") is None
    company.do(SetParticipants(campaign=SPRING, participants=[]))
    with pytest.raises(NotFound):
        company.contact(as_of="2026-01-05")


def test_before_the_customer_was_there_nobody_could_be_reached(company):
    """History can tell of an opportunity that is older than its customer (IMP-9)."""
    stream, registration = registered(CUSTOMER, owner=HA, phones=[PHONE], emails=[EMAIL])
    customer = (stream, At("2026-01-03T01:00:00.000000Z", registration))
    company.tell(customer, created(**CHI_TAKES_PART), opened(customer=CUSTOMER))
    for by in (CHI, HA):
        assert (company.contact(by, as_of=BEFORE), company.contact(by)) == (None, CONTACT)


# --- what is told


def test_after_the_customers_own_come_those_of_its_main_contact(company):
    people = [
        {"name": name, "title": "", "phones": phones, "emails": [email], "main": name == "Lan"}
        for name, phones, email in (
            ("Minh", ["+84900000001"], "minh@example.com"),
            ("Lan", [PHONE, "+84900000002"], "lan@example.com"),
        )
    ]
    company.begin(contacts=people, **CHI_TAKES_PART)
    assert company.contact() == {
        "phones": [PHONE, "+84900000002"],
        "emails": [EMAIL, "lan@example.com"],
    }
