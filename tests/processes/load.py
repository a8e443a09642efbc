"""Clients who keep on working while the server is killed under them, and remember what they asked.

Whatever they ask leaves events that can be told from all others by their marks.
"""

import http.client
import json
import random
import threading
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from getcrm.eventlog.entry import Entry

SAFETY = 90.0
"""Seconds after which even a server that is killed again and again has answered."""
GIVES_UP, ASKS_AGAIN = 0.1, 0.1
"""How often a client lets a cut command be; how often it repeats an old one that was answered."""


CUT = (OSError, http.client.HTTPException)
"""What a client sees of the death of whom it was talking to."""


class GivenUp(Exception):
    """It did not hear what became of the command, and does not ask again."""


class Over(Exception):
    """The time is up."""


@dataclass(frozen=True)
class Company:
    """What there is before: the stages and methods in their order, customers that all know."""

    stages: list[str]
    campaign: str
    methods: list[str]
    customers: list[str]


@dataclass
class Asked:
    """A command. marks: of its events, in their order. answer: None, it was given up.

    cuts: how often it was sent and not answered. repeated: it stood in the log already, although
    nobody had been told.
    """

    key: str
    method: str
    path: str
    body: dict[str, Any]
    marks: tuple[str, ...]
    answer: dict[str, Any] | None = None
    cuts: int = 0
    repeated: bool = False


def mark(entry: Entry) -> str:
    """What tells this event from all others; by its stream where nobody asked for it."""
    data = entry.data
    match entry.topic:
        case "CustomerRegistered" | "OpportunityOpened":
            what = data["details"]["name"]
        case "CustomerContacted":
            what = data["note"]
        case "CustomerEdited":
            what = data["changed"]["description"]["new"]
        case "CustomerStageChanged" | "OpportunityMoved":
            what = f"{entry.id} {data['new']}"
        case "OpportunityWon":
            what = entry.id
        case "OrderDrafted":
            what = data["opportunity"]
        case _:
            what = entry.stream
    return f"{entry.topic} {what}"


@dataclass
class Client:
    """One of those who work. name: tells it from the others, and decides what it chooses.

    shown: how often a read model was asked for what had been acknowledged, and had it.
    repeats: how often it asked once more for what had been answered.
    """

    name: str
    port: int
    token: str
    company: Company
    over: threading.Event
    asked: list[Asked] = field(default_factory=list)
    shown: int = 0
    repeats: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.name)
        self._answered: list[Asked] = []

    def work(self) -> None:
        with suppress(Over):
            while True:
                with suppress(GivenUp):
                    self.win_a_customer()

    def win_a_customer(self) -> None:
        """One after the other, from the registration to an order, and talking to others."""
        name = self.word()
        made = self.do("POST", "/customers", {"name": name}, f"CustomerRegistered {name}")
        customer = f"/customers/{made['id']}"
        self.contact(made["id"])
        for stage in self.company.stages[1:4]:
            to = {"stage": stage}
            moved = f"CustomerStageChanged {made['id']} {stage}"
            answer = self.do("PUT", f"{customer}/stage", to, moved)
            self.contact(self.random.choice(self.company.customers))
        self.see(customer, answer["position"], stage)
        text = self.word()
        self.do("PATCH", customer, {"description": text}, f"CustomerEdited {text}")
        self.sell_to(made["id"])

    def contact(self, customer: str) -> None:
        """Nothing but the key keeps this from happening twice."""
        note = self.word()
        body = {"kind": "call", "note": note}
        self.do("POST", f"/customers/{customer}/interactions", body, f"CustomerContacted {note}")

    def sell_to(self, customer: str) -> None:
        name, campaign = self.word(), self.company.campaign
        opening = {"campaign": campaign, "customer": customer, "name": name}
        id = self.do("POST", "/opportunities", opening, f"OpportunityOpened {name}")["id"]
        opportunity = f"/opportunities/{id}"
        for method in self.company.methods[1:-1]:
            to = {"method": method}
            self.do("PUT", f"{opportunity}/method", to, f"OpportunityMoved {id} {method}")
        won = {"amount": 7, "create_order": True}
        self.do("PUT", f"{opportunity}/won", won, f"OpportunityWon {id}", f"OrderDrafted {id}")

    def word(self) -> str:
        return f"{self.name}.{len(self.asked)}"

    # --- commands

    def do(self, method: str, path: str, body: dict[str, Any], *marks: str) -> dict[str, Any]:
        """The answer, once there is one. Raises GivenUp, or Over before anything is sent."""
        if self.over.is_set():
            raise Over
        self._perhaps_ask_again()
        asked = Asked(self.word(), method, path, body, marks)
        self.asked.append(asked)
        asked.answer = self._answer_to(asked)
        self._answered.append(asked)
        return asked.answer

    def _perhaps_ask_again(self) -> None:
        """What was answered long ago, perhaps by processes that are dead."""
        if self._answered and self.random.random() < ASKS_AGAIN:
            former = self.random.choice(self._answered)
            assert self._answer_to(replace(former)) == former.answer
            self.repeats += 1

    def _answer_to(self, asked: Asked) -> dict[str, Any]:
        """Again and again under the same key."""
        end = time.monotonic() + SAFETY
        key = {"Idempotency-Key": asked.key}
        while time.monotonic() < end:
            try:
                status, headers, answer = self._sent(asked.method, asked.path, asked.body, key)
            except CUT:
                asked.cuts += 1
                if asked.cuts == 1 and self.random.random() < GIVES_UP:
                    raise GivenUp from None
            else:
                if status < 500:
                    assert status in (200, 201), (asked, answer)
                    asked.repeated = "idempotency-replayed" in headers
                    return answer
            time.sleep(0.05)
        raise AssertionError(f"it was never answered: {asked}")

    def _sent(
        self, method: str, path: str, body: dict[str, Any] | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], dict[str, Any]]:
        signed = {"Authorization": f"Bearer {self.token}", **headers}
        if body is not None:
            signed["Content-Type"] = "application/json"
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            text = None if body is None else json.dumps(body)
            connection.request(method, f"/api/v1{path}", text, signed)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, told, json.loads(answer.read())

    # --- questions

    def see(self, customer: str, position: int, stage: str) -> None:
        """Where a read model says that it has come so far, it shows what was acknowledged."""
        try:
            status, _, shown = self._sent(
                "GET", customer, None, {"At-Least-Position": str(position)}
            )
        except CUT:
            return
        if status != 503:
            assert (status, shown.get("stage", {}).get("id")) == (200, stage), shown
            self.shown += 1
