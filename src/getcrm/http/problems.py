"""Where refusals become HTTP problems (RFC 9457): the only module that knows both."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import falcon
from falcon import Request, Response
from pydantic import ValidationError

from getcrm import language as words
from getcrm.crm import Behind, Crm
from getcrm.crm.door import VersionMismatch
from getcrm.domain.policy import Forbidden
from getcrm.domain.refusals import Conflict, Invalid, NotFound, Refusal, Refused
from getcrm.domain.user import UserIsDeactivated
from getcrm.eventlog.trouble import trouble_in
from getcrm.http import App, texts
from getcrm.http.strict_json import render
from getcrm.projections.references import FilterUnknown
from getcrm.sign_in.refusals import NotSignedIn, SingleSignOnDown, TooManyAttempts

MEDIA_TYPE = "application/problem+json"
STATUS: dict[type[Exception], int] = {
    VersionMismatch: 412,
    NotSignedIn: 401,
    TooManyAttempts: 429,
    SingleSignOnDown: 502,
    Invalid: 400,
    NotFound: 404,
    Conflict: 409,
    Refused: 422,
    Forbidden: 403,
}
"""By kind of refusal; the most specific counts."""

HEADER_OF = {
    "at": "Occurred-At",
    "by": "Authorization",
    "expected_version": "If-Match",
    "key": "Idempotency-Key",
}
"""What stands around a command comes in headers; no field of a command has these names."""

ROUTING = {404: "RouteNotFound", 405: "MethodNotAllowed"}
RETRY_AFTER_SECONDS = 1
TROUBLE_SECONDS = 5
"""When to ask again where the database is away or full."""


class Problem(Exception):
    """Something this room itself objects to. code: a key of `texts.DETAILS`."""

    def __init__(
        self, status: int, code: str, headers: Mapping[str, str] | None = None, **fields: Any
    ) -> None:
        super().__init__(status, code, fields)
        self.status = status
        self.code = code
        self.headers = headers or {}
        self.fields = fields


def unknown(code: str, challenge: str = "Bearer") -> Problem:
    return Problem(401, code, {"WWW-Authenticate": challenge})


def token_unknown() -> Problem:
    return unknown("TokenUnknown", 'Bearer error="invalid_token"')


class FieldProblem(Exception):
    """Fields that are wrong before any model looks at them. errors: name -> (code, whose)."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        super().__init__(errors)
        self.errors = errors


def add_error_handlers(app: App, crm: Crm, log: Any) -> None:
    def on_refusal(req: Request, resp: Response, refusal: Refusal, params: Any) -> None:
        try:
            position = crm.log.position()
        except Exception as error:  # it is away since
            failed(req, resp, error, log)
            return
        resp.set_header("Log-Position", str(position))
        refused(req, resp, refusal)

    def on_behind(req: Request, resp: Response, behind: Behind, params: Any) -> None:
        still_behind(req, resp, behind)

    def on_failure(req: Request, resp: Response, error: Exception, params: Any) -> None:
        failed(req, resp, error, log)

    app.add_error_handler(Refusal, on_refusal)
    app.add_error_handler(Behind, on_behind)
    app.add_error_handler(ValidationError, on_validation)
    app.add_error_handler(FieldProblem, on_field_problem)
    app.add_error_handler(Problem, on_problem)
    app.add_error_handler(falcon.HTTPError, on_http_error)
    app.add_error_handler(Exception, on_failure)


def refused(req: Request, resp: Response, refusal: Refusal) -> None:
    """A business rule, in the caller's language, with the field it concerns."""
    language = language_of(req)
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    if isinstance(refusal, UserIsDeactivated) and refusal.field == "by":
        status = 401
    if status == 401:
        resp.set_header("WWW-Authenticate", "Bearer")
    if isinstance(refusal, TooManyAttempts):
        resp.set_header("Retry-After", str(refusal.details["seconds"]))
    code = type(refusal).__name__
    detail = words.refusal(refusal, language)
    errors = []
    if refusal.field is not None:
        header = None if isinstance(refusal, FilterUnknown) else HEADER_OF.get(refusal.field)
        where = {"header": header} if header else {"pointer": f"/{refusal.field}"}
        errors.append({**where, "detail": detail, "code": code})
    answer(req, resp, status, code, detail, errors)


def on_validation(req: Request, resp: Response, error: ValidationError, params: Any) -> None:
    language = language_of(req)
    errors = [
        {
            "pointer": pointer(found["loc"]),
            "detail": words.validation(found["type"], found.get("ctx", {}), language),
            "code": found["type"],
        }
        for found in error.errors(include_url=False, include_input=False)
    ]
    invalid(req, resp, errors)


def on_field_problem(req: Request, resp: Response, error: FieldProblem, params: Any) -> None:
    language = language_of(req)
    errors = [
        {"pointer": pointer((name,)), "detail": texts.field_error(code, language), "code": code}
        for name, code in error.errors
    ]
    invalid(req, resp, errors)


def invalid(req: Request, resp: Response, errors: list[dict[str, Any]]) -> None:
    detail = texts.detail("ValidationFailed", language_of(req))
    answer(req, resp, 400, "ValidationFailed", detail, errors)


def on_problem(req: Request, resp: Response, problem: Problem, params: Any) -> None:
    language = language_of(req)
    detail = texts.detail(problem.code, language, **problem.fields)
    errors = []
    if "header" in problem.fields:
        header = problem.fields["header"]
        errors.append({"header": header, "detail": detail, "code": problem.code})
    resp.set_headers(problem.headers)
    answer(req, resp, problem.status, problem.code, detail, errors)


def still_behind(req: Request, resp: Response, behind: Behind) -> None:
    """The read model did not get there within the bound; how far it is, and when to ask again."""
    distance = behind.wanted - behind.position
    fields: dict[str, Any] = {
        "position": behind.position,
        "wanted": behind.wanted,
        "behind": distance,
    }
    resp.set_header("Retry-After", str(RETRY_AFTER_SECONDS))
    resp.set_header("Log-Position", str(behind.position))
    detail = texts.detail("Behind", language_of(req), **fields)
    answer(req, resp, 503, "Behind", detail, **fields)


def on_http_error(req: Request, resp: Response, error: falcon.HTTPError, params: Any) -> None:
    """What Falcon itself objects to: no such address, no such method, a malformed request."""
    status = error.status_code
    if error.headers is not None:
        resp.set_headers(error.headers)
    status = status if status in ROUTING else 400
    code = ROUTING.get(status, "RequestInvalid")
    answer(req, resp, status, code, texts.detail(code, language_of(req)))


def failed(req: Request, resp: Response, error: Exception, log: Any) -> None:
    """A fault of ours: the trace goes to our log, the caller gets a reference to it. Trouble of
    the database is none: it goes away, and the same may be asked again."""
    if (trouble := trouble_in(error)) is not None:
        log.error("database", problem=trouble, route=req.uri_template, error=str(error))
        headers = {"Retry-After": str(TROUBLE_SECONDS)}
        on_problem(req, resp, Problem(503, trouble, headers, seconds=TROUBLE_SECONDS), None)
        return
    reference = f"urn:uuid:{uuid4()}"
    log.error("failure", reference=reference, route=req.uri_template, exc_info=error)
    detail = texts.detail("InternalError", language_of(req))
    answer(req, resp, 500, "InternalError", detail, instance=reference)


def answer(
    req: Request,
    resp: Response,
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Mapping[str, Any]] = (),
    **extra: Any,
) -> None:
    language = language_of(req)
    req.context.problem = code
    resp.status = status
    resp.data = render({**document(status, code, detail, language, errors), **extra})
    resp.content_type = MEDIA_TYPE
    resp.set_header("Content-Language", language)
    resp.set_header("Vary", "Accept-Language")


def document(
    status: int,
    code: str,
    detail: str,
    language: words.Language,
    errors: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """A problem as RFC 9457 writes it."""
    return {
        "type": f"urn:getcrm:problem:{code}",
        "title": texts.title(status, language, code),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": list(errors),
    }


def pointer(path: Sequence[int | str]) -> str:
    """A JSON pointer (RFC 6901) into the body, or the name of a parameter after the slash."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def language_of(req: Request) -> words.Language:
    """The caller's own choice, or what their program says (LANG-1)."""
    chosen: words.Language | None = req.context.get("language")
    return chosen or words.choose(req.env.get("HTTP_ACCEPT_LANGUAGE"))


def outcome_of(refusal: Refusal) -> str:
    """The kind of a refusal in a word, for the metrics."""
    kinds = {Invalid: "invalid", NotFound: "not_found", Conflict: "conflict"}
    return next((word for kind, word in kinds.items() if isinstance(refusal, kind)), "refused")
