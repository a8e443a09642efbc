"""The company: its clock, its currency, and the settings that rules are read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Self, assert_never

from getcrm.domain.aggregate import Aggregate
from getcrm.domain.calendar import day_of, start_of, time_zone
from getcrm.domain.money import check_amount
from getcrm.domain.refusals import CurrencyNotSupported, Invalid, Refused


@dataclass(frozen=True)
class CompanySetUp:
    """The first event of a log. Time zone and currency are fixed here, for good."""

    name: str
    time_zone: str
    """IANA name, e.g. Asia/Ho_Chi_Minh (REL-13, KPI-7)."""
    currency: str
    """ISO 4217; every amount of the company is in it (MON-1)."""
    first_stage: str
    """The relationship stage new customers get; an identity, never deleted (REL-7)."""
    forget_stage: str
    """The stage Đừng quên (REL-13)."""
    forget_after_days: int
    thresholds: tuple[int, ...]
    """The minimum score of 1 to 5 stars, strictly increasing (SCO-2)."""


@dataclass(frozen=True)
class CompanyRenamed:
    old: str
    new: str


@dataclass(frozen=True)
class DuplicateCheckSet:
    """field: phone, email or tax_code; off, warn or refuse (CUS-2). A code always refuses."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class AutoForgetSet:
    """Days without contact after which a customer moves to Đừng quên; None: off (REL-13)."""

    old: int | None
    new: int | None


@dataclass(frozen=True)
class PotentialThresholdsSet:
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True)
class BoardDragSet:
    """Dragging on the customer board, switched on or off (REL-14)."""

    enabled: bool


@dataclass(frozen=True)
class HistoryStartSet:
    """From when on something may be told to have happened: the start of a day (IMP-9)."""

    old: str
    new: str


CompanyEvent = (
    CompanySetUp
    | CompanyRenamed
    | DuplicateCheckSet
    | AutoForgetSet
    | PotentialThresholdsSet
    | BoardDragSet
    | HistoryStartSet
)

THRESHOLDS = (10, 30, 60, 100, 150)
"""With which a new company starts: the scores of 1 to 5 stars (SCO-2)."""
FORGET_AFTER_DAYS = 30
"""REL-13."""


class ThresholdsNotIncreasing(Invalid):
    """Every further star needs a higher score, the first at least 1 (SCO-2)."""


class OccurredBeforeTheCompany(Refused):
    """Of the time before the company's history nothing is recorded. details: at, start."""


@dataclass(frozen=True)
class Company(Aggregate):
    KIND = "company"

    name: str
    time_zone: str
    currency: str
    first_stage: str
    forget_stage: str
    auto_forget_days: int | None
    """None: off."""
    thresholds: tuple[int, ...]
    history_start: str
    """Nothing happened before: that of the first event, unless it was set to another day."""
    duplicate_checks: Mapping[str, str] = field(
        default_factory=lambda: {"phone": "warn", "email": "warn", "tax_code": "warn"}
    )
    board_drag: bool = True

    @classmethod
    def evolve(cls, current: Self | None, event: CompanyEvent, at: str) -> Self:
        if isinstance(event, CompanySetUp):
            return cls(
                name=event.name,
                time_zone=event.time_zone,
                currency=event.currency,
                first_stage=event.first_stage,
                forget_stage=event.forget_stage,
                auto_forget_days=event.forget_after_days,
                thresholds=event.thresholds,
                history_start=at,
            )
        assert current, "a history begins with CompanySetUp"
        match event:
            case CompanyRenamed():
                return replace(current, name=event.new)
            case DuplicateCheckSet():
                checks = {**current.duplicate_checks, event.field: event.new}
                return replace(current, duplicate_checks=checks)
            case AutoForgetSet():
                return replace(current, auto_forget_days=event.new)
            case PotentialThresholdsSet():
                return replace(current, thresholds=event.new)
            case BoardDragSet():
                return replace(current, board_drag=event.enabled)
            case HistoryStartSet():
                return replace(current, history_start=event.new)
            case _:
                assert_never(event)

    def day(self, at: str) -> date:
        """The day of an instant on the company's calendar (REL-13, KPI-7)."""
        return day_of(at, time_zone(self.time_zone))

    def check_amount(self, amount: Decimal | None, field: str, currency: str | None) -> None:
        """Amounts are in the company's currency, whether said or not, and have its decimals
        (MON-1). Raises CurrencyNotSupported, AmountNotInCurrency."""
        if currency not in (None, self.currency):
            raise CurrencyNotSupported("currency", currency=currency, company=self.currency)
        check_amount(amount, self.currency, field)

    def rename(self, name: str) -> list[CompanyEvent]:
        return [] if name == self.name else [CompanyRenamed(self.name, name)]

    def set_duplicate_check(self, field: str, mode: str) -> list[CompanyEvent]:
        old = self.duplicate_checks[field]
        return [] if mode == old else [DuplicateCheckSet(field, old, mode)]

    def set_auto_forget(self, days: int | None) -> list[CompanyEvent]:
        old = self.auto_forget_days
        return [] if days == old else [AutoForgetSet(old, days)]

    def set_thresholds(self, thresholds: tuple[int, ...]) -> list[CompanyEvent]:
        if any(
            higher <= lower for lower, higher in zip((0, *thresholds), thresholds, strict=False)
        ):
            raise ThresholdsNotIncreasing("thresholds")
        if thresholds == self.thresholds:
            return []
        return [PotentialThresholdsSet(self.thresholds, thresholds)]

    def check_began(self, at: str) -> None:
        """Nothing is told to have happened before the company's history begins (IMP-9)."""
        if at < self.history_start:
            raise OccurredBeforeTheCompany("at", at=at, start=self.history_start)

    def set_history_start(self, day: date) -> list[CompanyEvent]:
        new = start_of(day, time_zone(self.time_zone))
        return [] if new == self.history_start else [HistoryStartSet(self.history_start, new)]

    def set_board_drag(self, enabled: bool) -> list[CompanyEvent]:
        return [] if enabled == self.board_drag else [BoardDragSet(enabled)]
