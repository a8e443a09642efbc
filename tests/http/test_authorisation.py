"""The authorisation matrix: every route of the router × every shipped role, a role that allows
nothing and a narrow token × every way in which somebody stands to a record (PERM-2 to PERM-4).

What is expected follows from the policy that was written down for the tests (tests/policy) and
from how the records were made, never from the program: neither from what it answers, nor from
its own tables. A refusal is met by the real door, and the log
must stay where it was; where something is allowed, all is done but the writing, so that every
case finds the same company.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from falcon.testing import Result, TestClient

from getcrm.commands.message import SendMessage
from getcrm.crm import door
from getcrm.crm.desk import Attempt
from getcrm.domain.permission import ANYBODY, SIGNED_IN
from getcrm.eventlog import files, tokens
from getcrm.http.app import RouteWithoutPermission, create_app
from getcrm.http.route import PREFIX, Passage, Route, get
from getcrm.http.routes import ROUTES
from tests.http.company_of_roles import (
    FILE,
    PERMISSIONS,
    RECORDS,
    ROLES,
    WAYS,
    Record,
    attachment,
    everything,
    may,
    token,
    user,
)
from tests.http.valid_requests import (
    NOWHERE,
    Case,
    fields_of_records,
    knows_time,
    request,
)
from tests.policy import routes as written
from tests.policy.commands import NEEDS, On
from tests.story import Story

NO_PERMISSION = (ANYBODY, SIGNED_IN)


def permission(route: Route) -> str:
    """As it is written down."""
    return written.PERMISSIONS[f"{route.method} {route.path}"]


GUARDED = [route for route in ROUTES if permission(route) not in NO_PERMISSION]
THEN = "2026-01-03"
"""A day on which all records were there already."""


class Unwritten(Attempt):
    """Decides, and leaves it at that."""

    def write(self, receipts):
        return self.log.position()


class Api:
    """Everybody's programs, in one company."""

    def __init__(self):
        self.story = Story(everything())
        self.crm = self.story.crm
        for role in ROLES:
            kept = tokens.Token(token(role), user(role), "test")
            tokens.store(self.crm.log, f"gc_{role}", kept)
            files.store(self.crm.log, attachment(role), "x", "text/plain", FILE)
        self.crm.catch_up()
        routes = [replace(route, effect=None) for route in ROUTES]
        self.client = TestClient(create_app(self.crm, routes))

    def ask(self, route: Route, case: Case, **more: str) -> Result:
        sent = request(route, case, **more)
        passage = route.asks if isinstance(route.asks, Passage) else None
        streams = passage is not None and passage.gives == ("text/event-stream",)
        content = {"body": FILE} if passage and passage.takes else {"json": sent.body}
        return self.client.simulate_request(
            "HEAD" if streams else route.method,
            PREFIX + sent.path,
            query_string=sent.query,
            headers={"Authorization": f"Bearer gc_{case.role}"},
            **content,
        )


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    return Api()


@contextmanager
def unwritten() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(door, "Attempt", Unwritten)
        yield


def cases(route: Route) -> Iterator[Case]:
    for role in ROLES:
        fields = fields_of_records(route)
        for field in fields:
            kind = "customer" if field == "customers" else field
            for way in WAYS[kind]:
                yield Case(role, field, way)
        if not fields:
            yield Case(role)


def looked_at(route: Route, case: Case) -> list[tuple[On, Record]]:
    """The records that the request names, in the order in which they are looked at."""
    case = replace(case, named={})
    request(route, case)
    if isinstance(route.asks, type):
        ons = NEEDS[route.asked][1]
    else:
        ons = tuple((name, name, "view") for name in case.named)
    return [(on, record) for on in ons for record in case.named.get(on[0], ())]


def expected(route: Route, case: Case) -> str:
    """The code of the refusal that the policy demands, or "" where it demands none."""
    if permission(route) not in PERMISSIONS[case.role]:
        return "TokenScopeMissing" if case.role == "narrow" else "PermissionMissing"
    named = looked_at(route, case)
    by_field: dict[On, list[Record]] = {}
    for on, record in named:
        by_field.setdefault(on, []).append(record)
    for (field, _, deed), records in by_field.items():
        many = field == "customers"
        if not all(may(case.role, record) for record in records):
            return "CustomersUnknown" if many else "NotFound"
        if not all(may(case.role, record, deed) for record in records):
            return "SomeNotYoursToChange" if many else "NotYoursToChange"
    if route.asks is SendMessage and "manager" not in WAYS["campaign"][case.way]:
        return "NotTheCampaignsManager"
    return ""


STATUS = {
    "PermissionMissing": 403,
    "TokenScopeMissing": 403,
    "NotYoursToChange": 403,
    "SomeNotYoursToChange": 403,
    "NotTheCampaignsManager": 403,
    "NotFound": 404,
    "CustomersUnknown": 404,
}


def faults(api: Api, route: Route, case: Case, **more: str) -> Iterator[str]:
    """In what the answer is another than the table demands."""
    wanted, told = expected(route, case), f"{case.role}, {case.tested} {case.way}"
    if not wanted:
        with unwritten():
            result = api.ask(route, case, **more)
        if result.status_code in (400, 401, 403, 404, 405, 500):
            yield f"{told}: allowed, but {result.status_code} {result.text}"
        elif route.method == "GET":
            yield from (f"{told}: shows {hidden}" for hidden in shown_but_hidden(case.role, result))
        return
    before = api.crm.log.position()
    result = api.ask(route, case, **more)
    if api.crm.log.position() != before:
        yield f"{told}: {wanted}, but something was written"
    if not result.content:  # of HEAD
        found = wanted if result.status_code == STATUS[wanted] == 403 else ""
    else:
        found = result.json.get("code")
    if (result.status_code, found) != (STATUS[wanted], wanted):
        yield f"{told}: {wanted}, but {result.status_code} {result.text}"
    elif STATUS[wanted] == 404:
        yield from (f"{told}: {fault}" for fault in told_apart(api, route, case, result, **more))


def told_apart(api: Api, route: Route, case: Case, result: Result, **more: str) -> Iterator[str]:
    """In what it is answered otherwise than if there were no such record at all."""
    if case.tested is None:
        return
    missing = api.ask(route, replace(case, missing=True, named={}), **more)
    kind = "customer" if case.tested == "customers" else case.tested
    id = Record(case.role, kind, case.way).id
    if result.text.replace(id, NOWHERE) != missing.text:
        yield f"answered {result.text}, a missing one {missing.text}"
    if names(result) != names(missing):
        yield f"headers {names(result)}, of a missing one {names(missing)}"


def names(result: Result) -> list[tuple[str, str]]:
    """Its headers, but for what is every request's own."""
    own = ("content-length", "x-request-id")
    return sorted((name, value) for name, value in result.headers.items() if name not in own)


def shown_but_hidden(role: str, result: Result) -> list[Record]:
    """Records that an answer speaks of, though whoever asked may not see them."""
    return [record for record in RECORDS if record.id in result.text and not may(role, record)]


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: f"{route.method} {route.path}")
def test_it_is_allowed_exactly_what_the_table_says_perm_4(api, route):
    assert [fault for case in cases(route) for fault in faults(api, route, case)] == []


@pytest.mark.parametrize(
    "route",
    [route for route in GUARDED if knows_time(route)],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_todays_permissions_count_for_the_past_too_perm_4(api, route):
    found = [fault for case in cases(route) for fault in faults(api, route, case, as_of=THEN)]
    assert found == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_whoever_is_not_signed_in_gets_nowhere_perm_6(api, route):
    sent, before = request(route, Case("administrator")), api.crm.log.position()
    result = api.client.simulate_request(
        route.method, PREFIX + sent.path, query_string=sent.query, json=sent.body
    )
    if permission(route) == ANYBODY:
        assert result.status_code != 401 or result.json["code"] != "TokenMissing"
        return
    assert (result.status_code, result.json["code"]) == (401, "TokenMissing")
    assert api.crm.log.position() == before


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if permission(route) == SIGNED_IN],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_what_is_ones_own_takes_no_permission_perm_6(api, route):
    for role in ROLES:
        with unwritten():
            result = api.ask(route, Case(role))
        code = result.json.get("code") if result.content else None
        assert result.status_code < 400 or code == "SessionNeeded", (role, result.text)


def test_a_route_and_its_command_take_the_same_permission_perm_4():
    for route in ROUTES:
        if isinstance(route.asks, type) and NEEDS[route.asked][0] != SIGNED_IN:
            assert permission(route) == NEEDS[route.asked][0], route.path


def test_every_record_is_there_and_every_way_counts_for_somebody(api):
    """Or the matrix would prove nothing."""
    api.crm.catch_up()
    for record in RECORDS:
        assert api.crm.log.history(f"{record.kind}-{record.id}"), record
    for kind, ways in WAYS.items():
        for way in ways:
            seen = {may(role, Record(role, kind, way)) for role in ROLES}
            assert True in seen, (kind, way)
    refusals = {expected(route, case) for route in GUARDED for case in cases(route)}
    assert refusals == {"", *STATUS}


@pytest.mark.parametrize("permission", ["", "customers.acess"])
def test_a_route_without_a_permission_that_there_is_does_not_start_perm_4(api, permission):
    with pytest.raises(RouteWithoutPermission, match="GET /secrets"):
        create_app(api.crm, [*ROUTES, get("/secrets", "customers", permission)])
