"""Turns the CSV files beside it into getcrm commands with their own dates, one JSON line each.

    python convert.py > commands.jsonl
    getcrm apply commands.jsonl

The commands go to standard output, the blemishes of the data and their counts to standard error.
Ids and idempotency keys derive from the data: converting twice gives the same lines, and applying
them twice changes nothing.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

Row = dict[str, str]
Line = dict[str, Any]

HERE = Path(__file__).parent
NAMESPACE = uuid5(NAMESPACE_URL, "getcrm:examples/crm-sales-opportunities")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
"""The company's time zone."""
START = "2016-10-01"
"""When the company, its people and its campaign are there: before the first opportunity."""
CAMPAIGN = "HARDWARE"
METHODS = {"Prospecting": 20, "Engaging": 60, "Won": 100}
"""The approach methods, first to last, with the probability each brings."""
APPROACHED, CLOSED = (str(uuid5(NAMESPACE_URL, f"getcrm:stage/{number}")) for number in (2, 6))
"""The relationship stages; every company starts with the same seven."""
NO_ACCOUNT = "(account not recorded)"
SPELLINGS = {"GTXPro": "GTX Pro", "technolgy": "technology", "Philipines": "Philippines"}


def id_of(kind: str, name: str) -> str:
    return str(uuid5(NAMESPACE, f"{kind}/{name}"))


def noon(day: str) -> str:
    """Noon of a day in the company's time zone, with its offset."""
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=ZONE).isoformat()


@dataclass
class Blemishes:
    """What was found wrong with the data, and how often."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, blemish: str, times: int = 1) -> None:
        self.counts[blemish] += times

    def spelled(self, what: str, word: str) -> str:
        """The word as it should be spelled."""
        if word not in SPELLINGS:
            return word
        self.note(f'{what} "{word}" is taken for "{SPELLINGS[word]}"')
        return SPELLINGS[word]


@dataclass(frozen=True)
class Data:
    accounts: list[Row]
    products: list[Row]
    teams: list[Row]
    opportunities: list[Row]

    @property
    def last_day(self) -> str:
        return max(
            row[date] for row in self.opportunities for date in ("engage_date", "close_date")
        )

    def opened(self, row: Row) -> str:
        """The day an opportunity was engaged; for those who never were, the last one."""
        return row["engage_date"] or self.last_day


def read(folder: Path, blemishes: Blemishes) -> Data:
    """The four tables, with spellings put right."""

    def table(name: str) -> list[Row]:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    data = Data(
        *map(table, ("accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv"))
    )
    for row in data.accounts:
        row["sector"] = blemishes.spelled("sector", row["sector"])
        row["office_location"] = blemishes.spelled("country", row["office_location"])
    for row in data.opportunities:
        row["product"] = blemishes.spelled("product", row["product"])
    return data


@dataclass(frozen=True)
class Converter:
    data: Data
    blemishes: Blemishes

    def lines(self) -> Iterator[Line]:
        """Everything, in the order in which it happened."""
        yield from self._people()
        yield from self._lists()
        yield self._campaign()
        yield from self._customer_without_name()
        dated = [*self._customers(), *self._shares(), *self._opportunities()]
        yield from sorted(dated, key=lambda line: str(line["at"]))  # stable within a day

    def _people(self) -> Iterator[Line]:
        """Three regional offices; inside them a department for each manager, with the agents."""
        offices = {row["manager"]: row["regional_office"] for row in self.data.teams}
        for manager in offices:
            yield self._user(manager, "sales_manager")
        for office in dict.fromkeys(offices.values()):
            yield department(office, department=id_of("department", office), name=office)
        for manager, office in offices.items():
            inside, leader = id_of("department", office), id_of("user", manager)
            team = id_of("department", manager)
            yield department(
                manager,
                department=team,
                name=f"{office}: {manager}",
                parent=inside,
                managers=[leader],
            )
            yield line("PlaceUser", START, f"place/{manager}", user=leader, department=team)
        for row in self.data.teams:
            team = id_of("department", row["manager"])
            yield self._user(row["sales_agent"], "salesperson", department=team)
        busy = {row["sales_agent"] for row in self.data.opportunities}
        for _ in {row["sales_agent"] for row in self.data.teams} - busy:
            self.blemishes.note("agent without an opportunity, is a user like the others")

    def _user(self, name: str, role: str, **more: str) -> Line:
        email = f"{name.lower().replace(' ', '.')}@example.com"
        who = {"user": id_of("user", name), "name": name, "email": email, "role": role}
        return line("AddUser", START, f"user/{name}", **who, **more)

    def _lists(self) -> Iterator[Line]:
        """Sectors as groups; the one reason why opportunities were lost."""
        for sector in dict.fromkeys(row["sector"] for row in self.data.accounts):
            group = id_of("group", sector)
            yield line("CreateGroup", START, f"group/{sector}", group=group, name=sector)
        yield line(
            "AddCatalogueEntry",
            START,
            "loss_reason",
            catalogue="loss_reason",
            entry=id_of("loss_reason", "not recorded"),
            name="Not recorded",
        )

    def _campaign(self) -> Line:
        methods = [
            {"id": id_of("method", name), "name": name, "probability": probability}
            for name, probability in METHODS.items()
        ]
        agents = [id_of("user", row["sales_agent"]) for row in self.data.teams]
        leaders = dict.fromkeys(id_of("user", row["manager"]) for row in self.data.teams)
        parts = {**dict.fromkeys(agents, True), **dict.fromkeys(leaders, False)}
        return line(
            "CreateCampaign",
            START,
            "campaign",
            campaign=id_of("campaign", CAMPAIGN),
            code=CAMPAIGN,
            name="Hardware sales",
            description="The CRM Sales Opportunities data set of Maven Analytics.",
            starts=START,
            ends=self.data.last_day,
            methods=methods,
            participants=[{"user": user, "accepts": sells} for user, sells in parts.items()],
            allow_duplicates=True,
        )

    def _customer_without_name(self) -> Iterator[Line]:
        """Nobody's, and therefore everybody's to see."""
        customer = id_of("customer", NO_ACCOUNT)
        yield line(
            "RegisterCustomer",
            START,
            f"customer/{NO_ACCOUNT}",
            customer=customer,
            name=NO_ACCOUNT,
            description="Opportunities of the data set that name no account.",
        )
        yield line("ShareCustomer", START, f"share/{NO_ACCOUNT}", customer=customer, common=True)

    def _customers(self) -> Iterator[Line]:
        """Registered with their first opportunity; approached and closed by what came of them."""
        firsts = self._firsts(self.data.opened)
        engaged = self._firsts(lambda row: row["engage_date"])
        won = self._firsts(lambda row: row["close_date"] if row["deal_stage"] == "Won" else "")
        for account in self.data.accounts:
            name = account["account"]
            if name not in firsts:
                self.blemishes.note("account without an opportunity, is a customer all the same")
            day, agent = firsts.get(name, (START, ""))
            yield self._registered(account, day, agent)
            for key, stage, moves in (
                ("approached", APPROACHED, engaged),
                ("closed", CLOSED, won),
            ):
                if name in moves:
                    day, mover = moves[name]
                    yield line(
                        "ChangeCustomerStage",
                        day,
                        f"customer/{name}/{key}",
                        mover if mover == agent else "",
                        customer=id_of("customer", name),
                        stage=stage,
                    )

    def _firsts(self, day_of: Callable[[Row], str]) -> dict[str, tuple[str, str]]:
        """Per account the first such day, and whose it was."""
        days = sorted(
            (day, row["account"], row["sales_agent"])
            for row in self.data.opportunities
            if row["account"] and (day := day_of(row))
        )
        return {account: (day, agent) for day, account, agent in reversed(days)}

    def _shares(self) -> Iterator[Line]:
        """A customer is its first agent's, and shared with every other one from the day on which
        they first work for it too. Who decided that the data does not tell: the machine."""
        shared: dict[str, dict[str, str]] = {}
        for day, name, agent in sorted(
            (self.data.opened(row), row["account"], row["sales_agent"])
            for row in self.data.opportunities
            if row["account"]
        ):
            agents = shared.setdefault(name, {})
            if agent in agents:
                continue
            agents[agent] = id_of("user", agent)
            _, *others = agents.values()
            if others:
                yield line(
                    "ShareCustomer",
                    day,
                    f"share/{name}/{agent}",
                    customer=id_of("customer", name),
                    shares=[{"kind": "user", "id": id, "right": "view"} for id in others],
                )

    def _registered(self, account: Row, day: str, agent: str) -> Line:
        told = [
            f"Founded {account['year_established']}",
            f"revenue {account['revenue']} million USD",
            f"{account['employees']} employees",
        ]
        if account["subsidiary_of"]:
            told.append(f"subsidiary of {account['subsidiary_of']}")
        return line(
            "RegisterCustomer",
            day,
            f"customer/{account['account']}",
            agent,
            customer=id_of("customer", account["account"]),
            name=account["account"],
            address={"country": account["office_location"]},
            description=", ".join(told) + ".",
            owner=id_of("user", agent) if agent else None,
            groups=[id_of("group", account["sector"])],
        )

    def _opportunities(self) -> Iterator[Line]:
        prices = {row["product"]: row["sales_price"] for row in self.data.products}
        for row in self.data.opportunities:
            if not row["account"]:
                self.blemishes.note(f'opportunity without an account, stands with "{NO_ACCOUNT}"')
            if not row["engage_date"]:
                self.blemishes.note("opportunity without an engage date, opens on the last day")
            yield self._opened(row, prices[row["product"]])
            if row["deal_stage"] in ("Won", "Lost"):
                yield self._closed(row)

    def _opened(self, row: Row, price: str) -> Line:
        method = "Prospecting" if row["deal_stage"] == "Prospecting" else "Engaging"
        return line(
            "OpenOpportunity",
            self.data.opened(row),
            f"opportunity/{row['opportunity_id']}",
            row["sales_agent"],
            opportunity=id_of("opportunity", row["opportunity_id"]),
            campaign=id_of("campaign", CAMPAIGN),
            customer=id_of("customer", row["account"] or NO_ACCOUNT),
            name=row["product"],
            owner=id_of("user", row["sales_agent"]),
            method=id_of("method", method),
            expected_amount=price,
            products=[row["product"]],
            description=f"Opportunity {row['opportunity_id']} of the data set.",
        )

    def _closed(self, row: Row) -> Line:
        opportunity = id_of("opportunity", row["opportunity_id"])
        key = f"opportunity/{row['opportunity_id']}/closed"
        day, agent = row["close_date"], row["sales_agent"]
        if row["deal_stage"] == "Won":
            amount = row["close_value"]
            return line("WinOpportunity", day, key, agent, opportunity=opportunity, amount=amount)
        self.blemishes.note('lost opportunity without a reason, gets "Not recorded"')
        reason = id_of("loss_reason", "not recorded")
        return line("LoseOpportunity", day, key, agent, opportunity=opportunity, reason=reason)


def department(key: str, **fields: Any) -> Line:
    return line("CreateDepartment", START, f"department/{key}", **fields)


def line(command: str, day: str, key: str, agent: str = "", /, **fields: Any) -> Line:
    """One command; without an agent it is the machine's."""
    by = id_of("user", agent) if agent else "system"
    return {"command": command, "at": noon(day), "by": by, "key": f"example/{key}", **fields}


def main() -> None:
    blemishes = Blemishes()
    for command in Converter(read(HERE, blemishes), blemishes).lines():
        print(json.dumps(command, ensure_ascii=False))
    for blemish, count in sorted(blemishes.counts.items()):
        print(f"{count:6,} × {blemish}", file=sys.stderr)


if __name__ == "__main__":
    main()
