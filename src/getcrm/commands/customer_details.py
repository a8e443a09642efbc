"""What is written on the card of a customer (CUS-1), as people enter it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from getcrm.commands.values import Date, Email, Id, Line, Name, Phone, ShortLine, Text, Website


class Card(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


Phones = Annotated[list[Phone], Field(max_length=20), AfterValidator(_distinct)]
Emails = Annotated[list[Email], Field(max_length=20), AfterValidator(_distinct)]


class Address(Card):
    street: Line = ""
    ward: Line = ""
    district: Line = ""
    province: Line = ""
    country: Line = ""


class Contact(Card):
    """Somebody to speak to there. id: left out, it is that of the contact of the same name, or a
    new one. main: whom to ask first; at most one of them."""

    id: Id | None = None
    name: Name
    title: Line = ""
    phones: Phones = []
    emails: Emails = []
    main: bool = False


def _one_main(contacts: list[Contact]) -> list[Contact]:
    if sum(contact.main for contact in contacts) > 1:
        raise PydanticCustomError("main_contact", "should have at most one main contact")
    return contacts


Contacts = Annotated[list[Contact], Field(max_length=100), AfterValidator(_one_main)]
Kind = Literal["company", "person"]
TaxCode = ShortLine


class CustomerDetails(Card):
    """Phones without a country are Vietnamese; all are kept in international form (CUS-2), with
    their extension. A web site without http or https gets https."""

    name: Name
    kind: Kind = "company"
    phones: Phones = []
    emails: Emails = []
    address: Address | None = None
    website: Website = ""
    tax_code: TaxCode = ""
    birthday: Date | None = None
    description: Text = ""
    contacts: Contacts = []


def identified(
    wanted: Iterable[dict[str, Any]],
    former: Iterable[Mapping[str, Any]],
    new_id: Callable[[], str],
) -> list[dict[str, Any]]:
    """Contacts with their ids: the one that is given, that of a former contact of that name which
    nobody else has, or a new one."""
    contacts = list(wanted)
    given = {contact["id"] for contact in contacts}
    free = [one for one in former if one["id"] not in given]
    found = []
    for contact in contacts:
        id = contact["id"]
        if id is None:
            same = next((one for one in free if one["name"] == contact["name"]), None)
            if same is not None:
                free.remove(same)
            id = same["id"] if same is not None else new_id()
        found.append({**contact, "id": id})
    return found
