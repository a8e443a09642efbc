"""The example answers of the API description: what a live server answers about a small company.

    python -m tests.http.example_answers

writes them anew. Lists are cut off after two entries.
"""

import json
from pathlib import Path
from typing import Any

import getcrm
from getcrm.domain.catalogue import CatalogueEntryAdded
from getcrm.domain.comment import CommentPosted
from getcrm.domain.customer_group import GroupCreated
from getcrm.domain.department import DepartmentCreated, MemberPlaced
from getcrm.domain.message import MessageSent
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.http.openapi.operations import operation_ids
from getcrm.http.route import Route
from getcrm.http.routes import ROUTES
from tests.commands.people import MAY, registered
from tests.commands.sales import MEET, ROPE, SPRING, created, opened
from tests.commands.work import LETTER, TASK, task
from tests.http.conftest import Api
from tests.story import ANNA, BINH, HOT, uid

FILE = Path(getcrm.__file__).parent / "http/openapi/answers.json"
GROUP, FAIR, SALES, COMMENT, LETTER_TO_ANNA = (uid(0xE0 + n) for n in range(5))
PAST = [
    ("customer_groups-main", GroupCreated(GROUP, "VIP", "VIP", 5, None)),
    *(
        (f"catalogue-{name}", CatalogueEntryAdded(name, FAIR, "Hội chợ", "HC"))
        for name in ("source", "tier", "loss_reason")
    ),
    ("transaction_types-main", TransactionTypeCreated(LETTER, "Thư", "", 1, False, True)),
    ("departments-main", DepartmentCreated(SALES, "Kinh doanh", None, (ANNA,))),
    ("departments-main", MemberPlaced(BINH, None, SALES)),
    created(),
    registered(
        MAY,
        name="Mây Trắng",
        owner=BINH,
        groups=(GROUP,),
        sources=(FAIR,),
        tier=FAIR,
        phones=["+84912345678"],
    ),
    opened(),
    task(name="Gửi thư"),
    (f"comment-{COMMENT}", CommentPosted(BINH, MAY, None, None, "Khách hẹn thứ Hai", ())),
    (
        f"message-{LETTER_TO_ANNA}",
        MessageSent(BINH, (ANNA,), None, "Chào", "Họp lúc 9 giờ", (), None),
    ),
]
THINGS = {
    "customer": MAY,
    "opportunity": ROPE,
    "campaign": SPRING,
    "transaction": TASK,
    "user": BINH,
    "department": SALES,
    "comment": COMMENT,
    "message": LETTER_TO_ANNA,
    "indicator": "opportunities_created",
}
ASKED = {
    "customer_board_entries": f"stage={HOT}",
    "pipeline_board_entries": f"stage={MEET}",
    "score_preview": "thresholds=1&thresholds=2&thresholds=3&thresholds=4&thresholds=5",
    "kpi": "from=2026-01-01&to=2026-01-31&by=employee",
    "kpi_entries": "from=2026-01-01&to=2026-01-31",
    "timeline": "limit=2",
    "customers": "full=true",
    "transactions": "full=true",
    "users": "full=true",
    "customer": "include=opportunities&include=comments",
}
"""What is asked besides the path."""


def company() -> Api:
    api = Api(PAST)
    api.put(f"/customers/{MAY}/stage", {"stage": HOT})
    api.post(f"/customers/{MAY}/interactions", {"kind": "call", "direction": "in", "seconds": 187})
    api.put(f"/opportunities/{ROPE}/method", {"method": MEET})
    return api


def asked() -> list[tuple[str, Route]]:
    """Every operation that asks the read models."""
    ids = zip(operation_ids(ROUTES), ROUTES, strict=True)
    return [(id, route) for id, route in ids if isinstance(route.asks, str)]


def answer(api: Api, id: str, route: Route) -> Any:
    path = route.path.format(**{name: THINGS[name] for name in route.path_fields})
    result = api.get(path, ASKED.get(route.asked, ""))
    assert result.status_code == 200, (id, result.text)
    return cut_off(result.json)


def cut_off(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: cut_off(one) for name, one in value.items()}
    return [cut_off(one) for one in value[:2]] if isinstance(value, list) else value


def shape(value: Any) -> Any:
    """What there is, without what it says."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return type(value).__name__


if __name__ == "__main__":
    live = company()
    found = {id: answer(live, id, route) for id, route in asked()}
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
