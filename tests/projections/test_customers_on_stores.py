"""Customers, stars and transactions answer the same from SQLite and from PostgreSQL."""

from itertools import count, product
from typing import Any

from getcrm.commands.catalogue import AddCatalogueEntry
from getcrm.commands.company import SetUpCompany
from getcrm.commands.customer import DeleteCustomer, RegisterCustomer
from getcrm.commands.customer_group import CreateGroup, EditGroup
from getcrm.commands.interaction import RecordContact
from getcrm.commands.transaction import CompleteTransaction, CreateTransaction, DeleteTransaction
from getcrm.commands.transaction_type import CreateTransactionType, EditTransactionType
from getcrm.crm import QUERIES, Crm, Wish
from getcrm.projections.customers import due_for_forgetting
from getcrm.projections.rebuilding import verify
from getcrm.projections.transactions import due_reminders
from tests.stores import STORES, opened
from tests.story import NOON, uid

GROUP, TYPE, FAIR = uid(0x61), uid(0x62), uid(0x63)
PEOPLE = [uid(0x100 + n) for n in range(24)]
WORK = [uid(0x200 + n) for n in range(12)]
FAMILY, GIVEN = ["Nguyễn", "Trần", "Đỗ"], ["An", "Bình", "“Ánh”\\", "an an"]
MOMENTS = ({}, {"as_of": "2026-01-05"}, {"as_known_at": "40"})
SORTS = ("name", "code", "created", "last_contact", "score", "stage")
FILTERS: list[dict[str, Any]] = [
    {"q": "nguyen"},
    {"q": "an nguyen"},
    {"q": "0912"},
    {"q": "+84 (0) 912 000 003"},
    {"q": "028 3822 1234 ext 5"},
    {"phone": "0912000003"},
    {"phone": "028 3822 1234 ext 5"},
    {"email": "PEOPLE_%@example.vn"},
    {"email": "a7@example.vn", "kind": "person"},
    {"q": "\\ % _ '"},
    {"q": "a", "sort": "score"},
    {"q": "kh-2026", "group": GROUP, "min_stars": 1},
    {"q": "do", "deleted": True},
    {"group": GROUP},
    {"source": FAIR},
    {"stars": 0},
    {"min_stars": 1, "max_stars": 2},
    {"never_contacted": True},
    {"days_without_contact": 0},
    {"contacted_from": "2026-01-05", "kind": "person"},
    {"created_to": "2026-01-05", "province": "ha noi"},
]


def told() -> list[Any]:
    address = {"street": "", "ward": "", "district": "", "province": "Hà Nội", "country": ""}
    people = [
        RegisterCustomer.model_validate(
            {
                "customer": id,
                "name": f"{FAMILY[n % 3]} {GIVEN[n % 4]}",
                "kind": ("company", "person")[n % 2],
                "phones": [f"0912{n:06}"],
                "contacts": [
                    {
                        "name": f"Lan {n}",
                        "phones": [f"028 3822 1234 ext {n}"],
                        "emails": [f"A{n}@example.vn"],
                    }
                ],
                "address": address if n % 5 else None,
                "groups": [GROUP] if n % 3 == 0 else [],
                "sources": [FAIR] if n % 4 == 0 else [],
            }
        )
        for n, id in enumerate(PEOPLE)
    ]
    work = [
        CreateTransaction.model_validate(
            {
                "transaction": id,
                "name": f"Gọi “{n}”",
                "type": TYPE,
                "customer": PEOPLE[n],
                "start": "2026-01-07T01:00:00Z",
                "due": "2026-01-05T01:00:00Z" if n % 2 else None,
                "reminder_days": 2 if n % 3 else None,
            }
        )
        for n, id in enumerate(WORK)
    ]
    return [
        SetUpCompany(),
        CreateGroup(group=GROUP, name="VIP", points=9),
        CreateTransactionType(type=TYPE, name="Gọi", points=12, counts_as_contact=True),
        AddCatalogueEntry(catalogue="source", entry=FAIR, name="Hội chợ"),
        *people,
        *work,
        *(CompleteTransaction(transaction=id) for id in WORK[::2]),
        EditTransactionType(type=TYPE, points=22),
        EditGroup(group=GROUP, points=4),
        RecordContact(customer=PEOPLE[20], kind="call"),
        DeleteCustomer(customer=PEOPLE[2]),
        DeleteTransaction(transaction=WORK[4]),
    ]


def pages(crm: Crm, name: str, **query: Any) -> list[Any]:
    """Every page of an answer."""
    found: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        model = QUERIES[name].query.model_validate({**query, **cursor})
        answer = crm.ask(name, model, "vi")
        found.append({**answer, "next": bool(answer["next"])})
        if not answer["next"]:
            return found
        cursor = {"cursor": answer["next"]}


def answers(crm: Crm) -> list[Any]:
    found: list[Any] = []
    for moment, sort, order in product(MOMENTS, SORTS, ("asc", "desc")):
        found += pages(crm, "customers", limit=7, sort=sort, order=order, **moment)
    for moment, filters in product(MOMENTS, FILTERS):
        found += pages(crm, "customers", limit=3, with_count=True, **filters, **moment)
    for moment, sort in product(MOMENTS, ("due", "start", "created")):
        found += pages(crm, "transactions", limit=5, sort=sort, **moment)
    for moment, bucket in product(MOMENTS, ("today", "in_time", "overdue")):
        found += pages(crm, "transactions", bucket=bucket, assignee="none", **moment)
    for moment in MOMENTS:
        found += pages(crm, "score_preview", type=TYPE, points=1, limit=2, **moment)
        found += pages(crm, "score_preview", group=GROUP, points=99, limit=2, **moment)
        found += pages(crm, "score_preview", thresholds=[1, 2, 3, 4, 5], limit=2, **moment)
    for name, query in (
        ("customer", {"customer": "kh-2026-000001"}),
        ("potential_stars", {"customer": PEOPLE[0]}),
        ("transaction", {"transaction": WORK[0]}),
    ):
        found.append(crm.ask(name, QUERIES[name].query.model_validate(query), "vi"))
    with crm.views.read() as db:
        found.append(due_for_forgetting(db, "2026-02-06T00:00:00.000000Z"))
        found.append(due_reminders(db, NOON))
    return found


def test_the_stores_agree_and_a_rebuild_changes_nothing_log_6() -> None:
    found = []
    for store in STORES:
        ids = count(0xF000)
        with opened(store, clock=lambda: NOON, ids=lambda ids=ids: uid(next(ids))) as crm:
            crm.handle_many([Wish(command, "system") for command in told()])
            crm.catch_up()
            found.append(answers(crm))
            assert verify(crm.engine) == []
    assert found[0] == found[1]
    assert len(found[0]) > 200
