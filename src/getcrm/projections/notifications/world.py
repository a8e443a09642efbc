"""What has to be known to say whom an event concerns: whose is what, and who works here."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from getcrm.domain.inbox import ALWAYS, Preference
from getcrm.domain.permission import ADMINISTRATOR
from getcrm.eventlog.entry import Entry
from getcrm.projections.book import Rows
from getcrm.projections.notifications.tables import PEOPLE

State = dict[str, Any]
OVERSEES = "opportunities.view_all"
encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


class World:
    """The state after each event, in the order of the log."""

    def __init__(self, rows: Rows, entries: Sequence[Entry]) -> None:
        self._rows = rows
        rows.fetch([PEOPLE, *(thing for entry in entries for thing in things(entry))])
        opportunities = [self.of("opportunity", id) for id in concerned(self, entries)]
        rows.fetch(f"campaign-{one['campaign']}" for one in opportunities if one)
        known = rows.get(PEOPLE)
        self.people: State = json.loads(known["state"]) if known else {"users": {}, "roles": {}}
        self._people_before = encode(self.people)

    def learn(self, entry: Entry) -> None:
        """What the event changes."""
        if change := PEOPLE_CHANGES.get(entry.topic):
            change(entry, self.people)
        elif learned := RECORD_CHANGES.get(entry.topic):
            state = {**self.of(entry.kind, entry.id), **learned(entry)}
            self._rows.put({"thing": entry.stream, "state": encode(state)})

    def write(self) -> None:
        now = encode(self.people)
        if now != self._people_before:
            self._rows.put({"thing": PEOPLE, "state": now})

    def of(self, kind: str, id: str | None) -> State:
        """What is known of a record; {}: nothing."""
        row = self._rows.get(f"{kind}-{id}") if id else None
        state: State = json.loads(row["state"]) if row else {}
        return state

    def is_here(self, user: str) -> bool:
        """Whether they work here, and sign in."""
        known = self.people["users"].get(user)
        return known is not None and known["active"] and known["role"] is not None

    def overseers(self) -> Iterator[str]:
        """Those who view all opportunities (OPP-15)."""
        roles = {role for role, oversees in self.people["roles"].items() if oversees}
        roles.add(ADMINISTRATOR)
        for user, known in self.people["users"].items():
            if known["role"] in roles:
                yield user

    def wants(self, user: str, object: str, action: str) -> Mapping[str, bool]:
        """How they want to be told of it (NOT-1)."""
        if object in ALWAYS:
            return {"in_app": True, "email": True}
        chosen: Mapping[str, bool] | None = self.people["users"][user]["wants"].get(
            f"{object}.{action}"
        )
        return chosen or vars(Preference())


def things(entry: Entry) -> Iterator[str]:
    """What an event is about, and refers to."""
    yield entry.stream
    for kind in ("customer", "opportunity", "campaign"):
        if id := entry.data.get(kind):
            yield f"{kind}-{id}"


def concerned(world: World, entries: Sequence[Entry]) -> Iterable[str]:
    """The opportunities that events are about."""
    return dict.fromkeys(entry.id for entry in entries if entry.kind == "opportunity")


# --- how records change


def customer_registered(entry: Entry) -> State:
    return {"owner": entry.data["owner"]}


def owner_changed(entry: Entry) -> State:
    return {"owner": entry.data["new"]}


def campaign_created(entry: Entry) -> State:
    participants = [one["user"] for one in entry.data["participants"]]
    return {"manager": entry.data["details"]["manager"], "participants": participants}


def campaign_edited(entry: Entry) -> State:
    change = entry.data["changed"].get("manager")
    return {"manager": change["new"]} if change else {}


def participants_set(entry: Entry) -> State:
    return {"participants": [one["user"] for one in entry.data["new"]]}


def opportunity_opened(entry: Entry) -> State:
    return {field: entry.data[field] for field in ("customer", "campaign", "owner")}


def opportunity_claimed(entry: Entry) -> State:
    return {"owner": entry.data["owner"]}


def transaction_created(entry: Entry) -> State:
    known = {f: entry.data[f] for f in ("customer", "opportunity", "campaign", "assignees")}
    return {**known, "watchers": entry.data["details"]["watchers"]}


def transaction_edited(entry: Entry) -> State:
    changed = entry.data["changed"]
    return {f: changed[f]["new"] for f in ("assignees", "watchers") if f in changed}


def transaction_moved(entry: Entry) -> State:
    return {"customer": entry.data["new"]}


def comment_posted(entry: Entry) -> State:
    return {f: entry.data[f] for f in ("customer", "opportunity", "campaign")}


RECORD_CHANGES: dict[str, Callable[[Entry], State]] = {
    "CustomerRegistered": customer_registered,
    "CustomerOwnerChanged": owner_changed,
    "CampaignCreated": campaign_created,
    "CampaignEdited": campaign_edited,
    "ParticipantsSet": participants_set,
    "OpportunityOpened": opportunity_opened,
    "OpportunityAssigned": owner_changed,
    "OpportunityClaimed": opportunity_claimed,
    "TransactionCreated": transaction_created,
    "TransactionEdited": transaction_edited,
    "TransactionMoved": transaction_moved,
    "CommentPosted": comment_posted,
}


# --- how people change


def user_added(entry: Entry, people: State) -> None:
    people["users"][entry.id] = {"role": None, "active": True, "wants": {}}


def role_given(entry: Entry, people: State) -> None:
    people["users"][entry.id]["role"] = entry.data["new"]


def activity_changed(entry: Entry, people: State) -> None:
    people["users"][entry.id]["active"] = entry.topic == "UserReactivated"


def role_created(entry: Entry, people: State) -> None:
    people["roles"][entry.data["role"]] = OVERSEES in entry.data["permissions"]


def role_edited(entry: Entry, people: State) -> None:
    if change := entry.data["changed"].get("permissions"):
        people["roles"][entry.data["role"]] = OVERSEES in change["new"]


def preference_set(entry: Entry, people: State) -> None:
    chosen = f"{entry.data['object']}.{entry.data['action']}"
    people["users"][entry.id]["wants"][chosen] = entry.data["new"]


PEOPLE_CHANGES: dict[str, Callable[[Entry, State], None]] = {
    "UserAdded": user_added,
    "UserRoleGiven": role_given,
    "UserDeactivated": activity_changed,
    "UserReactivated": activity_changed,
    "RoleCreated": role_created,
    "RoleEdited": role_edited,
    "NotificationPreferenceSet": preference_set,
}
