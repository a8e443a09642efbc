"""Refusals that may come anywhere, and those about the company, its lists and its people."""

from getcrm.language.template import Phrase

REFUSALS: dict[str, Phrase] = {
    # --- the four kinds, and what is refused anywhere
    "Refusal": {"en": "This cannot be done.", "vi": "Không thể thực hiện."},
    "Invalid": {"en": "The request makes no sense.", "vi": "Yêu cầu không hợp lệ."},
    "NotFound": {
        "en": "There is no {kind} with the id {id}.",
        "vi": "Không có {kind} với mã định danh {id}.",
    },
    "Conflict": {
        "en": "Somebody else was first; look again.",
        "vi": "Người khác đã làm trước; hãy xem lại.",
    },
    "Refused": {"en": "A business rule forbids it.", "vi": "Quy tắc nghiệp vụ không cho phép."},
    "AlreadyExists": {
        "en": "There is already a {kind} with the id {id}.",
        "vi": "Đã có {kind} với mã định danh {id}.",
    },
    "CurrencyNotSupported": {
        "en": "Amounts are in {company}, the currency of the company, not in {currency}.",
        "vi": "Số tiền tính bằng {company}, tiền tệ của công ty, không phải {currency}.",
    },
    "OccurredInTheFuture": {
        "en": "{at} has not come yet: only what has happened can be recorded.",
        "vi": "{at} chưa đến: chỉ có thể ghi lại những gì đã xảy ra.",
    },
    "OccurredBeforeHistory": {
        "en": "{at} is before the last event of this record, {last}.",
        "vi": "{at} sớm hơn sự kiện cuối cùng của bản ghi này, {last}.",
    },
    "UnknownActor": {
        "en": "There is no user {by} in whose name to do it.",
        "vi": "Không có người dùng {by} để thực hiện thay.",
    },
    "VersionMismatch": {
        "en": "It has changed in the meantime: it is at version {actual}, not {expected}.",
        "vi": "Bản ghi đã thay đổi: hiện là phiên bản {actual}, không phải {expected}.",
    },
    "IdempotencyKeyReused": {
        "en": "The idempotency key {key} was used before for another command.",
        "vi": "Khóa chống lặp {key} đã được dùng cho một lệnh khác.",
    },
    "TooMuchTraffic": {
        "en": "Too many changes at once; nothing was written. Please try again.",
        "vi": "Có quá nhiều thay đổi cùng lúc; chưa ghi gì. Vui lòng thử lại.",
    },
    "QueryUnknown": {
        "en": "There is no question named {name}.",
        "vi": "Không có câu hỏi nào tên {name}.",
    },
    "BadCursor": {
        "en": "The cursor does not come from this question; start again without it.",
        "vi": "Con trỏ trang không thuộc câu hỏi này; hãy bắt đầu lại không có nó.",
    },
    # --- the company, its lists and its people
    "ThresholdsNotIncreasing": {
        "en": "Every further star needs a higher score, the first at least 1.",
        "vi": "Mỗi sao tiếp theo cần điểm cao hơn, sao đầu tiên ít nhất 1 điểm.",
    },
    "NameTaken": {
        "en": "The name {name} is taken.",
        "vi": "Tên {name} đã được dùng.",
    },
    "NewNameNeeded": {
        "en": "The name {name} has been taken meanwhile; restore it under a new name.",
        "vi": "Tên {name} đã được dùng trong lúc đó; hãy khôi phục với tên mới.",
    },
    "CodeTaken": {
        "en": "The code {code} is taken, perhaps by a deleted entry.",
        "vi": "Mã {code} đã được dùng, có thể bởi một mục đã xóa.",
    },
    "StageUnknown": {
        "en": "There is no relationship stage with the id {stage}.",
        "vi": "Không có mối quan hệ với mã định danh {stage}.",
    },
    "StageIsDeleted": {
        "en": "The stage {name} is deleted; restore it first.",
        "vi": "Mối quan hệ {name} đã bị xóa; hãy khôi phục trước.",
    },
    "FirstStageIsForever": {
        "en": "{name} is the first stage: it can be renamed and moved, but not deleted.",
        "vi": "{name} là mối quan hệ đầu tiên: có thể đổi tên và di chuyển, không thể xóa.",
    },
    "StageNeededByRules": {
        "en": "The stage {name} is needed by: {rules}.",
        "vi": "Mối quan hệ {name} đang được dùng bởi: {rules}.",
    },
    "StageHasCustomers": {
        "en": "The stage {name} still has {live:# customer|# customers} and"
        " {deleted:# deleted one|# deleted ones}.",
        "vi": "Mối quan hệ {name} còn {live:# khách hàng} và {deleted:# khách hàng đã xóa}.",
    },
    "StageOrderIncomplete": {
        "en": "The order should name every stage exactly once: {n_missing} missing,"
        " {n_repeated} repeated.",
        "vi": "Thứ tự phải nêu mỗi mối quan hệ đúng một lần: thiếu {n_missing}, lặp {n_repeated}.",
    },
    "GroupUnknown": {
        "en": "There is no group with the id {group}.",
        "vi": "Không có nhóm với mã định danh {group}.",
    },
    "GroupIsDeleted": {
        "en": "The group {name} is deleted; restore it first.",
        "vi": "Nhóm {name} đã bị xóa; hãy khôi phục trước.",
    },
    "GroupCycle": {
        "en": "The group {name} cannot be inside {parent}, which is inside it.",
        "vi": "Nhóm {name} không thể thuộc {parent}, vì {parent} nằm trong nhóm này.",
    },
    "GroupHasChildren": {
        "en": "The group {name} has groups inside: {children}. Delete or move those first.",
        "vi": "Nhóm {name} còn nhóm con: {children}. Hãy xóa hoặc chuyển chúng trước.",
    },
    "EntryUnknown": {
        "en": "There is no {catalogue} with the id {entry}.",
        "vi": "Không có {catalogue} với mã định danh {entry}.",
    },
    "EntryIsDeleted": {
        "en": "The {catalogue} {name} is deleted; restore it first.",
        "vi": "Mục {catalogue} {name} đã bị xóa; hãy khôi phục trước.",
    },
    "TransactionTypeUnknown": {
        "en": "There is no transaction type with the id {type}.",
        "vi": "Không có loại giao dịch với mã định danh {type}.",
    },
    "TransactionTypeIsDeleted": {
        "en": "The transaction type {name} is deleted; restore it first.",
        "vi": "Loại giao dịch {name} đã bị xóa; hãy khôi phục trước.",
    },
    "UserUnknown": {
        "en": "There is no user with the id {user}.",
        "vi": "Không có người dùng với mã định danh {user}.",
    },
    "TokenUnknown": {
        "en": "The user has no API token with the id {token}.",
        "vi": "Người dùng không có mã truy cập API với mã định danh {token}.",
    },
}
