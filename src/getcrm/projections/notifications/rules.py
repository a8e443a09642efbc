"""Who is told of what: one table, from the event and what is known right after it (OPP-15, NOT-1).

A rule says all whom an event concerns, in order: somebody who is concerned twice is told once,
for the first reason. Whoever did it, whoever has left, and names nobody signs in as are left out
by the one who asks (`recipients`); whoever may not see the record, when it is read (PERM-4).
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from getcrm.domain.inbox import ACCOUNT, ALWAYS
from getcrm.eventlog.entry import Entry
from getcrm.projections.notifications.world import State, World


class Reason(NamedTuple):
    """Some people are concerned by this: object and action as in the preferences."""

    object: str
    action: str
    people: Iterable[str | None]


Rule = Callable[[Entry, World], Iterator[Reason]]


def of_opportunity(action: str) -> Rule:
    """No owner: all participants of the campaign. With an owner: the owner, the campaign's
    manager, those who view all (OPP-15)."""

    def rule(entry: Entry, world: World) -> Iterator[Reason]:
        opportunity = world.of("opportunity", entry.id)
        campaign = world.of("campaign", opportunity["campaign"])
        if opportunity["owner"] is None:
            yield Reason("opportunity", action, campaign["participants"])
        else:
            people = [opportunity["owner"], campaign["manager"], *world.overseers()]
            yield Reason("opportunity", action, people)

    return rule


def corrected(entry: Entry, world: World) -> Iterator[Reason]:
    """Whoever is told of the outcome is told what it was indeed (OPP-21)."""
    yield from of_opportunity(entry.data["outcome"])(entry, world)


def became_idle(entry: Entry, world: World) -> Iterator[Reason]:
    """OPP-19."""
    yield Reason("opportunity", "idle", [world.of("opportunity", entry.id)["owner"]])


def of_transaction(action: str) -> Rule:
    """Whoever does it, whoever watches."""

    def rule(entry: Entry, world: World) -> Iterator[Reason]:
        yield Reason("transaction", action, workers(world.of("transaction", entry.id)))

    return rule


def workers(transaction: State) -> list[str]:
    return [*transaction["assignees"], *transaction["watchers"]]


def reassigned(entry: Entry, world: World) -> Iterator[Reason]:
    """Those who do it, or watch it, from now on; those who do it no more, nor watch it."""
    new: list[str | None] = []
    for field in ("assignees", "watchers"):
        if change := entry.data["changed"].get(field):
            new += [user for user in change["new"] if user not in change["old"]]
    yield Reason("transaction", "assigned", new)
    if change := entry.data["changed"].get("assignees"):
        left = workers(world.of("transaction", entry.id))
        former = [user for user in change["old"] if user not in left]
        yield Reason("transaction", "taken_away", former)


def registered(entry: Entry, world: World) -> Iterator[Reason]:
    """Whoever it was registered for (CUS-4)."""
    yield Reason("customer", "registered", [entry.data["owner"]])


def handed_over(entry: Entry, world: World) -> Iterator[Reason]:
    """CUS-4."""
    yield Reason("customer", "handed_over", [entry.data["new"], entry.data["old"]])


def shared(entry: Entry, world: World) -> Iterator[Reason]:
    """Those named who were not before (CUS-10)."""
    before, after = (
        [share["id"] for share in entry.data[which]["shares"] if share["kind"] == "user"]
        for which in ("old", "new")
    )
    yield Reason("customer", "shared", [user for user in after if user not in before])


def commented(entry: Entry, world: World) -> Iterator[Reason]:
    """The mentioned (NOT-2), and whoever owns the record."""
    yield Reason("comment", "mentioned", entry.data["mentions"])
    if entry.data["opportunity"] is None:
        yield Reason("comment", "posted", [world.of("customer", entry.data["customer"])["owner"]])
    else:
        on = world.of("opportunity", entry.data["opportunity"])
        yield Reason("comment", "posted", [on["owner"]])


def comment_edited(entry: Entry, world: World) -> Iterator[Reason]:
    """Those who are mentioned only now."""
    if change := entry.data["changed"].get("mentions"):
        new = [user for user in change["new"] if user not in change["old"]]
        yield Reason("comment", "mentioned", new)


def campaign_created(entry: Entry, world: World) -> Iterator[Reason]:
    """CAM-1, CAM-2."""
    yield Reason("campaign", "managed", [entry.data["details"]["manager"]])
    yield Reason("campaign", "joined", users(entry.data["participants"]))


def campaign_edited(entry: Entry, world: World) -> Iterator[Reason]:
    """Whoever manages it from now on."""
    if change := entry.data["changed"].get("manager"):
        yield Reason("campaign", "managed", [change["new"]])


def participants_set(entry: Entry, world: World) -> Iterator[Reason]:
    """Those who take part only now."""
    before = users(entry.data["old"])
    new = [user for user in users(entry.data["new"]) if user not in before]
    yield Reason("campaign", "joined", new)


def users(participants: Iterable[State]) -> list[str]:
    return [participant["user"] for participant in participants]


def message_sent(entry: Entry, world: World) -> Iterator[Reason]:
    yield Reason("message", "received", entry.data["recipients"])


def of_account(action: str) -> Rule:
    """Whose it is (PERM-6). Of what they did themselves nobody is told."""

    def rule(entry: Entry, world: World) -> Iterator[Reason]:
        yield Reason(ACCOUNT, action, [entry.id])

    return rule


def user_edited(entry: Entry, world: World) -> Iterator[Reason]:
    """They sign in with another e-mail address from now on."""
    if "email" in entry.data["changed"]:
        yield Reason(ACCOUNT, "email_changed", [entry.id])


RULES: dict[str, Rule] = {
    "OpportunityOpened": of_opportunity("opened"),
    "OpportunityAssigned": of_opportunity("assigned"),
    "OpportunityClaimed": of_opportunity("claimed"),
    "OpportunityMoved": of_opportunity("moved"),
    "OpportunityWon": of_opportunity("won"),
    "OpportunityLost": of_opportunity("lost"),
    "OpportunityCorrected": corrected,
    "OpportunityReopened": of_opportunity("reopened"),
    "OpportunityBecameIdle": became_idle,
    "TransactionCreated": of_transaction("created"),
    "TransactionEdited": reassigned,
    "TransactionCompleted": of_transaction("completed"),
    "TransactionReminded": of_transaction("reminded"),
    "TransactionCancelled": of_transaction("cancelled"),
    "TransactionReopened": of_transaction("reopened"),
    "TransactionDeleted": of_transaction("deleted"),
    "TransactionRestored": of_transaction("restored"),
    "CustomerRegistered": registered,
    "CustomerOwnerChanged": handed_over,
    "CustomerSharingSet": shared,
    "CampaignCreated": campaign_created,
    "CampaignEdited": campaign_edited,
    "ParticipantsSet": participants_set,
    "CommentPosted": commented,
    "CommentEdited": comment_edited,
    "MessageSent": message_sent,
    "ApiTokenIssued": of_account("token_issued"),
    "InvitationIssued": of_account("link_issued"),
    "TotpDisabled": of_account("second_factor_off"),
    "UserEdited": user_edited,
}
"""By topic. Of other events nobody is told."""


def recipients(entry: Entry, world: World) -> dict[str, tuple[str, str]]:
    """Everybody who is told of an event, and as what: its object and action. What was recorded
    as history is no news (IMP-9); but nobody gets at an account by telling of the past."""
    if entry.topic not in RULES:
        return {}
    told: dict[str, tuple[str, str]] = {}
    for reason in RULES[entry.topic](entry, world):
        if entry.cause.get("history") and reason.object not in ALWAYS:
            continue
        for user in reason.people:
            if user is not None and user != entry.by and world.is_here(user):
                told.setdefault(user, (reason.object, reason.action))
    return told
