"""What people may ask of internal messages (thư nội bộ) (NOT-2)."""

from typing import Annotated

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.user import user_named
from getcrm.commands.values import Id, Name, Text
from getcrm.domain.attachment import Attachment
from getcrm.domain.campaign import Campaign
from getcrm.domain.message import (
    Attached,
    Message,
    MessageSent,
    NobodyToSendTo,
    NotTheCampaignsManager,
)
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.user import User, UserIsDeactivated

Recipients = Annotated[list[Id], Field(max_length=200)]
Attachments = Annotated[list[Id], Field(max_length=20)]


class SendMessage(Command):
    """To some colleagues, or from a campaign to all who take part in it now, or both.

    attachments: files one has uploaded. reply_to: a message one has sent or received.
    """

    message: Id | None = None
    recipients: Recipients = Field(default=[])
    campaign: Id | None = None
    subject: Name
    text: Text = ""
    attachments: Attachments = Field(default=[])
    reply_to: Id | None = None


def send_message(command: SendMessage, desk: Desk) -> Decision:
    id = command.message or desk.new_id()
    if desk.find(Message, id) is not None:
        raise AlreadyExists("message", kind=Message.KIND, id=id)
    if command.reply_to is not None:
        _theirs(command.reply_to, desk, "reply_to")
    recipients = _recipients(command, desk)
    if not recipients:
        raise NobodyToSendTo
    sent = MessageSent(
        sender=desk.by,
        recipients=recipients,
        campaign=command.campaign,
        subject=command.subject,
        text=command.text,
        attachments=tuple(_attached(id, desk) for id in dict.fromkeys(command.attachments)),
        reply_to=command.reply_to,
    )
    return decide(Message, id, [sent])


def _recipients(command: SendMessage, desk: Desk) -> tuple[str, ...]:
    """Those named, who work here; of a campaign's participants, those who still do."""
    found: dict[str, None] = {}
    for user in command.recipients:
        named = user_named(user, "recipients", desk)
        if not named.is_active:
            raise UserIsDeactivated("recipients", name=named.name)
        found[user] = None
    if command.campaign is not None:
        taking_part = _participants(command.campaign, desk)
        people = desk.load_many(User, taking_part)
        found |= {user: None for user in taking_part if user in people and people[user].is_active}
    found.pop(desk.by, None)
    return tuple(found)


def _participants(id: str, desk: Desk) -> list[str]:
    campaign = desk.find(Campaign, id)
    if campaign is None:
        raise NotFound("campaign", kind=Campaign.KIND, id=id)
    if campaign.details["manager"] != desk.by and not desk.who.everything:
        raise NotTheCampaignsManager
    return [participant.user for participant in campaign.participants]


def _attached(id: str, desk: Desk) -> Attached:
    """A file of whoever sends it."""
    file = desk.find(Attachment, id)
    if file is None or file.uploader != desk.by:
        raise NotFound("attachments", kind=Attachment.KIND, id=id)
    return Attached(id, file.name, file.media_type, file.size)


def _theirs(id: str, desk: Desk, field: str | None = None) -> Message:
    """To everybody else, the message is not there."""
    message = desk.find(Message, id)
    if message is None or not message.is_of(desk.by):
        raise NotFound(field, kind=Message.KIND, id=id)
    return message


class ReadMessage(Command):
    """By one of its recipients."""

    message: Id


def read_message(command: ReadMessage, desk: Desk) -> Decision:
    return decide(Message, command.message, _theirs(command.message, desk).mark_read(desk.by))


class ArchiveMessage(Command):
    """Put it away, for oneself."""

    message: Id


def archive_message(command: ArchiveMessage, desk: Desk) -> Decision:
    return decide(Message, command.message, _theirs(command.message, desk).archive(desk.by))


class UnarchiveMessage(Command):
    message: Id


def unarchive_message(command: UnarchiveMessage, desk: Desk) -> Decision:
    return decide(Message, command.message, _theirs(command.message, desk).unarchive(desk.by))


HANDLERS: Handlers = {
    SendMessage: send_message,
    ReadMessage: read_message,
    ArchiveMessage: archive_message,
    UnarchiveMessage: unarchive_message,
}
