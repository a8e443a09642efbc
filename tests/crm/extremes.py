"""Logs whose events hold the most extreme values that entry ever accepted (LOG-6).

A log that chance's commands have made, followed by the life of everything there is, so that every
type of event takes part; then what its fields hold is replaced: texts, numbers, amounts, dates and
times by the ends of what the commands' own schemas let through. Ids and choices stay, so that the
events still make sense one after the other.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, get_args
from uuid import NAMESPACE_OID, UUID, uuid5

from eventsourcing.persistence import StoredEvent
from pydantic import TypeAdapter

from getcrm.crm import COMMANDS, Crm
from getcrm.docs.events import STREAMS
from getcrm.docs.examples import EXAMPLES, NAMES
from getcrm.domain import permission
from getcrm.domain.calendar import FIRST_INSTANT, LAST_INSTANT
from getcrm.domain.customer import CustomerSourcesChanged
from getcrm.domain.money import LARGEST
from getcrm.domain.opportunity import OpportunityReopened
from getcrm.domain.transaction import TransactionReopened
from getcrm.eventlog.appending import Checks
from getcrm.eventlog.mapper import EVENTS, decode, encode
from tests.crm.chaos import chaotic
from tests.wishes import ANNA, CUSTOMERS, ENTRIES, GROUPS, STAGES, batches

ZONES = [
    "Asia/Ho_Chi_Minh",
    "America/New_York",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "Factory",
    "Nowhere/Gone",
]
"""Also what entry once accepted, or a machine once knew."""
INSTANTS = [FIRST_INSTANT, "1900-01-01T00:00:00.000000Z", "9999-12-31T16:59:59Z", LAST_INSTANT]
DAYS = ["0001-01-01", "1900-01-01", "9999-12-31"]
AMOUNTS = ["0", "0.0001", "99999999999.9999", str(LARGEST)]
"""Also with the decimals that every currency could once have."""
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DECIMAL = re.compile(r"\d+(\.\d+)?")
STRUCTURE = {
    "action",
    "catalogue",
    "colour",
    "currency",
    "field",
    "language",
    "media_type",
    "method",
    "mode",
    "object",
    "role",
    "sha256",
}
"""Fields whose values are names of things in the program."""
LONGEST = {"text": 10_000, "body": 10_000, "description": 10_000, "note": 10_000, "result": 10_000}


@dataclass(frozen=True)
class Said:
    """An event before it is written."""

    stream: str
    topic: str
    at: str
    by: str
    data: dict[str, Any]


# --- a log of everything


def everything(seed: int) -> list[Said]:
    with chaotic("sqlite", batches(Random(seed))) as chaos:
        made = [
            Said(e.stream, e.topic, e.occurred_at, e.by, e.data) for e in chaos.crm.log.read_all()
        ]
    return [*made, *lives(made[-1].at)]


def lives(at: str) -> Iterator[Said]:
    """Every event of the documentation, in streams of their own; the company is there already."""
    kinds = {event.__name__: kind for kind, _, of in STREAMS for event in get_args(of) or (of,)}
    for topic in sorted(EXAMPLES, key=lambda topic: ORDER.index(kinds[topic])):
        for event in (*BEFORE.get(topic, ()), EXAMPLES[topic]):
            name = type(event).__name__
            data = TypeAdapter(EVENTS[name]).dump_python(event, mode="json")
            if name != "CompanySetUp":
                yield Said(named(kinds[name], data), name, at, ANNA, readdressed(data))


def named(kind: str, data: dict[str, Any]) -> str:
    if kind == "catalogue":
        return f"catalogue-{data['catalogue']}"
    is_single = any(name == f"{kind}-main" for _, name, _ in STREAMS)
    return f"{kind}-main" if is_single else f"{kind}-{address(OWNED.get(kind, kind))}"


OWNED = {"inbox": "user"}
"""Streams with the id of something else."""
ORDER = [kind for kind, _, _ in STREAMS if kind != "transaction"]
ORDER.insert(ORDER.index("order"), "transaction")
"""What others speak of comes first."""
BEFORE = {
    "CustomerSourcesChanged": [CustomerSourcesChanged(("web",), ())],
    "OpportunityLost": [OpportunityReopened("won", "offer")],
    "TransactionCancelled": [TransactionReopened("completed")],
}
"""What lies between two examples."""
READABLE = {id for of in NAMES.values() for id in of} | {
    *("agenda", "authenticator", "invitation", "order", "password", "token")
}
THERE = {
    "anna": ANNA,
    "beta": CUSTOMERS[0],
    "fair": ENTRIES[0],
    "forget": STAGES[6],
    "gold": ENTRIES[0],
    "new": STAGES[0],
    "price": ENTRIES[0],
    "sales": GROUPS[0],
    "silver": ENTRIES[1],
}
"""Of the company that there is already (tests/world.py)."""


def address(readable: str) -> str:
    return str(uuid5(NAMESPACE_OID, readable))


SUBJECTS = {
    "acme": "customer",
    "binh": "user",
    "call-acme": "transaction",
    "rope": "opportunity",
    "spring": "campaign",
}
"""Whose life is told, by the name that others call them by."""


def readdressed(value: Any, name: str = "") -> Any:
    """The same with ids as the program makes them."""
    if isinstance(value, dict):
        return {key: readdressed(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [readdressed(each, name) for each in value]
    if value in THERE:
        return THERE[value]
    if value in READABLE and not (name in STRUCTURE and value == "password"):
        return address(SUBJECTS.get(value, value))
    return value


# --- its values at their ends


def extreme(seed: int) -> list[Said]:
    """The same log, most of its values replaced."""
    chance = Random(seed)
    said = everything(seed)
    last = {each.stream: n for n, each in enumerate(said)}
    early = {name for name in last if chance.random() < 0.2}
    late = {name for name in last if chance.random() < 0.2}
    found = []
    for n, each in enumerate(said):
        at = INSTANTS[1] if each.stream in early else each.at
        at = LAST_INSTANT if each.stream in late and last[each.stream] == n else at
        data = replaced(each.data, "", chance)
        found.append(Said(each.stream, each.topic, at, each.by, data))
    return found


def replaced(value: Any, name: str, chance: Random) -> Any:
    if isinstance(value, dict):
        is_edit = value.keys() == {"old", "new"}
        return {key: replaced(v, name if is_edit else key, chance) for key, v in value.items()}
    if isinstance(value, list):
        return [replaced(each, name, chance) for each in value]
    if value is None or isinstance(value, bool) or chance.random() < 0.3:
        return value
    if isinstance(value, int):
        return chance.choice(whole_numbers().get(name, [value]))
    return replaced_text(value, name, chance)


def replaced_text(value: str, name: str, chance: Random) -> str:
    if name == "time_zone":
        return chance.choice(ZONES)
    if INSTANT.fullmatch(value):
        return chance.choice(INSTANTS)
    if DAY.fullmatch(value):
        return chance.choice(DAYS)
    if "amount" in name and DECIMAL.fullmatch(value):
        return chance.choice(AMOUNTS)
    if name in STRUCTURE or value in choices() or is_id(value):
        return value
    return text(LONGEST.get(name, 50 if name == "code" else 200), chance)


def is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


TEXTS: list[Callable[[int, Random], str]] = [
    lambda most, chance: "",
    lambda most, chance: " ",
    lambda most, chance: "x" * most,
    lambda most, chance: "\U0001f469\u200d\U0001f680" * (most // 3),
    lambda most, chance: "\U0010ffff" * most,
    lambda most, chance: "a" + "\u0323" * (most - 1),
    lambda most, chance: "\u202e\u200b\ufeff\u00ad\u3164",
    lambda most, chance: '\'; DROP TABLE "event"; -- \\ %s %(a)s ? :a {0} {by} {n:# a|# b} $1',
    lambda most, chance: "<script>\u2028\u2029</script>\r\nBcc: a@b.vn",
    lambda most, chance: "~",
    lambda most, chance: "9" * most,
    lambda most, chance: "|,\"'[]",
    lambda most, chance: "".join(chr(any_letter(chance)) for _ in range(most)),
]


def text(most: int, chance: Random) -> str:
    return chance.choice(TEXTS)(most, chance).replace("\r\n", "\n")


def any_letter(chance: Random) -> int:
    """Of any plane; neither a control character nor half of one."""
    return chance.choice([chance.randrange(0xA0, 0xD800), chance.randrange(0xE000, 0x110000)])


# --- what the commands let through


def properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        for name, one in schema.get("properties", {}).items():
            for option in [one, *one.get("anyOf", ())]:
                yield name, option
        for each in schema.values():
            yield from properties(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from properties(each)


@cache
def known() -> list[tuple[str, dict[str, Any]]]:
    return [one for kind in COMMANDS.values() for one in properties(kind.model_json_schema())]


@cache
def whole_numbers() -> dict[str, list[int]]:
    """The least and the greatest number of every field that has a greatest."""
    return {
        name: [one.get("minimum", 0), one["maximum"]]
        for name, one in known()
        if one.get("type") == "integer" and "maximum" in one
    }


@cache
def choices() -> frozenset[str]:
    enums = {value for _, one in known() for value in one.get("enum", ())}
    consts = {one["const"] for _, one in known() if "const" in one}
    words = {"won", "lost", "open", "completed", "cancelled", "revoked", "user", "department"}
    return frozenset(enums | consts | words | set(permission.PERMISSIONS) | set(permission.SHIPPED))


# --- written


def write(crm: Crm, said: list[Said]) -> None:
    """Straight into the log; nobody is asked whether it may be."""
    versions: Counter[str] = Counter()
    rows = []
    for each in said:
        versions[each.stream] += 1
        cause = {"command": "Extreme", "id": address("cause")}
        event = decode(each.topic, each.data)
        body = encode(event, each.at, each.by, cause).encode()
        rows.append(StoredEvent(each.stream, versions[each.stream], each.topic, body))
    crm.log.append(rows, Checks(expects={}))
