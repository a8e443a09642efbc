"""Refusals about comments, messages and notifications (CUS-6, NOT-1, NOT-2)."""

from getcrm.language.template import Phrase

REFUSALS: dict[str, Phrase] = {
    "CommentOnOneRecord": {
        "en": "A comment is made on a customer or on an opportunity, one of the two.",
        "vi": "Trao đổi thuộc về một khách hàng hoặc một cơ hội, chỉ một trong hai.",
    },
    "CommentIsDeleted": {
        "en": "The comment is deleted; restore it first.",
        "vi": "Trao đổi đã bị xóa; hãy khôi phục trước.",
    },
    "NotYourComment": {
        "en": "Somebody else wrote this comment.",
        "vi": "Trao đổi này do người khác viết.",
    },
    "NotNotifiedYet": {
        "en": "The log has only come to position {position}.",
        "vi": "Nhật ký mới đến vị trí {position}.",
    },
    "NotificationUnknown": {
        "en": "Nobody is told of that: {object}, {action}.",
        "vi": "Không có thông báo như vậy: {object}, {action}.",
    },
    "NobodyToSendTo": {
        "en": "Nobody is left to send it to.",
        "vi": "Không còn ai để gửi.",
    },
    "NotTheCampaignsManager": {
        "en": "To the participants of a campaign only its manager writes.",
        "vi": "Chỉ người quản lý chiến dịch mới gửi thư cho người tham gia.",
    },
}
