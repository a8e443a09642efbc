"""What is wrong with the shape of a command or a query, field by field."""

from collections.abc import Mapping
from typing import Any

from getcrm.language.template import Language, Phrase, fill

_WHOLE: Phrase = {"en": "should be a whole number", "vi": "phải là số nguyên"}
_DECIMAL: Phrase = {"en": "should be a decimal number", "vi": "phải là số thập phân"}
_FLAG: Phrase = {"en": "should be true or false", "vi": "phải là true hoặc false"}
_TEXT: Phrase = {"en": "should be text", "vi": "phải là văn bản"}
_LIST: Phrase = {"en": "should be a list", "vi": "phải là danh sách"}
_OBJECT: Phrase = {"en": "should be an object", "vi": "phải là đối tượng"}
_DATE: Phrase = {
    "en": "should be a date like 2026-01-31",
    "vi": "phải là ngày như 2026-01-31",
}
_INSTANT: Phrase = {
    "en": "should be a time with an offset, like 2026-01-31T08:00:00Z",
    "vi": "phải là thời điểm có múi giờ, như 2026-01-31T08:00:00Z",
}
_PATTERN: Phrase = {"en": "does not have the right form", "vi": "không đúng định dạng"}
_JSON: Phrase = {"en": "is not valid JSON", "vi": "không phải JSON hợp lệ"}
_INVALID: Phrase = {"en": "is not valid", "vi": "không hợp lệ"}

VALIDATIONS: dict[str, Phrase] = {
    "bool_parsing": _FLAG,
    "bool_type": _FLAG,
    "bytes_type": _TEXT,
    "control_character": {
        "en": "should have no control characters",
        "vi": "không được chứa ký tự điều khiển",
    },
    "currency": {
        "en": "should be an ISO 4217 code like VND",
        "vi": "phải là mã ISO 4217 như VND",
    },
    "date": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_type": _INSTANT,
    "decimal": _DECIMAL,
    "decimal_max_digits": {
        "en": "should have at most {max_digits:# digit|# digits}",
        "vi": "chỉ được có tối đa {max_digits:# chữ số}",
    },
    "decimal_max_places": {
        "en": "should have at most {decimal_places:# decimal|# decimals}",
        "vi": "chỉ được có tối đa {decimal_places:# chữ số thập phân}",
    },
    "decimal_parsing": _DECIMAL,
    "decimal_type": _DECIMAL,
    "decimal_whole_digits": {
        "en": "should have at most {whole_digits:# digit|# digits} before the point",
        "vi": "chỉ được có tối đa {whole_digits:# chữ số} trước dấu thập phân",
    },
    "dict_type": _OBJECT,
    "email": {"en": "should be an e-mail address", "vi": "phải là địa chỉ email"},
    "extra_forbidden": {"en": "is not known here", "vi": "không có trường này"},
    "finite_number": {"en": "should be a finite number", "vi": "phải là số hữu hạn"},
    "float_parsing": _DECIMAL,
    "float_type": _DECIMAL,
    "frozen_instance": _INVALID,
    "greater_than": {"en": "should be more than {gt}", "vi": "phải lớn hơn {gt}"},
    "greater_than_equal": {"en": "should be at least {ge}", "vi": "phải từ {ge} trở lên"},
    "instant": _INSTANT,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": {"en": "is too large a number", "vi": "là số quá lớn"},
    "int_type": _WHOLE,
    "invalid_key": _INVALID,
    "is_instance_of": _INVALID,
    "json_invalid": _JSON,
    "json_type": _JSON,
    "key_without_by": {
        "en": "a key needs `by`, which says what it is a key of",
        "vi": "khóa cần đi cùng `by`, cho biết đó là khóa của gì",
    },
    "less_than": {"en": "should be less than {lt}", "vi": "phải nhỏ hơn {lt}"},
    "less_than_equal": {"en": "should be at most {le}", "vi": "không được quá {le}"},
    "list_type": _LIST,
    "literal_error": {"en": "should be one of {expected}", "vi": "phải là một trong {expected}"},
    "main_contact": {
        "en": "should have at most one main contact",
        "vi": "chỉ được có tối đa một người liên hệ chính",
    },
    "missing": {"en": "is required", "vi": "là bắt buộc"},
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "moment": {
        "en": "should be a date like 2026-01-31 or a time with an offset",
        "vi": "phải là ngày như 2026-01-31 hoặc thời điểm có múi giờ",
    },
    "none_required": {"en": "should be empty", "vi": "phải để trống"},
    "one_line": {"en": "should be one line", "vi": "phải nằm trên một dòng"},
    "period": {
        "en": "the key should be a period like 2026-01-31, 2026-W05, 2026-01, 2026-Q1 or 2026",
        "vi": "khóa phải là kỳ như 2026-01-31, 2026-W05, 2026-01, 2026-Q1 hoặc 2026",
    },
    "phone": {"en": "should be a phone number", "vi": "phải là số điện thoại"},
    "string_pattern_mismatch": _PATTERN,
    "string_sub_type": _TEXT,
    "string_too_long": {
        "en": "should have at most {max_length:# character|# characters}",
        "vi": "chỉ được có tối đa {max_length:# ký tự}",
    },
    "string_too_short": {
        "en": "should have at least {min_length:# character|# characters}",
        "vi": "phải có ít nhất {min_length:# ký tự}",
    },
    "string_type": _TEXT,
    "string_unicode": {"en": "should be valid UTF-8 text", "vi": "phải là văn bản UTF-8 hợp lệ"},
    "time_zone": {
        "en": "should be a time zone like Asia/Ho_Chi_Minh",
        "vi": "phải là múi giờ như Asia/Ho_Chi_Minh",
    },
    "too_long": {
        "en": "should have at most {max_length:# entry|# entries}",
        "vi": "chỉ được có tối đa {max_length:# mục}",
    },
    "too_short": {
        "en": "should have at least {min_length:# entry|# entries}",
        "vi": "phải có ít nhất {min_length:# mục}",
    },
    "tuple_type": _LIST,
    "union_tag_invalid": _INVALID,
    "union_tag_not_found": _INVALID,
    "uuid": {"en": "should be a UUID", "vi": "phải là UUID"},
    "uuid_parsing": {"en": "should be a UUID", "vi": "phải là UUID"},
    "value_error": _INVALID,
}
"""By pydantic's own error types, and ours of commands/values.py."""


def validation(error: str, ctx: Mapping[str, Any] | None, language: Language) -> str:
    """What is wrong with one field, read after its name."""
    values = {name: str(value) if name in AS_TEXT else value for name, value in (ctx or {}).items()}
    phrase = VALIDATIONS.get(error, _INVALID)
    return fill(phrase[language], values, lambda path, value: str(value))


AS_TEXT = ("expected", "gt", "ge", "lt", "le")
