"""What people may ask of a customer's contacts (người liên hệ), one by one (CUS-1)."""

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.customer_details import Emails, Phones
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.duplicates import check_duplicates
from getcrm.commands.edits import given, optional
from getcrm.commands.values import Id, Line, Name
from getcrm.domain.contact import ContactEvent, after
from getcrm.domain.customer import Customer
from getcrm.domain.refusals import AlreadyExists


class AddContact(Command):
    """main: whom to ask first; whoever was is so no more."""

    customer: Id
    contact: Id | None = None
    name: Name
    title: Line = ""
    phones: Phones = Field(default=[])
    emails: Emails = Field(default=[])
    main: bool = False


def add_contact(command: AddContact, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    id = command.contact or desk.new_id()
    if any(one["id"] == id for one in customer.contacts):
        raise AlreadyExists("contact", kind="contact", id=id)
    fields = command.model_dump(exclude={"customer", "contact"})
    return _decided(command.customer, customer, customer.add_contact({"id": id, **fields}), desk)


class EditContact(Command):
    """Only the fields that are given change."""

    customer: Id
    contact: Id
    name: Name = optional("")
    title: Line = optional("")
    phones: Phones = optional([])
    emails: Emails = optional([])
    main: bool = optional(False)


def edit_contact(command: EditContact, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    events = customer.edit_contact(command.contact, given(command, "customer", "contact"))
    return _decided(command.customer, customer, events, desk)


class RemoveContact(Command):
    customer: Id
    contact: Id


def remove_contact(command: RemoveContact, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    return _decided(command.customer, customer, customer.remove_contact(command.contact), desk)


def _decided(id: str, customer: Customer, events: list[ContactEvent], desk: Desk) -> Decision:
    """With a look at who else has these phones and e-mails (CUS-2)."""
    contacts = customer.contacts
    for event in events:
        contacts = after(contacts, event)
    details = {**customer.details, "contacts": contacts}
    warnings = check_duplicates(details, id, desk, known=customer.details)
    return decide(Customer, id, events, warnings)


HANDLERS: Handlers = {
    AddContact: add_contact,
    EditContact: edit_contact,
    RemoveContact: remove_contact,
}
