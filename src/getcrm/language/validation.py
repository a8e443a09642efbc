"""What is wrong with the shape of a command or a query, field by field."""

from collections.abc import Mapping
from typing import Any

from getcrm.language.catalogue import _, plural
from getcrm.language.template import Language, Phrase, fill

_WHOLE: Phrase = _("should be a whole number")
_DECIMAL: Phrase = _("should be a decimal number")
_FLAG: Phrase = _("should be true or false")
_TEXT: Phrase = _("should be text")
_LIST: Phrase = _("should be a list")
_OBJECT: Phrase = _("should be an object")
_DATE: Phrase = _("should be a date like 2026-01-31")
_INSTANT: Phrase = _("should be a time with an offset, like 2026-01-31T08:00:00Z")
_PATTERN: Phrase = _("does not have the right form")
_JSON: Phrase = _("is not valid JSON")
_OR: Phrase = _("or")
_INVALID: Phrase = _("is not valid")

VALIDATIONS: dict[str, Phrase] = {
    "amount": _(
        "should be an amount as a text of digits, without separators, with a point before the "
        "decimals: 1500000 or 12.50"
    ),
    "actor": _("should be the UUID of a user, or system"),
    "bool_parsing": _FLAG,
    "bool_type": _FLAG,
    "bytes_type": _TEXT,
    "control_character": _("should have no control characters"),
    "currency": _("should be an ISO 4217 code like VND"),
    "date": _DATE,
    "date_from_datetime_inexact": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_parsing": _DATE,
    "date_type": _DATE,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_type": _INSTANT,
    "decimal": _DECIMAL,
    "decimal_max_digits": _("should have at most {max_digits:# digit|# digits}"),
    "decimal_max_places": _("should have at most {decimal_places:# decimal|# decimals}"),
    "decimal_parsing": _DECIMAL,
    "decimal_type": _DECIMAL,
    "decimal_whole_digits": _(
        "should have at most {whole_digits:# digit|# digits} before the point"
    ),
    "dict_type": _OBJECT,
    "email": _("should be an e-mail address"),
    "extra_forbidden": _("is not known here"),
    "file_name": _("should be a file name without slashes, invisible characters or a dot last"),
    "finite_number": _("should be a finite number"),
    "float_parsing": _DECIMAL,
    "float_type": _DECIMAL,
    "frozen_instance": _INVALID,
    "greater_than": _("should be more than {gt}"),
    "greater_than_equal": _("should be at least {ge}"),
    "instant": _INSTANT,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _("is too large a number"),
    "int_type": _WHOLE,
    "invalid_key": _INVALID,
    "is_instance_of": _INVALID,
    "json_invalid": _JSON,
    "json_type": _JSON,
    "key_without_by": _("a key needs `by`, which says what it is a key of"),
    "less_than": _("should be less than {lt}"),
    "less_than_equal": _("should be at most {le}"),
    "list_type": _LIST,
    "literal_error": _("should be one of {expected}"),
    "looks_empty": _("should have a character that can be seen"),
    "main_contact": _("should have at most one main contact"),
    "missing": _("is required"),
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "moment": _("should be a date like 2026-01-31 or a time with an offset"),
    "none_required": _("should be empty"),
    "one_line": _("should be one line"),
    "period": _("the key should be a period like 2026-01-31, 2026-W05, 2026-01, 2026-Q1 or 2026"),
    "phone": _("should be a phone number"),
    "several_phones": _("should be one phone number; put each in an entry of its own"),
    "string_pattern_mismatch": _PATTERN,
    "string_sub_type": _TEXT,
    "string_too_long": _("should have at most {max_length:# character|# characters}"),
    "string_too_short": _("should have at least {min_length:# character|# characters}"),
    "string_type": _TEXT,
    "string_unicode": _("should be valid UTF-8 text"),
    "time_zone": _("should be a time zone like Asia/Ho_Chi_Minh"),
    "too_long": _("should have at most {max_length:# entry|# entries}"),
    "too_short": _("should have at least {min_length:# entry|# entries}"),
    "tuple_type": _LIST,
    "union_tag_invalid": _INVALID,
    "union_tag_not_found": _INVALID,
    "years": _("should be in the years {first} to {last}"),
    "uuid": _("should be a UUID"),
    "uuid_parsing": _("should be a UUID"),
    "value_error": _INVALID,
    "website": _("should be the address of a web site, like https://example.com"),
}
"""By pydantic's own error types, and ours of commands/values.py."""


def validation(error: str, ctx: Mapping[str, Any] | None, language: Language) -> str:
    """What is wrong with one field, read after its name."""
    values = {name: str(value) if name in AS_TEXT else value for name, value in (ctx or {}).items()}
    if "expected" in values:  # 'a', 'b' or 'c'
        values["expected"] = values["expected"].replace(" or '", f" {_OR[language]} '")
    phrase = VALIDATIONS.get(error, _INVALID)
    return fill(phrase[language], values, lambda path, value: str(value), plural(language))


AS_TEXT = ("expected", "gt", "ge", "lt", "le")
