"""A customer (khách hàng): a company or a person we sell to, and the care given to them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.catalogue import Catalogue
from getcrm.domain.company import Company
from getcrm.domain.contact import (
    MOST,
    Contact,
    ContactAdded,
    ContactEdited,
    ContactEvent,
    ContactRemoved,
    ContactUnknown,
    TooManyContacts,
    after,
    check_ids,
)
from getcrm.domain.customer_group import CustomerGroups
from getcrm.domain.identity import CODE_PREFIX, identifying
from getcrm.domain.interaction import BY_HAND, CONTACT_RECORDED, Interaction
from getcrm.domain.numbering import numbered
from getcrm.domain.refusals import NotFound, Refused
from getcrm.domain.relationship_stage import RelationshipStages
from getcrm.domain.text import folded


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
class Share:
    """kind: user or department (with those inside it). right: view or edit."""

    kind: str
    id: str
    right: str


@dataclass(frozen=True)
class Sharing:
    """Who may see a customer besides its owner (CUS-10). common: everybody may (khách hàng
    chung)."""

    common: bool = False
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True)
class CustomerSharingSet:
    old: Sharing
    new: Sharing


@dataclass(frozen=True)
class CustomerContacted:
    """CUS-7. at: when the contact took place; kind: transaction, call, message, meeting, visit
    or other; transaction: the one whose completion counted as this contact. The rest: what is
    known of the call (CUS-11), see `Interaction`."""

    contacted_at: str
    kind: str
    note: str
    transaction: str | None
    direction: str | None = None
    seconds: int | None = None
    number: str | None = None
    result: str | None = None
    done_by: str | None = None
    external_id: str | None = None


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
    | CustomerSharingSet
    | CustomerContacted
    | CustomerContactWithdrawn
    | ContactAdded
    | ContactEdited
    | ContactRemoved
    | CustomerDeleted
    | CustomerRestored
)


class CustomersUnknown(NotFound):
    """Some of those named were never recorded; nothing is changed. details: customers."""


class CustomerIsDeleted(Refused):
    """A deleted customer stays as it is until it is restored (CUS-3). details: name."""


class CustomersAreDeleted(Refused):
    """Some of those named are deleted; nothing is changed (CUS-3). details: customers."""


class SharedTwice(Refused):
    """A customer is shared with somebody in one way (CUS-10). details: kind, id."""

    field = "shares"


class ContactInFuture(Refused):
    """A contact is recorded when it has taken place (CUS-7). details: contacted_at."""


@dataclass(frozen=True)
class Customer(Aggregate):
    """groups: those it is in, including deleted ones, whose memberships sleep (GRP-2).

    contacted_at: the latest contact that no transaction accounts for. transactions: when each
    completed transaction that counts as contact took place, so that one can be withdrawn (CUS-7).
    deleted_with: the group whose deletion took it along. external_ids: of the contacts that other
    programs have told of.
    """

    KIND = "customer"

    code: str
    details: dict[str, Any]
    owner: str | None
    stage: str
    groups: tuple[str, ...]
    sources: tuple[str, ...]
    tier: str | None
    registered_at: str
    sharing: Sharing = Sharing()
    contacted_at: str | None = None
    transactions: Mapping[str, str] = field(default_factory=dict)
    is_deleted: bool = False
    deleted_with: str | None = None
    external_ids: frozenset[str] = frozenset()

    @classmethod
    def evolve(cls, current: Self | None, event: CustomerEvent, at: str) -> Self:
        if isinstance(event, CustomerRegistered):
            return cls(**vars(event), registered_at=at)
        assert current, "a history begins with CustomerRegistered"
        match event:
            case CustomerEdited():
                details = {**current.details, **applied(event.changed)}
                return replace(current, code=details.pop("code", current.code), details=details)
            case CustomerOwnerChanged():
                return replace(current, owner=event.new)
            case CustomerStageChanged():
                return replace(current, stage=event.new)
            case CustomerGroupsChanged():
                return replace(current, groups=event.new)
            case CustomerSourcesChanged():
                return replace(current, sources=event.new)
            case CustomerTierChanged():
                return replace(current, tier=event.new)
            case CustomerSharingSet():
                return replace(current, sharing=event.new)
            case CustomerContacted() | CustomerContactWithdrawn():
                return current._contact(event)
            case ContactAdded() | ContactEdited() | ContactRemoved():
                contacts = after(current.contacts, event)
                return replace(current, details={**current.details, "contacts": contacts})
            case CustomerDeleted():
                return replace(current, is_deleted=True, deleted_with=event.group)
            case CustomerRestored():
                return replace(current, is_deleted=False, deleted_with=None)
            case _:
                assert_never(event)

    def _contact(self, event: CustomerContacted | CustomerContactWithdrawn) -> Self:
        transactions = dict(self.transactions)
        if isinstance(event, CustomerContactWithdrawn):
            transactions.pop(event.transaction, None)
        elif event.transaction is None:
            told = () if event.external_id is None else (event.external_id,)
            return replace(
                self,
                contacted_at=max(self.contacted_at or "", event.contacted_at),
                external_ids=self.external_ids.union(told),
            )
        else:
            transactions[event.transaction] = event.contacted_at
        return replace(self, transactions=transactions)

    @property
    def name(self) -> str:
        return str(self.details["name"])

    @property
    def last_contact(self) -> str | None:
        """When it was last contacted (CUS-7); None: never."""
        return max([*self.transactions.values(), self.contacted_at or ""], default="") or None

    def facts(self, id: str) -> Iterable[tuple[str, str]]:
        code = folded(self.code)
        yield "customer_code", code
        yield from numbered(CODE_PREFIX, code)
        for external_id in self.external_ids:
            yield CONTACT_RECORDED, external_id
        if self.is_deleted:
            yield "stage_member_deleted", self.stage
            if self.deleted_with is not None:
                yield "deleted_with_group", self.deleted_with
            return
        yield "stage_member", self.stage
        for group in self.groups:
            yield "group_member", group
        for kind, values in identifying(self.details).items():
            for value in values:
                yield f"customer_{kind}", value

    def must_be_live(self, field: str = "customer") -> None:
        if self.is_deleted:
            raise CustomerIsDeleted(field, name=self.name)

    def edit(self, wanted: Mapping[str, Any]) -> list[CustomerEvent]:
        """wanted: any of the code and the details."""
        self.must_be_live()
        check_ids(wanted.get("contacts", ()))
        changed = changes({"code": self.code, **self.details}, wanted)
        return [CustomerEdited(changed)] if changed else []

    @property
    def contacts(self) -> list[Contact]:
        """Whom to speak to there, in their order (CUS-1)."""
        return list(self.details["contacts"])

    def add_contact(self, contact: Contact) -> list[ContactEvent]:
        self.must_be_live()
        if len(self.contacts) >= MOST:
            raise TooManyContacts(most=MOST)
        return [ContactAdded(contact)]

    def edit_contact(self, id: str, wanted: Mapping[str, Any]) -> list[ContactEvent]:
        self.must_be_live()
        contact = self._contact_of(id)
        changed = changes(contact, wanted)
        return [ContactEdited(id, contact["name"], changed)] if changed else []

    def remove_contact(self, id: str) -> list[ContactEvent]:
        self.must_be_live()
        return [ContactRemoved(self._contact_of(id))]

    def _contact_of(self, id: str) -> Contact:
        for contact in self.contacts:
            if contact["id"] == id:
                return contact
        raise ContactUnknown(id=id)

    def reassign(self, owner: str | None) -> list[CustomerEvent]:
        self.must_be_live()
        return [] if owner == self.owner else [CustomerOwnerChanged(self.owner, owner)]

    def change_stage(self, stage: str) -> list[CustomerEvent]:
        self.must_be_live()
        return [] if stage == self.stage else [CustomerStageChanged(self.stage, stage)]

    def set_groups(self, wanted: Iterable[str], groups: CustomerGroups) -> list[CustomerEvent]:
        """The groups it is in; memberships that sleep with a deleted group stay (GRP-2)."""
        self.must_be_live()
        new = dict.fromkeys(wanted)
        for group in new:
            if group not in self.groups:
                groups.live(group, "groups")
        new |= dict.fromkeys(group for group in self.groups if groups.is_sleeping(group))
        if new.keys() == set(self.groups):
            return []
        return [CustomerGroupsChanged(self.groups, tuple(new))]

    def set_sources(self, wanted: Iterable[str], sources: Catalogue) -> list[CustomerEvent]:
        """Where it came from, the first being the main one (SRC-1)."""
        self.must_be_live()
        new = tuple(dict.fromkeys(wanted))
        for source in new:
            if source not in self.sources:
                sources.live(source, "sources")
        return [] if new == self.sources else [CustomerSourcesChanged(self.sources, new)]

    def set_tier(self, tier: str | None, tiers: Catalogue) -> list[CustomerEvent]:
        self.must_be_live()
        if tier == self.tier:
            return []
        if tier is not None:
            tiers.live(tier, "tier")
        return [CustomerTierChanged(self.tier, tier)]

    def share(self, sharing: Sharing) -> list[CustomerEvent]:
        """With these, and nobody else (CUS-10)."""
        self.must_be_live()
        seen: set[tuple[str, str]] = set()
        for share in sharing.shares:
            if (share.kind, share.id) in seen:
                raise SharedTwice(kind=share.kind, id=share.id)
            seen.add((share.kind, share.id))
        return [] if sharing == self.sharing else [CustomerSharingSet(self.sharing, sharing)]

    def share_with(self, share: Share) -> list[CustomerEvent]:
        """With them too, or in another way than before; with all others as it was (CUS-10)."""
        of = {(one.kind, one.id): one for one in self.sharing.shares}
        shares = {**of, (share.kind, share.id): share}
        return self.share(replace(self.sharing, shares=tuple(shares.values())))

    def unshare(self, kind: str, id: str) -> list[CustomerEvent]:
        """With them no more; with all others as it was (CUS-10)."""
        left = (one for one in self.sharing.shares if (one.kind, one.id) != (kind, id))
        return self.share(replace(self.sharing, shares=tuple(left)))

    def contact(
        self,
        kind: str,
        contacted_at: str,
        now: str,
        note: str = "",
        transaction: str | None = None,
        told: Interaction = BY_HAND,
    ) -> list[CustomerEvent]:
        """A contact that took place (CUS-7), perhaps the completion of a transaction."""
        self.must_be_live()
        if contacted_at > now:
            raise ContactInFuture("contacted_at", contacted_at=contacted_at)
        return [CustomerContacted(contacted_at, kind, note, transaction, **asdict(told))]

    def withdraw_contact(self, transaction: str) -> list[CustomerEvent]:
        """The transaction no longer counts as contact; also of a deleted customer (SCO-3)."""
        if transaction not in self.transactions:
            return []
        return [CustomerContactWithdrawn(transaction)]

    def delete(self, group: str | None = None) -> list[CustomerEvent]:
        return [] if self.is_deleted else [CustomerDeleted(group)]

    def restore(self) -> list[CustomerEvent]:
        return [CustomerRestored()] if self.is_deleted else []

    def forget(self, company: Company, stages: RelationshipStages, now: str) -> list[CustomerEvent]:
        """To Đừng quên, once the days without contact have reached the company's number, where
        its stage allows it (REL-13). Whoever was never contacted counts from registration."""
        days, stage = company.auto_forget_days, company.forget_stage
        if self.is_deleted or days is None or not stages.stages[self.stage].auto_forget:
            return []
        silent_since = company.day(self.last_contact or self.registered_at)
        if (company.day(now) - silent_since).days < days:
            return []
        return self.change_stage(stage)
