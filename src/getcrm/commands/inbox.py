"""What people may ask about what they are told (NOT-1): each about their own inbox."""

from typing import Annotated, Literal

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.user import user_named
from getcrm.domain.inbox import Inbox, Preference

Position = Annotated[int, Field(ge=1, lt=10**18)]
Positions = Annotated[list[Position], Field(max_length=1_000)]
Object = Literal["customer", "opportunity", "campaign", "transaction", "comment", "message"]
Action = Literal[
    "registered",
    "handed_over",
    "shared",
    "opened",
    "assigned",
    "claimed",
    "moved",
    "won",
    "lost",
    "reopened",
    "idle",
    "joined",
    "managed",
    "created",
    "taken_away",
    "completed",
    "cancelled",
    "deleted",
    "restored",
    "reminded",
    "posted",
    "mentioned",
    "received",
]


def inbox_of(desk: Desk) -> Inbox:
    """That of whoever asks; the machine has none."""
    user_named(desk.by, "by", desk)
    return desk.find(Inbox, desk.by) or Inbox()


class ReadNotifications(Command):
    """Those at some positions of the log, or all up to one."""

    positions: Positions = Field(default=[])
    up_to: Position | None = None


def read_notifications(command: ReadNotifications, desk: Desk) -> Decision:
    events = inbox_of(desk).mark_read(command.positions, command.up_to, desk.position())
    return decide(Inbox, desk.by, events)


class UnreadNotifications(Command):
    """To be looked at once more."""

    positions: Positions


def unread_notifications(command: UnreadNotifications, desk: Desk) -> Decision:
    return decide(Inbox, desk.by, inbox_of(desk).mark_unread(command.positions))


class SetNotificationPreference(Command):
    """Whether one wants to be told of such things, in the program and by e-mail."""

    object: Object
    action: Action
    in_app: bool
    email: bool


def set_notification_preference(command: SetNotificationPreference, desk: Desk) -> Decision:
    wanted = Preference(command.in_app, command.email)
    return decide(Inbox, desk.by, inbox_of(desk).prefer(command.object, command.action, wanted))


HANDLERS: Handlers = {
    ReadNotifications: read_notifications,
    UnreadNotifications: unread_notifications,
    SetNotificationPreference: set_notification_preference,
}
