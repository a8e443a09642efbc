"""Single words: what records, fields and fixed choices are called in both languages."""

from getcrm.language.template import Language, Phrase

SYSTEM: Phrase = {"en": "The system", "vi": "Hệ thống"}
NOBODY: Phrase = {"en": "nobody", "vi": "không ai"}
EVERYBODY: Phrase = {"en": "everybody", "vi": "mọi người"}
NOT_AT_ALL: Phrase = {"en": "not at all", "vi": "không nhận"}
NONE: Phrase = {"en": "none", "vi": "không có"}
HIDDEN: Phrase = {"en": "(hidden)", "vi": "(không được xem)"}
HIDDEN_CAMPAIGNS: Phrase = {
    "en": "Campaigns you may not see",
    "vi": "Chiến dịch bạn không được xem",
}

KINDS: dict[str, Phrase] = {
    "api_token": {"en": "API token", "vi": "mã truy cập API"},
    "campaign": {"en": "campaign", "vi": "chiến dịch"},
    "attachment": {"en": "file", "vi": "tệp"},
    "catalogue": {"en": "list", "vi": "danh mục"},
    "comment": {"en": "comment", "vi": "trao đổi"},
    "company": {"en": "company", "vi": "công ty"},
    "customer": {"en": "customer", "vi": "khách hàng"},
    "department": {"en": "department", "vi": "phòng ban"},
    "departments": {"en": "tree of departments", "vi": "cây phòng ban"},
    "customer_groups": {"en": "list of groups", "vi": "danh sách nhóm"},
    "group": {"en": "group", "vi": "nhóm"},
    "inbox": {"en": "inbox", "vi": "hộp thông báo"},
    "loss_reason": {"en": "reason for losing", "vi": "lý do thất bại"},
    "message": {"en": "message", "vi": "thư nội bộ"},
    "method": {"en": "approach method", "vi": "phương pháp tiếp cận"},
    "opportunity": {"en": "opportunity", "vi": "cơ hội"},
    "order": {"en": "order", "vi": "đơn hàng"},
    "relationship_stages": {"en": "list of stages", "vi": "danh sách mối quan hệ"},
    "role": {"en": "role", "vi": "vai trò"},
    "roles": {"en": "list of roles", "vi": "danh sách vai trò"},
    "session": {"en": "session", "vi": "phiên đăng nhập"},
    "source": {"en": "source", "vi": "nguồn"},
    "stage": {"en": "stage", "vi": "mối quan hệ"},
    "tier": {"en": "tier", "vi": "phân cấp"},
    "transaction": {"en": "transaction", "vi": "giao dịch"},
    "transaction_type": {"en": "transaction type", "vi": "loại giao dịch"},
    "transaction_types": {"en": "list of transaction types", "vi": "danh sách loại giao dịch"},
    "type": {"en": "transaction type", "vi": "loại giao dịch"},
    "user": {"en": "user", "vi": "người dùng"},
}
"""Kinds of records, as they stand in stream names and in `NotFound`."""

FIELDS: dict[str, Phrase] = {
    "accepts": {"en": "accepts opportunities", "vi": "nhận cơ hội"},
    "address": {"en": "address", "vi": "địa chỉ"},
    "allow_duplicates": {"en": "allow duplicates", "vi": "cho phép cơ hội trùng"},
    "assignees": {"en": "assignees", "vi": "người thực hiện"},
    "attachments": {"en": "attachments", "vi": "tệp đính kèm"},
    "auto_forget": {"en": "Đừng quên applies", "vi": "áp dụng Đừng quên"},
    "birthday": {"en": "birthday", "vi": "ngày sinh"},
    "claim_wait_minutes": {"en": "minutes before claiming", "vi": "số phút chờ đăng ký"},
    "code": {"en": "code", "vi": "mã"},
    "colour": {"en": "colour", "vi": "màu"},
    "contacts": {"en": "contacts", "vi": "người liên hệ"},
    "counts_as_contact": {"en": "counts as contact", "vi": "tính là liên hệ"},
    "description": {"en": "description", "vi": "mô tả"},
    "division": {"en": "division of owners", "vi": "phân chia người phụ trách"},
    "due": {"en": "due", "vi": "hạn"},
    "email": {"en": "e-mail", "vi": "email"},
    "emails": {"en": "e-mails", "vi": "email"},
    "ends": {"en": "end", "vi": "ngày kết thúc"},
    "expected_amount": {"en": "expected amount", "vi": "giá trị dự kiến"},
    "expected_close": {"en": "expected close date", "vi": "ngày dự kiến chốt"},
    "hide_contacts": {"en": "hide contact information", "vi": "ẩn thông tin liên hệ"},
    "idle_days": {"en": "idle limit", "vi": "số ngày không tương tác"},
    "kind": {"en": "kind", "vi": "loại"},
    "language": {"en": "language", "vi": "ngôn ngữ"},
    "managers": {"en": "managers", "vi": "người quản lý"},
    "permissions": {"en": "permissions", "vi": "quyền"},
    "time_zone": {"en": "time zone", "vi": "múi giờ"},
    "manager": {"en": "manager", "vi": "người quản lý"},
    "name": {"en": "name", "vi": "tên"},
    "mentions": {"en": "mentions", "vi": "người được nhắc"},
    "on_calendar": {"en": "shown on the home calendar", "vi": "hiện lịch trang chủ"},
    "parent": {"en": "parent group", "vi": "nhóm cha"},
    "phones": {"en": "phones", "vi": "điện thoại"},
    "points": {"en": "points", "vi": "điểm"},
    "priority": {"en": "priority", "vi": "mức ưu tiên"},
    "probability": {"en": "probability", "vi": "xác suất"},
    "products": {"en": "products of interest", "vi": "sản phẩm quan tâm"},
    "reminder_days": {"en": "reminder", "vi": "nhắc trước"},
    "require_loss_reason": {"en": "require a loss reason", "vi": "bắt buộc lý do thất bại"},
    "source": {"en": "source", "vi": "nguồn"},
    "start": {"en": "start", "vi": "bắt đầu"},
    "starts": {"en": "start", "vi": "ngày bắt đầu"},
    "supplier": {"en": "supplier", "vi": "nhà cung cấp"},
    "tax_code": {"en": "tax code", "vi": "mã số thuế"},
    "text": {"en": "text", "vi": "nội dung"},
    "type": {"en": "type", "vi": "loại"},
    "watchers": {"en": "watchers", "vi": "người theo dõi"},
    "website": {"en": "website", "vi": "trang web"},
}
"""Fields that can be edited, as they stand in `changed`."""

CHOICES: dict[str, Phrase] = {
    "auto_forget": {"en": "auto-forget", "vi": "tự động chuyển Đừng quên"},
    "call": {"en": "a call", "vi": "cuộc gọi"},
    "cancelled": {"en": "cancelled", "vi": "đã hủy"},
    "company": {"en": "company", "vi": "công ty"},
    "completed": {"en": "completed", "vi": "đã hoàn thành"},
    "deactivated": {"en": "deactivated", "vi": "ngừng hoạt động"},
    "delete": {"en": "are deleted too", "vi": "bị xóa theo"},
    "doing": {"en": "doing", "vi": "đang làm"},
    "edit": {"en": "may edit", "vi": "được sửa"},
    "email": {"en": "e-mail", "vi": "email"},
    "en": {"en": "English", "vi": "tiếng Anh"},
    "vi": {"en": "Vietnamese", "vi": "tiếng Việt"},
    "view": {"en": "may view", "vi": "được xem"},
    "expired": {"en": "its time was over", "vi": "hết hạn"},
    "high": {"en": "high", "vi": "cao"},
    "invitation": {"en": "an invitation", "vi": "liên kết mời"},
    "least_loaded": {"en": "least loaded", "vi": "người ít việc nhất"},
    "leave": {"en": "leave it", "vi": "rời khỏi nhóm"},
    "loss_reason": {"en": "reasons for losing", "vi": "lý do thất bại"},
    "lost": {"en": "lost", "vi": "thất bại"},
    "low": {"en": "low", "vi": "thấp"},
    "meeting": {"en": "a meeting", "vi": "cuộc gặp"},
    "message": {"en": "a message", "vi": "tin nhắn"},
    "none": {"en": "none", "vi": "không"},
    "normal": {"en": "normal", "vi": "bình thường"},
    "off": {"en": "off", "vi": "tắt"},
    "other": {"en": "a contact", "vi": "lần liên hệ"},
    "password": {"en": "password", "vi": "mật khẩu"},
    "password_changed": {"en": "the password was changed", "vi": "đổi mật khẩu"},
    "person": {"en": "person", "vi": "cá nhân"},
    "phone": {"en": "phone", "vi": "điện thoại"},
    "recovery_code": {"en": "password and recovery code", "vi": "mật khẩu và mã khôi phục"},
    "refuse": {"en": "refuse", "vi": "từ chối"},
    "revoked": {"en": "it was revoked", "vi": "bị thu hồi"},
    "round_robin": {"en": "round robin", "vi": "xoay vòng"},
    "single_sign_on": {"en": "single sign-on", "vi": "đăng nhập một lần"},
    "source": {"en": "sources", "vi": "nguồn"},
    "tax_code": {"en": "tax code", "vi": "mã số thuế"},
    "tier": {"en": "tiers", "vi": "phân cấp"},
    "todo": {"en": "to do", "vi": "chưa làm"},
    "too_many": {"en": "there were too many", "vi": "có quá nhiều phiên"},
    "totp": {"en": "password and code", "vi": "mật khẩu và mã xác thực"},
    "transaction": {"en": "a completed transaction", "vi": "giao dịch hoàn thành"},
    "visit": {"en": "a visit", "vi": "chuyến thăm"},
    "warn": {"en": "warn", "vi": "cảnh báo"},
    "won": {"en": "won", "vi": "thành công"},
}
"""Values of fixed choices inside sentences."""

ACTIONS: dict[str, Phrase] = {
    "assigned": {"en": "given to somebody", "vi": "được giao"},
    "claimed": {"en": "claimed", "vi": "được đăng ký"},
    "completed": {"en": "completed", "vi": "hoàn thành"},
    "created": {"en": "created", "vi": "được tạo"},
    "handed_over": {"en": "handed over", "vi": "đổi người phụ trách"},
    "idle": {"en": "idle", "vi": "lâu không tương tác"},
    "lost": {"en": "lost", "vi": "thất bại"},
    "mentioned": {"en": "a mention of me", "vi": "nhắc đến tôi"},
    "moved": {"en": "moved", "vi": "chuyển bước"},
    "opened": {"en": "opened", "vi": "được tạo"},
    "posted": {"en": "on a record of mine", "vi": "trên bản ghi của tôi"},
    "received": {"en": "received", "vi": "nhận được"},
    "reminded": {"en": "reminded of", "vi": "nhắc việc"},
    "reopened": {"en": "reopened", "vi": "mở lại"},
    "shared": {"en": "shared", "vi": "được chia sẻ"},
    "won": {"en": "won", "vi": "thành công"},
}
"""What happens to a record, that people are told of (NOT-1)."""

WAYS: dict[str, Phrase] = {
    "email": {"en": "by e-mail", "vi": "qua email"},
    "in_app": {"en": "in the program", "vi": "trong chương trình"},
}

CONTACT_KINDS: dict[str, Phrase] = {
    "call": {"en": "Calls", "vi": "Cuộc gọi"},
    "meeting": {"en": "Meetings", "vi": "Cuộc gặp"},
    "message": {"en": "Messages", "vi": "Tin nhắn"},
    "other": {"en": "Other contacts", "vi": "Liên hệ khác"},
    "transaction": {"en": "Transactions", "vi": "Giao dịch"},
    "visit": {"en": "Visits", "vi": "Chuyến thăm"},
}
"""Kinds of contact, as the rows of a table."""

INDICATORS: dict[str, Phrase] = {
    "amount_won": {"en": "Amount won", "vi": "Giá trị thành công"},
    "calls": {"en": "Calls", "vi": "Cuộc gọi"},
    "interactions": {"en": "Interactions", "vi": "Tương tác"},
    "meetings": {"en": "Meetings", "vi": "Cuộc gặp"},
    "new_customers": {"en": "New customers", "vi": "Khách hàng mới"},
    "opportunities_created": {"en": "Opportunities created", "vi": "Cơ hội đã tạo"},
    "opportunities_lost": {"en": "Opportunities lost", "vi": "Cơ hội thất bại"},
    "opportunities_moved": {"en": "Opportunity moves", "vi": "Lượt chuyển cơ hội"},
    "opportunities_won": {"en": "Opportunities won", "vi": "Cơ hội thành công"},
    "stage_moves": {"en": "Stage moves", "vi": "Lượt chuyển mối quan hệ"},
    "transactions_done": {"en": "Transactions done", "vi": "Giao dịch hoàn thành"},
    "transactions_done_in_time": {
        "en": "Transactions done in time",
        "vi": "Giao dịch hoàn thành đúng hạn",
    },
    "win_rate": {"en": "Win rate", "vi": "Tỷ lệ thành công"},
}
"""The indicators of the KPI (KPI-1)."""

YES_NO: dict[bool, Phrase] = {
    True: {"en": "yes", "vi": "có"},
    False: {"en": "no", "vi": "không"},
}
ON_OFF: dict[bool, Phrase] = {
    True: {"en": "on", "vi": "bật"},
    False: {"en": "off", "vi": "tắt"},
}
IN_TIME: dict[bool, Phrase] = {
    True: {"en": "in time", "vi": "đúng hạn"},
    False: {"en": "late", "vi": "quá hạn"},
}


def kind(name: str, language: Language) -> str:
    """What a kind of record is called."""
    return KINDS[name][language] if name in KINDS else name


def field(name: str, language: Language) -> str:
    """What a field is called."""
    return FIELDS[name][language] if name in FIELDS else name


def action(name: str, language: Language) -> str:
    """What happens to a record, in a word or two."""
    return ACTIONS[name][language] if name in ACTIONS else name


def choice(value: str, language: Language) -> str:
    """What one of several fixed values is called."""
    return CHOICES[value][language] if value in CHOICES else value
