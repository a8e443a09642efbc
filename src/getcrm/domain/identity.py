"""How customers are told apart: codes, and what makes one a possible duplicate (CUS-1, CUS-2)."""

from collections.abc import Mapping
from typing import Any

from getcrm.domain.refusals import Conflict
from getcrm.domain.text import folded


class DuplicateFound(Conflict):
    """Other customers have this code, phone, email or tax code (CUS-2). details: value,
    customers (their ids)."""


CODE_PREFIX = "KH"
"""Of the code of a customer that was given none: KH-2026-000001 (CUS-1)."""

FIELDS = {"phone": "phones", "email": "emails", "tax_code": "tax_code"}
"""In which field the values of each kind stand."""


def identifying(details: Mapping[str, Any]) -> dict[str, list[str]]:
    """By what a customer may be a duplicate of another: phone, email, tax_code, each as it is
    compared (CUS-2). Phones are in international form already; phones and e-mails are its own
    and its contacts'."""
    everybody = (details, *details["contacts"])
    tax_code = folded(details["tax_code"]).replace(" ", "")
    return {
        "phone": list(dict.fromkeys(phone for one in everybody for phone in one["phones"])),
        "email": list(dict.fromkeys(folded(email) for one in everybody for email in one["emails"])),
        "tax_code": [tax_code] if tax_code else [],
    }


def field_of(kind: str, value: str, details: Mapping[str, Any]) -> str:
    """In which field of the details a value of `identifying` stands, the customer's own first."""
    without_contacts = identifying({**details, "contacts": ()})
    return FIELDS[kind] if value in without_contacts[kind] else "contacts"
