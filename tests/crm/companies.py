"""Small companies, made at random, in which some may see what others may not (PERM-3, CUS-10).

Commands are given without looking whether they are allowed: what is refused does not happen.
Everything is called by a name that nothing else has, so that it is found wherever it is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from random import Random
from typing import Any

from getcrm.crm import COMMANDS, SYSTEM, Crm, Wish
from tests.crm.clock import NOON, TOMORROW, Clock
from tests.crm.databases import fresh
from tests.story import uid

Json = dict[str, Any]
Given = list[tuple[str, str, Json]]
"""By whom, which command, its fields."""


def ids(start: int, many: int) -> list[str]:
    return [uid(start + n) for n in range(many)]


USERS = ids(0x05E0, 4)
DEPARTMENTS = NORTH, HANOI, SOUTH = ids(0xDE0, 3)
"""Hanoi is inside the North."""
CUSTOMERS, CAMPAIGNS = ids(0xC00, 6), ids(0xCA0, 3)
OPPORTUNITIES, TRANSACTIONS = ids(0x0F0, 7), ids(0x7A0, 6)
COPIES, COMMENTS = ids(0xC0F0, 2), ids(0xC030, 4)
METHODS = {campaign: ids(0x3E00 + 0x10 * n, 3) for n, campaign in enumerate(CAMPAIGNS)}
TYPE, STRANGE_ROLE = uid(0x791), "strange"
ROLES = ["salesperson", "salesperson", "sales_manager", "marketing", "auditor", STRANGE_ROLE]
SIGHTS = [
    *(f"customers.{what}" for what in ("access", "view_all", "view_subordinates")),
    *(f"{what}.access" for what in ("campaigns", "opportunities", "transactions", "kpi", "users")),
    *(f"{what}.view_all" for what in ("campaigns", "opportunities", "transactions", "kpi")),
    *("kpi.department", "audit.access"),
]


def names() -> dict[str, str]:
    """What every record is called that not everybody sees."""
    kinds = {"Khách": CUSTOMERS, "Đợt": CAMPAIGNS, "Dây": OPPORTUNITIES, "Việc": TRANSACTIONS}
    return {id: f"{kind} {n}x" for kind, of in kinds.items() for n, id in enumerate(of)}


NAMES = names()
PHONES = {id: f"+8490777880{n}" for n, id in enumerate(CUSTOMERS)}
EMAILS = {id: f"khach{n}@bi-mat.vn" for n, id in enumerate(CUSTOMERS)}
"""How every customer is reached. Of every other one it is a contact that has the phone."""
HIDING = {campaign: n % 2 == 0 for n, campaign in enumerate(CAMPAIGNS)}
"""Which campaigns hide contact information at first (CAM-1); all but the first
change their minds afterwards."""


def reached(customer: str) -> Json:
    """Its phones, e-mails and contacts."""
    phones, emails = [PHONES[customer]], [EMAILS[customer]]
    if CUSTOMERS.index(customer) % 2:
        return {"phones": phones, "emails": emails}
    main = {"id": uid(0xC0A0 + CUSTOMERS.index(customer)), "name": "Lan", "phones": phones}
    return {"emails": emails, "contacts": [{**main, "main": True}]}


class Making:
    """random: what all chance comes from."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def some(self, of: list[str], most: int) -> list[str]:
        return self.random.sample(of, self.random.randint(0, most))

    def maybe(self, of: list[str]) -> str | None:
        return self.random.choice([None, *of])

    def one(self, of: list[Any]) -> Any:
        return self.random.choice(of)

    # --- what there is

    def people(self) -> Given:
        made: Given = [
            (SYSTEM, "SetUpCompany", {}),
            (SYSTEM, "ShipRoles", {}),
            (
                SYSTEM,
                "CreateRole",
                {"role": STRANGE_ROLE, "name": "Lạ", "permissions": self.role()},
            ),
            (SYSTEM, "CreateTransactionType", {"type": TYPE, "name": "Gọi", "points": 3}),
            (SYSTEM, "SetPotentialThresholds", {"thresholds": [1, 2, 3, 6, 9]}),
        ]
        for n, user in enumerate(USERS):
            added = {"user": user, "name": f"Người {n}", "role": self.one(ROLES)}
            made.append((SYSTEM, "AddUser", added))
        for department, name in zip(DEPARTMENTS, ("Bắc", "Hà Nội", "Nam"), strict=True):
            parent = NORTH if department == HANOI else None
            tree = {"department": department, "name": name, "parent": parent}
            made.append((SYSTEM, "CreateDepartment", {**tree, "managers": self.some(USERS, 1)}))
        return [*made, *(self.placing(user) for user in USERS)]

    def role(self) -> list[str]:
        return ["crm.access", *self.some(SIGHTS, len(SIGHTS))]

    def placing(self, user: str) -> tuple[str, str, Json]:
        return SYSTEM, "PlaceUser", {"user": user, "department": self.maybe(DEPARTMENTS)}

    def customers(self) -> Given:
        made: Given = []
        for id in CUSTOMERS:
            new = {"customer": id, "name": NAMES[id], "kind": "person", "owner": self.maybe(USERS)}
            new |= reached(id)
            made.append((SYSTEM, "RegisterCustomer", new))
            if self.random.random() < 0.6:
                made.append((SYSTEM, "ShareCustomer", {"customer": id, **self.sharing()}))
        return made

    def sharing(self) -> Json:
        shares = [{"kind": "user", "id": id} for id in self.some(USERS, 1)]
        shares += [{"kind": "department", "id": id} for id in self.some(DEPARTMENTS, 1)]
        return {"shares": shares, "common": self.random.random() < 0.2}

    def campaigns(self) -> Given:
        return [
            (
                SYSTEM,
                "CreateCampaign",
                {
                    "campaign": id,
                    "name": NAMES[id],
                    "manager": self.maybe(USERS),
                    "participants": self.participants(),
                    "methods": [
                        {"id": method, "name": f"Bước {n}", "probability": 30 * n, "idle_days": 1}
                        for n, method in enumerate(METHODS[id])
                    ],
                    "allow_duplicates": True,
                    "hide_contacts": HIDING[id],
                },
            )
            for id in CAMPAIGNS
        ]

    def participants(self) -> list[Json]:
        return [{"user": user} for user in self.some(USERS, 2)]

    def opportunities(self) -> Given:
        return [
            (
                SYSTEM,
                "OpenOpportunity",
                {
                    "opportunity": id,
                    "campaign": self.one(CAMPAIGNS),
                    "customer": self.one(CUSTOMERS),
                    "name": NAMES[id],
                    "owner": self.maybe(USERS),
                    "expected_amount": str(self.one([1000, 2500])),
                },
            )
            for id in OPPORTUNITIES
        ]

    def transactions(self) -> Given:
        made: Given = []
        for id in TRANSACTIONS:
            about: Json = {"customer": self.maybe(CUSTOMERS)}
            if self.random.random() < 0.4:
                about = {"opportunity": self.one(OPPORTUNITIES)}
            work = {"assignees": self.some(USERS, 2), "watchers": self.some(USERS, 1)}
            new = {"transaction": id, "name": NAMES[id], "type": TYPE, **about, **work}
            made.append((SYSTEM, "CreateTransaction", new))
        return made

    def talk(self) -> Given:
        """By people, who may comment only where they may see it."""
        made: Given = []
        for id in COMMENTS:
            on = self.one(["customer", "opportunity"])
            about = self.one(CUSTOMERS if on == "customer" else OPPORTUNITIES)
            new = {"comment": id, on: about, "text": "Đã gọi", "mentions": self.some(USERS, 2)}
            made.append((self.one([SYSTEM, *USERS]), "PostComment", new))
        return made

    # --- what happens

    def happening(self) -> tuple[str, str, Json]:
        """Any change of what people do, or of who may see what."""
        customer, campaign = self.one(CUSTOMERS), self.one(CAMPAIGNS)
        opportunity, transaction = self.one(OPPORTUNITIES), self.one(TRANSACTIONS)
        name, given = self.one(
            [
                ("ReassignCustomer", {"customer": customer, "owner": self.maybe(USERS)}),
                ("ShareCustomer", {"customer": customer, **self.sharing()}),
                (
                    "AddCustomerShare",
                    {"customer": customer, "kind": "user", "id": self.one(USERS)},
                ),
                ("RecordContact", {"customer": customer, "kind": self.one(["call", "visit"])}),
                ("DeleteCustomer", {"customer": customer}),
                ("SetParticipants", {"campaign": campaign, "participants": self.participants()}),
                ("EditCampaign", {"campaign": campaign, "manager": self.maybe(USERS)}),
                ("DeleteCampaign", {"campaign": campaign}),
                ("AssignOpportunity", {"opportunity": opportunity, "owner": self.maybe(USERS)}),
                ("WinOpportunity", {"opportunity": opportunity, "amount": "70"}),
                (
                    "WinOpportunity",
                    {"opportunity": opportunity, "amount": "5", "create_order": True},
                ),
                ("CorrectOpportunity", {"opportunity": opportunity, "amount": "71"}),
                ("LoseOpportunity", {"opportunity": opportunity}),
                ("DeleteOpportunity", {"opportunity": opportunity}),
                (
                    "CopyOpportunity",
                    {"opportunity": opportunity, "campaign": campaign, "copy": self.one(COPIES)},
                ),
                ("CompleteTransaction", {"transaction": transaction}),
                ("CompleteTransaction", {"transaction": transaction}),
                ("MoveTransaction", {"transaction": transaction, "customer": customer}),
                (
                    "EditTransaction",
                    {"transaction": transaction, "assignees": self.some(USERS, 2)},
                ),
                ("DeleteTransaction", {"transaction": transaction}),
                self.placing(self.one(USERS))[1:],
            ]
        )
        return SYSTEM, name, given

    def renaming(self) -> tuple[str, Json]:
        """Of what is called by its name elsewhere. The new name is as telling as the old one."""
        kind, of = self.one([("Customer", CUSTOMERS), ("Campaign", CAMPAIGNS)])
        id = self.one(of)
        return f"Edit{kind}", {kind.lower(): id, "name": f"{NAMES[id]} mới"}

    def restoring(self) -> tuple[str, Json]:
        """Of anything, where it was deleted."""
        kinds = {"Customer": CUSTOMERS, "Campaign": CAMPAIGNS, "Opportunity": OPPORTUNITIES}
        kind, of = self.one([*kinds.items(), ("Transaction", TRANSACTIONS)])
        return f"Restore{kind}", {kind.lower(): self.one(of)}

    def second_thoughts(self) -> Given:
        """What is restored and renamed, and what becomes of what was said: of that only its author
        changes the words."""
        made: Given = []
        for _ in range(3):
            made += [(SYSTEM, *self.renaming()), (SYSTEM, *self.restoring())]
        for comment in COMMENTS:
            changes: list[tuple[str, Json]] = [
                ("EditComment", {"text": "Gọi lại"}),
                ("EditComment", {"mentions": self.some(USERS, 2)}),
                ("DeleteComment", {}),
                ("RestoreComment", {}),
            ]
            name, given = self.one(changes)
            made += [(by, name, {"comment": comment, **given}) for by in (SYSTEM, self.one(USERS))]
        return made

    def founding(self) -> Given:
        return [
            *self.people(),
            *self.customers(),
            *self.campaigns(),
            *self.opportunities(),
            *self.transactions(),
            *(self.happening() for _ in range(8)),
            *self.talk(),
        ]

    def afterwards(self) -> Given:
        """The second campaign hides what it told; the last one tells what it hid."""
        changed = [{"campaign": id, "hide_contacts": not HIDING[id]} for id in CAMPAIGNS[1:]]
        return [
            *((SYSTEM, "EditCampaign", one) for one in changed),
            *(self.happening() for _ in range(12)),
            *self.second_thoughts(),
        ]


@contextmanager
def company(random: Random, store: str = "sqlite") -> Iterator[Crm]:
    """Founded one day at noon; the next day some things have changed. Nothing waits to be read."""
    making, clock, numbers = Making(random), Clock(NOON), count(0xF000)
    with fresh(store, clock, lambda: uid(next(numbers))) as crm:
        for now, given in ((NOON, making.founding()), (TOMORROW, making.afterwards())):
            clock.now = now
            crm.handle_many(
                [Wish(COMMANDS[name].model_validate(asked), by) for by, name, asked in given]
            )
        crm.catch_up()
        yield crm
