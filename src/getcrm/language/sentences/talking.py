"""What is said of comments (trao đổi), internal messages (thư nội bộ) and notifications."""

from getcrm.language.catalogue import _
from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CommentPosted": Saying(
        _("{by} commented on {customer}[, opportunity {opportunity}][ in {campaign}]: {text}"),
    ),
    "CommentEdited": Saying(
        _("{by} edited a comment: {changed}"),
        holds={"mentions": "user"},
    ),
    "CommentDeleted": Saying(
        _("{by} deleted a comment"),
    ),
    "CommentRestored": Saying(
        _("{by} restored a comment"),
    ),
    "MessageSent": Saying(
        _("{by} sent a message to {recipients}[, from {campaign}]: {subject}"),
        holds={"recipients": "user"},
    ),
    "MessageRead": Saying(
        _("{by} read a message"),
    ),
    "MessageArchived": Saying(
        _("{by} archived a message"),
    ),
    "MessageUnarchived": Saying(
        _("{by} took a message out of the archive"),
    ),
    "AttachmentUploaded": Saying(
        _("{by} uploaded the file {name}"),
    ),
    "NotificationsRead": Saying(
        _("{by} read notifications"),
    ),
    "NotificationsUnread": Saying(
        _("{by} marked notifications as unread"),
    ),
    "NotificationPreferenceSet": Saying(
        _("{by} chose to be told of {object}, {action}: {new}; before: {old}"),
        holds={
            "object": "kind",
            "action": "action",
            "old": "preference",
            "new": "preference",
        },
    ),
}

PRIVATE = (
    "MessageSent",
    "MessageRead",
    "MessageArchived",
    "MessageUnarchived",
    "AttachmentUploaded",
    "NotificationsRead",
    "NotificationsUnread",
    "NotificationPreferenceSet",
)
"""Told to nobody but those it is about."""
