"""What somebody has read, and wants to be told (NOT-1)."""

import pytest

from getcrm.commands.inbox import (
    ReadNotifications,
    SetNotificationPreference,
    UnreadNotifications,
)
from getcrm.domain.inbox import (
    Inbox,
    NotificationPreferenceSet,
    NotificationsRead,
    NotificationsUnread,
    NotificationUnknown,
    NotNotifiedYet,
    Preference,
)
from getcrm.domain.policy import PermissionMissing
from getcrm.domain.user import UserUnknown
from tests.commands.staff import HA, at_work
from tests.story import ANNA, BINH


def read(*positions, up_to=None):
    return ReadNotifications(positions=list(positions), up_to=up_to)


def test_some_or_all_up_to_one():
    story = at_work().when(read(3, 5, 3)).then(NotificationsRead((3, 5), None))
    story.when(read(5, 7, up_to=4)).then(NotificationsRead((7,), 4))
    story.when(read(1, 5, 7, up_to=3)).then_nothing_happens()
    assert story.state(f"inbox-{ANNA}") == Inbox(4, frozenset({5, 7}))
    story.when(read(up_to=5), by=BINH).then(NotificationsRead((), 5))


def test_nothing_is_nothing():
    at_work().when(read()).then_nothing_happens()


def test_once_more_and_read_again():
    again = UnreadNotifications(positions=[2, 5, 6])
    story = at_work(("inbox-" + ANNA, NotificationsRead((5,), 3)))
    story.when(again).then(NotificationsUnread((2, 5))).when(again).then_nothing_happens()
    assert story.state(f"inbox-{ANNA}") == Inbox(3, unread=frozenset({2}))
    story.when(read(up_to=3)).then(NotificationsRead((), 3))
    story.when(read(up_to=3)).then_nothing_happens()
    story.when(UnreadNotifications(positions=[1])).then(NotificationsUnread((1,)))
    story.when(read(1)).then(NotificationsRead((1,), None))


def test_what_has_not_happened_cannot_be_read():
    story = at_work()
    end = story.crm.log.position()
    story.when(read(end + 1)).then_refused(NotNotifiedYet, position=end)
    story.when(read(up_to=end)).then(NotificationsRead((), end))


def test_how_one_wants_to_be_told():
    wish = SetNotificationPreference(object="comment", action="posted", in_app=True, email=True)
    told = NotificationPreferenceSet("comment", "posted", Preference(), Preference(True, True))
    story = at_work().when(wish).then(told).when(wish).then_nothing_happens()
    off = wish.model_copy(update={"in_app": False, "email": False})
    nothing = Preference(False, False)
    story.when(off).then(
        NotificationPreferenceSet("comment", "posted", Preference(True, True), nothing)
    )
    default = SetNotificationPreference(object="comment", action="posted", in_app=True, email=False)
    story.when(default, by=BINH).then_nothing_happens()


def test_nobody_is_told_what_there_is_not():
    wish = SetNotificationPreference(object="comment", action="won", in_app=True, email=True)
    at_work().when(wish).then_refused(NotificationUnknown, object="comment", action="won")


@pytest.mark.parametrize("command", [read(1), UnreadNotifications(positions=[1])])
def test_the_machine_has_no_inbox_and_a_narrow_token_opens_none(command):
    at_work().when(command, by="system").then_refused(UserUnknown, user="system")
    few = frozenset({"customers.access"})
    at_work().when(command, by=HA, scopes=few).then_refused(PermissionMissing)
