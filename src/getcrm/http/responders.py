"""The two responders that all routes share: one does commands, one answers queries."""

from collections.abc import Callable
from typing import Any

from falcon import Request, Response

from getcrm.commands import Command
from getcrm.commands.decision import Warned
from getcrm.crm import QUERIES, Answer, Crm
from getcrm.crm.door import IdempotencyKeyReused
from getcrm.domain.refusals import Refusal
from getcrm.domain.user import TokenUnknown
from getcrm.http import requests
from getcrm.http.acts import does_act
from getcrm.http.allowed import check_allowed, confirmed
from getcrm.http.conditions import etag_of
from getcrm.http.live import Live
from getcrm.http.metrics import Metrics
from getcrm.http.origin import origin
from getcrm.http.passages import lets_pass
from getcrm.http.problems import Problem, language_of, outcome_of, token_unknown
from getcrm.http.route import PREFIX, Act, Passage, Route
from getcrm.http.strict_json import render
from getcrm.language import Language, warning
from getcrm.sign_in.terms import Terms

Responder = Callable[..., None]
COOKIE_SECONDS = 300
"""How long a browser asks for at least what it has done itself."""


def responder(route: Route, crm: Crm, metrics: Metrics, terms: Terms, live: Live) -> Responder:
    if isinstance(route.asks, str):
        respond = answers_query(route, route.asks, crm)
    elif isinstance(route.asks, Passage):
        respond = lets_pass(route, route.asks, crm, live)
    elif isinstance(route.asks, Act):
        respond = does_act(route, route.asks, crm, terms)
    else:
        respond = does_command(route, route.asks, crm, metrics)
    return confirmed(respond) if route.confirm else respond


def does_command(
    route: Route, command_type: type[Command], crm: Crm, metrics: Metrics
) -> Responder:
    reader = requests.Reader(route, command_type)
    count = metrics.outcomes_of(command_type.__name__)
    effect = route.effect
    created = attribute(command_type, route.creates)

    def respond(req: Request, resp: Response, **path: str) -> None:
        command = reader.read(req, path)
        try:
            command, answer = handled(crm, command, created, req)
        except Refusal as refusal:
            count(outcome_of(refusal))
            if isinstance(refusal, TokenUnknown) and refusal.field == "by":
                raise token_unknown() from None
            raise
        count("repeated" if answer.repeated else "done" if answer.events else "unchanged")
        more = effect(crm, command, answer) if effect is not None else {}
        if created is not None:
            more["created"] = getattr(command, created)
            resp.set_header("Location", location(route, path, more["created"]))
        resp.status = route.status
        show_answer(req, resp, answer, more)

    return respond


def handled(
    crm: Crm, command: Command, created: str | None, req: Request
) -> tuple[Command, Answer]:
    """The command as it was done, and its answer. created: the field with the id of what it makes.

    What was done under the same key in a former version had another id.
    """

    def handle(command: Command) -> Answer:
        return crm.handle(
            command,
            by=req.context.by,
            key=requests.idempotency_key(req),
            at=requests.occurred_at(req),
            expected_version=requests.expected_version(req),
            scopes=req.context.scopes,
            token=req.context.token,
            cause=origin(req),
        )

    try:
        return command, handle(command)
    except IdempotencyKeyReused:
        if created is None:
            raise
        former = requests.former_id_for(req, getattr(command, created))
        if former is None:
            raise
        command = command.model_copy(update={created: former})
        return command, handle(command)


def show_answer(req: Request, resp: Response, answer: Answer, more: dict[str, Any]) -> None:
    """Where the log stands now, in the body, in a header, and for browsers in a cookie."""
    language: Language = language_of(req) if answer.warnings else "en"
    resp.data = render(
        {
            "id": more.get("created", answer.id),
            "version": answer.version,
            "position": answer.position,
            "events": answer.events,
            "warnings": [shown_warning(warned, language) for warned in answer.warnings],
            **more,
        }
    )
    resp.content_type = "application/json"
    resp.set_header("ETag", f'"{answer.version}"')
    resp.set_header("Log-Position", str(answer.position))
    secure = "; Secure" if req.forwarded_scheme == "https" else ""
    resp.append_header(
        "Set-Cookie",
        f"log_position={answer.position}; Path={PREFIX}; Max-Age={COOKIE_SECONDS}"
        f"; HttpOnly; SameSite=Lax{secure}",
    )
    if answer.repeated:
        resp.set_header("Idempotency-Replayed", "true")


def attribute(command: type[Command], field: str | None) -> str | None:
    """Where a command keeps what callers call by that name."""
    fields = command.model_fields.items()
    return next((name for name, info in fields if (info.alias or name) == field), None)


def location(route: Route, path: dict[str, str], id: str) -> str:
    """Where what was made is found."""
    assert route.location is not None, "what is created is somewhere"
    return PREFIX + route.location.format(**path, id=id)


def shown_warning(warned: Warned, language: Language) -> dict[str, Any]:
    text = warning(warned.code, warned.details, language)
    pointer = f"/{warned.field}"
    return {"code": warned.code, "pointer": pointer, "text": text, "details": warned.details}


def answers_query(route: Route, name: str, crm: Crm) -> Responder:
    reader = requests.Reader(route, QUERIES[name].query)

    def respond(req: Request, resp: Response, **path: str) -> None:
        check_allowed(route, req, crm)
        query = reader.read(req, path)
        found, position = crm.ask_at(
            name,
            query,
            language=language_of(req),
            by=req.context.by,
            at_least=wanted_position(req, crm),
            scopes=req.context.scopes,
        )
        show_found(resp, found, position)

    return respond


def show_found(resp: Response, found: dict[str, Any], position: int) -> None:
    resp.data = render(found)
    resp.content_type = "application/json"
    resp.set_header("Log-Position", str(position))
    if isinstance(found.get("version"), int):
        resp.set_header("ETag", etag_of(found["version"], resp.data))


def wanted_position(req: Request, crm: Crm) -> int | None:
    """What the header asks for, or else the cookie. The log itself must have got there."""
    asked = requests.at_least_position(req)
    wanted = asked if asked is not None else requests.position_in_cookie(req)
    if wanted is None or wanted <= (position := crm.log.position()):
        return wanted
    if asked is None:
        return None  # a cookie from another log: the server was set up anew
    raise Problem(412, "PositionUnknown", position=position, wanted=wanted)
