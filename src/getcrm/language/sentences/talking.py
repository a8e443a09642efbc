"""What is said of comments (trao đổi), internal messages (thư nội bộ) and notifications."""

from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CommentPosted": Saying(
        "{by} commented on {customer}[, opportunity {opportunity}][ in {campaign}]: {text}",
        "{by} trao đổi về {customer}[, cơ hội {opportunity}][ trong {campaign}]: {text}",
    ),
    "CommentEdited": Saying(
        "{by} edited a comment: {changed}",
        "{by} sửa trao đổi: {changed}",
        holds={"mentions": "user"},
    ),
    "CommentDeleted": Saying(
        "{by} deleted a comment",
        "{by} xóa trao đổi",
    ),
    "CommentRestored": Saying(
        "{by} restored a comment",
        "{by} khôi phục trao đổi",
    ),
    "MessageSent": Saying(
        "{by} sent a message to {recipients}[, from {campaign}]: {subject}",
        "{by} gửi thư nội bộ cho {recipients}[, từ {campaign}]: {subject}",
        holds={"recipients": "user"},
    ),
    "MessageRead": Saying(
        "{by} read a message",
        "{by} đọc thư nội bộ",
    ),
    "MessageArchived": Saying(
        "{by} archived a message",
        "{by} lưu trữ thư nội bộ",
    ),
    "MessageUnarchived": Saying(
        "{by} took a message out of the archive",
        "{by} lấy thư nội bộ ra khỏi lưu trữ",
    ),
    "AttachmentUploaded": Saying(
        "{by} uploaded the file {name}",
        "{by} tải lên tệp {name}",
    ),
    "NotificationsRead": Saying(
        "{by} read notifications",
        "{by} đã đọc thông báo",
    ),
    "NotificationsUnread": Saying(
        "{by} marked notifications as unread",
        "{by} đánh dấu thông báo là chưa đọc",
    ),
    "NotificationPreferenceSet": Saying(
        "{by} chose to be told of {object}, {action}: {new}; before: {old}",
        "{by} chọn nhận thông báo {object}, {action}: {new}; trước đó: {old}",
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
