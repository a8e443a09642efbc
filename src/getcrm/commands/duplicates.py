"""Whether other customers are already known by the same code, phone, email or tax code (CUS-2)."""

from collections.abc import Mapping
from typing import Any

from getcrm.commands.decision import Warned
from getcrm.commands.desk import Desk
from getcrm.domain.company import Company
from getcrm.domain.customer import Customer
from getcrm.domain.identity import CODE_PREFIX, DuplicateFound, field_of, identifying
from getcrm.domain.numbering import next_code
from getcrm.domain.policy import allows, of_customer
from getcrm.domain.text import folded


def free_code(desk: Desk) -> str:
    """The next code of the year, by the company's calendar."""
    return next_code(CODE_PREFIX, desk.load(Company).day(desk.at).year, desk.highest)


def check_code(code: str, customer: str, desk: Desk) -> None:
    """Nobody else, not even a deleted customer, has the code (CUS-2, CUS-3)."""
    others = _others("customer_code", folded(code), customer, desk)
    if others:
        raise DuplicateFound("code", value=code, customers=_seen(others, desk))


def check_duplicates(
    details: Mapping[str, Any], customer: str, desk: Desk, known: Mapping[str, Any] | None = None
) -> list[Warned]:
    """Warn of live customers with the same phone, email or tax code, or refuse, as the settings
    say. known: the details before an edit, of which nothing is said again."""
    modes = desk.load(Company).duplicate_checks
    before = identifying(known) if known else {}
    warnings = []
    for kind, values in identifying(details).items():
        new = [value for value in values if value not in before.get(kind, ())]
        for value in new if modes[kind] != "off" else ():
            others = _others(f"customer_{kind}", value, customer, desk)
            if not others:
                continue
            field, seen = field_of(kind, value, details), _seen(others, desk)
            if modes[kind] == "refuse":
                raise DuplicateFound(field, value=value, customers=seen)
            found = {"value": value, "customers": seen}
            warnings.append(Warned("PossibleDuplicate", field, found))
    return warnings


def _seen(others: list[str], desk: Desk) -> list[str]:
    """Which of them whoever asks may see: of the rest they learn only that there is one."""
    if desk.who.everything:
        return others
    found = desk.load_many(Customer, others)
    return [id for id in others if id in found and allows(desk.who, of_customer(found[id]))]


def _others(scope: str, key: str, customer: str, desk: Desk) -> list[str]:
    return [owner for owner in desk.owners(scope, key) if owner != customer]
