"""The stored shape of every event, one file each, in `tests/golden/`.

    python -m tests.eventlog.golden

writes the missing ones. A file that is there is never written again: it stands for events that
somebody has recorded. A new shape of an event gets a file of its own, `<Topic>.v2.json`.
"""

import dataclasses
import json
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from getcrm.domain.aggregate import Changed
from getcrm.eventlog.mapper import EVENTS, encode, shape
from tests.story import ANNA, NOON, uid

FOLDER = Path(__file__).parents[1] / "golden"
CAUSE = {"command": "Golden", "id": uid(0xCA05E)}
NAMES = {
    "name": "Công ty Hạt Vàng",
    "note": "Gọi lại “sau Tết”\n",
    "currency": "VND",
    "code": "A-1",
}
"""Texts that are not ids."""
CUSTOMER = {
    "name": "Công ty Hạt Vàng",
    "kind": "company",
    "phones": ["+84912345678"],
    "emails": ["mai@hatvang.vn"],
    "address": {"street": "1 Lê Lợi", "ward": "", "district": "", "province": "", "country": ""},
    "website": "",
    "tax_code": "0301234567",
    "birthday": None,
    "description": "",
    "contacts": [
        {"id": uid(0x3A1), "name": "Mai", "title": "", "phones": [], "emails": [], "main": True}
    ],
}
CONTACT = {
    "id": uid(0x3A1),
    "name": "Mai",
    "title": "Kế toán",
    "phones": ["+842838221234;ext=105"],
    "emails": ["mai@hatvang.vn"],
    "main": True,
}
CAMPAIGN = {
    "name": "Mùa thu",
    "description": "",
    "starts": "2026-09-01",
    "ends": None,
    "manager": ANNA,
    "allow_duplicates": False,
    "division": "round_robin",
    "claim_wait_minutes": 30,
    "hide_contacts": False,
    "require_loss_reason": True,
}
OPPORTUNITY = {
    "name": "Hạt giống",
    "probability": 30,
    "expected_amount": "1250000.5",
    "expected_close": "2026-12-31",
    "description": "",
    "source": None,
    "products": ["Lúa"],
}
TRANSACTION = {
    "name": "Gọi điện",
    "supplier": "",
    "start": NOON,
    "due": None,
    "priority": "normal",
    "watchers": [],
    "description": "",
    "reminder_days": 1,
    "attachments": [{"name": "Báo giá", "url": "https://example.com/a.pdf"}],
}
DETAILS = {
    "CustomerRegistered": CUSTOMER,
    "CampaignCreated": CAMPAIGN,
    "OpportunityOpened": OPPORTUNITY,
    "TransactionCreated": TRANSACTION,
}


def path(topic: str) -> Path:
    """Of today's shape."""
    version = shape(topic)
    return FOLDER / (f"{topic}.json" if version == 1 else f"{topic}.v{version}.json")


def sample(topic: str) -> Any:
    """An event with every field filled."""
    event = EVENTS[topic]
    given: dict[str, Any] = {"details": DETAILS[topic]} if topic in DETAILS else {}
    if topic in ("ContactAdded", "ContactRemoved"):
        given = {"contact": CONTACT}
    return _filled(event, given)


def _filled(kind: Any, given: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    fields = [field.name for field in dataclasses.fields(kind)]
    return kind(**{f: given[f] if f in given else _value(f, hints[f]) for f in fields})


def _value(name: str, hint: Any) -> Any:
    if isinstance(hint, UnionType):
        return _value(name, next(one for one in get_args(hint) if one is not NoneType))
    if get_origin(hint) is tuple:
        return tuple(_value(name, get_args(hint)[0]) for _ in range(2))
    if get_origin(hint) is dict:
        return {"name": Changed("Hạt", "Hạt Vàng"), "points": Changed(None, 5)}
    if dataclasses.is_dataclass(hint):
        return _filled(hint, {})
    if name.endswith(("_at", "since")):
        return NOON
    samples = {str: NAMES.get(name, uid(sum(name.encode()))), bool: True, int: 7}
    return {**samples, Decimal: Decimal("1250000.50")}[hint]


def write_missing() -> list[Path]:
    missing = [topic for topic in EVENTS if not path(topic).exists()]
    for topic in missing:
        body = json.loads(encode(sample(topic), NOON, ANNA, CAUSE))
        text = json.dumps({"topic": topic, "body": body}, indent=2, ensure_ascii=False)
        path(topic).write_text(text + "\n", encoding="utf-8")
    return [path(topic) for topic in missing]


if __name__ == "__main__":
    for written in write_missing():
        print(written)
