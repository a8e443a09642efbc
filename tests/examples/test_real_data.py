"""8,800 real opportunities: what the board and the KPI show equals sums straight from the CSV."""

import csv
import json
from collections import Counter

import pytest

from getcrm.crm import QUERIES
from getcrm.domain.aggregate import MAIN
from getcrm.domain.department import Departments
from tests.examples.conftest import FOLDER, id_of


def rows(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PIPELINE = rows("sales_pipeline")
PRICES = {row["product"]: int(row["sales_price"]) for row in rows("products")}
PRICES["GTXPro"] = PRICES["GTX Pro"]
LAST_DAY = "2017-12-31"


def board(shell, *parameters):
    """(count, amount) by column."""
    answer = shell.ask("pipeline_board", "campaign=HARDWARE", "limit=1", *parameters)
    return {
        column["name"]: (column["count"], int(column["amount"])) for column in answer["columns"]
    }


def computed(day):
    """The same straight from the data, as of the end of a day."""
    counts, amounts = Counter(), Counter()
    for row in PIPELINE:
        if (row["engage_date"] or LAST_DAY) > day:
            continue
        stage = row["deal_stage"]
        if stage in ("Won", "Lost") and row["close_date"] > day:
            stage = "Engaging"
        counts[stage] += 1
        amounts[stage] += int(row["close_value"]) if stage == "Won" else PRICES[row["product"]]
    return {stage: (counts[stage], amounts[stage]) for stage in counts}


def kpi(shell, indicator, *parameters):
    return shell.ask("kpi", f"indicator={indicator}", *parameters)


def test_the_board_shows_every_opportunity(loaded):
    found = board(loaded)
    counts = {name: count for name, (count, _) in found.items()}
    assert counts == {"Prospecting": 500, "Engaging": 1589, "Won": 4238, "Lost": 2473}
    for name in ("Prospecting", "Engaging", "Won"):
        assert found[name] == computed(LAST_DAY)[name]


@pytest.mark.parametrize("day", ["2016-12-31", "2017-03-01", "2017-06-30", "2017-12-30"])
def test_the_board_as_of_a_day_is_what_the_dates_say(loaded, day):
    """LOG-1."""
    found, expected = board(loaded, f"as_of={day}"), computed(day)
    for name in ("Prospecting", "Engaging", "Won"):
        assert found[name] == expected.get(name, (0, 0))
    assert found["Lost"][0] == expected.get("Lost", (0, 0))[0]


def test_the_kpi_count_the_same(loaded):
    """KPI-4."""
    assert kpi(loaded, "opportunities_won")["total"] == 4238
    assert kpi(loaded, "opportunities_lost")["total"] == 2473
    assert kpi(loaded, "opportunities_created")["total"] == 8800
    assert kpi(loaded, "new_customers")["total"] == 86


def test_the_amounts_won_by_quarter_and_agent_are_the_sums_of_the_data(loaded):
    """KPI-7."""
    quarters, agents = Counter(), Counter()
    for row in PIPELINE:
        if row["deal_stage"] == "Won":
            year, month = row["close_date"].split("-")[:2]
            quarters[f"{year}-Q{(int(month) + 2) // 3}"] += int(row["close_value"])
            agents[row["sales_agent"]] += int(row["close_value"])
    by_quarter = kpi(loaded, "amount_won", "by=quarter")
    assert {row["key"]: int(row["value"]) for row in by_quarter["rows"]} == quarters
    assert by_quarter["total"] == str(sum(quarters.values()))
    by_agent = kpi(loaded, "amount_won", "by=employee")
    assert {row["name"]: int(row["value"]) for row in by_agent["rows"]} == agents


def test_every_account_that_ever_bought_is_closed(loaded):
    columns = loaded.ask("customer_board", "limit=1")["columns"]
    assert {c["name"]: c["count"] for c in columns if c["count"]} == {"New": 1, "Closed": 85}


def visible(loaded, by):
    """The names of the customers whom somebody sees."""
    crm = loaded.opened()
    try:
        customers = QUERIES["customers"].query(limit=200)
        found = crm.ask("customers", customers, by=by, at_least=crm.log.position())["customers"]
        return {customer["name"] for customer in found}
    finally:
        crm.close()


@pytest.mark.parametrize("agent", ["Moses Frase", "Darcel Schlecht", "Violet Mclelland"])
def test_an_agent_sees_the_customers_they_work_for(loaded, agent):
    """CUS-10."""
    loaded.ask("company")
    worked_for = {row["account"] for row in PIPELINE if row["sales_agent"] == agent}
    expected = {account or "(account not recorded)" for account in worked_for}
    assert visible(loaded, id_of("user", agent)) == expected | {"(account not recorded)"}


@pytest.mark.parametrize("manager", ["Melvin Marxen", "Summer Sewald"])
def test_a_manager_sees_the_customers_that_are_of_their_agents(loaded, manager):
    """PERM-3."""
    loaded.ask("company")
    team = {row["sales_agent"] for row in rows("sales_teams") if row["manager"] == manager}
    firsts = {}
    for row in sorted(PIPELINE, key=lambda r: (r["engage_date"] or LAST_DAY, r["sales_agent"])):
        firsts.setdefault(row["account"], row["sales_agent"])
    theirs = {account for account, agent in firsts.items() if account and agent in team}
    assert visible(loaded, id_of("user", manager)) == theirs | {"(account not recorded)"}


def test_everybody_is_where_the_data_says_org_1(loaded):
    crm = loaded.opened()
    departments = crm.log.load(Departments, MAIN).state
    for row in rows("sales_teams"):
        team, office = departments.above(departments.members[id_of("user", row["sales_agent"])])
        assert departments.departments[office].name == row["regional_office"]
        assert departments.departments[team].managers == (id_of("user", row["manager"]),)
        assert id_of("user", row["sales_agent"]) in departments.subordinates_of(
            id_of("user", row["manager"])
        )
    crm.close()


def test_loading_it_again_changes_nothing(loaded):
    crm = loaded.opened()
    before = crm.log.position()
    told = loaded.ok("apply", str(loaded.folder / "example.jsonl"))
    assert told.startswith("17,010 lines: 0 applied with 0 events, 17,010 applied before")
    assert crm.log.position() == before
    crm.close()


def test_what_is_projected_is_what_the_log_says(loaded):
    """LOG-6."""
    loaded.ask("company")
    assert loaded.ok("verify") == "Everything is as the log says.\n"


def test_one_deal_can_be_followed_from_the_opening_to_the_closing(loaded):
    stream = "opportunity-5174ed02-8976-5cf9-a79a-a1ebbc52f4f6"
    opened, won = loaded.ok("history", stream).splitlines()
    assert opened.startswith("2016-10-20 12:00  ")
    assert won.startswith("2017-03-01 12:00  ")
    assert "Moses Frase" in opened
    state = json.loads(loaded.ok("show", stream))["state"]
    assert state["details"]["products"] == ["GTX Plus Basic"]
