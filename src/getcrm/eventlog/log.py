"""The log as the rest of getcrm uses it: load a state, append events, read everything in order."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from eventsourcing.persistence import StoredEvent

from getcrm.domain.aggregate import MAIN, Aggregate
from getcrm.eventlog.appending import Checks
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.mapper import decode, parse
from getcrm.eventlog.postgres import PostgresRecorder
from getcrm.eventlog.sqlite import SQLiteRecorder

State = TypeVar("State", bound=Aggregate)
Recorder = SQLiteRecorder | PostgresRecorder
CACHED = 5_000
"""How many states a process keeps, the least recently used making room."""


@dataclass(frozen=True, slots=True)
class Loaded(Generic[State]):
    """A state, its stream's version, when its last event happened, and its topic. None: no such
    stream."""

    state: State | None
    version: int
    occurred_at: str
    topic: str = ""


NOTHING: Loaded[Any] = Loaded(None, 0, "")


def stream(kind: type[Aggregate], id: str) -> str:
    return f"{kind.KIND}-{id}"


class EventLog:
    """Reading and appending. States once loaded are remembered; whoever decides on a remembered
    state has its version checked in the append (`Checks.expects`), so an old one does no harm."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._remembered: OrderedDict[str, Loaded[Any]] = OrderedDict()
        self._memory = threading.Lock()

    # --- states

    def load(self, kind: type[State], id: str) -> Loaded[State]:
        """Folded from the stream as it is now."""
        name = stream(kind, id)
        loaded: Loaded[State] = NOTHING
        for event in self.recorder.select_events(name):
            loaded = fold(kind, loaded, name, event.topic, event.state)
        self.remember(name, loaded)
        return loaded

    def load_many(self, kind: type[State], ids: Sequence[str]) -> dict[str, Loaded[State]]:
        """The same of many streams in one question; the unknown are NOTHING."""
        found: dict[str, Loaded[State]] = dict.fromkeys(ids, NOTHING)
        start = len(kind.KIND) + 1
        for name, _, topic, body in self.recorder.select_streams([stream(kind, id) for id in ids]):
            found[name[start:]] = fold(kind, found[name[start:]], name, topic, body)
        for id, loaded in found.items():
            self.remember(stream(kind, id), loaded)
        return found

    def remembered(self, name: str) -> Loaded[Any] | None:
        with self._memory:
            if name in self._remembered:
                self._remembered.move_to_end(name)
            return self._remembered.get(name)

    def remember(self, name: str, loaded: Loaded[Any]) -> None:
        """Also that one of the company's own is not there yet: it is asked for all the time."""
        if loaded.state is None and not name.endswith(f"-{MAIN}"):
            return
        with self._memory:
            self._remembered[name] = loaded
            self._remembered.move_to_end(name)
            while len(self._remembered) > CACHED:
                self._remembered.popitem(last=False)

    def current(self, kind: type[State], id: str, version: int) -> Loaded[State]:
        """As it was when its stream had that version, or later."""
        loaded = self.remembered(stream(kind, id))
        return loaded if loaded and loaded.version >= version else self.load(kind, id)

    # --- writing

    def append(self, events: Sequence[StoredEvent], checks: Checks) -> int:
        """All or nothing; the log's position afterwards. Raises Stale."""
        return self.recorder.insert_events(events, checks=checks)[-1]

    # --- reading

    def position(self) -> int:
        return self.recorder.max_notification_id() or 0

    def last_recorded_at(self) -> str:
        """When the last event was recorded; "": there is none."""
        rows = self.recorder.query("SELECT recorded_at FROM event ORDER BY position DESC LIMIT 1")
        return str(rows[0][0]) if rows else ""

    def position_at(self, recorded_at: str) -> int:
        """The last position recorded at or before a moment."""
        return self.recorder.position_at(recorded_at)

    def read(self, after: int, limit: int = 500, up_to: int | None = None) -> list[Entry]:
        """What was recorded after a position, in order."""
        return [entry(*row) for row in self.recorder.select_rows(after, limit, up_to)]

    def read_all(self, after: int = 0, batch: int = 5_000) -> Iterator[Entry]:
        while entries := self.read(after, batch):
            yield from entries
            after = entries[-1].position

    def history(self, name: str) -> list[Entry]:
        """Everything recorded in one stream, in order."""
        return [entry(*row) for row in self.recorder.select_stream_rows(name)]

    def at(self, positions: Iterable[int]) -> dict[int, Entry]:
        """The events at some positions, by position."""
        rows = self.recorder.select_positions(sorted(set(positions)))
        return {row[0]: entry(*row) for row in rows}

    def owners(self, scope: str, key: str) -> list[str]:
        answer = self.recorder.answer("owners", scope, key)
        return answer.split(",") if answer else []

    def close(self) -> None:
        self.recorder.close()


def entry(position: int, name: str, version: int, topic: str, recorded_at: str, body: str) -> Entry:
    parsed = parse(topic, body, name)
    return Entry(
        position,
        name,
        version,
        topic,
        recorded_at,
        parsed["occurred_at"],
        parsed["by"],
        parsed["cause"],
        parsed["data"],
    )


def fold(
    kind: type[State], loaded: Loaded[State], name: str, topic: str, body: str | bytes
) -> Loaded[State]:
    parsed = parse(topic, body, name)
    at = parsed["occurred_at"]
    state = kind.evolve(loaded.state, decode(topic, parsed["data"]), at)
    return Loaded(state, loaded.version + 1, at, topic)


def fold_entries(kind: type[State], entries: Iterable[Entry]) -> State | None:
    """The state after these entries of one stream."""
    state: State | None = None
    for e in entries:
        state = kind.evolve(state, decode(e.topic, e.data), e.occurred_at)
    return state
