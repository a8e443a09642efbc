"""The company: its clock, its currency, and the settings that rules are read from."""

from dataclasses import dataclass


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


CompanyEvent = (
    CompanySetUp
    | CompanyRenamed
    | DuplicateCheckSet
    | AutoForgetSet
    | PotentialThresholdsSet
    | BoardDragSet
)
