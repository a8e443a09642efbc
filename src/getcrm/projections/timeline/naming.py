"""What events teach about names, and about whom things concern."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Row, Rows


class Thing(NamedTuple):
    """What an event tells of one thing; None: nothing about it. key: its kind and its id."""

    key: str
    name: str | None = None
    customer: str | None = None
    opportunity: str | None = None


def taught(entry: Entry) -> list[Thing]:
    """The things an event names, renames, or gives to a customer."""
    return lesson(entry.topic)(entry)


@cache
def lesson(topic: str) -> "Lesson":
    """What a topic's events teach, found by its name."""
    if topic in LESSONS:
        return LESSONS[topic]
    if topic.endswith(("Created", "Added", "Restored")):
        return created
    return edited if topic.endswith("Edited") else nothing


def nothing(entry: Entry) -> list[Thing]:
    return []


def created(entry: Entry) -> list[Thing]:
    """Of the entries of the company's lists; a record of its own that is restored has its name."""
    if "name" not in entry.data:
        return []
    return [Thing(listed(entry), entry.data["name"])]


def edited(entry: Entry) -> list[Thing]:
    changed = entry.data["changed"]
    return [Thing(edited_key(entry), changed["name"]["new"])] if "name" in changed else []


def edited_key(entry: Entry) -> str:
    """Of what was edited."""
    if entry.topic == "MethodEdited":
        return f"method-{entry.data['method']}"
    if entry.kind in ("customer", "opportunity", "transaction", "campaign"):
        return entry.stream
    return listed(entry)


def customer_registered(entry: Entry) -> list[Thing]:
    return [Thing(entry.stream, entry.data["details"]["name"], customer=entry.id)]


def opportunity_opened(entry: Entry) -> list[Thing]:
    name, customer = entry.data["details"]["name"], entry.data["customer"]
    return [Thing(entry.stream, name, customer, opportunity=entry.id)]


def without_a_name(entry: Entry) -> list[Thing]:
    return [Thing(entry.stream, "", entry.data["customer"], entry.data["opportunity"])]


def transaction_created(entry: Entry) -> list[Thing]:
    data = entry.data
    return [Thing(entry.stream, data["details"]["name"], data["customer"], data["opportunity"])]


def transaction_moved(entry: Entry) -> list[Thing]:
    return [Thing(entry.stream, customer=entry.data["new"] or "")]


def campaign_created(entry: Entry) -> list[Thing]:
    methods = (Thing(f"method-{m['id']}", m["name"]) for m in entry.data["methods"])
    return [Thing(entry.stream, entry.data["details"]["name"]), *methods]


def method_added(entry: Entry) -> list[Thing]:
    method = entry.data["method"]
    return [Thing(f"method-{method['id']}", method["name"])]


def user_added(entry: Entry) -> list[Thing]:
    return [Thing(entry.stream, entry.data["name"])]


def user_renamed(entry: Entry) -> list[Thing]:
    return [Thing(entry.stream, entry.data["new"])]


Lesson = Callable[[Entry], list[Thing]]
LESSONS: dict[str, Lesson] = {
    "CustomerRegistered": customer_registered,
    "OpportunityOpened": opportunity_opened,
    "CommentPosted": without_a_name,
    "OrderDrafted": without_a_name,
    "TransactionCreated": transaction_created,
    "TransactionMoved": transaction_moved,
    "CampaignCreated": campaign_created,
    "MethodAdded": method_added,
    "UserAdded": user_added,
    "UserRenamed": user_renamed,
}


LISTS = {
    "customer_groups": "group",
    "departments": "department",
    "relationship_stages": "stage",
    "roles": "role",
    "transaction_types": "type",
}


def listed(entry: Entry) -> str:
    """The key of the entry of one of the company's lists."""
    if entry.kind == "catalogue":
        return f"{entry.data['catalogue']}-{entry.data['entry']}"
    kind = LISTS[entry.kind]
    return f"{kind}-{entry.data[kind]}"


def learn(things: Rows, thing: Thing) -> None:
    """Keep what an event has taught; "" takes a transaction away from its customer."""
    key, name, customer, opportunity = thing
    old = things.get(key) or UNKNOWN
    row: Row = {
        "thing": key,
        "name": old.get("name", key.partition("-")[2]) if name is None else name,
        "customer": old.get("customer") if customer is None else customer or None,
        "opportunity": old.get("opportunity") or opportunity,
    }
    things.put(row)


UNKNOWN: Mapping[str, Any] = {}
