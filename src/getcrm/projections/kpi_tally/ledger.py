"""Writing the KPI ledger: credits are given, withdrawn, brought back, never rewritten."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pydantic_core import from_json, to_json

from getcrm.domain import calendar
from getcrm.domain.money import joined, parts
from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book, Row
from getcrm.projections.kpi_tally.indicators import INDICATORS
from getcrm.projections.kpi_tally.tables import COMPANY, ENTRY, MEMBER, RECORD, TALLY

DEFAULT_ZONE = "Asia/Ho_Chi_Minh"


MINUTE = len("2026-01-05T12:00")
"""As much of an instant as its day depends on: no zone changes its offset within a minute."""
COUNTED = sorted({name for indicator in INDICATORS.values() for name in indicator.entries})
KEY = 8
"""How many of a credit's fields tell tallies apart."""


class Credit(NamedTuple):
    """One thing that counts; the fields before `customer` are those of its tally."""

    indicator: str
    day: str
    employee: str
    department: str
    campaign: str
    source: str
    stage: str
    type: str
    customer: str
    amount: int
    happened_at: str


class Ledger:
    """The ledger during one batch. Tallies are summed up on the way and written by `settle`."""

    def __init__(self, book: Book, records: Iterable[str], employees: Iterable[str]) -> None:
        """records, employees: which will be needed, as far as is known before."""
        self._entries = book[ENTRY]
        self._tallies = book[TALLY]
        self._records = book[RECORD]
        wanted = list(records)
        self._records.fetch(wanted)
        self._members = book[MEMBER]
        owners = (row["owner"] for key in wanted if (row := self._records.get(key)))
        self._members.fetch((*employees, *owners))
        self._book = book
        self._placed: dict[str, Placed] = {}
        self._company = book[COMPANY]
        self._sums: dict[tuple[str, ...], tuple[int, int]] = {}
        self._position = 0
        self._ordinal = 0
        known = self._company.get("main")
        self._zone = calendar.time_zone(known["time_zone"] if known else DEFAULT_ZONE)

    def set_up(self, time_zone: str) -> None:
        """The company's time zone, fixed for good."""
        self._company.put({"company": "main", "time_zone": time_zone})
        self._zone = calendar.time_zone(time_zone)

    # --- to which department people belong

    def department(self, employee: str, at: str) -> str:
        """To which somebody belonged then, "" for none."""
        placed = self._places(employee)
        if not placed:
            return ""
        before = bisect_right(placed, at, key=since)
        return placed[before - 1][1] if before else ""

    def _places(self, employee: str) -> "Placed":
        placed = self._placed.get(employee)
        if placed is None:
            row = self._members.get(employee)
            placed = self._placed[employee] = from_json(row["placed"]) if row else []
        return placed

    def place(self, entry: Entry, employee: str, department: str) -> None:
        """From then on they belong there; also what is counted already since then moves there."""
        placed = [*self._places(employee), [entry.occurred_at, department]]
        self._placed[employee] = placed
        self._members.put({"employee": employee, "placed": to_json(placed).decode()})
        day = day_of(entry.occurred_at[:MINUTE], self._zone)
        counted = self._book.scan(
            ENTRY,
            ENTRY.c.indicator.in_(COUNTED),
            ENTRY.c.day >= calendar.days_later(date.fromisoformat(day), -1).isoformat(),
            ENTRY.c.employee == employee,
            ENTRY.c.happened_at >= entry.occurred_at,
        )
        for row in sorted(counted, key=lambda row: (row["position"], row["ordinal"])):
            if row["department"] == department:
                continue
            amount = joined(row["amount_high"], row["amount_low"])
            known = {**row, "amount": amount}
            credit = Credit(*(known[name] for name in Credit._fields))
            moved = credit._replace(department=department)
            of = (max(entry.occurred_at, row["occurred_at"]), row["record"])
            self._post(entry, credit, -row["count"], -amount, *of)
            self._post(entry, moved, row["count"], amount, *of)

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
        day = day_of((at or entry.occurred_at)[:MINUTE], self._zone)
        happened_at = min(at or entry.occurred_at, entry.occurred_at)
        employee = employee or record["owner"] or entry.by
        department = self.department(employee, happened_at)
        campaign, source, customer = record["campaign"], record["source"], record["customer"]
        dimensions = (day, employee, department, campaign, source, stage, type)
        given = [
            Credit(indicator, *dimensions, customer, amount, happened_at)
            for indicator in indicators
        ]
        for one in given:
            self._post(entry, one, 1, one.amount)
        if keep is not None:
            key, what_for = keep
            row = record if key == entry.stream else self._records.get(key) or blank(key)
            standing = from_json(row["standing"])
            self._keep(row, {**standing, what_for: [*standing.get(what_for, ()), *given]})

    def withdraw(self, entry: Entry, record: str, what_for: str) -> None:
        """Take back what stands for it, from the days it was credited to."""
        row = self._records.get(record) or blank(record)
        standing = from_json(row["standing"])
        for values in standing.pop(what_for, ()):
            self._take_back(entry, self._standing(values))
        self._keep(row, standing)

    def correct(self, entry: Entry, what_for: str, amount: int | None, day: str | None) -> None:
        """Another amount of what stands, where it was credited; or another day for it (OPP-21).
        None: as it was."""
        row = self._records.get(entry.stream) or blank(entry.stream)
        standing = from_json(row["standing"])
        corrected = []
        for credit in map(self._standing, standing.get(what_for, ())):
            now = credit if amount is None else credit._replace(amount=amount)
            if day is None or day == credit.day:
                self._post(entry, now, 0, now.amount - credit.amount)
            else:
                now = self._on(day, now, entry)
                self._take_back(entry, credit)
                self._post(entry, now, 1, now.amount)
            corrected.append(now)
        self._keep(row, {**standing, what_for: corrected})

    def _on(self, day: str, credit: Credit, entry: Entry) -> Credit:
        """The same credit on another day, for the department of that day."""
        end = calendar.end_of(date.fromisoformat(day), self._zone)
        happened_at = min(end, entry.occurred_at)
        department = self.department(credit.employee, happened_at)
        return credit._replace(day=day, happened_at=happened_at, department=department)

    def hand_over(self, entry: Entry, what_for: str, customer: str) -> None:
        """Credit the same on the same day, with another customer (KPI-4)."""
        row = self._records.get(entry.stream) or blank(entry.stream)
        standing = from_json(row["standing"])
        was = [self._standing(values) for values in standing.get(what_for, ())]
        if not was:
            return
        now = [credit._replace(customer=customer) for credit in was]
        for credit in was:
            self._take_back(entry, credit)
        for credit in now:
            self._post(entry, credit, 1, credit.amount)
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
                credit = self._standing(values)
                self._post(entry, credit, sign, sign * credit.amount)

    def _take_back(self, entry: Entry, credit: Credit) -> None:
        self._post(entry, credit, -1, -credit.amount)

    def _standing(self, values: Iterable[Any]) -> Credit:
        """A credit that stands; of somebody placed since then, where it was moved to."""
        credit = Credit(*values)
        department = self.department(credit.employee, credit.happened_at)
        return credit._replace(department=department)

    # --- the books themselves

    def _post(
        self,
        entry: Entry,
        credit: Credit,
        count: int,
        amount: int,
        occurred_at: str | None = None,
        record: str | None = None,
    ) -> None:
        """One entry of a signed count and amount, which the tally of its kind will take up.

        occurred_at, record: where they are not those of the event itself.
        """
        self._ordinal = self._ordinal + 1 if entry.position == self._position else 0
        self._position = entry.position
        indicator, *dimensions, customer, _, happened_at = credit
        self._entries.add_values(
            (
                entry.position,
                self._ordinal,
                indicator,
                occurred_at or entry.occurred_at,
                happened_at,
                *dimensions,
                customer,
                record or entry.stream,
                count,
                *parts(amount),
            )
        )
        key: tuple[Any, ...] = credit[:KEY]
        counted, amounts = self._sums.get(key, (0, 0))
        self._sums[key] = counted + count, amounts + amount

    def settle(self) -> None:
        """Add the batch's sums to the tallies; a tally of nothing is no row."""
        cells = {"|".join(key): key for key, both in self._sums.items() if both != (0, 0)}
        self._tallies.fetch(cells)
        for cell, key in cells.items():
            count, amount = self._sums[key]
            old = self._tallies.get(cell)
            if old is not None:
                count += old["count"]
                amount += joined(old["amount_high"], old["amount_low"])
            if (count, amount) == (0, 0):
                self._tallies.remove(cell)
            else:
                names = dict(zip(Credit._fields, key, strict=False))
                high, low = parts(amount)
                sums = {"count": count, "amount_high": high, "amount_low": low}
                self._tallies.put({"cell": cell, **names, **sums})


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
    return calendar.day_of(f"{minute}Z", zone).isoformat()


def since(placed: list[str]) -> str:
    return placed[0]


Placed = list[list[str]]
"""Where somebody belonged: from when on, and the department, in order."""
Crediting = Callable[[Entry, Ledger], None]
