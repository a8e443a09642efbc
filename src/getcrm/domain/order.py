"""A sales order (đơn hàng): so far the draft that "won, and create an order" leaves (OPP-9)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from getcrm.domain.aggregate import Aggregate


@dataclass(frozen=True)
class OrderDrafted:
    customer: str
    campaign: str
    opportunity: str
    amount: Decimal
    currency: str


OrderEvent = OrderDrafted


@dataclass(frozen=True)
class Order(Aggregate):
    """It remembers the campaign and the opportunity it came from (OPP-9)."""

    KIND = "order"

    drafted: OrderDrafted

    @classmethod
    def evolve(cls, current: Self | None, event: OrderEvent, at: str) -> Self:
        return cls(event)
