"""What this room says by itself, in both languages. Business refusals speak for themselves."""

from typing import Any

Text = dict[str, str]

TITLES: dict[int, Text] = {
    400: {"en": "Invalid request", "vi": "Yêu cầu không hợp lệ"},
    401: {"en": "Not signed in", "vi": "Chưa đăng nhập"},
    403: {"en": "Not allowed", "vi": "Không được phép"},
    404: {"en": "Not found", "vi": "Không tìm thấy"},
    405: {"en": "Method not allowed", "vi": "Phương thức không được hỗ trợ"},
    409: {"en": "Conflict", "vi": "Xung đột"},
    412: {"en": "Not as expected", "vi": "Không như mong đợi"},
    413: {"en": "Body too large", "vi": "Nội dung quá lớn"},
    415: {"en": "Unsupported media type", "vi": "Kiểu nội dung không được hỗ trợ"},
    422: {"en": "Refused", "vi": "Bị từ chối"},
    429: {"en": "Too many attempts", "vi": "Quá nhiều lần thử"},
    500: {"en": "Internal error", "vi": "Lỗi hệ thống"},
    502: {"en": "Provider not reached", "vi": "Không kết nối được nhà cung cấp"},
    503: {"en": "Not ready", "vi": "Chưa sẵn sàng"},
}

DETAILS: dict[str, Text] = {
    "ValidationFailed": {
        "en": "Some of what was sent is not right; see errors.",
        "vi": "Một số thông tin gửi lên chưa đúng; xem errors.",
    },
    "TokenMissing": {
        "en": "Sign in, or send an API token: Authorization: Bearer gc_…",
        "vi": "Hãy đăng nhập hoặc gửi mã API: Authorization: Bearer gc_…",
    },
    "SessionOver": {
        "en": "You are not signed in any more; sign in again.",
        "vi": "Phiên đăng nhập đã kết thúc; hãy đăng nhập lại.",
    },
    "NotSameOrigin": {
        "en": "A browser may ask for this only from getcrm's own pages, as JSON.",
        "vi": "Trình duyệt chỉ được yêu cầu điều này từ trang của getcrm, bằng JSON.",
    },
    "TokenUnknown": {
        "en": "This API token is not valid, or not any more.",
        "vi": "Mã API này không hợp lệ hoặc không còn hiệu lực.",
    },
    "RouteNotFound": {
        "en": "There is nothing at this address.",
        "vi": "Không có gì ở địa chỉ này.",
    },
    "MethodNotAllowed": {
        "en": "This address does not know that method; see the header Allow.",
        "vi": "Địa chỉ này không hỗ trợ phương thức đó; xem tiêu đề Allow.",
    },
    "BodyTooLarge": {
        "en": "A body may have at most {limit} bytes.",
        "vi": "Nội dung được tối đa {limit} byte.",
    },
    "MediaTypeUnsupported": {
        "en": "Send JSON: Content-Type: application/json.",
        "vi": "Hãy gửi JSON: Content-Type: application/json.",
    },
    "BodyNotJson": {
        "en": "The body is not JSON that can be read in one way only: {reason}.",
        "vi": "Nội dung không phải JSON hợp lệ: {reason}.",
    },
    "BodyNotExpected": {
        "en": "This request takes no body; its fields go into the query string.",
        "vi": "Yêu cầu này không nhận nội dung; các trường nằm trong chuỗi truy vấn.",
    },
    "HeaderInvalid": {
        "en": "The header {header} should be {expected}.",
        "vi": "Tiêu đề {header} phải là {expected}.",
    },
    "QueryStringInvalid": {
        "en": "The query string is not percent-encoded UTF-8, or is too long.",
        "vi": "Chuỗi truy vấn không phải UTF-8 mã hóa phần trăm, hoặc quá dài.",
    },
    "RequestInvalid": {
        "en": "The request is malformed.",
        "vi": "Yêu cầu sai định dạng.",
    },
    "PositionUnknown": {
        "en": "The log has only reached position {position}, not {wanted}.",
        "vi": "Nhật ký mới đến vị trí {position}, chưa đến {wanted}.",
    },
    "Behind": {
        "en": "What is shown is at position {position}, {behind} behind {wanted}; ask again.",
        "vi": "Dữ liệu hiển thị ở vị trí {position}, chậm {behind} so với {wanted}; hãy hỏi lại.",
    },
    "NoStreamFree": {
        "en": "All live streams are taken; ask every {seconds} seconds instead.",
        "vi": "Đã hết luồng trực tiếp; hãy hỏi lại sau mỗi {seconds} giây.",
    },
    "InternalError": {
        "en": "Something went wrong here. It has been recorded under the reference in instance.",
        "vi": "Đã xảy ra lỗi ở phía chúng tôi, được ghi lại theo mã trong instance.",
    },
}

BODY_REASONS: dict[str, Text] = {
    "not_utf8": {"en": "it is not UTF-8", "vi": "không phải UTF-8"},
    "not_json": {"en": "it does not parse", "vi": "không đọc được"},
    "not_an_object": {"en": "it is not an object", "vi": "không phải một đối tượng"},
    "repeated_key": {"en": "a key occurs twice", "vi": "có khóa lặp lại"},
    "not_a_number": {
        "en": "NaN and Infinity are no numbers",
        "vi": "NaN và Infinity không phải là số",
    },
    "unfit_character": {
        "en": "a text has a NUL or half a character",
        "vi": "có ký tự NUL hoặc ký tự không trọn vẹn",
    },
}

EXPECTED: dict[str, Text] = {
    "version": {"en": 'one version in quotes, like "7"', "vi": 'một phiên bản như "7"'},
    "key": {"en": "1 to 200 visible ASCII characters", "vi": "1 đến 200 ký tự ASCII hiển thị"},
    "position": {"en": "a position of the log", "vi": "một vị trí của nhật ký"},
    "media_type": {
        "en": "a media type like application/pdf",
        "vi": "kiểu nội dung như application/pdf",
    },
    "instant": {
        "en": "a time with an offset, like 2026-01-31T08:00:00Z",
        "vi": "thời điểm có múi giờ, ví dụ 2026-01-31T08:00:00Z",
    },
}

FIELD_ERRORS: dict[str, Text] = {
    "repeated": {"en": "is given more than once", "vi": "xuất hiện nhiều lần"},
    "settled_by_address": {
        "en": "is given by the address already",
        "vi": "đã có sẵn trong địa chỉ",
    },
    "not_a_parameter": {
        "en": "is no parameter here; fields go into the body",
        "vi": "không phải tham số ở đây; các trường nằm trong nội dung",
    },
    "whole_number": {"en": "should be a whole number", "vi": "phải là số nguyên"},
    "true_or_false": {"en": "should be true or false", "vi": "phải là true hoặc false"},
}


def title(status: int, language: str) -> str:
    return TITLES[status][language]


def detail(code: str, language: str, **fields: Any) -> str:
    """The sentence of one of this room's own problems."""
    if "reason" in fields:
        fields["reason"] = BODY_REASONS[fields["reason"]][language]
    if "expected" in fields:
        fields["expected"] = EXPECTED[fields["expected"]][language]
    return DETAILS[code][language].format(**fields)


def field_error(code: str, language: str) -> str:
    return FIELD_ERRORS[code][language]
