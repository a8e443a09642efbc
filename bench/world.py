"""A made-up company of any size, written straight into a log, the same for the same seed."""

import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from getcrm.crm import AGGREGATES, Crm
from getcrm.domain.campaign import CampaignCreated, Method, Participant
from getcrm.domain.catalogue import CatalogueEntryAdded
from getcrm.domain.company import CompanySetUp
from getcrm.domain.customer import CustomerRegistered, CustomerStageChanged
from getcrm.domain.customer_group import GroupCreated
from getcrm.domain.opportunity import (
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityWon,
)
from getcrm.domain.relationship_stage import StageCreated
from getcrm.domain.role import Roles
from getcrm.domain.transaction import TransactionCompleted, TransactionCreated
from getcrm.domain.transaction_type import TransactionTypeCreated
from getcrm.domain.user import UserAdded, UserRoleGiven
from getcrm.eventlog.appending import Checks, Fact
from getcrm.eventlog.mapper import encode

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
]
MIDDLE = ["Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Thanh", "Quốc", "Xuân", "Thu"]
GIVEN = [
    "An",
    "Bình",
    "Châu",
    "Dũng",
    "Giang",
    "Hà",
    "Hùng",
    "Khánh",
    "Lan",
    "Linh",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quân",
    "Sơn",
    "Trang",
    "Uyên",
]
Told = tuple[str, Any, str]


def uid(kind: int, n: int) -> str:
    return str(UUID(int=kind << 96 | 0x7000 << 64 | 0x8 << 60 | n))


USERS = [uid(1, n) for n in range(40)]
ADMINISTRATOR, SALESPERSON = USERS[:2]
"""Everybody else sells, too. The salesperson owns, and so sees, every twentieth customer."""
STAGES = [uid(2, n) for n in range(7)]
METHODS = [Method(uid(3, n), f"Bước {n + 1}", 20 * n, 30) for n in range(5)]
CAMPAIGN = uid(4, 0)
GROUPS = [uid(5, n) for n in range(12)]
TYPES = [uid(6, n) for n in range(6)]
SOURCES = [uid(7, n) for n in range(5)]


def customer(n: int) -> str:
    return uid(8, n)


def customer_of_salesperson(n: int) -> str:
    return customer(20 * n + 1)


def opportunity(n: int) -> str:
    return uid(9, n)


def day(n: int) -> str:
    """A morning of 2024 or 2025; the days follow one another, and wrap after two years."""
    n %= 672
    return f"{2024 + n // 336}-{1 + n % 336 // 28:02}-{1 + n % 28:02}T03:{n % 60:02}:00.000000Z"


def settings() -> Iterator[Told]:
    start = "2023-01-01T00:00:00.000000Z"
    yield (
        "company-main",
        CompanySetUp(
            "Bench", "Asia/Ho_Chi_Minh", "VND", STAGES[0], STAGES[6], 30, (5, 9, 20, 40, 80)
        ),
        start,
    )
    for n, stage in enumerate(STAGES):
        told = StageCreated(stage, f"Giai đoạn {n}", "#888888", "", n < 4)
        yield "relationship_stages-main", told, start
    for role in Roles().ship("vi"):
        yield "roles-main", role, start
    for n, user in enumerate(USERS):
        yield f"user-{user}", UserAdded(f"{FAMILY[n % 16]} {GIVEN[n % 18]} {n}"), start
        role_of = "salesperson" if n else "administrator"
        yield f"user-{user}", UserRoleGiven(None, role_of), start
    for n, group in enumerate(GROUPS):
        yield "customer_groups-main", GroupCreated(group, f"Nhóm {n}", f"N{n}", n, None), start
    for n, type_ in enumerate(TYPES):
        told_type = TransactionTypeCreated(type_, f"Loại {n}", "", n, True, n % 2 == 0)
        yield "transaction_types-main", told_type, start
    for n, source in enumerate(SOURCES):
        added = CatalogueEntryAdded("source", source, f"Nguồn {n}", f"S{n}")
        yield "catalogue-source", added, start
    everybody = tuple(Participant(user, True) for user in USERS)
    details = {
        "name": "Chiến dịch",
        "description": "",
        "starts": None,
        "ends": None,
        "manager": USERS[0],
        "allow_duplicates": True,
        "division": "none",
        "claim_wait_minutes": 0,
        "hide_contacts": False,
        "require_loss_reason": False,
    }
    yield f"campaign-{CAMPAIGN}", CampaignCreated("CD-1", details, tuple(METHODS), everybody), start


def customer_details(n: int, rnd: random.Random) -> dict[str, Any]:
    name = f"{rnd.choice(FAMILY)} {rnd.choice(MIDDLE)} {rnd.choice(GIVEN)} {n}"
    return {
        "name": name,
        "kind": "person",
        "phones": [f"+849{n:08}"],
        "emails": [f"c{n}@example.vn"],
        "address": {
            "street": f"{n} Lê Lợi",
            "ward": "Bến Nghé",
            "district": "Quận 1",
            "province": "TP. Hồ Chí Minh",
            "country": "VN",
        },
        "website": "",
        "tax_code": "",
        "birthday": None,
        "description": "",
        "contacts": [],
    }


def customers(count: int, rnd: random.Random) -> Iterator[Told]:
    for n in range(count):
        told = CustomerRegistered(
            f"BM-{n:07}",
            customer_details(n, rnd),
            USERS[n % 20] if n % 20 else USERS[-1],
            STAGES[0],
            (GROUPS[n % 12],),
            (SOURCES[n % 5],),
            None,
        )
        yield f"customer-{customer(n)}", told, day(n)
        if n % 3 == 0:
            changed = CustomerStageChanged(STAGES[0], STAGES[1 + n % 5])
            yield f"customer-{customer(n)}", changed, day(n)


def opportunities(count: int, of_customers: int, rnd: random.Random) -> Iterator[Told]:
    """Each opened; two of three moved; a third won or lost."""
    for n in range(count):
        name = f"opportunity-{opportunity(n)}"
        amount = Decimal(rnd.randrange(1, 900) * 100_000)
        details = {
            "name": f"Cơ hội {n}",
            "probability": 0,
            "expected_amount": str(amount),
            "expected_close": None,
            "description": "",
            "source": None,
            "products": [],
        }
        who = customer(rnd.randrange(of_customers))
        opened = OpportunityOpened(CAMPAIGN, who, METHODS[0].id, USERS[n % 40], details, None)
        yield name, opened, day(n)
        if n % 3:
            to = METHODS[1 + n % 3]
            yield name, OpportunityMoved(METHODS[0].id, to.id, 0, to.probability), day(n)
            if n % 9 in (1, 2):
                won = OpportunityWon(to.id, METHODS[-1].id, amount, "VND", None)
                yield name, won, day(n)
            elif n % 9 == 4:
                yield name, OpportunityLost(to.id, None, ""), day(n)


def transactions(count: int, of_customers: int, rnd: random.Random) -> Iterator[Told]:
    for n in range(count):
        name, who, type_ = (
            f"transaction-{uid(10, n)}",
            customer(rnd.randrange(of_customers)),
            TYPES[n % 6],
        )
        details = {
            "name": f"Gọi điện {n}",
            "supplier": "",
            "start": day(n),
            "due": None,
            "priority": "normal",
            "watchers": [],
            "description": "",
            "reminder_days": None,
            "attachments": [],
        }
        created = TransactionCreated(type_, who, (USERS[n % 40],), details, None, None)
        yield name, created, day(n)
        if n % 2:
            yield name, TransactionCompleted(who, type_, USERS[n % 40], True, "", True), day(n)


def write(crm: Crm, told: Iterator[Told], chunk: int = 5_000) -> int:
    """Append what is told, with the facts it leads to; how many events there were."""
    states: dict[str, tuple[Any, int]] = {}
    rows: list[StoredEvent] = []
    touched: dict[str, set[Fact]] = {}
    count = 0

    def flush() -> None:
        added, removed = set(), set()
        for name, before in touched.items():
            after = facts(name, states[name][0])
            added |= after - before
            removed |= before - after
        crm.log.append(rows, Checks(expects={}, added=sorted(added), removed=sorted(removed)))
        rows.clear()
        touched.clear()

    for name, event, at in told:
        state, version = states.get(name, (None, 0))
        touched.setdefault(name, facts(name, state))
        kind = AGGREGATES[name.partition("-")[0]]
        states[name] = kind.evolve(state, event, at), version + 1
        body = encode(event, at, USERS[count % 40], {"command": "Bench", "id": uid(11, count)})
        rows.append(StoredEvent(name, version + 1, type(event).__name__, body.encode()))
        count += 1
        if len(rows) >= chunk:
            flush()
    if rows:
        flush()
    return count


def facts(name: str, state: Any) -> set[Fact]:
    id = name.partition("-")[2]
    return {Fact(*fact, id) for fact in state.facts(id)} if state else set()


def build(crm: Crm, of_customers: int, of_opportunities: int, of_transactions: int = 0) -> int:
    """The whole company; how many events it took."""
    rnd = random.Random(17)
    count = write(crm, settings())
    count += write(crm, customers(of_customers, rnd))
    count += write(crm, opportunities(of_opportunities, of_customers, rnd))
    return count + write(crm, transactions(of_transactions, of_customers, rnd))
