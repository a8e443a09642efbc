"""Customers to tell stories about."""

from getcrm.domain.customer import CustomerRegistered
from tests.story import NEW, uid

MAY, SEN = uid(0xC1), uid(0xC2)
FRESH = uid(0xF000)
"""The first id that a story hands out."""
BLANK = {
    "name": "Mây",
    "kind": "company",
    "phones": [],
    "emails": [],
    "address": None,
    "website": "",
    "tax_code": "",
    "birthday": None,
    "description": "",
    "contacts": [],
}


def registered(id, code=None, stage=NEW, owner=None, groups=(), sources=(), tier=None, **details):
    """The past of a customer of whom only the given details are known."""
    code = code or f"C-{id[-4:]}"
    for n, contact in enumerate(details.get("contacts", ())):
        contact.setdefault("id", uid(0xC0000 + n))
    event = CustomerRegistered(code, {**BLANK, **details}, owner, stage, groups, sources, tier)
    return (f"customer-{id}", event)
