"""Anything people might ask, in any order: commands are data, so chaos is cheap.

A strategy for each command is made from the JSON schema of its model: whatever commands there
are, now or later, take part. Ids and names come from small pools, so that commands meet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from getcrm.commands import Command
from getcrm.crm import COMMANDS
from tests.story import uid

Json = dict[str, Any]
Strategy = st.SearchStrategy[Any]


def pool(start: int, count: int) -> list[str]:
    return [uid(start + n) for n in range(count)]


FIRST_ID = 0xF000
"""The first id that the CRM of a chaos hands out; the company's stages have the first seven."""
STAGES = pool(FIRST_ID, 7) + pool(0x59, 1)
USERS, CUSTOMERS, GROUPS = pool(0xA1, 3), pool(0xC1, 3), pool(0x61, 3)
ENTRIES, TYPES, TOKENS = pool(0xE1, 3), pool(0x71, 2), pool(0x8801, 2)
CAMPAIGNS, OPPORTUNITIES, TRANSACTIONS = pool(0xCA1, 2), pool(0x0F1, 4), pool(0x7A1, 3)
METHODS = pool(0x3E1, 5)
COMMENTS, MESSAGES, FILES = pool(0xC03, 3), pool(0x3E55, 2), pool(0xF11E, 2)
IDS = {
    **dict.fromkeys(["user", "owner", "manager", "managers", "assignees", "watchers"], USERS),
    **dict.fromkeys(["mentions", "recipients"], USERS),
    **dict.fromkeys(["customer", "customers"], CUSTOMERS),
    **dict.fromkeys(["stage", "stages"], STAGES),
    **dict.fromkeys(["group", "groups", "parent", "department"], GROUPS),
    **dict.fromkeys(["entry", "source", "sources", "tier", "reason"], ENTRIES),
    **dict.fromkeys(["method", "methods", "id"], METHODS),
    **dict.fromkeys(["opportunity", "copy"], OPPORTUNITIES),
    "type": TYPES,
    "token": TOKENS,
    **dict.fromkeys(["session", "keep"], pool(0x5E1, 3)),
    **dict.fromkeys(["credential", "invitation"], pool(0xC4ED1, 2)),
    "campaign": CAMPAIGNS,
    "transaction": TRANSACTIONS,
    "comment": COMMENTS,
    **dict.fromkeys(["message", "reply_to"], MESSAGES),
    **dict.fromkeys(["attachment", "attachments"], FILES),
}
"""By the name of the field."""
TEXTS = {
    "name": ["Mây", "Sen", " mây", "Mới", "Nóng", "Gọi điện", "Chốt", "Lan & Cúc"],
    "code": ["A-1", "a-1", "B-2", "KH-2026-000002", "CD-2026-000001", "MAY"],
    "phones": ["0912345678", "+84 912 345 678", "0987654321"],
    "emails": ["mai@may.vn", "MAI@may.vn", "lan@sen.vn"],
    "tax_code": ["", "030 123", "030123"],
    "email": ["anna@may.vn", "binh@may.vn"],
    "role": ["salesperson", "auditor", "administrator", "r1"],
    "issuer": ["https://login.may.vn"],
    "subject": ["anna-7", "binh-8", "Họp"],
    "url": ["https://example.com/a", "http://example.com/b?c=%20"],
    "time_zone": ["Asia/Ho_Chi_Minh", "America/New_York"],
    "currency": ["VND"],
    "text": ["@Anna xem giúp", "Đã gọi\nhẹn thứ Hai", "ok"],
    "media_type": ["application/pdf", "image/png"],
    "sha256": ["0" * 64, "f" * 64],
}
NUMBERS = {
    "points": 15,
    "days": 40,
    "idle_days": 4,
    "position": 4,
    "claim_wait_minutes": 90,
    "reminder_days": 3,
    "positions": 80,
    "up_to": 60,
}
"""The greatest that is worth trying."""
DATES = ["2025-12-31", "2026-01-05", "2026-01-09", "2026-02-28"]
TIMES = ["2025-12-30T17:00:00Z", "2026-01-05T09:30:00+07:00", "2026-01-20T00:00:00.000001Z"]
LINES = st.sampled_from(["", "Hạt giống", "“ngoặc” \\ %s", "x" * 40])


def value(name: str, schema: Json, defs: Json) -> Strategy:
    """Anything that a field of that name and schema can hold."""
    if "$ref" in schema:
        return fields(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        return st.one_of(*(value(name, one, defs) for one in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "array":
            least, most = schema.get("minItems", 0), min(schema.get("maxItems", 3), 5)
            item = value(name, schema["items"], defs)
            return st.lists(item, min_size=least, max_size=max(least, min(most, 3)))
        case "string":
            return text(name, schema)
        case "integer":
            most = min(schema.get("maximum", 100), NUMBERS.get(name, 100))
            return st.integers(schema.get("minimum", 0), most)
        case "number":
            return st.integers(0, 2_000).map(lambda n: n * 1_000)
        case "boolean":
            return st.booleans()
        case "object":
            return fields(schema, defs)
    return st.none()


def text(name: str, schema: Json) -> Strategy:
    match schema.get("format"):
        case "uuid":
            return st.sampled_from([*IDS[name], *IDS[name][:2] * 3])
        case "date":
            return st.sampled_from(DATES)
        case "date-time":
            return st.sampled_from(TIMES)
    if name in TEXTS:
        return st.sampled_from(TEXTS[name])
    if name == "colour":
        return st.sampled_from(["#ffcc00", "#A0b1C2"])
    if name.endswith("amount"):
        return st.sampled_from(["0", "900", "1250000.5", "0.0001"])
    return LINES


def fields(schema: Json, defs: Json) -> Strategy:
    """An object: what is required, and any of the rest."""
    required = set(schema.get("required", ()))
    of = {name: value(name, one, defs) for name, one in schema.get("properties", {}).items()}
    return st.fixed_dictionaries(
        {name: one for name, one in of.items() if name in required},
        optional={name: one for name, one in of.items() if name not in required},
    )


def distinct(strategy: Strategy, by: Callable[[Any], Any], least: int = 0) -> Strategy:
    return st.lists(strategy, min_size=least, max_size=3, unique_by=by)


THRESHOLDS = st.lists(st.integers(1, 40), min_size=5, max_size=5, unique=True).map(sorted)
METHOD = st.fixed_dictionaries(
    {"name": st.sampled_from(["Gọi", "Gặp", "Chốt"]), "probability": st.integers(0, 100)},
    optional={"id": st.sampled_from(METHODS), "idle_days": st.integers(1, 4)},
)
SHARE = st.fixed_dictionaries(
    {"kind": st.just("user"), "id": st.sampled_from(USERS[:2])},
    optional={"right": st.sampled_from(["view", "edit"])},
) | st.fixed_dictionaries({"kind": st.just("department"), "id": st.sampled_from(GROUPS[:2])})
BETTER: dict[tuple[str, str], Strategy] = {
    ("SetPotentialThresholds", "thresholds"): THRESHOLDS,
    ("ReorderStages", "stages"): st.permutations(STAGES[:7]),
    ("ReorderMethods", "methods"): st.permutations(METHODS[:3]),
    ("ReorderMethods", "campaign"): st.just(CAMPAIGNS[0]),
    ("ShareCustomer", "shares"): distinct(SHARE, lambda share: share["id"]),
    ("CreateCampaign", "methods"): distinct(METHOD, lambda method: method["name"], least=2),
}
"""Where blind chance would hardly ever make sense."""


def command(kind: type[Command]) -> st.SearchStrategy[Command]:
    """Any command of that kind that its model accepts."""
    schema = kind.model_json_schema()
    defs = schema.pop("$defs", {})
    asked = fields(schema, defs)
    better = {name: one for (of, name), one in BETTER.items() if of == kind.__name__}

    def improved(given: Json) -> Strategy:
        return st.fixed_dictionaries({n: better.get(n, st.just(v)) for n, v in given.items()})

    if better:
        asked = asked.flatmap(improved)
    made: Strategy = asked.map(lambda given: accepted(kind, given))
    return made.filter(lambda command: command is not None)


def accepted(kind: type[Command], given: Json) -> Command | None:
    try:
        return kind.model_validate(given)
    except ValidationError:
        return None


MADE = {name: command(kind) for name, kind in COMMANDS.items()}
WORKED_ON = ("Customer", "Transaction", "Opportunity", "Group", "Method")
OFTEN = [name for name in COMMANDS if name.endswith(WORKED_ON)] * 2 + list(COMMANDS)[::-1]
"""What people do all day comes more often."""


@dataclass(frozen=True)
class Asked:
    """hours: passed since the last wish. late: hours ago that it happened, where told late."""

    command: Command
    by: str
    hours: int
    late: int | None
    key: str | None


asked = st.builds(
    Asked,
    st.sampled_from(OFTEN).flatmap(MADE.__getitem__),
    st.sampled_from(["system", *USERS[:2]]),
    st.sampled_from([0, 0, 1, 24, 100]),
    st.sampled_from([*[None] * 6, 0, 1, 30]),
    st.sampled_from([*[None] * 12, "k1", "k2"]),
)
chaos: st.SearchStrategy[Sequence[Sequence[Asked]]] = st.lists(
    st.lists(asked, min_size=1, max_size=4), min_size=3, max_size=16
)
"""Batches, each for one append."""


def first_wishes() -> list[Command]:
    """What makes of nothing a company with one of everything, by the ids of the pools."""
    return [COMMANDS[name].model_validate(given) for name, given in WORLD]


WORLD: list[tuple[str, Json]] = [
    ("SetUpCompany", {}),
    ("ShipRoles", {}),
    ("CreateDepartment", {"department": GROUPS[0], "name": "Kinh doanh"}),
    *(("AddUser", {"user": user, "name": f"Anna {n}"}) for n, user in enumerate(USERS[:2])),
    ("CreateGroup", {"group": GROUPS[0], "name": "VIP", "points": 5}),
    ("CreateGroup", {"group": GROUPS[1], "name": "Miền Nam", "points": 2, "parent": GROUPS[0]}),
    *(
        ("AddCatalogueEntry", {"catalogue": catalogue, "entry": entry, "name": f"Mục {entry[-1]}"})
        for catalogue in ("source", "tier", "loss_reason")
        for entry in ENTRIES[:2]
    ),
    (
        "CreateTransactionType",
        {"type": TYPES[0], "name": "Gọi", "points": 7, "counts_as_contact": True},
    ),
    ("CreateTransactionType", {"type": TYPES[1], "name": "Họp", "points": 0}),
    *(
        ("RegisterCustomer", {"customer": customer, "name": f"Mây {n}", "groups": GROUPS[:n]})
        for n, customer in enumerate(CUSTOMERS[:2])
    ),
    *(
        (
            "CreateTransaction",
            {
                "transaction": transaction,
                "name": "Gọi",
                "type": TYPES[0],
                "customer": CUSTOMERS[0],
                "start": TIMES[1],
                "reminder_days": 1,
            },
        )
        for transaction in TRANSACTIONS[:2]
    ),
    *(
        (
            "CreateCampaign",
            {
                "campaign": campaign,
                "name": "Xuân",
                "participants": [{"user": user} for user in USERS[:2]],
                "methods": [
                    {"id": method, "name": f"Bước {n}", "probability": 30 * n, "idle_days": n + 1}
                    for n, method in enumerate(methods)
                ],
            },
        )
        for campaign, methods in zip(CAMPAIGNS, (METHODS[:3], METHODS[3:]), strict=True)
    ),
    *(
        (
            "OpenOpportunity",
            {
                "opportunity": opportunity,
                "campaign": CAMPAIGNS[0],
                "customer": customer,
                "expected_amount": "1000",
                "owner": None,
            },
        )
        for opportunity, customer in zip(OPPORTUNITIES[:2], CUSTOMERS[:2], strict=True)
    ),
]
