"""Contacts with a customer that are entered by hand or by another program (CUS-7, CUS-11)."""

from typing import Annotated, Literal

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.user import check_user
from getcrm.commands.values import Code, Id, Instant, Phone, ShortLine, Text
from getcrm.domain.customer import Customer
from getcrm.domain.interaction import CONTACT_RECORDED, ContactOfAnother, Interaction

LONGEST = 7 * 24 * 60 * 60


class RecordContact(Command):
    """A call, message, meeting or visit that took place (CUS-7, CUS-11).

    contacted_at: when it began; now, unless said otherwise. direction: in, they reached us; out,
    we reached them. seconds: how long it lasted. number: theirs. result: how it ended, as the
    telephone system says it. done_by: who spoke with them; whoever asks, unless said otherwise. To
    say so of somebody else takes `import.access`. external_id: what another program calls it; the
    same one twice is recorded once.
    """

    customer: Id
    kind: Literal["call", "message", "meeting", "visit", "other"]
    contacted_at: Instant | None = None
    note: Text = ""
    direction: Literal["in", "out"] | None = None
    seconds: Annotated[int, Field(ge=0, le=LONGEST)] | None = None
    number: Phone | None = None
    result: ShortLine = ""
    done_by: Id | None = None
    external_id: Code | None = None


def record_contact(command: RecordContact, desk: Desk) -> Decision:
    customer = desk.load(Customer, command.customer)
    if command.external_id is not None and recorded(command.external_id, command.customer, desk):
        return decide(Customer, command.customer, [])
    if command.done_by not in (None, desk.by):
        desk.who.must("import.access")
        check_user(command.done_by, "done_by", desk)
    told = Interaction(
        command.direction,
        command.seconds,
        command.number,
        command.result or None,
        command.done_by,
        command.external_id,
    )
    contacted_at = command.contacted_at or desk.at
    events = customer.contact(command.kind, contacted_at, desk.at, command.note, told=told)
    return decide(Customer, command.customer, events)


def recorded(external_id: str, customer: str, desk: Desk) -> bool:
    """Whether it has been recorded already. Raises ContactOfAnother."""
    owners = desk.owners(CONTACT_RECORDED, external_id)
    if owners and customer not in owners:
        raise ContactOfAnother("external_id", external_id=external_id)
    return customer in owners


HANDLERS: Handlers = {RecordContact: record_contact}
