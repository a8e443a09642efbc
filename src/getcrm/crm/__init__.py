"""The CRM, wired: one door in for commands, one engine behind the read models."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

import uuid_utils

from getcrm.commands import Command
from getcrm.crm.desk import SYSTEM
from getcrm.crm.door import Answer, Door, Result, Wish
from getcrm.crm.guards import derive_guards
from getcrm.crm.registry import AGGREGATES, COMMANDS, HANDLERS, PROJECTIONS, QUERIES
from getcrm.crm.viewers import SameViewers, Viewers
from getcrm.domain import calendar
from getcrm.domain.aggregate import MAIN
from getcrm.domain.company import Company
from getcrm.domain.refusals import NotFound
from getcrm.eventlog.clock_watch import LIMITS, ClockLimits, ClockWatch, not_watched
from getcrm.eventlog.instants import now
from getcrm.eventlog.log import EventLog
from getcrm.eventlog.store import check, check_readable, open_log
from getcrm.projections.engine import Behind, Engine
from getcrm.projections.positions import reached_position
from getcrm.projections.query import Ask, Query, Reader
from getcrm.projections.references import check_references
from getcrm.projections.store import ViewStore

__all__ = [
    "AGGREGATES",
    "COMMANDS",
    "HANDLERS",
    "PROJECTIONS",
    "QUERIES",
    "SYSTEM",
    "Answer",
    "Behind",
    "Crm",
    "Result",
    "Wish",
    "migrate",
    "open_crm",
]


CONNECTION_SECONDS = 30.0
"""How long a process that works by itself waits for a connection to the database."""


class QueryUnknown(NotFound):
    """There is no question of that name. details: name."""


def new_id() -> str:
    """A fresh record id: UUID version 7, so that ids sort by age."""
    return str(uuid_utils.uuid7())


@dataclass(frozen=True)
class Crm:
    """url: of the log's database. clock: gives instants. patience: seconds a question waits.
    origin: by what way commands come here, as their events keep it in their cause.

    Whoever asks or wishes something is named by `by`; scopes: no more than these permissions;
    token: it is this API token of theirs that asks.
    """

    url: str
    log: EventLog
    views: ViewStore
    engine: Engine
    door: Door
    viewers: Viewers
    clock: Callable[[], str] = now
    patience: float = 2.0
    origin: Mapping[str, str] = field(default_factory=dict)

    def coming(self, **origin: str) -> "Crm":
        """The same, for commands that come by this way."""
        return replace(self, origin=origin)

    def handle(
        self,
        command: Command,
        by: str,
        key: str | None = None,
        at: str | None = None,
        expected_version: int | None = None,
        cause: dict[str, Any] | None = None,
        scopes: frozenset[str] | None = None,
        token: str | None = None,
    ) -> Answer:
        """Decide and write. Raises a Refusal; then nothing was written."""
        told = {**self.origin, **(cause or {})}
        wish = Wish(command, by, key, at, expected_version, told, scopes, token)
        return self.door.handle(wish)

    def handle_many(self, wishes: Sequence[Wish]) -> list[Result]:
        """Each in turn, all in one append; what is refused comes back in its place."""
        if self.origin:
            wishes = [replace(w, cause={**self.origin, **w.cause}) for w in wishes]
        return self.door.handle_many(wishes)

    def ask(
        self,
        name: str,
        query: Query,
        language: str = "en",
        by: str = SYSTEM,
        at_least: int | None = None,
        scopes: frozenset[str] | None = None,
    ) -> Any:
        """The answer from the read models. Raises Behind where they do not come that far."""
        ask = self._asked(name, at_least)
        with self.views.read() as db:
            return self._answer(ask, query, db, language, by, scopes)

    def ask_at(
        self,
        name: str,
        query: Query,
        language: str = "en",
        by: str = SYSTEM,
        at_least: int | None = None,
        scopes: frozenset[str] | None = None,
    ) -> tuple[Any, int]:
        """The same, with the position of the log that the answer rests on."""
        ask = self._asked(name, at_least)
        with self.views.read() as db:
            position = reached_position(db, ask.projections or list(self.engine.projections))
            return self._answer(ask, query, db, language, by, scopes), position

    def _answer(
        self,
        ask: Ask,
        query: Query,
        db: Any,
        language: str,
        by: str,
        scopes: frozenset[str] | None,
    ) -> Any:
        """Raises PermissionMissing, FilterUnknown."""
        reader = self.reader(db, language, by, scopes)
        reader.who.must(ask.permission)
        check_references(query, reader)
        return ask.run(query, reader)

    def _asked(self, name: str, at_least: int | None) -> Ask:
        """The question of that name, once the read models behind it have come that far."""
        if name not in QUERIES:
            raise QueryUnknown(name=name)
        ask = QUERIES[name]
        if at_least is not None:
            self.engine.wait_for(at_least, ask.projections, self.patience)
        return ask

    def reader(
        self,
        db: Any,
        language: str = "en",
        by: str = SYSTEM,
        scopes: frozenset[str] | None = None,
    ) -> Reader:
        """Raises UnknownActor, UserIsDeactivated."""
        who = self.viewers.of(by, scopes)
        return Reader(db, self.log, self.clock(), self.time_zone(), language, by, who)

    def time_zone(self) -> ZoneInfo:
        """The company's; it is fixed once it is set up, UTC before."""
        loaded = self.log.remembered(f"{Company.KIND}-{MAIN}") or self.log.load(Company, MAIN)
        return calendar.time_zone(loaded.state.time_zone if loaded.state else "UTC")

    def catch_up(self) -> None:
        """Bring the read models up to the log's end, in this process."""
        self.engine.catch_up()

    def close(self) -> None:
        self.log.close()
        self.views.close()


def open_crm(
    url: str,
    *,
    writer: bool = True,
    clock: Callable[[], str] = now,
    new_id: Callable[[], str] = new_id,
    patience: float = 5.0,
    connection_seconds: float = CONNECTION_SECONDS,
    limits: ClockLimits = LIMITS,
) -> Crm:
    """The CRM on a database that has been migrated. Raises a StartupRefused.

    writer: whether this process appends; on SQLite only one may. patience: seconds to wait for
    another writing process of the same file to end. connection_seconds: how long anybody waits for
    a connection to the database. limits: of this machine's clock, beyond which nothing is recorded
    by it.
    """
    log = open_log(url, writer=writer, patience=patience)
    try:
        check(log)
    except BaseException:
        log.close()
        raise
    watch = None
    if writer and clock is now:
        watch = ClockWatch(log.last_recorded_at, limits)
        watch.begin(now())
    return wired(url, log, clock, new_id, connection_seconds, watch)


def wired(
    url: str,
    log: EventLog,
    clock: Callable[[], str],
    new_id: Callable[[], str],
    connection_seconds: float = CONNECTION_SECONDS,
    watch: ClockWatch | None = None,
) -> Crm:
    """watch: of this machine's clock, where that is the one."""
    log.recorder.wait_at_most(connection_seconds)
    views = ViewStore(url, connection_seconds)
    engine = Engine(log, views, PROJECTIONS)
    viewer = SameViewers()
    door = Door(log, HANDLERS, clock, new_id, viewer, watch.check if watch else not_watched)
    return Crm(url, log, views, engine, door, Viewers(log, viewer), clock)


def migrate(url: str, patience: float = 5.0, guards: bool = False) -> list[str]:
    """Create or bring up to date all tables, one process at a time. guards: derive the guard
    table from the log in any case, not only where it was by older rules.

    Answers the names of the read models whose version has changed: they need a rebuild.
    """
    log = open_log(url, writer=True, patience=patience, may_create=True)
    try:
        log.recorder.migrate()
        check_readable(log)
        derive_guards(log, anew=guards)
        check(log)
        crm = wired(url, log, now, new_id)
        outdated = crm.engine.prepare()
        crm.views.close()
        return outdated
    finally:
        log.close()
