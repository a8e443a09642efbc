"""Anything people might ask, in any order: commands are data, so chaos is cheap.

A strategy for each command is made from the JSON schema of its model: whatever commands there
are, now or later, take part. Ids and names come from small pools, so that commands meet.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from pydantic import ValidationError

from getcrm.commands import Command
from getcrm.crm import COMMANDS, SYSTEM
from tests.story import uid

Json = dict[str, Any]
Maker = Callable[[Random], Any]
"""Makes one of many, all by that chance: the same again from the same seed."""


def pool(start: int, count: int) -> list[str]:
    return [uid(start + n) for n in range(count)]


FIRST_ID = 0xF000
"""The first id that the CRM of a chaos hands out; the company's stages have the first seven."""
STAGES = pool(FIRST_ID, 7) + pool(0x59, 1)
USERS, CUSTOMERS, GROUPS = pool(0xA1, 3), pool(0xC1, 3), pool(0x61, 3)
ANNA, BINH = USERS[:2]
ENTRIES, TYPES, TOKENS = pool(0xE1, 3), pool(0x71, 2), pool(0x8801, 2)
CAMPAIGNS, OPPORTUNITIES, TRANSACTIONS = pool(0xCA1, 3), pool(0x0F1, 4), pool(0x7A1, 3)
METHODS = pool(0x3E1, 5)
IMPORTS = pool(0x1409, 1)
COMMENTS, MESSAGES, FILES = pool(0xC03, 4), pool(0x3E55, 3), pool(0xF11E, 2)
SESSIONS, CREDENTIALS = pool(0x5E1, 5), pool(0xC4ED1, 2)
INVITATION = uid(FIRST_ID + 0xA)
"""The one that the first user has been sent; the CRM chose the id."""
IDS = {
    **dict.fromkeys(["user", "owner", "manager", "managers", "assignees", "watchers"], USERS),
    **dict.fromkeys(["mentions", "recipients", "done_by"], USERS),
    **dict.fromkeys(["customer", "customers"], CUSTOMERS),
    **dict.fromkeys(["stage", "stages"], STAGES),
    **dict.fromkeys(["group", "groups", "parent", "department"], GROUPS),
    **dict.fromkeys(["entry", "source", "sources", "tier", "reason"], ENTRIES),
    **dict.fromkeys(["method", "methods", "id"], METHODS),
    **dict.fromkeys(["opportunity", "copy"], OPPORTUNITIES),
    "contact": METHODS[:1],
    "type": TYPES,
    "token": TOKENS,
    **dict.fromkeys(["session", "keep"], SESSIONS),
    "credential": CREDENTIALS,
    "invitation": [INVITATION],
    "history_import": IMPORTS,
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
    "email": ["anna@may.vn", "binh@may.vn", "chi@may.vn"],
    "role": ["salesperson", "auditor", "administrator", "r1"],
    "issuer": ["https://login.may.vn"],
    "subject": ["anna-7", "binh-8", "Họp"],
    "website": ["", "may.vn", "https://sen.vn/"],
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
LATER = ["2026-01-06T00:00:00Z", "2027-01-01T00:00:00Z"]
LINES = ["", "Hạt giống", "“ngoặc” \\ %s", "x" * 40]


def one_of(options: Sequence[Any]) -> Maker:
    return lambda chance: chance.choice(options)


def just(value: Any) -> Maker:
    return lambda chance: value


def listed(item: Maker, least: int, most: int) -> Maker:
    return lambda chance: [item(chance) for _ in range(chance.randint(least, most))]


def whole(least: int, most: int) -> Maker:
    """The least more often than its share: 0 is a value, and a border."""
    return lambda chance: chance.choice([least, *(chance.randint(least, most) for _ in range(3))])


def value(name: str, schema: Json, defs: Json) -> Maker:
    """Anything that a field of that name and schema can hold."""
    if "$ref" in schema:
        return fields(defs[schema["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in schema:
        kinds = [value(name, one, defs) for one in schema["anyOf"]]
        return lambda chance: chance.choice(kinds)(chance)
    if "enum" in schema:
        return one_of(schema["enum"])
    match schema["type"]:
        case "array":
            least, most = schema.get("minItems", 0), min(schema.get("maxItems", 3), 3)
            return listed(value(name, schema["items"], defs), least, max(least, most))
        case "string":
            return one_of(texts(name, schema))
        case "integer":
            most = min(schema.get("maximum", 100), NUMBERS.get(name, 100))
            return whole(schema.get("minimum", 0), most)
        case "number":
            return lambda chance: chance.randint(0, 2_000) * 1_000
        case "boolean":
            return one_of([False, True])
        case "object":
            return fields(schema, defs)
    return just(None)


def texts(name: str, schema: Json) -> list[str]:
    match schema.get("format"):
        case "uuid":
            return [*IDS[name], *IDS[name][:2] * 3]
        case "date":
            return DATES
        case "date-time":
            return LATER if name == "expires_at" else TIMES
    if name == "colour":
        return ["#ffcc00", "#A0b1C2"]
    if name.endswith("amount"):
        return ["0", "900", "1250000", "1000000000000000", "1.000"]
    return TEXTS.get(name, LINES)


def fields(schema: Json, defs: Json) -> Maker:
    """An object: what is required, and any of the rest."""
    required = set(schema.get("required", ()))
    of = {name: value(name, one, defs) for name, one in schema.get("properties", {}).items()}
    return some_of(of, required)


def some_of(of: dict[str, Maker], required: set[str]) -> Maker:
    def made(chance: Random) -> Json:
        given = {name for name in of if name in required or chance.random() < 0.5}
        return {name: make(chance) for name, make in of.items() if name in given}

    return made


def distinct(item: Maker, by: str, least: int = 0) -> Maker:
    """At most three, no two with the same value of a field."""

    def made(chance: Random) -> list[Json]:
        found = {one[by]: one for one in (item(chance) for _ in range(chance.randint(least, 9)))}
        return list(found.values())[: max(least, chance.randint(0, 3))]

    return made


THRESHOLDS: Maker = lambda chance: sorted(chance.sample(range(1, 41), 5))  # noqa: E731
METHOD = some_of(
    {
        "name": one_of(["Gọi", "Gặp", "Chốt"]),
        "probability": whole(0, 100),
        "id": one_of(METHODS),
        "idle_days": whole(1, 4),
    },
    {"name", "probability"},
)
WITH_USER = some_of(
    {"kind": just("user"), "id": one_of(USERS[:2]), "right": one_of(["view", "edit"])},
    {"kind", "id"},
)
WITH_DEPARTMENT = some_of({"kind": just("department"), "id": one_of(GROUPS[:2])}, {"kind", "id"})
SHARE: Maker = lambda chance: chance.choice([WITH_USER, WITH_DEPARTMENT])(chance)  # noqa: E731
CONTACT = some_of(
    {
        "id": just(METHODS[0]),
        "name": one_of(["Lan", "Mai"]),
        "phones": listed(one_of(TEXTS["phones"]), 0, 2),
        "main": one_of([False, True]),
    },
    {"id", "name"},
)
BETTER: dict[tuple[str, str], Maker] = {
    ("SetPotentialThresholds", "thresholds"): THRESHOLDS,
    ("RegisterCustomer", "contacts"): listed(CONTACT, 1, 1),
    ("EditCustomer", "contacts"): listed(CONTACT, 1, 1),
    ("ReorderStages", "stages"): lambda chance: chance.sample(STAGES[:7], 7),
    ("ReorderMethods", "methods"): lambda chance: chance.sample(METHODS[:3], 3),
    ("ReorderMethods", "campaign"): just(CAMPAIGNS[0]),
    ("ShareCustomer", "shares"): distinct(SHARE, "id"),
    ("AddCustomerShare", "id"): one_of(USERS[:2] + GROUPS[:2]),
    ("RemoveCustomerShare", "id"): one_of(USERS[:2] + GROUPS[:2]),
    ("BeginSession", "session"): one_of(SESSIONS),
    ("NoteFailedSignIn", "session"): one_of(SESSIONS),
    ("CreateCampaign", "campaign"): one_of(CAMPAIGNS),
    ("CreateCampaign", "methods"): distinct(METHOD, "name", least=2),
}
"""Where blind chance would hardly ever make sense."""


def command(kind: type[Command]) -> Maker:
    """Any command of that kind that its model accepts."""
    schema = kind.model_json_schema()
    defs = schema.pop("$defs", {})
    asked = fields(schema, defs)
    better = {name: one for (of, name), one in BETTER.items() if of == kind.__name__}

    def made(chance: Random) -> Command:
        for _ in range(1_000):
            given = asked(chance)
            given |= {name: make(chance) for name, make in better.items() if name in given}
            try:
                return kind.model_validate(given)
            except ValidationError:
                continue
        raise AssertionError(f"chance never makes a {kind.__name__}")

    return made


MADE = {name: command(kind) for name, kind in COMMANDS.items()}
WORKED_ON = ("Customer", "Contact", "Transaction", "Opportunity", "Group", "Method")
OFTEN = [name for name in COMMANDS if name.endswith(WORKED_ON)] * 2 + list(COMMANDS)
"""What people do all day comes more often."""


@dataclass(frozen=True)
class Asked:
    """hours: passed since the last wish. late: hours ago that it happened, where told late."""

    command: Command
    by: str
    hours: int
    late: int | None
    key: str | None


Batches = list[list[Asked]]
"""Each for one append."""


def asked(chance: Random) -> Asked:
    return Asked(
        MADE[chance.choice(OFTEN)](chance),
        chance.choice([SYSTEM, SYSTEM, ANNA, ANNA, BINH]),
        chance.choice([0, 0, 1, 24, 100]),
        chance.choice([*[None] * 6, 0, 1, 30]),
        chance.choice([*[None] * 12, "k1", "k2"]),
    )


def batches(chance: Random) -> Batches:
    return listed(listed(asked, 1, 4), 3, 16)(chance)
