"""What somebody is shown by every question, beside what the policy lets them see (PERM-4).

What there is, is what the machine itself is told, from which nothing is hidden. What of it they
may see is asked of the policy alone, about the states that the log leads to.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, get_args

from getcrm.crm import QUERIES, SYSTEM, Crm
from getcrm.domain.campaign import Campaign
from getcrm.domain.comment import Comment
from getcrm.domain.customer import Customer
from getcrm.domain.inbox import ACTIONS
from getcrm.domain.money import to_units
from getcrm.domain.policy import Viewer, allows, of_figures
from getcrm.domain.standing import standing_of
from getcrm.eventlog.entry import Entry
from getcrm.language.words import HIDDEN
from getcrm.projections.kpi_tally.indicators import INDICATORS, Sum
from getcrm.projections.query import AsOfQuery, Reader
from tests.crm.companies import (
    CAMPAIGNS,
    COMMENTS,
    COPIES,
    CUSTOMERS,
    EMAILS,
    HANOI,
    NAMES,
    NORTH,
    OPPORTUNITIES,
    PHONES,
    TRANSACTIONS,
    USERS,
)
from tests.crm.explaining import check_customer_board, check_pipeline_board, check_stars
from tests.crm.laws import without
from tests.crm.replaying import answer

Json = dict[str, Any]
RECORDS = {
    "customer": CUSTOMERS,
    "campaign": CAMPAIGNS,
    "opportunity": [*OPPORTUNITIES, *COPIES],
    "transaction": TRANSACTIONS,
}
NOBODY = "nobody"


@dataclass
class World:
    """A company as it is now. entries: all of its log."""

    crm: Crm
    entries: list[Entry] = field(init=False)
    known: dict[str, Any] = field(default_factory=dict)
    """What the machine was told already, by the question."""

    def __post_init__(self) -> None:
        self.entries = list(self.crm.log.read_all())

    def state(self, kind: Any, id: str) -> Any:
        return self.crm.log.load(kind, id).state

    @cached_property
    def standings(self) -> dict[tuple[str, str], Any]:
        """How people stand to every record that there is, by kind and id."""
        found = {
            (kind, id): standing_of(kind, id, self.state)
            for kind, ids in RECORDS.items()
            for id in ids
        }
        return {what: standing for what, standing in found.items() if standing is not None}

    @cached_property
    def about(self) -> dict[str, list[Entry]]:
        """The events of every stream."""
        streams: dict[str, list[Entry]] = {}
        for entry in self.entries:
            streams.setdefault(entry.stream, []).append(entry)
        return streams

    def first(self, kind: str, id: str) -> Json:
        """The fields of a record's first event."""
        return self.about[f"{kind}-{id}"][0].data


OPPORTUNITY_QUESTIONS = {
    "pipeline_board",
    "pipeline_board_entries",
    "opportunity",
    "opportunities",
    "idle_opportunities",
    "explain_idle",
    "timeline",
    "comments",
    "comment",
    "kpi_entries",
    "notifications",
}
"""They show what an opportunity is about: whoever may see it knows whom to call, and in which
campaign."""


@dataclass
class Eye:
    """Somebody looking at a company. when: the moment they ask about."""

    world: World
    by: str
    mine: Reader
    all: Reader
    when: Json

    @cached_property
    def who(self) -> Viewer:
        return self.mine.who

    @cached_property
    def seen(self) -> dict[str, set[str]]:
        """The ids of what the policy lets them see, by kind."""
        seen: dict[str, set[str]] = {kind: set() for kind in RECORDS}
        for (kind, id), standing in self.world.standings.items():
            if allows(self.who, standing):
                seen[kind].add(id)
        return seen

    # --- asking

    def shown(self, name: str, /, **given: Any) -> Any:
        told = answer(name, self.asked(name, given), self.mine)
        self.check_nothing_else_is_told(name, told)
        return told

    def there(self, name: str, /, **given: Any) -> Any:
        asked = self.asked(name, given)
        question = f"{name} {sorted(asked.items())}"
        known = self.world.known
        if question not in known:
            known[question] = answer(name, asked, self.all)
        return known[question]

    def asked(self, name: str, given: Json) -> Json:
        return {**given, **self.when} if issubclass(QUERIES[name].query, AsOfQuery) else given

    def pages(self, ask: Callable[..., Any], name: str, field: str, **given: Any) -> list[Any]:
        """All rows, a few at a time."""
        found, cursor = [], {}
        while True:
            page = ask(name, **given, **cursor)
            if page == "FilterUnknown":
                return found
            found += page[field]
            if page["next"] is None:
                return found
            cursor = {"cursor": page["next"]}

    def rows(
        self, name: str, field: str, few: int = 3, **given: Any
    ) -> tuple[list[Any], list[Any]]:
        """What they are shown, a few at a time, and what there is."""
        mine = self.pages(self.shown, name, field, limit=few, **given)
        return mine, self.pages(self.there, name, field, limit=200, **given)

    # --- what must not be told

    @cached_property
    def hidden(self) -> dict[str, set[str]]:
        """The ids and names of every record they may not see."""
        seen = set().union(*self.seen.values())
        opened = (self.world.first("opportunity", id) for id in self.seen["opportunity"])
        copied = {data["details"]["name"] for data in opened}
        names_seen = copied | {NAMES[id] for id in seen if id in NAMES}
        return {
            id: {id, NAMES.get(id, id)} - names_seen
            for _, id in self.world.standings
            if id not in seen
        }

    @cached_property
    def with_opportunities(self) -> set[str]:
        first = (self.world.first("opportunity", id) for id in self.seen["opportunity"])
        return {id for data in first for id in (data["customer"], data["campaign"])}

    @cached_property
    def reachable(self) -> set[str]:
        """The customers whom they may not see, and are told how to reach by the pages of their
        opportunities: what is so today counts (CAM-1)."""
        of = [self.world.first("opportunity", id) for id in self.seen["opportunity"]]
        told = {data["customer"] for data in of if not self.hides(data["campaign"])}
        return {id for id in told if not self.world.state(Customer, id).is_deleted}

    def hides(self, campaign: str) -> bool:
        return bool(self.world.state(Campaign, campaign).details["hide_contacts"])

    def check_nothing_else_is_told(self, name: str, told: Any) -> None:
        text = json.dumps(told, ensure_ascii=False)
        reached = self.seen["customer"] | (self.reachable if name == "opportunity" else set())
        for customer in set(CUSTOMERS) - reached:
            assert PHONES[customer] not in text, (name, told)
            assert EMAILS[customer] not in text, (name, told)
        known: set[str] = set()
        if name in OPPORTUNITY_QUESTIONS:
            known |= self.with_opportunities
        for id, words in self.hidden.items():
            if id not in known:
                assert not [word for word in words if word in text], (name, told)


Check = Callable[[Eye], None]


Told = Callable[[Eye, Json], Json]
"""What somebody is told of a record that they see: null in place of others that they do not."""


def as_it_is(eye: Eye, there: Json) -> Json:
    return there


def one_by_one(name: str, kind: str, told: Told = as_it_is, but: Told = as_it_is) -> Check:
    """Every record of a kind by itself: what they may not see is as good as missing.

    but: what is compared of it.
    """

    def check(eye: Eye) -> None:
        for id in [*RECORDS[kind], NOBODY]:
            there = eye.there(name, **{kind: id})
            shown = eye.shown(name, **{kind: id})
            if id not in eye.seen[kind] or there == "NotFound":
                assert shown == "NotFound", (name, id)
            else:
                assert but(eye, shown) == but(eye, told(eye, there)), (name, id)

    return check


def told_of_opportunity(eye: Eye, there: Json) -> Json:
    origin = there["copied_from"]
    return {**there, "copied_from": origin if origin in eye.seen["opportunity"] else None}


def told_on_page(eye: Eye, there: Json) -> Json:
    """Beside that, how to reach the customer (CAM-1)."""
    customer, campaign = there["customer"]["id"], there["campaign"]["id"]
    whole = {"phones": [PHONES[customer]], "emails": [EMAILS[customer]]}
    assert there["contact"] == whole, "nothing is hidden from the machine"
    deleted = eye.world.state(Customer, customer).is_deleted
    told = customer in eye.seen["customer"] or not (deleted or eye.hides(campaign))
    return {**told_of_opportunity(eye, there), "contact": whole if told else None}


def told_of_transaction(eye: Eye, there: Json) -> Json:
    opportunity, campaign, customer = there["opportunity"], there["campaign"], there["customer"]
    return {
        **there,
        "customer": customer if customer and customer["id"] in eye.seen["customer"] else None,
        "opportunity": opportunity if opportunity in eye.seen["opportunity"] else None,
        "campaign": campaign if campaign and campaign["id"] in eye.seen["campaign"] else None,
    }


def told_of_rest(eye: Eye, there: Json) -> Json:
    """Of a contact, who had it only to those who see whom with."""
    event = there["event"]
    kind, _, id = event["stream"].partition("-")
    if id in eye.seen[kind]:
        return there
    return {**there, "event": {**event, "stream": None, "by": None, "sentence": None}}


def whether_said(eye: Eye, told: Json) -> Json:
    """Of what else a sentence tells, see the timeline."""
    event = told["event"]
    return {**told, "event": {**event, "sentence": event["sentence"] is not None}}


def told_of_stars(eye: Eye, there: Json) -> Json:
    def part(line: Json) -> Json:
        if line["kind"] == "group" or line["ref"] in eye.seen["transaction"]:
            return line
        return {**line, "ref": None, "name": HIDDEN[eye.mine.language]}

    parts = ("contributions", "entries")
    return {**there, **{name: [part(line) for line in there[name]] for name in parts}}


def only_seen(eye: Eye, rows: list[Any], kind: str, field: str = "id") -> list[Any]:
    return [row for row in rows if row[field] in eye.seen[kind]]


# --- customers


def customers(eye: Eye) -> None:
    for given in (
        {},
        {"deleted": True},
        {"q": "khach"},
        {"owner": USERS[0]},
        {"owner": "none", "sort": "name"},
        {"min_stars": 1, "sort": "score"},
    ):
        mine, there = eye.rows("customers", "customers", **given)
        expected = only_seen(eye, there, "customer")
        assert mine == expected, given
        counted = eye.shown("customers", with_count=True, limit=1, **given)["count"]
        assert counted == len(expected), given


def potential_stars(eye: Eye) -> None:
    one_by_one("potential_stars", "customer", told_of_stars)(eye)
    there = [id for id in eye.seen["customer"] if eye.there("customer", customer=id) != "NotFound"]
    check_stars(eye.mine, there, **eye.when)


def customer_board(eye: Eye) -> None:
    for given in ({}, {"owner": USERS[0]}, {"min_stars": 1}):
        mine = eye.shown("customer_board", limit=200, **given)
        there = eye.there("customer_board", limit=200, **given)
        for column, whole in zip(mine["columns"], there["columns"], strict=True):
            expected = only_seen(eye, whole["cards"], "customer")
            assert (column["cards"], column["count"]) == (expected, len(expected))


def customer_board_entries(eye: Eye) -> None:
    for column in eye.there("customer_board")["columns"]:
        mine, there = eye.rows("customer_board_entries", "entries", stage=column["stage"])
        expected = only_seen(eye, there, "customer", "customer")
        assert without(mine, {"sentence"}) == without(expected, {"sentence"})
        told = eye.shown("customer_board_entries", stage=column["stage"], limit=1)
        assert told["count"] == sum(entry["count"] for entry in expected)
    check_customer_board(eye.mine, **eye.when)


def score_preview(eye: Eye) -> None:
    after = [1, 2, 3, 4, 5]
    mine, there = eye.rows("score_preview", "changes", thresholds=after)
    expected = [one for one in there if one["customer"]["id"] in eye.seen["customer"]]
    assert mine == expected
    told = eye.shown("score_preview", thresholds=after)
    ups = [one["stars_after"] > one["stars_before"] for one in expected]
    assert (told["rises"], told["falls"]) == (ups.count(True), ups.count(False))
    live = only_seen(eye, eye.there("customers", limit=200)["customers"], "customer")
    stars = [one["stars"] for one in live]
    assert told["before"] == [stars.count(star) for star in range(6)]
    assert sum(told["after"]) == len(live)


# --- campaigns and opportunities


def campaigns(eye: Eye) -> None:
    for given in ({}, {"deleted": True}):
        mine, there = (ask("campaigns", **given)["campaigns"] for ask in (eye.shown, eye.there))
        assert mine == only_seen(eye, there, "campaign")


def pipeline_board(eye: Eye) -> None:
    for campaign in CAMPAIGNS:
        for given in ({}, {"owner": USERS[0]}, {"idle": True}):
            mine = eye.shown("pipeline_board", campaign=campaign, limit=200, **given)
            there = eye.there("pipeline_board", campaign=campaign, limit=200, **given)
            if campaign not in eye.seen["campaign"]:
                assert mine == "NotFound"
                continue
            for column, whole in zip(mine["columns"], there["columns"], strict=True):
                expected = only_seen(eye, whole["cards"], "opportunity")
                assert (column["cards"], column["count"]) == (expected, len(expected))
                assert Decimal(column["amount"]) == sum(Decimal(c["amount"] or 0) for c in expected)
        if campaign in eye.seen["campaign"]:
            check_pipeline_board(eye.mine, campaign, **eye.when)


def pipeline_board_entries(eye: Eye) -> None:
    for campaign in CAMPAIGNS:
        for column in eye.there("pipeline_board", campaign=campaign)["columns"]:
            given = {"campaign": campaign, "stage": column["stage"]}
            if campaign not in eye.seen["campaign"]:
                assert eye.shown("pipeline_board_entries", **given) == "NotFound"
                continue
            mine, there = eye.rows("pipeline_board_entries", "entries", **given)
            expected = only_seen(eye, there, "opportunity", "opportunity")
            assert without(mine, {"sentence"}) == without(expected, {"sentence"})


LISTS_OF_OPPORTUNITIES: tuple[Json, ...] = ({}, {"owner": USERS[0]}, {"owner": "none"})


def opportunity_list(name: str, *more: Json) -> Check:
    def check(eye: Eye) -> None:
        for given in (*LISTS_OF_OPPORTUNITIES, *more):
            mine, there = eye.rows(name, "opportunities", **given)
            expected = only_seen(eye, there, "opportunity")
            assert mine == [told_of_opportunity(eye, one) for one in expected], given
        for campaign in set(CAMPAIGNS) - eye.seen["campaign"]:
            assert eye.shown(name, campaign=campaign) == "NotFound"

    return check


# --- transactions


def transactions(eye: Eye) -> None:
    for given in ({}, {"deleted": True}, {"customer": CUSTOMERS[0]}, {"assignee": USERS[0]}):
        mine, there = eye.rows("transactions", "transactions", **given)
        unseen = "customer" in given and given["customer"] not in eye.seen["customer"]
        expected = [] if unseen else only_seen(eye, there, "transaction")
        assert mine == [told_of_transaction(eye, one) for one in expected], given


# --- figures

PERIODS = {"day": 10, "month": 7, "year": 4}
"""By their names, so many letters of a day tell them."""
FILTERS: tuple[Json, ...] = ({}, {"employee": USERS[0]}, {"department": NORTH})


def figures(eye: Eye, indicator: str) -> tuple[list[Json], list[Json]]:
    """The entries behind an indicator that they may see, and all of them."""
    there = eye.pages(eye.there, "kpi_entries", "entries", indicator=indicator, limit=200)
    return [e for e in there if allows(eye.who, of_figures(e["employee"]))], there


def sums_of(entries: list[Json]) -> dict[str, Sum]:
    sums: dict[str, Sum] = {}
    for entry in entries:
        more = Sum(entry["count"], to_units(entry["amount"]))
        sums[entry["indicator"]] = sums.get(entry["indicator"], Sum()) + more
    return sums


def key_of(entry: Json, by: str, eye: Eye) -> str | None:
    if by in PERIODS:
        return str(entry["day"][: PERIODS[by]])
    if by == "campaign" and entry["campaign"] not in {None, *eye.seen["campaign"]}:
        return "hidden"
    key: str | None = entry[by]
    return key


def kpi(eye: Eye) -> None:
    ways = get_args(get_args(QUERIES["kpi"].query.model_fields["by"].annotation)[0])
    for name, indicator in INDICATORS.items():
        seen, _ = figures(eye, name)
        for by in ways if not eye.when else ("month", "department", "campaign"):
            if by in ("week", "quarter"):
                continue
            told = eye.shown("kpi", indicator=name, by=by)
            assert told["total"] == indicator.value(sums_of(seen)), (name, by)
            rows: dict[str | None, list[Json]] = {}
            for entry in seen:
                rows.setdefault(key_of(entry, by, eye), []).append(entry)
            sums = {key: sums_of(entries) for key, entries in rows.items()}
            values = {
                key: indicator.value(sum)
                for key, sum in sums.items()
                if any(one != Sum() for one in sum.values())
            }
            assert {row["key"]: row["value"] for row in told["rows"]} == values, (name, by)
    narrowed_kpi(eye)


def narrowed_kpi(eye: Eye) -> None:
    """By a person, a department, a campaign."""
    seen, _ = figures(eye, "opportunities_created")
    for filter, wanted in (
        *(({"employee": user}, {"employee": {user}}) for user in USERS),
        ({"department": NORTH}, {"department": {NORTH, HANOI}}),
        *(({"campaign": id}, {"campaign": {id} & eye.seen["campaign"]}) for id in CAMPAIGNS),
        ({"campaign": "hidden"}, {"campaign": set(CAMPAIGNS) - eye.seen["campaign"]}),
    ):
        [(field, values)] = wanted.items()
        told = eye.shown("kpi", indicator="opportunities_created", **filter)
        total = 0 if told in ("NotFound", "FilterUnknown") else told["total"]
        expected = sum(entry["count"] for entry in seen if entry[field] in values)
        assert total == expected, filter


MASKED = {"campaign", "customer", "record", "sentence"}


def kpi_entries(eye: Eye) -> None:
    for name in INDICATORS:
        mine = eye.pages(eye.shown, "kpi_entries", "entries", indicator=name, limit=3)
        expected, _ = figures(eye, name)
        assert without(mine, MASKED) == without(expected, MASKED)
        for entry, whole in zip(mine, expected, strict=True):
            kind, _, id = whole["record"].partition("-")
            assert entry["record"] == (whole["record"] if id in eye.seen[kind] else None)
            event = eye.world.entries[whole["position"] - 1]
            assert (entry["sentence"] is not None) == tells(eye, event)
    for by in ("campaign", "department", "employee"):
        rows = {"indicator": "opportunities_created", "by": by}
        for row in eye.shown("kpi", **rows)["rows"]:
            told = eye.shown("kpi_entries", **rows, key=row["key"] or "")
            assert told["value"] == sum(entry["count"] for entry in told["entries"]) == row["value"]
    for campaign in CAMPAIGNS:
        told = eye.shown("kpi_entries", **{**rows, "by": "campaign"}, key=campaign)
        assert told["entries"] == [] or campaign in eye.seen["campaign"]


# --- what happened, and what is said


def tells(eye: Eye, entry: Entry) -> bool:
    """Whether the policy lets them see an event: with the record that it is about."""
    first = eye.world.about[entry.stream][0].data
    match entry.kind:
        case "customer" | "campaign" | "opportunity" | "transaction":
            return entry.id in eye.seen[entry.kind]
        case "comment" | "order":
            if is_withdrawn(eye, entry) and not eye.who.may("audit.access"):
                return False
            opportunity = first["opportunity"]
            kind, id = ("opportunity", opportunity) if opportunity else ("customer", None)
            return (id or first["customer"]) in eye.seen[kind]
        case "user":
            return entry.id == eye.by or eye.who.may("audit.access")
        case _:
            return entry.data.get("user") == eye.by or eye.who.may("audit.access")


def is_withdrawn(eye: Eye, entry: Entry) -> bool:
    """Whether it was said in a comment that is deleted now (CUS-6)."""
    return entry.kind == "comment" and eye.world.state(Comment, entry.id).is_deleted


def timeline(eye: Eye) -> None:
    events = {entry.position: entry for entry in eye.world.entries}
    asked: list[Json] = [{}, {"kinds": ["transaction", "settings"]}, {"by": SYSTEM}]
    asked += [{"customer": id} for id in [*CUSTOMERS, NOBODY]]
    asked += [{"opportunity": id} for id in [*RECORDS["opportunity"], NOBODY]]
    asked += [{"stream": f"{kind}-{id}"} for kind, ids in RECORDS.items() for id in ids]
    for given in asked:
        kind, id = next(iter(given.items()), ("", None))
        if kind in RECORDS and id not in eye.seen[kind]:
            assert eye.shown("timeline", **given) == "NotFound", given
            continue
        mine, there = eye.rows("timeline", "entries", few=15, **given)
        expected = [line["position"] for line in there if tells(eye, events[line["position"]])]
        assert [line["position"] for line in mine] == expected, given


def comments(eye: Eye) -> None:
    for kind in ("customer", "opportunity"):
        for id in [*RECORDS[kind], NOBODY]:
            first = eye.there("comments", **{kind: id})
            if id not in eye.seen[kind] or first == "NotFound":
                assert eye.shown("comments", **{kind: id}) == "NotFound"
                continue
            mine, there = eye.rows("comments", "comments", **{kind: id})
            assert mine == [one for one in there if said_to(eye, one)]


def said_to(eye: Eye, comment: Json) -> bool:
    opportunity = comment["opportunity"]
    if opportunity:
        return opportunity in eye.seen["opportunity"]
    return comment["customer"] in eye.seen["customer"]


def comment(eye: Eye) -> None:
    for id in COMMENTS:
        there = eye.there("comment", comment=id)
        seen = there != "NotFound" and said_to(eye, there)
        assert eye.shown("comment", comment=id) == (there if seen else "NotFound")


def notifications(eye: Eye) -> None:
    """What somebody was told once, as far as they may see it still."""
    mine = eye.pages(eye.shown, "notifications", "notifications", limit=3)
    for note in mine:
        about = note["object"]
        if about == "comment":
            assert said_to(eye, note)
        else:
            assert note[about] in eye.seen[about]
        assert about in ACTIONS
    assert eye.shown("notifications")["unread"] == sum(not note["read"] for note in mine)


# --- what somebody holds


def holdings(eye: Eye) -> None:
    """As many as the lists show."""
    for user in USERS:
        told = eye.shown("holdings", user=user)
        customers = eye.pages(eye.shown, "customers", "customers", owner=user)
        owned = {"owner": user, "outcome": "open"}
        opportunities = eye.pages(eye.shown, "opportunities", "opportunities", **owned)
        transactions = [
            one
            for status in ("todo", "doing")
            for one in eye.pages(
                eye.shown, "transactions", "transactions", assignee=user, status=status
            )
        ]
        assert told == {
            "user": user,
            "customers": len(customers),
            "open_opportunities": len(opportunities),
            "open_transactions": len(transactions),
        }


# --- why


def each_record(eye: Eye) -> Iterator[tuple[str, str]]:
    yield from ((kind, id) for kind, ids in RECORDS.items() for id in [*ids, NOBODY])


def why_visible(eye: Eye) -> None:
    for kind, id in each_record(eye):
        told = eye.shown("why_visible", **{kind: id})
        if id not in eye.seen[kind]:
            assert told == "NotFound"
            continue
        standing = eye.world.standings[kind, id]
        for deed in told["deeds"]:
            assert deed["allowed"] == allows(eye.who, standing, deed["deed"])
            assert bool(deed["because"]) == deed["allowed"]


def who_can_see(eye: Eye) -> None:
    for kind, id in each_record(eye):
        told = eye.shown("who_can_see", **{kind: id})
        if id not in eye.seen[kind]:
            assert told == "NotFound"
        elif not eye.who.may("users.access"):
            assert told == "PermissionMissing"
        else:
            standing = eye.world.standings[kind, id]
            deeds = {one["id"]: one["deeds"] for one in told["people"]}
            viewers = {user: eye.world.crm.viewers.of(user) for user in USERS}
            expected = {user for user, who in viewers.items() if allows(who, standing)}
            assert set(deeds) == expected
            for user, may in deeds.items():
                assert all(allows(viewers[user], standing, deed) for deed in may)


CHECKS: dict[str, Check] = {
    "customers": customers,
    "customer": one_by_one("customer", "customer"),
    "potential_stars": potential_stars,
    "customer_board": customer_board,
    "customer_board_entries": customer_board_entries,
    "score_preview": score_preview,
    "campaigns": campaigns,
    "campaign": one_by_one("campaign", "campaign"),
    "pipeline_board": pipeline_board,
    "pipeline_board_entries": pipeline_board_entries,
    "opportunities": opportunity_list("opportunities", {"deleted": True}),
    "opportunity": one_by_one("opportunity", "opportunity", told_on_page),
    "idle_opportunities": opportunity_list("idle_opportunities"),
    "explain_idle": one_by_one("explain_idle", "opportunity", told_of_rest, whether_said),
    "transactions": transactions,
    "transaction": one_by_one("transaction", "transaction", told_of_transaction),
    "kpi": kpi,
    "kpi_entries": kpi_entries,
    "timeline": timeline,
    "comments": comments,
    "comment": comment,
    "notifications": notifications,
    "holdings": holdings,
    "why_visible": why_visible,
    "who_can_see": who_can_see,
}
"""By question: that it tells exactly what the policy says."""

HARMLESS: dict[str, str] = {
    **dict.fromkeys(
        ("company", "stages", "groups", "sources", "tiers", "loss_reasons", "transaction_types"),
        "the settings that everybody works with",
    ),
    **dict.fromkeys(
        ("users", "user", "roles", "departments", "department"),
        "who works here, and in which part; of tokens, see tests/commands/test_api_tokens.py",
    ),
    "indicators": "what can be counted, not what was",
    "history_imports": "which imports are open, by their names, for those who record history",
    "messages": "what lies in one's own boxes and no others: tests/projections/test_messages.py",
    "message": "the same, one of them",
    "notification_preferences": "one's own wishes",
}
"""Questions that tell nothing that somebody may not know, and why."""


def looks(world: World, by: str) -> Iterator[tuple[str, Eye]]:
    """Every question asked by somebody, of today; and some of the past on either clock, so that
    the people of a company ask each of them of the past, too."""
    entries, seat = world.entries, USERS.index(by)
    yesterday = entries[0].occurred_at
    known = max(entry.position for entry in entries if entry.occurred_at == yesterday)
    past: Json = {"as_of": yesterday} if seat % 2 else {"as_known_at": str(known)}
    with world.crm.views.read() as db:
        mine, all = world.crm.reader(db, by=by), world.crm.reader(db)
        now, then = Eye(world, by, mine, all, {}), Eye(world, by, mine, all, past)
        for number, name in enumerate(CHECKS):
            yield name, now
            if number % len(USERS) == seat and issubclass(QUERIES[name].query, AsOfQuery):
                yield name, then
