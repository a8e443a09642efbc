"""What is said of campaigns (chiến dịch) and their approach methods (phương pháp tiếp cận)."""

from getcrm.language.sentences.saying import Saying

SENTENCES = {
    "CampaignCreated": Saying(
        "{by} created the campaign {details.name} ({code}) with the methods {methods}"
        "[, managed by {details.manager}][, participants {participants}]",
        "{by} tạo chiến dịch {details.name} ({code}) với các phương pháp {methods}"
        "[, người quản lý {details.manager}][, người tham gia {participants}]",
    ),
    "CampaignEdited": Saying(
        "{by} edited the campaign {it}: {changed}",
        "{by} sửa chiến dịch {it}: {changed}",
    ),
    "ParticipantsSet": Saying(
        "{by} changed the participants of {it} from {old} to {new}",
        "{by} đổi người tham gia của {it} từ {old} thành {new}",
        holds={"old": "participants", "new": "participants"},
    ),
    "MethodAdded": Saying(
        "{by} added the method {method.name} to {it}, at place {position}",
        "{by} thêm phương pháp {method.name} vào {it}, ở vị trí {position}",
        holds={"position": "place"},
    ),
    "MethodEdited": Saying(
        "{by} edited the method {method} of {it}: {changed}",
        "{by} sửa phương pháp {method} của {it}: {changed}",
    ),
    "MethodsReordered": Saying(
        "{by} reordered the methods of {it} from {old} to {new}",
        "{by} sắp xếp lại phương pháp của {it} từ {old} thành {new}",
        holds={"old": "method", "new": "method"},
    ),
    "MethodDeleted": Saying(
        "{by} deleted the method {method} of {it}",
        "{by} xóa phương pháp {method} của {it}",
    ),
    "OwnerDrawn": Saying(
        "{by} let {it} divide: it was the turn of {user}",
        "{by} để {it} tự phân chia: đến lượt {user}",
    ),
    "CampaignLocked": Saying(
        "{by} locked the campaign {it}",
        "{by} khóa chiến dịch {it}",
    ),
    "CampaignUnlocked": Saying(
        "{by} unlocked the campaign {it}",
        "{by} mở khóa chiến dịch {it}",
    ),
    "CampaignDeleted": Saying(
        "{by} deleted the campaign {it}",
        "{by} xóa chiến dịch {it}",
    ),
    "CampaignRestored": Saying(
        "{by} restored the campaign {it}",
        "{by} khôi phục chiến dịch {it}",
    ),
}
