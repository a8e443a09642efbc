"""`rebuild`, `verify`, `doctor`: is everything as the log says? (LOG-6)"""

import json

import pytest
from sqlalchemy import text

from getcrm.crm import PROJECTIONS
from getcrm.projections.engine import POSITIONS

ACME = "00000000-0000-0000-0000-00000000ac3e"


@pytest.fixture
def told(anywhere):
    anywhere.ok(
        "apply",
        "-",
        stdin=json.dumps({"command": "RegisterCustomer", "name": "Acme", "customer": ACME}),
    )
    anywhere.ask("customers")
    return anywhere


def change(shell, sql):
    crm = shell.opened()
    with crm.views.write() as db:
        db.execute(text(sql))
    crm.close()


def test_what_is_as_the_log_says_is_verified(told):
    assert told.ok("verify") == "Everything is as the log says.\n"


def test_a_row_that_the_log_does_not_tell_of_is_found_and_a_rebuild_puts_it_right(told):
    change(told, "UPDATE customer_card SET name = 'Bluth'")
    result = told("verify")
    assert result.exit_code == 1
    (found,) = map(json.loads, result.stdout.splitlines())
    assert (found["table"], found["only_live"], found["only_rebuilt"]) == ("customer_card", 1, 1)
    assert told.ok("rebuild", "customers") == "Rebuilt: customers.\n"
    told.ok("verify")


def test_a_missing_guard_and_one_too_many_are_found(told):
    crm = told.opened(writer=True)
    crm.log.recorder.execute("DELETE FROM guard WHERE scope = ?", ["customer_code"])
    crm.log.recorder.execute("INSERT INTO guard VALUES (?, ?, ?)", ["customer_code", "x", ACME])
    crm.close()
    result = told("verify")
    assert result.exit_code == 1
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert {(f["only"], f["row"][0]) for f in found} == {
        ("live", "customer_code"),
        ("log", "customer_code"),
    }


def test_rebuilding_all_changes_nothing_that_was_right(told):
    before = told.ok("ask", "customers")
    assert told.ok("rebuild") == "Rebuilt: all read models.\n"
    assert told.ok("ask", "customers") == before
    assert "'weather'" in told.refused("rebuild", "weather")


def test_the_doctor_finds_nothing(told):
    report = told.ok("doctor")
    assert "WRONG" not in report
    assert all(f"{projection.name}: up to date" in report for projection in PROJECTIONS)
    assert "projector: none is running" in report


def test_the_doctor_finds_a_projection_that_stands_still(told):
    change(told, f"UPDATE {POSITIONS.name} SET failure = 'KeyError: x' WHERE name = 'customers'")
    result = told("doctor")
    assert result.exit_code == 1
    assert "WRONG  customers: stands still" in result.stdout


def test_the_doctor_finds_a_token_that_others_can_read(told):
    file = told.folder / "data" / "admin-token"
    file.chmod(0o644)
    assert f"chmod 600 {file}" in told(*["doctor"]).stdout


def test_the_doctor_finds_that_there_is_no_database(new):
    result = new("doctor")
    assert result.exit_code == 1
    assert "NotMigrated" in result.stdout


def test_a_database_url_that_means_nothing_is_named(new):
    new.env["GETCRM_DATABASE_URL"] = "mysql://host/crm"
    assert "UnknownDatabaseUrl" in new.refused("migrate")


def test_a_database_that_cannot_be_reached_is_named_without_its_password(new):
    new.env["GETCRM_DATABASE_URL"] = "postgresql://anna:secret@127.0.0.1:1/crm?connect_timeout=1"
    told = new.refused("migrate")
    assert "DatabaseUnreachable" in told
    assert "secret" not in told


def test_several_workers_are_refused_on_sqlite(new):
    new.env["GETCRM_WORKERS"] = "2"
    assert "SeveralWorkersOnSQLite" in new.refused("serve")
    assert "SeveralWorkersOnSQLite" in new.refused("web")


def test_a_setting_that_cannot_be_is_named(new):
    new.env["PORT"] = "http"
    assert "PORT" in new.refused("migrate")
