"""Customers to list and to search."""

from getcrm.commands.catalogue import AddCatalogueEntry
from getcrm.commands.customer import (
    RegisterCustomer,
)
from getcrm.commands.customer_group import CreateGroup
from tests.commands.people import MAY, SEN, registered
from tests.story import (
    ANNA,
    HOT,
    Story,
    company,
    given,
    uid,
)

VIP, FAIR, GOLD = uid(0x61), uid(0x50A), uid(0x71)
LAN, DUC, HA = uid(0xC3), uid(0xC4), uid(0xC5)
TOMORROW = "2026-01-06T05:00:00.000000Z"


def names(story: Story, **query: object) -> list[str]:
    return [customer["name"] for customer in story.ask("customers", **query)["customers"]]


def known(**details: dict[str, object]) -> Story:
    """A story with customers of these names: MAY, SEN and so on get the details given."""
    past = [registered(id, **given) for id, given in zip(IDS, details.values(), strict=False)]
    return given(company(), *past)


IDS = (MAY, SEN, LAN, DUC, HA)


def found(story: Story, *searches: str) -> list[list[str]]:
    return [names(story, q=search) for search in searches]


def sorted_out() -> Story:
    """One customer for every filter."""
    story = given(company())
    story.when(CreateGroup(group=VIP, name="VIP", points=25)).done()
    for catalogue, entry in (("source", FAIR), ("tier", GOLD)):
        story.when(AddCatalogueEntry(catalogue=catalogue, entry=entry, name="x")).done()
    hanoi = {"street": "", "ward": "", "district": "", "province": "Hà Nội", "country": "VN"}
    for fields in (
        {"name": "Kẻ", "kind": "person", "owner": ANNA, "address": hanoi},
        {"name": "Nhóm", "groups": [VIP]},
        {"name": "Nguồn", "sources": [FAIR]},
        {"name": "Hạng", "tier": GOLD},
        {"name": "Nóng", "stage": HOT},
    ):
        story.when(RegisterCustomer.model_validate(fields)).done()
    return story
