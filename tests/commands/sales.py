"""A campaign to tell stories about, with an opportunity in it."""

from decimal import Decimal

from getcrm.domain.campaign import CampaignCreated, Method, Participant
from getcrm.domain.catalogue import CatalogueEntryAdded, CatalogueEntryDeleted
from getcrm.domain.opportunity import OpportunityLost, OpportunityOpened, OpportunityWon
from getcrm.domain.user import UserAdded
from tests.commands.people import MAY, SEN, registered
from tests.story import ANNA, BINH, company, given, uid

SPRING, SUMMER = uid(0xCA1), uid(0xCA2)
CALL, MEET, OFFER, DEAL = uid(0x3E1), uid(0x3E2), uid(0x3E3), uid(0x3E4)
CALL_2, DEAL_2 = uid(0x3E5), uid(0x3E6)
ROPE, TENT = uid(0x0F1), uid(0x0F2)
CHI = uid(0xC41)
FAIR, WEB = uid(0x50A), uid(0x50B)
PRICE, RIVAL = uid(0x1051), uid(0x1052)

METHODS = (
    Method(CALL, "Gọi điện", 10, 7),
    Method(MEET, "Gặp mặt", 40, None),
    Method(OFFER, "Báo giá", 70, 3),
    Method(DEAL, "Chốt", 100, None),
)
SUMMER_METHODS = (Method(CALL_2, "Gọi điện", 5, None), Method(DEAL_2, "Chốt", 100, None))
SETTINGS = {
    "name": "Mùa xuân",
    "description": "",
    "starts": None,
    "ends": None,
    "manager": None,
    "allow_duplicates": False,
    "division": "none",
    "claim_wait_minutes": 0,
    "hide_contacts": False,
    "require_loss_reason": False,
}
OPENING = {
    "name": "Mây",
    "probability": 10,
    "expected_amount": None,
    "expected_close": None,
    "description": "",
    "source": None,
    "products": [],
}
ACCEPTING = (Participant(ANNA, True), Participant(BINH, True), Participant(CHI, True))


def created(id=SPRING, code="XUAN", methods=METHODS, participants=ACCEPTING, **settings):
    """The past of a campaign."""
    event = CampaignCreated(code, {**SETTINGS, **settings}, methods, participants)
    return (f"campaign-{id}", event)


def summer(**settings):
    return created(SUMMER, "HE", SUMMER_METHODS, **settings)


def opening(campaign=SPRING, customer=MAY, method=CALL, owner=None, copied_from=None, **details):
    return OpportunityOpened(campaign, customer, method, owner, {**OPENING, **details}, copied_from)


def opened(id=ROPE, **known):
    """The past of an opportunity."""
    return (f"opportunity-{id}", opening(**known))


def won(amount="900", old=CALL, method=DEAL, order=None):
    return OpportunityWon(old, method, Decimal(amount), "VND", order)


def lost(method=CALL, reason=None, note=""):
    return OpportunityLost(method, reason, note)


def world(*campaign, currency="VND"):
    """A company with three users, two customers, sources, loss reasons, and a campaign."""
    return [
        *company(currency),
        (f"user-{CHI}", UserAdded("Chi")),
        registered(MAY, name="Mây"),
        registered(SEN, name="Sen"),
        ("catalogue-source", CatalogueEntryAdded("source", FAIR, "Hội chợ", "HOI_CHO")),
        ("catalogue-source", CatalogueEntryAdded("source", WEB, "Web", "WEB")),
        ("catalogue-source", CatalogueEntryDeleted("source", WEB)),
        ("catalogue-loss_reason", CatalogueEntryAdded("loss_reason", PRICE, "Giá", "GIA")),
        ("catalogue-loss_reason", CatalogueEntryAdded("loss_reason", RIVAL, "Đối thủ", "DOI_THU")),
        ("catalogue-loss_reason", CatalogueEntryDeleted("loss_reason", RIVAL)),
        *(campaign or [created()]),
    ]


def sales(*past, campaign=None, currency="VND"):
    """A story in that world."""
    return given(world(*([campaign] if campaign else []), currency=currency), *past)
