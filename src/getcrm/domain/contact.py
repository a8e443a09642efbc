"""Contacts (người liên hệ) of a customer: whom to speak to there (CUS-1).

A contact is as its JSON: id, name, title, phones, emails, main. At most one is the main one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from getcrm.domain.aggregate import Changes, applied
from getcrm.domain.refusals import NotFound, Refused

Contact = dict[str, Any]
MOST = 100
"""Contacts of one customer."""


@dataclass(frozen=True)
class ContactAdded:
    """contact: as its JSON. One that is the main one takes that from whoever was."""

    contact: Contact


@dataclass(frozen=True)
class ContactEdited:
    """contact: its id. name: what it was called before."""

    contact: str
    name: str
    changed: Changes


@dataclass(frozen=True)
class ContactRemoved:
    """contact: as it was."""

    contact: Contact


class ContactUnknown(NotFound):
    """The customer has no such contact. details: id."""

    field = "contact"


class TooManyContacts(Refused):
    """A customer has so many contacts at the most. details: most."""

    field = "contact"


class ContactTwice(Refused):
    """Two contacts of a customer are two people, each with an id of its own. details: id."""

    field = "contacts"


ContactEvent = ContactAdded | ContactEdited | ContactRemoved


def after(contacts: Iterable[Contact], event: ContactEvent) -> list[Contact]:
    """The contacts once it has happened, in their order; a new one comes last."""
    match event:
        case ContactAdded(contact):
            return [*_without_main(contacts, contact), contact]
        case ContactEdited(id, _, changed):
            return with_changes(contacts, id, applied(changed))
        case ContactRemoved(contact):
            return [one for one in contacts if one["id"] != contact["id"]]


def with_changes(contacts: Iterable[Contact], id: str, new: Mapping[str, Any]) -> list[Contact]:
    """One of them with other values in some of its fields."""
    edited = [{**one, **new} if one["id"] == id else one for one in contacts]
    if not new.get("main"):
        return edited
    return [one if one["id"] == id else {**one, "main": False} for one in edited]


def _without_main(contacts: Iterable[Contact], new: Contact) -> list[Contact]:
    return [{**one, "main": False} for one in contacts] if new["main"] else list(contacts)


def check_ids(contacts: Iterable[Contact]) -> None:
    """Each has an id of its own."""
    seen: set[str] = set()
    for contact in contacts:
        if contact["id"] in seen:
            raise ContactTwice(id=contact["id"])
        seen.add(contact["id"])
