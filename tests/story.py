"""given / when / then, told in events and commands, played on the real thing.

    given(company(), ("customer-<id>", CustomerRegistered(...))).when(command).then(event, ...)

The past is what had been recorded; `company()` is a company that has been set up. Times: the
past happens on the mornings before NOON; the command is given at NOON by ANNA.
"""

import shutil
import tempfile
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from getcrm.commands import Command
from getcrm.crm import AGGREGATES, Answer, Crm, migrate, open_crm
from getcrm.domain.company import CompanySetUp
from getcrm.domain.refusals import Refusal
from getcrm.domain.relationship_stage import StageCreated
from getcrm.domain.user import UserAdded
from getcrm.eventlog.appending import Checks, Fact
from getcrm.eventlog.log import fold_entries
from getcrm.eventlog.mapper import decode, encode

NOON = "2026-01-05T05:00:00.000000Z"
"""Noon in Hà Nội."""
BEFORE = "2026-01-01T01:00:00.000000Z"
Past = tuple[str, Any]


def uid(n: int) -> str:
    """A record id that is easy to read in a failing test."""
    return str(UUID(int=n))


ANNA = uid(0xA11A)
BINH = uid(0xB188)
NEW, APPROACHED, HOT, POTENTIAL, LOST, CLOSED, FORGET = (uid(0x500 + n) for n in range(7))
STAGES = {
    NEW: "Mới",
    APPROACHED: "Tiếp cận",
    HOT: "Nóng",
    POTENTIAL: "Tiềm năng",
    LOST: "Mất",
    CLOSED: "Chốt",
    FORGET: "Đừng quên",
}


def company(currency: str = "VND") -> list[Past]:
    """Set up as REL-2 says, with two users, Anna and Bình."""
    set_up = CompanySetUp(
        "Acme", "Asia/Ho_Chi_Minh", currency, NEW, FORGET, 30, (10, 20, 30, 40, 50)
    )
    stages = [
        StageCreated(stage, name, "#888888", "", stage not in (LOST, CLOSED, FORGET))
        for stage, name in STAGES.items()
    ]
    return [
        ("company-main", set_up),
        *(("relationship_stages-main", stage) for stage in stages),
        (f"user-{ANNA}", UserAdded("Anna")),
        (f"user-{BINH}", UserAdded("Bình")),
    ]


@dataclass
class At:
    """An event of the past that happened at a given instant, by the machine or somebody."""

    at: str
    event: Any
    by: str = "system"


def write_past(crm: Crm, past: list[Past]) -> None:
    """Record events as they are told, with the facts they lead to."""
    rows: list[StoredEvent] = []
    streams: dict[str, list[tuple[Any, str]]] = {}
    for name, told in past:
        when = told if isinstance(told, At) else At(BEFORE, told)
        at, event, by = when.at, when.event, when.by
        events = streams.setdefault(name, [])
        events.append((event, at))
        body = encode(event, at, by, {"command": "Past", "id": "past"})
        rows.append(StoredEvent(name, len(events), type(event).__name__, body.encode()))
    facts = []
    for name, told_events in streams.items():
        kind, _, id = name.partition("-")
        state = None
        for event, at in told_events:
            state = AGGREGATES[kind].evolve(state, event, at)
        facts += [Fact(*fact, id) for fact in state.facts(id)] if state else []
    crm.log.append(rows, Checks(expects={}, added=sorted(set(facts))))


class Story:
    """One story; it may go on: `.when(...).then(...).when(...)`."""

    def __init__(self, *past: Past | list[Past]) -> None:
        self._folder = tempfile.mkdtemp(prefix="getcrm-story-")
        url = f"sqlite:///{self._folder}/getcrm.db"
        migrate(url)
        self._moment = moment = [NOON]
        ids = count(0xF000)
        # the clock does not know its story, so that a story ends as soon as nobody needs it
        self.crm = open_crm(url, clock=lambda: moment[0], new_id=lambda: uid(next(ids)))
        flat = [one for p in past for one in (p if isinstance(p, list) else [p])]
        if flat:
            write_past(self.crm, flat)
        self.told = self.crm.log.position()
        self.answer: Answer | None = None
        self._wish: dict[str, Any] = {}

    def __del__(self) -> None:
        if hasattr(self, "crm"):
            self.crm.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def now(self) -> str:
        return self._moment[0]

    @now.setter
    def now(self, now: str) -> None:
        self._moment[0] = now

    def at(self, now: str) -> "Story":
        """The clock from here on."""
        self.now = now
        return self

    def when(self, command: Command, by: str = ANNA, **wish: Any) -> "Story":
        self._wish = {"command": command, "by": by, **wish}
        return self

    def then(self, *events: Any) -> "Story":
        """Exactly these events, in this order, whatever their streams."""
        self.answer = self.crm.handle(**self._wish)
        assert self.new_events() == list(events)
        self.told = self.crm.log.position()
        return self

    def done(self) -> "Story":
        """It is not refused; what exactly was recorded is not this story's point."""
        self.answer = self.crm.handle(**self._wish)
        self.told = self.crm.log.position()
        return self

    def then_nothing_happens(self) -> "Story":
        return self.then()

    def then_warned(self, code: str) -> "Story":
        self.answer = self.crm.handle(**self._wish)
        assert code in [warning.code for warning in self.answer.warnings]
        self.told = self.crm.log.position()
        return self

    def then_refused(self, rule: type[Refusal], **details: Any) -> "Story":
        """Refused by this rule, with at least these details; nothing was recorded."""
        with pytest.raises(rule) as caught:
            self.crm.handle(**self._wish)
        assert {name: caught.value.details.get(name) for name in details} == details
        assert self.new_events() == []
        return self

    def new_events(self) -> list[Any]:
        return [decode(e.topic, e.data) for e in self.crm.log.read(after=self.told, limit=100_000)]

    def state(self, stream: str) -> Any:
        """What the stream's aggregate is now."""
        kind = AGGREGATES[stream.partition("-")[0]]
        return fold_entries(kind, self.crm.log.history(stream))

    def ask(self, name: str, language: str = "en", **query: Any) -> Any:
        """A question, once the read models have caught up."""
        from getcrm.crm import QUERIES

        self.crm.catch_up()
        return self.crm.ask(name, QUERIES[name].query.model_validate(query), language)


given = Story
