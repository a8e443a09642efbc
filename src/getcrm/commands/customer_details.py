"""What is written on the card of a customer (CUS-1), as people enter it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from getcrm.commands.values import Date, Email, Line, Name, Phone, ShortLine, Text, Website


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
    """Somebody to speak to there. main: whom to ask first; at most one of them."""

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
