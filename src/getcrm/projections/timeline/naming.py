"""What events teach about names, and about whom things concern."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Row, Rows


class Thing(NamedTuple):
    """What an event tells of one thing; None: nothing about it."""

    kind: str
    id: str
    name: str | None = None
    customer: str | None = None
    opportunity: str | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.id}"


def taught(entry: Entry) -> Iterator[Thing]:
    """The things an event names, renames, or gives to a customer."""
    data = entry.data
    match entry.topic:
        case "CustomerRegistered":
            yield Thing("customer", entry.id, data["details"]["name"], customer=entry.id)
        case "OpportunityOpened":
            name, customer = data["details"]["name"], data["customer"]
            yield Thing("opportunity", entry.id, name, customer, opportunity=entry.id)
        case "OrderDrafted":
            yield Thing("order", entry.id, "", data["customer"], data["opportunity"])
        case "TransactionCreated":
            name = data["details"]["name"]
            yield Thing("transaction", entry.id, name, data["customer"], data["opportunity"])
        case "TransactionMoved":
            yield Thing("transaction", entry.id, customer=data["new"] or "")
        case "CampaignCreated":
            yield Thing("campaign", entry.id, data["details"]["name"])
            for method in data["methods"]:
                yield Thing("method", method["id"], method["name"])
        case "MethodAdded":
            yield Thing("method", data["method"]["id"], data["method"]["name"])
        case "UserAdded":
            yield Thing("user", entry.id, data["name"])
        case "UserRenamed":
            yield Thing("user", entry.id, data["new"])
        case topic if topic.endswith(("Created", "Added", "Restored")) and "name" in data:
            yield Thing(*listed(entry), data["name"])
        case topic if topic.endswith("Edited") and "name" in data["changed"]:
            yield Thing(*edited(entry), data["changed"]["name"]["new"])


LISTS = {
    "customer_groups": "group",
    "departments": "department",
    "relationship_stages": "stage",
    "roles": "role",
    "transaction_types": "type",
}


def listed(entry: Entry) -> tuple[str, str]:
    """The (kind, id) of the entry of one of the company's lists."""
    if entry.kind == "catalogue":
        return entry.data["catalogue"], entry.data["entry"]
    kind = LISTS[entry.kind]
    return kind, entry.data[kind]


def edited(entry: Entry) -> tuple[str, str]:
    """The (kind, id) of what was edited."""
    if entry.topic == "MethodEdited":
        return "method", entry.data["method"]
    if entry.kind in ("customer", "opportunity", "transaction", "campaign"):
        return entry.kind, entry.id
    return listed(entry)


def learn(things: Rows, thing: Thing) -> None:
    """Keep what an event has taught; "" takes a transaction away from its customer."""
    old: Mapping[str, Any] = things.get(thing.key) or {}
    row: Row = {
        "thing": thing.key,
        "name": old.get("name", thing.id) if thing.name is None else thing.name,
        "customer": old.get("customer") if thing.customer is None else thing.customer or None,
        "opportunity": old.get("opportunity") or thing.opportunity,
    }
    things.put(row)
