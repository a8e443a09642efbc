"""How a request becomes a command or a query. Nothing is guessed, nothing is let through."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl

from falcon import Request
from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from getcrm.crm import new_id
from getcrm.eventlog.instants import entered_instant
from getcrm.http.conditions import version_in
from getcrm.http.problems import FieldProblem, Problem
from getcrm.http.route import Route
from getcrm.http.strict_json import NotJson, parse, unfit

BODY_LIMIT = 1024 * 1024
PARAMETER_LIMIT = 100
POSITION_DIGITS = 18
JSON_TYPES = ("application/json", "application/json;charset=utf-8")

Model = TypeVar("Model", bound=BaseModel)
LIST = "list of "
_SPELT: dict[str, Callable[[str], Any]] = {"integer": int, "boolean": "true".__eq__}


class Reader(Generic[Model]):
    """Reads the requests of one route; everything that can be known beforehand is."""

    def __init__(self, route: Route, model: type[Model]) -> None:
        self._validate: Callable[[Any], Model] = model.model_validate
        self._in_query_string = route.fields_in_query_string
        self._fixed = dict(route.fixed)
        self._settled = route.settled
        self._kinds = parameter_kinds(model) if self._in_query_string else {}
        self._creates = route.creates

    def read(self, req: Request, path: Mapping[str, str]) -> Model:
        """Raises Problem, FieldProblem or ValidationError."""
        given = self._parameters(req) if self._in_query_string else self._body(req)
        if not self._settled.isdisjoint(given):
            both = sorted(self._settled.intersection(given))
            raise FieldProblem([(name, "settled_by_address") for name in both])
        if self._creates is not None and given.get(self._creates) is None:
            given[self._creates] = id_for(req)
        return self._validate({**given, **path, **self._fixed})

    def _body(self, req: Request) -> dict[str, Any]:
        if req.query_string:
            parameters = query_string(req)
            raise FieldProblem([(name, "not_a_parameter") for name, _ in parameters])
        raw = body_of(req)
        return json_object(req, raw) if raw else {}

    def _parameters(self, req: Request) -> dict[str, Any]:
        if req.method == "DELETE" and body_of(req):
            raise Problem(400, "BodyNotExpected")
        return read_parameters(query_string(req), self._kinds) if req.query_string else {}


def id_for(req: Request) -> str:
    """The id of what is made, where the caller has not chosen it: the same for the same key."""
    key = idempotency_key(req)
    if key is None:
        return new_id()
    made: str = req.context.made_ids.of(req.context.by, key)
    return made


def former_id_for(req: Request, made: str) -> str | None:
    """The id that the same key gave in a former version, where `made` is the id it gives now: what
    was made then is answered again under it."""
    key = idempotency_key(req)
    if key is None or made != id_for(req):
        return None
    former: str = req.context.made_ids.former(req.context.by, key)
    return former


def body_of(req: Request, limit: int = BODY_LIMIT) -> bytes:
    """The body's bytes, no more of them than a body may have."""
    chunked = "HTTP_TRANSFER_ENCODING" in req.env
    if (req.content_length or 0) > limit:
        raise Problem(413, "BodyTooLarge", limit=limit)
    if not chunked and not req.content_length:
        return b""
    stream = req.stream if chunked else req.bounded_stream
    try:
        raw: bytes = stream.read(limit + 1)
    except (OSError, ValueError):  # what servers raise where a chunk is none, or the client is gone
        raise Problem(400, "BodyBroken") from None
    if len(raw) > limit:
        raise Problem(413, "BodyTooLarge", limit=limit)
    if not chunked and len(raw) != req.content_length:
        raise Problem(400, "BodyBroken")
    return raw


def json_object(req: Request, raw: bytes) -> dict[str, Any]:
    media_type = (req.content_type or "").replace(" ", "").lower()
    if media_type not in JSON_TYPES:
        raise Problem(415, "MediaTypeUnsupported")
    try:
        value = parse(raw)
    except NotJson as error:
        raise Problem(400, "BodyNotJson", reason=error.reason) from None
    if not isinstance(value, dict):
        raise Problem(400, "BodyNotJson", reason="not_an_object")
    return value


# --- the query string


def parameter_kinds(model: type[BaseModel]) -> dict[str, str]:
    """How each field is spelt in a query string: string, integer, boolean; or a list of them."""
    schema = model.model_json_schema(mode="validation")
    definitions = schema.get("$defs", {})
    return {
        name: _kind(property, definitions)
        for name, property in schema.get("properties", {}).items()
    }


def _kind(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _kind(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    options = [s for s in schema.get("anyOf", [schema]) if s.get("type") != "null"]
    kinds = {str(option.get("type", "string")) for option in options}
    kind = kinds.pop() if len(kinds) == 1 else "string"
    return LIST + _kind(options[0]["items"], definitions) if kind == "array" else kind


def query_string(req: Request) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(
            req.query_string,
            keep_blank_values=True,
            errors="strict",
            max_num_fields=PARAMETER_LIMIT,
        )
    except ValueError:
        raise Problem(400, "QueryStringInvalid") from None
    if any(unfit(text) for pair in pairs for text in pair):
        raise Problem(400, "QueryStringInvalid")
    return pairs


def read_parameters(pairs: list[tuple[str, str]], kinds: Mapping[str, str]) -> dict[str, Any]:
    """What a model can read. Whole numbers and booleans have one spelling, the JSON one."""
    found: dict[str, Any] = {}
    errors: list[tuple[str, str]] = []
    for name, text in pairs:
        kind = kinds.get(name, "string")
        one = kind.removeprefix(LIST)
        if name in found and one == kind:
            errors.append((name, "repeated"))
        elif one == "integer" and not re.fullmatch(r"-?(0|[1-9]\d{0,17})", text, re.ASCII):
            errors.append((name, "whole_number"))
        elif one == "boolean" and text not in ("true", "false"):
            errors.append((name, "true_or_false"))
        elif one == kind:
            found[name] = _SPELT.get(one, str)(text)
        else:
            found.setdefault(name, []).append(_SPELT.get(one, str)(text))
    if errors:
        raise FieldProblem(errors)
    return found


# --- headers


def idempotency_key(req: Request) -> str | None:
    """A repetition under the same key is answered, not done again."""
    key: str | None = req.env.get("HTTP_IDEMPOTENCY_KEY")
    if key is not None and not re.fullmatch(r"[!-~]{1,200}", key):
        raise Problem(400, "HeaderInvalid", header="Idempotency-Key", expected="key")
    return key


def expected_version(req: Request) -> int | None:
    """If-Match: the one version the caller has seen."""
    etag: str | None = req.env.get("HTTP_IF_MATCH")
    if etag is None:
        return None
    version = version_in(etag)
    if version is None:
        raise Problem(400, "HeaderInvalid", header="If-Match", expected="version")
    return version


def occurred_at(req: Request) -> str | None:
    """When it really happened, where that was in the past (LOG-1)."""
    text: str | None = req.env.get("HTTP_OCCURRED_AT")
    if text is None:
        return None
    try:
        return entered_instant(text)
    except PydanticCustomError as error:
        raise Problem(400, "HeaderInvalid", header="Occurred-At", expected=error.type) from None


def at_least_position(req: Request) -> int | None:
    """The position that the answer must have reached, by header."""
    text: str | None = req.env.get("HTTP_AT_LEAST_POSITION")
    if text is None:
        return None
    if not re.fullmatch(rf"\d{{1,{POSITION_DIGITS}}}", text, re.ASCII):
        raise Problem(400, "HeaderInvalid", header="At-Least-Position", expected="position")
    return int(text)


def last_event_id(req: Request) -> int | None:
    """Up to which position a broken stream had come."""
    text: str | None = req.env.get("HTTP_LAST_EVENT_ID")
    if not text:
        return None
    if not re.fullmatch(rf"\d{{1,{POSITION_DIGITS}}}", text, re.ASCII):
        raise Problem(400, "HeaderInvalid", header="Last-Event-ID", expected="position")
    return int(text)


def position_in_cookie(req: Request) -> int | None:
    """The position of the browser's own last command. What cannot be one is passed over."""
    values = req.get_cookie_values("log_position") if "HTTP_COOKIE" in req.env else None
    if not values or not re.fullmatch(rf"\d{{1,{POSITION_DIGITS}}}", values[0], re.ASCII):
        return None
    return int(values[0])
