"""An internal message (thư nội bộ) between colleagues (NOT-2).

Nobody but its sender and its recipients ever reads it, whatever they may do otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self, assert_never

from getcrm.domain.aggregate import Aggregate
from getcrm.domain.policy import Forbidden
from getcrm.domain.refusals import Refused


@dataclass(frozen=True)
class Attached:
    """An uploaded file that goes with it."""

    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class MessageSent:
    """campaign: from which it went to the participants of that moment, who are among the
    recipients. reply_to: the message it answers."""

    sender: str
    recipients: tuple[str, ...]
    campaign: str | None
    subject: str
    text: str
    attachments: tuple[Attached, ...]
    reply_to: str | None


@dataclass(frozen=True)
class MessageRead:
    user: str


@dataclass(frozen=True)
class MessageArchived:
    """Put away by one of those who have it."""

    user: str


@dataclass(frozen=True)
class MessageUnarchived:
    user: str


MessageEvent = MessageSent | MessageRead | MessageArchived | MessageUnarchived


class NobodyToSendTo(Refused):
    """A message goes to somebody else, who works here."""

    field = "recipients"


class NotTheCampaignsManager(Forbidden):
    """To the participants of a campaign writes its manager (NOT-2)."""

    field = "campaign"


@dataclass(frozen=True)
class Message(Aggregate):
    """read, archived: by whom it is."""

    KIND = "message"

    sender: str
    recipients: tuple[str, ...]
    attachments: tuple[Attached, ...]
    read: frozenset[str] = frozenset()
    archived: frozenset[str] = frozenset()

    @classmethod
    def evolve(cls, current: Self | None, event: MessageEvent, at: str) -> Self:
        if isinstance(event, MessageSent):
            return cls(event.sender, event.recipients, event.attachments)
        assert current, "a history begins with MessageSent"
        match event:
            case MessageRead():
                return replace(current, read=current.read | {event.user})
            case MessageArchived():
                return replace(current, archived=current.archived | {event.user})
            case MessageUnarchived():
                return replace(current, archived=current.archived - {event.user})
            case _:
                assert_never(event)

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        for attached in self.attachments:
            yield "attachment", attached.id

    def is_of(self, user: str) -> bool:
        """Whether they sent or received it."""
        return user == self.sender or user in self.recipients

    def mark_read(self, by: str) -> list[MessageEvent]:
        """Whoever sent it knows what it says."""
        return [] if by in self.read or by not in self.recipients else [MessageRead(by)]

    def archive(self, by: str) -> list[MessageEvent]:
        return [] if by in self.archived else [MessageArchived(by)]

    def unarchive(self, by: str) -> list[MessageEvent]:
        return [MessageUnarchived(by)] if by in self.archived else []
