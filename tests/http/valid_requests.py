"""A valid request to every address there is: the smallest that the address understands.

Records that the policy knows come from the case; whatever else a path names, from THINGS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from getcrm.crm import QUERIES
from getcrm.http.route import Route
from tests.commands.work import LETTER
from tests.http.company_of_roles import (
    CONTACT,
    ENTRY,
    GROUP,
    GUEST,
    IMPORT,
    KINDS,
    SPARE,
    Record,
    attachment,
    department,
    message,
    method_of,
    session,
    user,
)
from tests.policy.commands import NEEDS
from tests.story import APPROACHED, HOT, STAGES, uid

FRESH, NOWHERE = uid(0xF1E54), uid(0xDEAD)
PASSWORD = "dòng sông xanh thẳm 41"


@dataclass
class Case:
    """Somebody in a role, and how they stand to the record in the tested field; the others that
    the request names are their own. missing: there is no such record at all."""

    role: str
    tested: str | None = None
    way: str = "own"
    missing: bool = False
    named: dict[str, list[Record]] = field(default_factory=dict)
    """By field, the records that the request names."""

    def __getitem__(self, name: str) -> str:
        kind = name.removesuffix("s") if name == "customers" else name
        record = Record(self.role, kind, self.way if name == self.tested else "own")
        self.named.setdefault(name, []).append(record)
        return NOWHERE if self.missing and name == self.tested else record.id

    def only(self, *names: str) -> dict[str, str]:
        """The tested one of fields that exclude each other."""
        name = self.tested if self.tested in names else names[0]
        return {name: self[name]}

    def all_of(self, name: str) -> list[str]:
        """Their own, and the tested one."""
        own = Record(self.role, name.removesuffix("s"), "own")
        self.named.setdefault(name, []).append(own)
        return [own.id, self[name]]

    def record(self, name: str) -> Record:
        return Record(self.role, name, self.way if name == self.tested else "own")


@dataclass(frozen=True)
class Sent:
    path: str
    query: str
    body: dict[str, Any] | None
    """As JSON; None, there is none."""


Table = Mapping[str, Callable[[Case], dict[str, Any]]]

THINGS: Table = {
    "stage": lambda case: APPROACHED,
    "group": lambda case: GROUP,
    "entry": lambda case: ENTRY,
    "type": lambda case: LETTER,
    "history_import": lambda case: IMPORT,
    "role": lambda case: "spare",
    "department": lambda case: SPARE,
    "user": lambda case: GUEST,
    "token": lambda case: FRESH,
    "session": lambda case: SPARE,
    "field": lambda case: "phone",
    "indicator": lambda case: "opportunities_won",
    "object": lambda case: "customer",
    "action": lambda case: "shared",
    "method": lambda case: case.record("campaign").method(),
    "contact": lambda case: CONTACT,
    "message": lambda case: message(case.role),
    "attachment": lambda case: attachment(case.role),
}
"""By the name in a path."""

MINE: Table = {
    "PUT /users/{user}/tokens/{token}": lambda case: {"user": user(case.role)},
    "DELETE /users/{user}/tokens/{token}": lambda case: {
        "user": user(case.role),
        "token": session(case.role),
    },
    "DELETE /me/sessions/{session}": lambda case: {"session": session(case.role)},
    **{
        f"{method} /customers/{{customer}}/sharing/users/{{id}}": lambda case: {"id": GUEST}
        for method in ("PUT", "DELETE")
    },
    **{
        f"{method} /customers/{{customer}}/sharing/departments/{{id}}": lambda case: {
            "id": department(case.role)
        }
        for method in ("PUT", "DELETE")
    },
}
"""Where a path names what is the caller's own."""


def named(name: str = "X") -> Callable[[Case], dict[str, Any]]:
    return lambda case: {"name": name}


def nothing(case: Case) -> dict[str, Any]:
    return {}


METHODS = [{"name": "Gọi"}, {"name": "Chốt"}]
LISTS = {
    f"{method} /{noun}{rest}": body
    for noun in ("sources", "tiers", "loss-reasons")
    for method, rest, body in (
        ("POST", "", named()),
        ("PATCH", "/{entry}", named()),
        ("DELETE", "/{entry}", nothing),
        ("PUT", "/{entry}/restoration", nothing),
    )
}
BODIES: Table = {
    **LISTS,
    "PUT /company": nothing,
    "PUT /company/name": named(),
    "PUT /company/duplicate-checks/{field}": lambda case: {"mode": "off"},
    "PUT /company/auto-forget": lambda case: {"days": 10},
    "PUT /company/potential-thresholds": lambda case: {"thresholds": [1, 2, 3, 4, 5]},
    "PUT /company/board-drag": lambda case: {"enabled": False},
    "PUT /company/history-start": lambda case: {"day": "2016-01-01"},
    "POST /history-imports": named(),
    "PUT /history-imports/{history_import}/completion": nothing,
    "POST /sessions": lambda case: {"email": "a@example.com", "password": PASSWORD},
    "DELETE /session": nothing,
    "POST /setup": lambda case: {"code": "x" * 40, "password": PASSWORD},
    "PUT /me/password": lambda case: {"old": PASSWORD, "new": PASSWORD},
    "POST /me/confirmation": lambda case: {"password": PASSWORD},
    "POST /me/totp": nothing,
    "PUT /me/totp": lambda case: {"credential": FRESH, "code": "123456"},
    "DELETE /me/totp": nothing,
    "DELETE /me/sessions/{session}": nothing,
    "DELETE /users/{user}/sessions/{session}": nothing,
    "POST /me/notifications/read": lambda case: {"up_to": 1},
    "POST /me/notifications/unread": lambda case: {"positions": [1]},
    "PUT /me/notifications/preferences/{object}/{action}": lambda case: {
        "in_app": True,
        "email": True,
    },
    "POST /users": lambda case: {"name": "X", "role": "guest", "department": SPARE},
    "PATCH /users/{user}": named(),
    "PUT /users/{user}/name": named(),
    "PUT /users/{user}/role": lambda case: {"role": "spare"},
    "PUT /users/{user}/department": lambda case: {"department": SPARE},
    "PUT /users/{user}/deactivation": nothing,
    "DELETE /users/{user}/deactivation": nothing,
    "POST /users/{user}/invitation": nothing,
    "DELETE /users/{user}/totp": nothing,
    "PUT /users/{user}/tokens/{token}": named(),
    "DELETE /users/{user}/tokens/{token}": nothing,
    "PATCH /me/language": lambda case: {"language": "en"},
    "POST /roles": lambda case: {"name": "X", "permissions": []},
    "PATCH /roles/{role}": named(),
    "DELETE /roles/{role}": nothing,
    "PUT /roles/{role}/restoration": nothing,
    "POST /departments": named(),
    "PATCH /departments/{department}": named(),
    "DELETE /departments/{department}": nothing,
    "PUT /departments/{department}/restoration": nothing,
    "POST /relationship-stages": lambda case: {"name": "X", "colour": "#000000"},
    "PUT /relationship-stages/order": lambda case: {"stages": list(STAGES)},
    "PATCH /relationship-stages/{stage}": named(),
    "DELETE /relationship-stages/{stage}": nothing,
    "PUT /relationship-stages/{stage}/restoration": nothing,
    "POST /customer-groups": named(),
    "PATCH /customer-groups/{group}": named(),
    "DELETE /customer-groups/{group}": lambda case: {"members": "leave"},
    "PUT /customer-groups/{group}/restoration": nothing,
    "POST /transaction-types": lambda case: {"name": "X", "points": 1},
    "PATCH /transaction-types/{type}": named(),
    "DELETE /transaction-types/{type}": nothing,
    "PUT /transaction-types/{type}/restoration": nothing,
    "POST /customers": named(),
    "PATCH /customers/{customer}": named(),
    "DELETE /customers/{customer}": nothing,
    "PUT /customers/{customer}/restoration": nothing,
    "PUT /customers/{customer}/stage": lambda case: {"stage": HOT},
    "PUT /customers/{customer}/owner": lambda case: {"owner": GUEST},
    "PUT /customers/{customer}/groups": lambda case: {"groups": [GROUP]},
    "PUT /customers/{customer}/sources": lambda case: {"sources": [ENTRY]},
    "PUT /customers/{customer}/tier": lambda case: {"tier": ENTRY},
    "PUT /customers/{customer}/sharing": lambda case: {
        "shares": [{"kind": "department", "id": department(case.role), "right": "view"}]
    },
    **{
        f"{method} /customers/{{customer}}/sharing/{kind}/{{id}}": body
        for kind in ("users", "departments")
        for method, body in (("PUT", lambda case: {"right": "edit"}), ("DELETE", nothing))
    },
    "POST /customers/{customer}/contacts": named("Lan"),
    "PATCH /customers/{customer}/contacts/{contact}": lambda case: {"title": "Kế toán"},
    "DELETE /customers/{customer}/contacts/{contact}": nothing,
    "POST /customers/{customer}/interactions": lambda case: {"kind": "call"},
    "POST /customer-stage-changes": lambda case: {
        "customers": case.all_of("customers"),
        "stage": HOT,
    },
    "POST /customer-owner-changes": lambda case: {
        "customers": case.all_of("customers"),
        "owner": GUEST,
    },
    "POST /transactions": lambda case: {
        "name": "X",
        "type": LETTER,
        **case.only("customer", "opportunity"),
    },
    "PATCH /transactions/{transaction}": named(),
    "DELETE /transactions/{transaction}": nothing,
    "PUT /transactions/{transaction}/restoration": nothing,
    "PUT /transactions/{transaction}/start": nothing,
    "PUT /transactions/{transaction}/completion": nothing,
    "PUT /transactions/{transaction}/cancellation": nothing,
    "PUT /transactions/{transaction}/reopening": nothing,
    "PUT /transactions/{transaction}/customer": lambda case: {"customer": case["customer"]},
    "POST /campaigns": lambda case: {"name": "X", "methods": METHODS},
    "PATCH /campaigns/{campaign}": named(),
    "DELETE /campaigns/{campaign}": nothing,
    "PUT /campaigns/{campaign}/restoration": nothing,
    "PUT /campaigns/{campaign}/participants": lambda case: {"participants": [{"user": GUEST}]},
    "PUT /campaigns/{campaign}/lock": nothing,
    "DELETE /campaigns/{campaign}/lock": nothing,
    "POST /campaigns/{campaign}/methods": named(),
    "PUT /campaigns/{campaign}/methods/order": lambda case: {
        "methods": [case.record("campaign").method(last) for last in (True, False)]
    },
    "PATCH /campaigns/{campaign}/methods/{method}": named(),
    "DELETE /campaigns/{campaign}/methods/{method}": nothing,
    "POST /opportunities": lambda case: {
        "campaign": case["campaign"],
        "customer": case["customer"],
    },
    "PATCH /opportunities/{opportunity}": named(),
    "DELETE /opportunities/{opportunity}": nothing,
    "PUT /opportunities/{opportunity}/restoration": nothing,
    "PUT /opportunities/{opportunity}/method": lambda case: {
        "method": method_of(case.record("opportunity"))
    },
    "PUT /opportunities/{opportunity}/owner": lambda case: {"owner": GUEST},
    "PUT /opportunities/{opportunity}/claim": nothing,
    "PUT /opportunities/{opportunity}/won": lambda case: {"amount": "1"},
    "PUT /opportunities/{opportunity}/lost": nothing,
    "PATCH /opportunities/{opportunity}/outcome": nothing,
    "DELETE /opportunities/{opportunity}/outcome": nothing,
    "POST /opportunities/{opportunity}/copies": lambda case: {"campaign": case["campaign"]},
    "POST /comments": lambda case: {"text": "X", **case.only("customer", "opportunity")},
    "PATCH /comments/{comment}": lambda case: {"text": "Y"},
    "DELETE /comments/{comment}": nothing,
    "PUT /comments/{comment}/restoration": nothing,
    "POST /messages": lambda case: {
        "subject": "X",
        "recipients": [GUEST],
        "campaign": case["campaign"],
    },
    "PUT /messages/{message}/read": nothing,
    "PUT /messages/{message}/archive": nothing,
    "DELETE /messages/{message}/archive": nothing,
    "POST /attachments": named("x.txt"),
    "GET /customer-board/entries": lambda case: {"stage": HOT},
    "GET /campaigns/{campaign}/board/entries": lambda case: {"stage": "lost"},
    "GET /potential-score-preview": lambda case: {"thresholds": [1, 2, 3, 4, 5]},
}
"""What is sent besides the path: as a body, or as the query string of GET and DELETE."""


def request(route: Route, case: Case, **more: str) -> Sent:
    """more: to the query string. Raises KeyError where nobody has said what is sent there."""
    key = f"{route.method} {route.path}"
    mine = MINE.get(key, nothing)(case)
    path = {
        name: mine.get(name) or (case[name] if name in KINDS else THINGS[name](case))
        for name in route.path_fields
    }
    reads = isinstance(route.asks, str) or route.method == "GET"
    body = BODIES[key](case) if key in BODIES or not reads else {}
    if route.fields_in_query_string:
        return Sent(route.path.format(**path), urlencode({**body, **more}, doseq=True), None)
    return Sent(route.path.format(**path), urlencode(more), body)


def fields_of_records(route: Route) -> list[str]:
    """Where it names records that the policy knows, in the order in which they are looked at."""
    if isinstance(route.asks, type):
        return [field for field, _, _ in NEEDS[route.asked][1]]
    return [name for name in route.path_fields if name in KINDS]


def knows_time(route: Route) -> bool:
    return isinstance(route.asks, str) and "as_of" in QUERIES[route.asks].query.model_fields
