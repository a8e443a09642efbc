"""Writing the ledger of scores: every entry named after the event that causes it."""

from collections.abc import Iterable
from dataclasses import dataclass

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Versions
from getcrm.projections.potential_stars.counting import FOREVER, Counted, Span
from getcrm.projections.potential_stars.tables import ENTRIES, SCORES, WORTHS
from getcrm.projections.potential_stars.worth import History, Worth, from_json


class Ledger:
    """customers, worths: whose scores, and the ids of what, a batch will need."""

    def __init__(self, book: Book, customers: Iterable[str], worths: Iterable[str]) -> None:
        self._entries = book[ENTRIES]
        self._scores = book[SCORES]
        self._worths = book[WORTHS]
        self._scores.fetch(customers)
        self._worths.fetch(worths)
        self._histories: dict[str, History] = {}
        self._position = self._ordinal = 0

    def open(self, customer: str) -> None:
        """Everybody has a score, from registration on."""
        self._scores.put({"customer": customer, "score": 0})

    def begin(self, counted: Counted, entry: Entry) -> None:
        """It counts from this event on (SCO-1)."""
        for at, points, credit in self.history(counted.worth_of).steps(entry.occurred_at):
            self._write(counted, at, points, credit, entry)

    def cease(self, counted: Counted, entry: Entry) -> None:
        """It takes its points along (SCO-3)."""
        for at, points, credit in self.history(counted.worth_of).steps(entry.occurred_at):
            self._write(counted, at, -points, -credit, entry)

    def correct(self, spans: Iterable[Span], former: Worth, worth: Worth, entry: Entry) -> None:
        """What counted with the former worth does so with the new one, once that holds."""
        more, credit = worth.points - former.points, worth.credit - former.credit
        spans = sorted(spans)
        self._scores.fetch(counted.customer for counted, _, _ in spans)
        for counted, since, until in spans:
            self._write(counted, since, more, credit, entry)
            if until != FOREVER:
                self._write(counted, until, -more, -credit, entry)

    def _write(self, counted: Counted, at: str, points: int, credit: int, entry: Entry) -> None:
        if entry.position != self._position:
            self._position, self._ordinal = entry.position, 0
        self._ordinal += 1
        self._entries.add(
            {
                "position": entry.position,
                "ordinal": self._ordinal,
                "customer": counted.customer,
                "kind": counted.kind,
                "ref": counted.ref,
                "points": points,
                "credit": credit,
                "occurred_at": at,
                "reason": entry.topic,
            }
        )
        if points:
            row = self._scores.get(counted.customer)
            score = points + (row["score"] if row else 0)
            self._scores.put({"customer": counted.customer, "score": score})

    def history(self, id: str) -> History:
        if id not in self._histories:
            row = self._worths.get(id)
            self._histories[id] = from_json(row["history"]) if row else History()
        return self._histories[id]

    def add_worth(self, kind: str, id: str, worth: Worth) -> None:
        history = History((*self.history(id), worth))
        self._histories[id] = history
        self._worths.put({"id": id, "kind": kind, "history": history.to_json()})


@dataclass(frozen=True)
class Shelf:
    """The tables at work."""

    book: Book
    ledger: Ledger
    people: Versions
    members: Versions
    work: Versions
