"""What this room says by itself, in both languages. Business refusals speak for themselves."""

from collections.abc import Mapping
from typing import Any

from getcrm.eventlog.instants import YEARS
from getcrm.language.catalogue import _

Text = Mapping[Any, str]

TITLES: dict[int, Text] = {
    400: _("Invalid request"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Method not allowed"),
    408: _("Too slow"),
    409: _("Conflict"),
    412: _("Not as expected"),
    413: _("Body too large"),
    415: _("Unsupported media type"),
    422: _("Refused"),
    429: _("Too many attempts"),
    431: _("Headers too large"),
    500: _("Internal error"),
    502: _("Provider not reached"),
    503: _("Not ready"),
}

TITLES_OF: dict[str, Text] = {
    "SignInRefused": _("Sign-in failed"),
    "TooManyRequests": _("Too many requests"),
}
"""Where the one of the status would say something else."""

DETAILS: dict[str, Text] = {
    "ValidationFailed": _("Some of what was sent is not right; see errors."),
    "TokenMissing": _("Sign in, or send an API token: Authorization: Bearer gc_…"),
    "SessionOver": _("You are not signed in any more; sign in again."),
    "NotSameOrigin": _("With a cookie, or from a browser, this needs {missing}."),
    "TokenUnknown": _("This API token is not valid, or not any more."),
    "RouteNotFound": _("There is nothing at this address."),
    "MethodNotAllowed": _("This address does not know that method; see the header Allow."),
    "BodyTooLarge": _("A body may have at most {limit} bytes."),
    "MediaTypeUnsupported": _("Send JSON: Content-Type: application/json."),
    "BodyNotJson": _("The body is not JSON that can be read in one way only: {reason}."),
    "BodyBroken": _("The body ended before its length, or came in broken pieces."),
    "BodyNotExpected": _("This request takes no body; its fields go into the query string."),
    "HeaderInvalid": _("The header {header} should be {expected}."),
    "QueryStringInvalid": _("The query string is not percent-encoded UTF-8, or is too long."),
    "RequestInvalid": _("The request is malformed."),
    "PositionUnknown": _("The log has only reached position {position}, not {wanted}."),
    "Behind": _("What is shown is at position {position}, {behind} behind {wanted}; ask again."),
    "NoStreamFree": _("All live streams are taken; ask every {seconds} seconds instead."),
    "RequestTooSlow": _("The request did not arrive in time."),
    "HeadTooLarge": _("The request line and headers are too long."),
    "Busy": _("The server is at its limits; ask again in a moment."),
    "DatabaseAway": _("The database does not answer; ask again in {seconds} seconds."),
    "DatabaseFull": _(
        "There is no space left to write; nothing was recorded. Ask again in {seconds} seconds."
    ),
    "TooManyRequests": _("Too many requests of yours at once; ask again in {seconds} seconds."),
    "InternalError": _(
        "Something went wrong here. It has been recorded under the reference in instance."
    ),
}

BODY_REASONS: dict[str, Text] = {
    "not_utf8": _("it is not UTF-8"),
    "not_json": _("it does not parse"),
    "not_an_object": _("it is not an object"),
    "repeated_key": _("a key occurs twice"),
    "not_a_number": _("NaN and Infinity are no numbers"),
    "unfit_character": _("a text has a NUL or half a character"),
}

MISSING: dict[str, Text] = {
    "origin": _("getcrm's own address in the header Origin"),
    "media_type": _("the header Content-Type: application/json"),
}

EXPECTED: dict[str, Text] = {
    "version": _('one version in quotes, like "7"'),
    "key": _("1 to 200 visible ASCII characters"),
    "position": _("a position of the log"),
    "media_type": _("a media type like application/pdf"),
    "years": _("a time in the years {first} to {last}"),
    "instant": _("a time with an offset, like 2026-01-31T08:00:00Z"),
}

FIELD_ERRORS: dict[str, Text] = {
    "repeated": _("is given more than once"),
    "settled_by_address": _("is given by the address already"),
    "not_a_parameter": _("is no parameter here; fields go into the body"),
    "whole_number": _("should be a whole number"),
    "true_or_false": _("should be true or false"),
}


def title(status: int, language: str, code: str) -> str:
    return TITLES_OF.get(code, TITLES[status])[language]


def detail(code: str, language: str, **fields: Any) -> str:
    """The sentence of one of this room's own problems."""
    if "reason" in fields:
        fields["reason"] = BODY_REASONS[fields["reason"]][language]
    if "missing" in fields:
        fields["missing"] = MISSING[fields["missing"]][language]
    if "expected" in fields:
        fields["expected"] = EXPECTED[fields["expected"]][language].format(**YEARS)
    return DETAILS[code][language].format(**fields)


def field_error(code: str, language: str) -> str:
    return FIELD_ERRORS[code][language]
