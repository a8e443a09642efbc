"""What one attempt to decide has read of the log, and is about to write to it."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, TypeVar

from eventsourcing.persistence import StoredEvent

from getcrm.commands.decision import Change
from getcrm.domain.aggregate import MAIN, Aggregate
from getcrm.domain.department import Departments
from getcrm.domain.policy import EVERYTHING, Viewer, viewer
from getcrm.domain.refusals import Invalid, NotFound
from getcrm.domain.role import Roles
from getcrm.domain.user import User
from getcrm.eventlog.appending import Asked, Checks, Fact, Receipt
from getcrm.eventlog.log import EventLog, Loaded, stream
from getcrm.eventlog.mapper import encode

State = TypeVar("State", bound=Aggregate)
SYSTEM = "system"
NO_ROLES, NO_DEPARTMENTS = Roles(), Departments()
MakeViewer = Callable[[str, User, Roles, Departments, frozenset[str] | None], Viewer]


class UnknownActor(Invalid):
    """The user in whose name it is asked does not exist."""


class Attempt:
    """Reads through to the log, sees its own pending events, and collects the checks.

    fresh: whether states remembered by this process are passed over.
    used_memory: whether one of them was read after all.
    _moved: pending facts; by scope and key, whether each owner now holds it or no longer does.
    """

    def __init__(self, log: EventLog, fresh: bool) -> None:
        self.log = log
        self.fresh = fresh
        self.used_memory = False
        self._read: dict[str, Loaded[Any]] = {}
        self._pending: dict[str, Loaded[Any]] = {}
        self._asked: dict[tuple[str, str, str], str] = {}
        self._moved: dict[tuple[str, str], dict[str, bool]] = {}
        self._events: list[StoredEvent] = []
        self._latest = ""

    # --- reading

    def load(self, kind: type[State], id: str) -> Loaded[State]:
        name = stream(kind, id)
        loaded: Loaded[State] | None = self._pending.get(name) or self._read.get(name)
        if loaded is None:
            if not self.fresh and (loaded := self.log.remembered(name)) is not None:
                self.used_memory = True
            else:
                loaded = self.log.load(kind, id)
            self._read[name] = loaded
        return loaded

    def load_many(self, kind: type[State], ids: Iterable[str]) -> dict[str, Loaded[State]]:
        wanted = list(dict.fromkeys(ids))
        known = {id for id in wanted if self._knows(stream(kind, id))}
        for id, loaded in self.log.load_many(kind, [i for i in wanted if i not in known]).items():
            self._read[stream(kind, id)] = loaded
        return {id: self.load(kind, id) for id in wanted}

    def _knows(self, name: str) -> bool:
        if name in self._pending or name in self._read:
            return True
        return not self.fresh and self.log.remembered(name) is not None

    def ask(self, what: str, scope: str, key: str) -> str:
        """The store's own answer, without what is pending."""
        question = (what, scope, key)
        if question not in self._asked:
            self._asked[question] = self.log.recorder.answer(what, scope, key)
        return self._asked[question]

    def owners(self, scope: str, key: str) -> list[str]:
        answer = self.ask("owners", scope, key)
        owners = set(answer.split(",")) if answer else set()
        for owner, holds in self._moved.get((scope, key), {}).items():
            (owners.add if holds else owners.discard)(owner)
        return sorted(owners)

    def count(self, scope: str, key: str) -> int:
        moved = self._moved.get((scope, key), {}).values()
        return int(self.ask("count", scope, key)) + sum(1 if holds else -1 for holds in moved)

    def highest(self, scope: str) -> str | None:
        pending = [
            key for (of, key), moved in self._moved.items() if of == scope and any(moved.values())
        ]
        return max([self.ask("highest", scope, ""), *pending]) or None

    # --- deciding

    def accept(self, change: Change, at: str, by: str, cause: dict[str, Any]) -> Loaded[Any]:
        """Take events up; the state they lead to. An event happens no earlier than the last: a
        time that is said has been compared before, a clock that is behind is put right."""
        name = stream(change.kind, change.id)
        before = loaded = self.load(change.kind, change.id)
        for event in change.events:
            occurred_at = max(at, loaded.occurred_at)
            body = encode(event, occurred_at, by, cause)
            state = change.kind.evolve(loaded.state, event, occurred_at)
            loaded = Loaded(state, loaded.version + 1, occurred_at, type(event).__name__)
            self._events.append(StoredEvent(name, loaded.version, loaded.topic, body.encode()))
            self._latest = max(self._latest, occurred_at)
        if change.events:
            self._pending[name] = loaded
            self._note_facts(change.id, before, loaded)
        return loaded

    def _note_facts(self, id: str, before: Loaded[Any], after: Loaded[Any]) -> None:
        old, new = facts(id, before.state), facts(id, after.state)
        for fact in set(old) ^ set(new) if old != new else ():
            moved = self._moved.setdefault(fact, {})
            if id in moved:
                del moved[id]
            else:
                moved[id] = fact in new

    def _facts(self, held: bool) -> list[Fact]:
        """Those that are pending: newly held, or no longer."""
        return sorted(
            Fact(scope, key, owner)
            for (scope, key), moved in self._moved.items()
            for owner, holds in moved.items()
            if holds is held
        )

    # --- writing

    def write(self, receipts: Sequence[Receipt]) -> int:
        """Append all that was decided, if all that was read is still so. Raises Stale."""
        checks = Checks(
            expects={name: loaded.version for name, loaded in self._read.items()},
            asked=[Asked(*question, answer) for question, answer in self._asked.items()],
            added=self._facts(held=True),
            removed=self._facts(held=False),
            receipts=receipts,
            not_before=self._latest,
        )
        position = self.log.append(self._events, checks)
        for name, loaded in self._pending.items():
            self.log.remember(name, loaded)
        return position

    @property
    def has_events(self) -> bool:
        return bool(self._events)


def facts(id: str, state: Aggregate | None) -> list[tuple[str, str]]:
    """The rows of the guard table that an aggregate owns: scope and key."""
    return list(state.facts(id)) if state else []


class OpenDesk:
    """The desk of one command (see commands/desk.py), on an attempt that may hold several."""

    def __init__(
        self,
        attempt: Attempt,
        by: str,
        at: str,
        new_id: Callable[[], str],
        scopes: frozenset[str] | None = None,
        token: str | None = None,
        viewer: MakeViewer = viewer,
    ) -> None:
        self._attempt = attempt
        self._scopes = scopes
        self._viewer = viewer
        self.by = by
        self.at = at
        self.token = token
        self.new_id = new_id
        self.position = attempt.log.position
        self.owners = attempt.owners
        self.count = attempt.count
        self.highest = attempt.highest

    @cached_property
    def who(self) -> Viewer:
        """What they may see and change. Raises UnknownActor."""
        if self.by == SYSTEM:
            return EVERYTHING
        user = self._attempt.load(User, self.by).state
        if user is None:
            raise UnknownActor("by", by=self.by)
        if user.role is None:
            return viewer(self.by, user, NO_ROLES, NO_DEPARTMENTS)
        roles = self._attempt.load(Roles, MAIN).state or NO_ROLES
        departments = self._attempt.load(Departments, MAIN).state or NO_DEPARTMENTS
        return self._viewer(self.by, user, roles, departments, self._scopes)

    def load(self, kind: type[State], id: str = MAIN) -> State:
        state = self._attempt.load(kind, id).state
        if state is None:
            raise NotFound(kind=kind.KIND, id=id)
        return state

    def find(self, kind: type[State], id: str = MAIN) -> State | None:
        return self._attempt.load(kind, id).state

    def load_many(self, kind: type[State], ids: Iterable[str]) -> dict[str, State]:
        loaded = self._attempt.load_many(kind, ids)
        return {id: one.state for id, one in loaded.items() if one.state is not None}
