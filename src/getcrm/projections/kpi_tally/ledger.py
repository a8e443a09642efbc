"""Writing the KPI ledger: credits are given, withdrawn, brought back, never rewritten."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic_core import from_json, to_json

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row
from getcrm.projections.kpi_tally.tables import COMPANY, ENTRY, RECORD, TALLY

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"


MINUTE = len("2026-01-05T12:00")
"""As much of an instant as its day depends on: no zone changes its offset within a minute."""
KEY = 7
"""How many of a credit's fields tell tallies apart."""


class Credit(NamedTuple):
    """One thing that counts; the fields before `customer` are those of its tally."""

    indicator: str
    day: str
    employee: str
    campaign: str
    source: str
    stage: str
    type: str
    customer: str
    amount: int


class Ledger:
    """The ledger during one batch. Tallies are summed up on the way and written by `settle`."""

    def __init__(self, book: Book, records: Iterable[str]) -> None:
        self._entries = book[ENTRY]
        self._tallies = book[TALLY]
        self._records = book[RECORD]
        self._records.fetch(records)
        self._company = book[COMPANY]
        self._sums: dict[tuple[str, ...], tuple[int, int]] = {}
        self._position = 0
        self._ordinal = 0
        known = self._company.get("main")
        self._zone = ZoneInfo(known["time_zone"] if known else DEFAULT_ZONE)

    def set_up(self, time_zone: str) -> None:
        """The company's time zone, fixed for good."""
        self._company.put({"company": "main", "time_zone": time_zone})
        self._zone = ZoneInfo(time_zone)

    # --- what is remembered of records

    def remember(self, record: str, **known: object) -> None:
        """A new record, or other values of a known one. None stands as ""."""
        row = self._records.get(record) or blank(record)
        self._records.put({**row, **{name: value or "" for name, value in known.items()}})

    def _keep(self, row: Row, standing: dict[str, list[Any]]) -> None:
        self._records.put({**row, "standing": to_json(standing).decode()})

    # --- credits

    def credit(
        self,
        entry: Entry,
        *indicators: str,
        employee: str | None = None,
        at: str | None = None,
        stage: str = "",
        type: str = "",
        amount: int = 0,
        keep: tuple[str, str] | None = None,
    ) -> None:
        """Credit the event's record, and its owner, else whoever acted.

        at: when it took place, where that is not when the event occurred. keep: (record, what
        for), where something may yet withdraw it.
        """
        record = self._records.get(entry.stream) or blank(entry.stream)
        given = [
            Credit(
                indicator,
                day_of((at or entry.occurred_at)[:MINUTE], self._zone),
                employee or record["owner"] or entry.by,
                record["campaign"],
                record["source"],
                stage,
                type,
                record["customer"],
                amount,
            )
            for indicator in indicators
        ]
        for one in given:
            self._post(entry, one, 1)
        if keep is not None:
            row = self._records.get(keep[0]) or blank(keep[0])
            standing = from_json(row["standing"])
            self._keep(row, {**standing, keep[1]: [*standing.get(keep[1], ()), *given]})

    def withdraw(self, entry: Entry, record: str, what_for: str) -> None:
        """Take back what stands for it, from the days it was credited to."""
        row = self._records.get(record) or blank(record)
        standing = from_json(row["standing"])
        for values in standing.pop(what_for, ()):
            self._post(entry, Credit(*values), -1)
        self._keep(row, standing)

    def hand_over(self, entry: Entry, what_for: str, customer: str) -> None:
        """Credit the same on the same day, with another customer (KPI-4)."""
        row = self._records.get(entry.stream) or blank(entry.stream)
        standing = from_json(row["standing"])
        was = [Credit(*values) for values in standing.get(what_for, ())]
        if not was:
            return
        now = [credit._replace(customer=customer) for credit in was]
        for credit in was:
            self._post(entry, credit, -1)
        for credit in now:
            self._post(entry, credit, 1)
        self._keep(row, {**standing, what_for: now})

    def delete(self, entry: Entry) -> None:
        """What no longer exists no longer counts; it stays remembered."""
        self._post_standing(entry, -1)

    def restore(self, entry: Entry) -> None:
        """It exists again, and counts where it did."""
        self._post_standing(entry, 1)

    def _post_standing(self, entry: Entry, sign: int) -> None:
        row = self._records.get(entry.stream) or blank(entry.stream)
        for credits in from_json(row["standing"]).values():
            for values in credits:
                self._post(entry, Credit(*values), sign)

    # --- the books themselves

    def _post(self, entry: Entry, credit: Credit, sign: int) -> None:
        """One signed entry, which the tally of its kind will take up."""
        self._ordinal = self._ordinal + 1 if entry.position == self._position else 0
        self._position = entry.position
        self._entries.add(
            {
                **credit._asdict(),
                "position": entry.position,
                "ordinal": self._ordinal,
                "occurred_at": entry.occurred_at,
                "record": entry.stream,
                "count": sign,
                "amount": sign * credit.amount,
            }
        )
        key: tuple[Any, ...] = credit[:KEY]
        count, amount = self._sums.get(key, (0, 0))
        self._sums[key] = count + sign, amount + sign * credit.amount

    def settle(self) -> None:
        """Add the batch's sums to the tallies; a tally of nothing is no row."""
        cells = {"|".join(key): key for key, both in self._sums.items() if both != (0, 0)}
        self._tallies.fetch(cells)
        for cell, key in cells.items():
            count, amount = self._sums[key]
            old = self._tallies.get(cell)
            if old is not None:
                count, amount = count + old["count"], amount + old["amount"]
            if (count, amount) == (0, 0):
                self._tallies.remove(cell)
            else:
                names = dict(zip(Credit._fields, key, strict=False))
                self._tallies.put({"cell": cell, **names, "count": count, "amount": amount})


def blank(record: str) -> Row:
    """A record of which nothing is known."""
    return {
        "record": record,
        "customer": "",
        "owner": "",
        "campaign": "",
        "source": "",
        "standing": "{}",
    }


@lru_cache(maxsize=50_000)
def day_of(minute: str, zone: ZoneInfo) -> str:
    """The date of a minute (UTC) in the company's time zone (KPI-7)."""
    return datetime.fromisoformat(f"{minute}Z").astimezone(zone).date().isoformat()


Crediting = Callable[[Entry, Ledger], None]
