"""Which imports of history are open (IMP-10): asked of the log itself, there are few."""

from typing_extensions import TypedDict

from getcrm.domain.history_import import OPEN, HistoryImport
from getcrm.eventlog.log import EventLog
from getcrm.projections.query import Ask, Queries, Query, Reader


class OpenImport(TypedDict):
    """name: what is imported. began_at: since when the clock waits for it."""

    id: str
    name: str
    began_at: str


class HistoryImportsAnswer(TypedDict):
    history_imports: list[OpenImport]


class HistoryImportsQuery(Query):
    """The imports of history that are open; while there is one, the clock's rules wait."""


def history_imports(query: HistoryImportsQuery, reader: Reader) -> HistoryImportsAnswer:
    return {"history_imports": open_imports(reader.log)}


def open_imports(log: EventLog) -> list[OpenImport]:
    """The oldest first."""
    found = log.load_many(HistoryImport, log.owners(*OPEN))
    listed: list[OpenImport] = [
        {"id": id, "name": loaded.state.name, "began_at": loaded.state.began_at}
        for id, loaded in found.items()
        if loaded.state is not None
    ]
    return sorted(listed, key=lambda one: (one["began_at"], one["id"]))


QUERIES: Queries = {
    "history_imports": Ask(HistoryImportsQuery, HistoryImportsAnswer, history_imports, ())
}
