"""A sales order (đơn hàng): so far the draft that "won, and create an order" leaves (OPP-9)."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class OrderDrafted:
    customer: str
    campaign: str
    opportunity: str
    amount: Decimal
    currency: str


OrderEvent = OrderDrafted
