"""What each event is worth to the KPI: what it credits, and what it takes back (KPI-1, KPI-7).

The employee credited is the owner of the record at that time, else whoever acted; of a completed
transaction, whoever did it. What was done stays done: contacts and moves are not undone by
deleting the customer or the opportunity; what counts records (new customers, opportunities,
their outcomes, completed transactions) stops counting them while they are deleted. It counts for
the department to which the employee belonged when it happened (KPI-4).
"""

from collections.abc import Iterator, Sequence

from getcrm.domain.money import to_units
from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Book
from getcrm.projections.kpi_tally.ledger import Crediting, Ledger
from getcrm.projections.kpi_tally.tables import RECORD


def apply(entries: Sequence[Entry], book: Book) -> None:
    book[RECORD].begin(entry.stream for entry in entries if entry.version == 1)
    ledger = Ledger(
        book,
        (record for entry in entries for record in records(entry)),
        (employee for entry in entries for employee in employees(entry)),
    )
    for entry in entries:
        CREDITED[entry.topic](entry, ledger)
    ledger.settle()


def records(entry: Entry) -> Iterator[str]:
    """The records that crediting an event has to know."""
    yield entry.stream
    if entry.data.get("transaction"):
        yield contact(entry)


def employees(entry: Entry) -> Iterator[str]:
    """Whom an event may credit, besides the owner of its record."""
    yield entry.by
    for field in ("owner", "done_by", "user"):
        if employee := entry.data.get(field):
            yield employee


def contact(entry: Entry) -> str:
    """The record of a contact that the completion of a transaction counted as (CUS-7)."""
    return f"contact-{entry.data['transaction']}-{entry.id}"


def company_set_up(entry: Entry, ledger: Ledger) -> None:
    ledger.set_up(entry.data["time_zone"])


def member_placed(entry: Entry, ledger: Ledger) -> None:
    ledger.place(entry, entry.data["user"], entry.data["new"] or "")


def deleted(entry: Entry, ledger: Ledger) -> None:
    ledger.delete(entry)


def restored(entry: Entry, ledger: Ledger) -> None:
    ledger.restore(entry)


def owner_changed(entry: Entry, ledger: Ledger) -> None:
    ledger.remember(entry.stream, owner=entry.data["new"])


# --- customers


def customer_registered(entry: Entry, ledger: Ledger) -> None:
    ledger.remember(
        entry.stream,
        customer=entry.id,
        owner=entry.data["owner"],
        source=next(iter(entry.data["sources"]), ""),
    )
    ledger.credit(entry, "new_customers", keep=(entry.stream, "registered"))


def customer_sources_changed(entry: Entry, ledger: Ledger) -> None:
    """The first of a customer's sources is the one its later numbers go to."""
    ledger.remember(entry.stream, source=next(iter(entry.data["new"]), ""))


def customer_stage_changed(entry: Entry, ledger: Ledger) -> None:
    ledger.credit(entry, "stage_moves", stage=entry.data["new"])


CONTACTS = {"call": ("interactions", "calls"), "meeting": ("interactions", "meetings")}


def customer_contacted(entry: Entry, ledger: Ledger) -> None:
    """Credited to the day the contact took place, and to whoever spoke with them, where that is
    said."""
    kind = entry.data["kind"]
    ledger.credit(
        entry,
        *CONTACTS.get(kind, ("interactions",)),
        employee=entry.data["done_by"],
        at=entry.data["contacted_at"],
        type=kind,
        keep=(contact(entry), "contact") if entry.data["transaction"] else None,
    )


def customer_contact_withdrawn(entry: Entry, ledger: Ledger) -> None:
    ledger.withdraw(entry, contact(entry), "contact")


# --- opportunities


def opportunity_opened(entry: Entry, ledger: Ledger) -> None:
    data = entry.data
    ledger.remember(
        entry.stream,
        customer=data["customer"],
        owner=data["owner"],
        campaign=data["campaign"],
        source=data["details"].get("source"),
    )
    ledger.credit(entry, "opportunities_created", keep=(entry.stream, "opened"))


def opportunity_edited(entry: Entry, ledger: Ledger) -> None:
    if source := entry.data["changed"].get("source"):
        ledger.remember(entry.stream, source=source["new"])


def opportunity_moved(entry: Entry, ledger: Ledger) -> None:
    ledger.credit(entry, "opportunities_moved")


def opportunity_claimed(entry: Entry, ledger: Ledger) -> None:
    ledger.remember(entry.stream, owner=entry.data["owner"])


def opportunity_won(entry: Entry, ledger: Ledger) -> None:
    amount = to_units(entry.data["amount"])
    ledger.credit(entry, "opportunities_won", amount=amount, keep=(entry.stream, "closed"))


def opportunity_lost(entry: Entry, ledger: Ledger) -> None:
    ledger.credit(entry, "opportunities_lost", keep=(entry.stream, "closed"))


def opportunity_corrected(entry: Entry, ledger: Ledger) -> None:
    """OPP-21: it counts where it did; what was known before stays as it was known."""
    changed = entry.data["changed"]
    amount, day = (changed[name]["new"] if name in changed else None for name in CORRECTED)
    ledger.correct(entry, "closed", None if amount is None else to_units(amount), day)


CORRECTED = ("amount", "closed_on")


def opportunity_reopened(entry: Entry, ledger: Ledger) -> None:
    """OPP-11: the earlier closing stays in history, the KPI is corrected."""
    ledger.withdraw(entry, entry.stream, "closed")


# --- transactions


def transaction_created(entry: Entry, ledger: Ledger) -> None:
    data = entry.data
    ledger.remember(entry.stream, customer=data["customer"], campaign=data["campaign"])


def transaction_moved(entry: Entry, ledger: Ledger) -> None:
    """SCO-3: what was done counts for the other customer instead."""
    customer = entry.data["new"] or ""
    ledger.remember(entry.stream, customer=customer)
    ledger.hand_over(entry, "done", customer)


def transaction_completed(entry: Entry, ledger: Ledger) -> None:
    data = entry.data
    in_time = ("transactions_done_in_time",) if data["in_time"] else ()
    ledger.credit(
        entry,
        "transactions_done",
        *in_time,
        employee=data["done_by"],
        type=data["type"],
        keep=(entry.stream, "done"),
    )


def transaction_reopened(entry: Entry, ledger: Ledger) -> None:
    ledger.withdraw(entry, entry.stream, "done")


CREDITED: dict[str, Crediting] = {
    "CompanySetUp": company_set_up,
    "MemberPlaced": member_placed,
    "CustomerRegistered": customer_registered,
    "CustomerOwnerChanged": owner_changed,
    "CustomerSourcesChanged": customer_sources_changed,
    "CustomerStageChanged": customer_stage_changed,
    "CustomerContacted": customer_contacted,
    "CustomerContactWithdrawn": customer_contact_withdrawn,
    "CustomerDeleted": deleted,
    "CustomerRestored": restored,
    "OpportunityOpened": opportunity_opened,
    "OpportunityEdited": opportunity_edited,
    "OpportunityMoved": opportunity_moved,
    "OpportunityAssigned": owner_changed,
    "OpportunityClaimed": opportunity_claimed,
    "OpportunityWon": opportunity_won,
    "OpportunityLost": opportunity_lost,
    "OpportunityCorrected": opportunity_corrected,
    "OpportunityReopened": opportunity_reopened,
    "OpportunityDeleted": deleted,
    "OpportunityRestored": restored,
    "TransactionCreated": transaction_created,
    "TransactionMoved": transaction_moved,
    "TransactionCompleted": transaction_completed,
    "TransactionReopened": transaction_reopened,
    "TransactionDeleted": deleted,
    "TransactionRestored": restored,
}
