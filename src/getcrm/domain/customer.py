"""A customer (khách hàng): a company or a person we sell to, and the care given to them."""

from dataclasses import dataclass
from typing import Any

from getcrm.domain.aggregate import Changes


@dataclass(frozen=True)
class CustomerRegistered:
    """details: name, kind, phones, emails, address, website, tax_code, birthday, description,
    contacts (CUS-1), each exactly as its JSON (see `CustomerDetails` in commands/customer.py)."""

    code: str
    details: dict[str, Any]
    owner: str | None
    stage: str
    groups: tuple[str, ...]
    sources: tuple[str, ...]
    tier: str | None


@dataclass(frozen=True)
class CustomerEdited:
    """Of the details and the code."""

    changed: Changes


@dataclass(frozen=True)
class CustomerOwnerChanged:
    old: str | None
    new: str | None


@dataclass(frozen=True)
class CustomerStageChanged:
    """The four ways of REL-11 and Đừng quên; which of them, the event's cause tells."""

    old: str
    new: str


@dataclass(frozen=True)
class CustomerGroupsChanged:
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class CustomerSourcesChanged:
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class CustomerTierChanged:
    old: str | None
    new: str | None


@dataclass(frozen=True)
class CustomerContacted:
    """CUS-7. at: when the contact took place; kind: transaction, call, message, meeting, visit
    or other; transaction: the one whose completion counted as this contact."""

    contacted_at: str
    kind: str
    note: str
    transaction: str | None


@dataclass(frozen=True)
class CustomerContactWithdrawn:
    """The transaction that had counted as contact was reopened, deleted or moved away."""

    transaction: str


@dataclass(frozen=True)
class CustomerDeleted:
    """Soft, restorable (CUS-3). group: the group whose deletion took its members along (GRP-2)."""

    group: str | None


@dataclass(frozen=True)
class CustomerRestored:
    """As it was, with everything attached."""


CustomerEvent = (
    CustomerRegistered
    | CustomerEdited
    | CustomerOwnerChanged
    | CustomerStageChanged
    | CustomerGroupsChanged
    | CustomerSourcesChanged
    | CustomerTierChanged
    | CustomerContacted
    | CustomerContactWithdrawn
    | CustomerDeleted
    | CustomerRestored
)
