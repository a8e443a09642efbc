"""What somebody has read of what they were told, and of what they want to be told (NOT-1).

One stream a person, `inbox-<user>`. A notification is known by the position of its event in the
log: nobody is told of the same event twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self, assert_never

from getcrm.domain.aggregate import Aggregate
from getcrm.domain.refusals import Invalid

ACTIONS: Mapping[str, tuple[str, ...]] = {
    "customer": ("registered", "handed_over", "shared"),
    "opportunity": (
        "opened",
        "assigned",
        "claimed",
        "moved",
        "won",
        "lost",
        "reopened",
        "idle",
    ),
    "campaign": ("joined", "managed"),
    "transaction": (
        "created",
        "assigned",
        "taken_away",
        "completed",
        "cancelled",
        "reopened",
        "deleted",
        "restored",
        "reminded",
    ),
    "comment": ("posted", "mentioned"),
    "message": ("received",),
}
"""By object, all that people are told of (NOT-1)."""
ACCOUNT = "account"
ALWAYS: Mapping[str, tuple[str, ...]] = {
    ACCOUNT: ("token_issued", "link_issued", "second_factor_off", "email_changed"),
}
"""What everybody is told of, inside and by e-mail, whatever they prefer: what others did to the
account by which they sign in (PERM-6)."""


@dataclass(frozen=True)
class Preference:
    """Whether somebody is told inside the program, and by e-mail."""

    in_app: bool = True
    email: bool = False


@dataclass(frozen=True)
class NotificationsRead:
    """Those at these positions of the log, and all up to another one."""

    positions: tuple[int, ...]
    up_to: int | None


@dataclass(frozen=True)
class NotificationsUnread:
    """To be looked at once more."""

    positions: tuple[int, ...]


@dataclass(frozen=True)
class NotificationPreferenceSet:
    object: str
    action: str
    old: Preference
    new: Preference


InboxEvent = NotificationsRead | NotificationsUnread | NotificationPreferenceSet


class NotNotifiedYet(Invalid):
    """The log has not come to that position. details: position, of the log."""


class NotificationUnknown(Invalid):
    """Nobody is told of such a thing. details: object, action."""

    field = "action"


@dataclass(frozen=True)
class Inbox(Aggregate):
    """read: positions after read_up_to; unread: positions up to it."""

    KIND = "inbox"

    read_up_to: int = 0
    read: frozenset[int] = frozenset()
    unread: frozenset[int] = frozenset()
    preferences: Mapping[tuple[str, str], Preference] = field(default_factory=dict)

    @classmethod
    def evolve(cls, current: Self | None, event: InboxEvent, at: str) -> Self:
        inbox = current or cls()
        match event:
            case NotificationsRead():
                return inbox._after_reading(frozenset(event.positions), event.up_to or 0)
            case NotificationsUnread():
                again = frozenset(event.positions)
                below = {position for position in again if position <= inbox.read_up_to}
                return replace(inbox, read=inbox.read - again, unread=inbox.unread | below)
            case NotificationPreferenceSet():
                chosen = {**inbox.preferences, (event.object, event.action): event.new}
                return replace(inbox, preferences=chosen)
            case _:
                assert_never(event)

    def _after_reading(self, positions: frozenset[int], up_to: int) -> Self:
        end = max(self.read_up_to, up_to)
        read = frozenset(position for position in self.read | positions if position > end)
        left = self.unread - positions
        unread = frozenset(position for position in left if position > up_to)
        return replace(self, read_up_to=end, read=read, unread=unread)

    def has_read(self, position: int) -> bool:
        if position <= self.read_up_to:
            return position not in self.unread
        return position in self.read

    def mark_read(
        self, positions: Iterable[int], up_to: int | None, log_position: int
    ) -> list[InboxEvent]:
        """log_position: there is nothing to be read after it yet."""
        wanted = sorted(set(positions))
        if max([*wanted, up_to or 0]) > log_position:
            raise NotNotifiedYet(position=log_position)
        if up_to is not None and up_to <= self.read_up_to:
            up_to = up_to if any(position <= up_to for position in self.unread) else None
        new = [p for p in wanted if not self.has_read(p) and p > (up_to or 0)]
        return [NotificationsRead(tuple(new), up_to)] if new or up_to else []

    def mark_unread(self, positions: Iterable[int]) -> list[InboxEvent]:
        again = tuple(position for position in sorted(set(positions)) if self.has_read(position))
        return [NotificationsUnread(again)] if again else []

    def prefer(self, object: str, action: str, new: Preference) -> list[InboxEvent]:
        if action not in ACTIONS.get(object, ()):
            raise NotificationUnknown(object=object, action=action)
        old = self.preferences.get((object, action), Preference())
        return [] if new == old else [NotificationPreferenceSet(object, action, old, new)]
