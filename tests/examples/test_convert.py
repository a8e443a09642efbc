"""The example's converter: every line of the data is there, every blemish is reported."""

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache

from tests.examples.conftest import FOLDER


@cache
def converted():
    """(the commands, what was said of the data)"""
    run = subprocess.run(
        [sys.executable, FOLDER / "convert.py"], capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in run.stdout.splitlines()], run.stderr, run.stdout


def lines(command):
    return [line for line in converted()[0] if line["command"] == command]


def test_every_opportunity_account_and_person_is_there():
    assert Counter(line["command"] for line in converted()[0]) == {
        "AddUser": 35 + 6,
        "CreateDepartment": 3 + 6,
        "PlaceUser": 6,
        "CreateGroup": 10,
        "AddCatalogueEntry": 1,
        "CreateCampaign": 1,
        "RegisterCustomer": 85 + 1,
        "ChangeCustomerStage": 85 + 85,
        "ShareCustomer": 1 + 1259 - 85,
        "OpenOpportunity": 8800,
        "WinOpportunity": 4238,
        "LoseOpportunity": 2473,
    }


def test_everybody_has_a_role_and_an_address_of_their_own():
    roles = Counter(line["role"] for line in lines("AddUser"))
    assert roles == {"sales_manager": 6, "salesperson": 35}
    addresses = {line["email"] for line in lines("AddUser")}
    assert len(addresses) == 41
    assert all(re.fullmatch(r"[a-z-]+\.[a-z-]+@example\.com", address) for address in addresses)


def test_what_an_agent_did_is_told_in_their_name_the_rest_is_the_machines():
    """Nobody is said to have done what the data does not tell."""
    sold = lines("OpenOpportunity") + lines("WinOpportunity") + lines("LoseOpportunity")
    assert all(line["by"] != "system" for line in sold)
    owners = {
        line["customer"]: line["owner"] for line in lines("RegisterCustomer") if "owner" in line
    }
    moves = lines("ChangeCustomerStage")
    assert {line["by"] for line in moves} > {"system"}
    assert all(line["by"] in ("system", owners[line["customer"]]) for line in moves)
    assert {line["by"] for line in lines("ShareCustomer")} == {"system"}


def test_each_happens_at_noon_of_its_own_day_in_the_order_of_time():
    at = [line["at"] for line in converted()[0]]
    assert at == sorted(at)
    assert {text[10:] for text in at} == {"T12:00:00+07:00"}
    won = next(line for line in lines("WinOpportunity") if "1C1I7A6R" in line["key"])
    assert (won["at"][:10], won["amount"]) == ("2017-03-01", "1054")


def test_every_blemish_is_reported_with_its_count():
    for told in (
        '1,480 × product "GTXPro" is taken for "GTX Pro"',
        '12 × sector "technolgy" is taken for "technology"',
        '1 × country "Philipines" is taken for "Philippines"',
        "1,425 × opportunity without an account",
        "500 × opportunity without an engage date",
        "2,473 × lost opportunity without a reason",
        "5 × agent without an opportunity",
    ):
        assert told in converted()[1]


def test_the_blemishes_are_gone():
    products = Counter(line["products"][0] for line in lines("OpenOpportunity"))
    assert products["GTX Pro"] == 1480
    assert "GTXPro" not in products
    assert {line["name"] for line in lines("CreateGroup")} >= {"technology"}
    assert "Philippines" in {
        line.get("address", {}).get("country") for line in lines("RegisterCustomer")
    }
    unnamed = next(c["customer"] for c in lines("RegisterCustomer") if c["name"].startswith("("))
    assert sum(line["customer"] == unnamed for line in lines("OpenOpportunity")) == 1425


def test_no_two_commands_share_a_key_and_converting_again_gives_the_same():
    keys = [(line["by"], line["key"]) for line in converted()[0]]
    assert len(set(keys)) == len(keys)
    again = subprocess.run(
        [sys.executable, FOLDER / "convert.py"], capture_output=True, text=True, check=True
    )
    assert again.stdout == converted()[2]
