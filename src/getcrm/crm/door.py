"""The one door for commands: decide, write, answer. Only the door writes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic_core import to_json

from getcrm.commands import Command, Handler
from getcrm.commands.decision import Decision, Warned
from getcrm.commands.policy import authorise, check_complete
from getcrm.crm.desk import SYSTEM, Attempt, MakeViewer, OpenDesk, UnknownActor
from getcrm.crm.said_time import (
    check_not_in_the_future,
    check_order,
    check_subjects,
    is_history,
)
from getcrm.domain.company import Company
from getcrm.domain.policy import viewer
from getcrm.domain.refusals import AlreadyExists, Conflict, Refusal, Refused
from getcrm.domain.user import TokenUnknown, User
from getcrm.eventlog.appending import Receipt, Stale
from getcrm.eventlog.clock_watch import not_watched
from getcrm.eventlog.log import EventLog, stream

ATTEMPTS = 100
"""How often a decision is made anew because what it had read changed. Somebody else got
through each time, so the log as a whole goes on."""


class VersionMismatch(Conflict):
    """It is no longer the version that the caller has seen. details: expected, actual."""


class IdempotencyKeyReused(Refused):
    """The key came before, with another command."""


class TooMuchTraffic(Conflict):
    """What the decision rests on kept changing; nothing was written."""


@dataclass(frozen=True)
class Wish:
    """A command with everything around it.

    by: a user id or "system". key: the idempotency key. at: when it happened, where that was in
    the past (LOG-1). expected_version: of the subject. cause: rule, batch or upload behind it.
    token: of the user's, where one asks; scopes: then no more than these permissions. by_operator:
    told by whoever holds the database, who may tell of the past in anybody's name.
    """

    command: Command
    by: str
    key: str | None = None
    at: str | None = None
    expected_version: int | None = None
    cause: Mapping[str, Any] = field(default_factory=dict)
    scopes: frozenset[str] | None = None
    token: str | None = None
    by_operator: bool = False


@dataclass(frozen=True)
class Answer:
    """id, version: of the subject. position: of the log, once everything is written.

    events: how many were recorded. repeated: the command had been answered before.
    """

    position: int
    id: str
    version: int
    events: int
    warnings: tuple[Warned, ...] = ()
    repeated: bool = False


Result = Answer | Refusal


class Door:
    def __init__(
        self,
        log: EventLog,
        handlers: Mapping[type[Command], Handler],
        clock: Callable[[], str],
        new_id: Callable[[], str],
        viewer: MakeViewer = viewer,
        check_clock: Callable[[str], None] = not_watched,
    ) -> None:
        check_complete(handlers)
        self._check_clock = check_clock
        self._viewer = viewer
        self._log = log
        self._handlers = handlers
        self._clock = clock
        self._new_id = new_id

    def handle(self, wish: Wish) -> Answer:
        """Raises a Refusal; then nothing was written."""
        result = self.handle_many([wish])[0]
        if isinstance(result, Refusal):
            raise result
        return result

    def handle_many(self, wishes: Sequence[Wish]) -> list[Result]:
        """Each in turn, the later seeing what the earlier did, all in one append."""
        for number in range(ATTEMPTS):
            attempt = Attempt(self._log, fresh=number > 0)
            try:
                results = self._try(attempt, wishes)
            except Stale:
                continue
            if results is not None:
                return results
        return [TooMuchTraffic() for _ in wishes]

    def _try(self, attempt: Attempt, wishes: Sequence[Wish]) -> list[Result] | None:
        """The results; None where they rest on what was so before, and nothing has checked it.

        A single wish first hopes that its key is new, and saves the question: the append finds
        out, and so does `_came_through_meanwhile`.
        """
        now = self._clock()
        told = self._receipts(wishes) if attempt.fresh or len(wishes) > 1 else {}
        receipts: list[Receipt] = []
        results: list[Result] = []
        for wish in wishes:
            try:
                self._check_token(attempt, wish, now)
                result = _repeated(wish, told)
                if result is None:
                    result = self._decide(attempt, wish, now)
                    if wish.key is not None:
                        receipts.append(receipt(wish, wish.key, result))
                        told[wish.by, wish.key] = receipts[-1]
            except Refusal as refusal:
                results.append(refusal)
            else:
                results.append(result)
        if self._came_through_meanwhile(wishes, results, told):
            return None
        if attempt.has_events or receipts:
            self._check_clock(now)
            position = attempt.write(receipts)
        elif attempt.used_memory:
            return None
        else:
            position = self._log.position()
        return [_placed(result, position) for result in results]

    def _came_through_meanwhile(
        self,
        wishes: Sequence[Wish],
        results: Sequence[Result],
        told: Mapping[tuple[str, str], Receipt],
    ) -> bool:
        """Whether a refusal is due to nothing but the same wish, sent twice at once."""
        both = zip(wishes, results, strict=True)
        refused = [wish for wish, result in both if isinstance(result, Refusal)]
        return not self._receipts(refused).keys() <= told.keys()

    def _receipts(self, wishes: Sequence[Wish]) -> dict[tuple[str, str], Receipt]:
        keyed = [(wish.by, wish.key) for wish in wishes if wish.key is not None]
        return self._log.recorder.receipts(keyed) if keyed else {}

    def _decide(self, attempt: Attempt, wish: Wish, now: str) -> Answer:
        at = wish.at or now
        check_not_in_the_future(at, now)
        desk = OpenDesk(attempt, wish.by, at, self._new_id, wish.scopes, wish.token, self._viewer)
        self._check_actor(attempt, wish, at)
        if wish.at is not None and not wish.by_operator:
            desk.who.must("history.record")
        if wish.at is not None and (company := desk.find(Company)) is not None:
            company.check_began(wish.at)
        authorise(wish.command, desk)
        decision = self._decided(attempt, wish, desk)
        _check_version(attempt, decision, wish)
        if wish.at is not None:
            changed = [(change.kind, change.id) for change in decision.changes if change.events]
            check_order(wish.at, changed, attempt, desk)
        cause = {"command": type(wish.command).__name__, "id": self._new_id(), **wish.cause}
        if is_history(at, now):
            cause["history"] = True
        versions = [attempt.accept(change, at, wish.by, cause) for change in decision.changes]
        return Answer(
            position=0,
            id=decision.changes[0].id,
            version=versions[0].version,
            events=sum(len(change.events) for change in decision.changes),
            warnings=decision.warnings,
        )

    def _check_token(self, attempt: Attempt, wish: Wish, now: str) -> None:
        """That it still works is a part of the decision: whoever let it in may have relied on
        what they remembered."""
        if wish.token is not None:
            user = attempt.load(User, wish.by).state
            if user is None or not user.admits(wish.token, now):
                raise TokenUnknown("by", token=wish.token)

    def _check_actor(self, attempt: Attempt, wish: Wish, at: str) -> None:
        if wish.by == SYSTEM:
            return
        user = attempt.load(User, wish.by).state
        if user is None:
            raise UnknownActor("by", by=wish.by)
        user.check_active(at, "by")

    def _decided(self, attempt: Attempt, wish: Wish, desk: OpenDesk) -> Decision:
        """Where a rule says no to what is told of the past, but the record has gone on since, it
        is that which has to be said."""
        try:
            return self._handlers[type(wish.command)](wish.command, desk)
        except AlreadyExists:
            raise
        except Refusal:
            if wish.at is not None:
                check_subjects(wish.at, wish.command, attempt, desk)
            raise


def _check_version(attempt: Attempt, decision: Decision, wish: Wish) -> None:
    """Raises VersionMismatch."""
    subject = decision.changes[0]
    expected, loaded = wish.expected_version, attempt.load(subject.kind, subject.id)
    if expected is not None and expected != loaded.version:
        raise VersionMismatch(
            expected=expected, actual=loaded.version, stream=stream(subject.kind, subject.id)
        )


def _repeated(wish: Wish, told: Mapping[tuple[str, str], Receipt]) -> Answer | None:
    """The answer this very wish had before."""
    former = told.get((wish.by, wish.key)) if wish.key is not None else None
    if former is None:
        return None
    if former.fingerprint != fingerprint(wish):
        raise IdempotencyKeyReused("key", key=wish.key)
    return _from_receipt(former)


def fingerprint(wish: Wish) -> str:
    """What a key stands for: the command, word for word; left out is not null."""
    asked = wish.command.model_dump_json(exclude_unset=True)
    body = f"{type(wish.command).__name__} {asked} {wish.at or ''}"
    return hashlib.sha256(body.encode()).hexdigest()


def receipt(wish: Wish, key: str, answer: Answer) -> Receipt:
    kept = {
        "id": answer.id,
        "version": answer.version,
        "events": answer.events,
        "warnings": [[w.code, w.field, w.details] for w in answer.warnings],
    }
    return Receipt(wish.by, key, fingerprint(wish), to_json(kept).decode())


def _from_receipt(former: Receipt) -> Answer:
    kept = json.loads(former.answer)
    warnings = tuple(Warned(*warning) for warning in kept.pop("warnings"))
    return Answer(position=former.position, warnings=warnings, repeated=True, **kept)


def _placed(result: Result, position: int) -> Result:
    """An answer made before the append learns its position."""
    if isinstance(result, Refusal) or result.position:
        return result
    return replace(result, position=position)
