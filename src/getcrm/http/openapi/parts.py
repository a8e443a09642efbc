"""What many operations have in common: parameters, headers, problems, the token."""

from typing import Any

from getcrm.http.texts import TITLES

Json = dict[str, Any]
PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}
POSITION_SCHEMA: Json = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
VERSION_PATTERN = r'^"[0-9]{1,18}(-[0-9a-f]{16})?"$'


def ref(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def header_parameter(name: str, schema: Json, description: str) -> Json:
    return {"name": name, "in": "header", "schema": schema, "description": description}


PARAMETERS: dict[str, Json] = {
    "Idempotency-Key": header_parameter(
        "Idempotency-Key",
        {"type": "string", "pattern": "^[!-~]{1,200}$"},
        "The same command under the same key is done once and answered the same again.",
    ),
    "If-Match": header_parameter(
        "If-Match",
        {"type": "string", "pattern": VERSION_PATTERN, "examples": ['"7"']},
        'The version you have seen, e.g. "7". Another one by now: 412, and nothing is changed.',
    ),
    "If-None-Match": header_parameter(
        "If-None-Match",
        {"type": "string", "examples": ['"7-5d41402abc4b2a76"']},
        "The ETag of what you have. Where the answer would be the same: 304, without a body.",
    ),
    "Occurred-At": header_parameter(
        "Occurred-At",
        {"type": "string", "format": "instant", "examples": ["2026-01-31T08:00:00Z"]},
        "When it happened, where that was in the past (LOG-1): a time with an offset, as RFC 3339"
        " writes it. Default: now.",
    ),
    "At-Least-Position": header_parameter(
        "At-Least-Position",
        POSITION_SCHEMA,
        "Answer from at least this position of the log; waits for it, up to a bound.",
    ),
    "Last-Event-ID": header_parameter(
        "Last-Event-ID",
        POSITION_SCHEMA,
        "The id of the last event that arrived: what came after it follows.",
    ),
    "Accept-Language": header_parameter(
        "Accept-Language",
        {"type": "string", "examples": ["vi", "en"]},
        "The language of names, sentences and problems: vi or en.",
    ),
}
FOR_COMMANDS = ("Idempotency-Key", "If-Match", "Occurred-At", "Accept-Language")
FOR_QUERIES = ("At-Least-Position", "If-None-Match", "Accept-Language")
FOR_ACTS = ("Accept-Language",)

HEADERS: dict[str, Json] = {
    "X-Request-ID": {
        "description": "What this request is called in the access log; yours, if you sent one.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Begins with the record's version; for If-Match and If-None-Match.",
        "schema": {"type": "string", "pattern": VERSION_PATTERN},
    },
    "Log-Position": {
        "description": "The position of the log that the answer rests on.",
        "schema": POSITION_SCHEMA,
    },
    "Idempotency-Replayed": {
        "description": "true: the command had been done before, under the same key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Location": {
        "description": "Where what was made is found.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Set-Cookie": {
        "description": "log_position, so that a browser's next query sees what it has just done;"
        " or the cookie of a session, and the one by which the browser is known again.",
        "schema": {"type": "string"},
    },
    "WWW-Authenticate": {"schema": {"type": "string"}, "required": True},
    "Retry-After": {
        "description": "Seconds.",
        "schema": {"type": "integer", "minimum": 0},
    },
}
PROBLEM_HEADERS: dict[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}

WHEN: dict[int, str] = {
    400: "What was sent does not have the right shape; errors point at the fields.",
    401: "Nobody is signed in: the token or the session is missing or not valid.",
    403: "The caller may not do this, or has to prove once more who they are.",
    404: "There is no such record.",
    409: "Somebody else was first.",
    412: "The record has another version than If-Match says; or the log is not there yet.",
    413: "The body has more than 1 MiB.",
    415: "The body is not JSON.",
    422: "A business rule forbids it; or the idempotency key came with another command.",
    429: "Too many attempts have failed, or too many requests came at once; wait.",
    500: "A fault of ours, recorded under the reference in `instance`.",
    502: "The identity provider does not answer as it should.",
    503: "What is shown is not there yet, or the database is away or full; ask again.",
}


def problem_response(status: int) -> Json:
    headers = {
        name: ref("headers", name)
        for name in ("Log-Position", "X-Request-ID", *PROBLEM_HEADERS.get(status, ()))
    }
    example = {
        "type": "urn:getcrm:problem:Example",
        "title": TITLES[status]["en"],
        "status": status,
        "detail": WHEN[status],
        "code": "Example",
        "errors": [],
    }
    return {
        "description": WHEN[status],
        "headers": headers,
        "content": {"application/problem+json": {"schema": PROBLEM, "example": example}},
    }


NOT_MODIFIED: Json = {
    "description": "What you have by its ETag (If-None-Match) is what there is.",
    "headers": {name: ref("headers", name) for name in ("ETag", "Log-Position")},
}
RESPONSES: dict[str, Json] = {
    "NotModified": NOT_MODIFIED,
    **{f"Problem{status}": problem_response(status) for status in WHEN},
}
COMMAND_PROBLEMS: tuple[int, ...] = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503)
QUERY_PROBLEMS: tuple[int, ...] = (400, 401, 403, 404, 412, 429, 500, 503)
PASSAGE_PROBLEMS: tuple[int, ...] = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503)
ACT_PROBLEMS: tuple[int, ...] = (400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 502, 503)

SECURITY: dict[str, Json] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "An API token, gc_… (PERM-6).",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-getcrm",
        "description": "A session, as POST /sessions begins it (PERM-6).",
    },
}
