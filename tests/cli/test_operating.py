"""`rebuild`, `verify`, `doctor`: is everything as the log says? (LOG-6)"""

import json
import os
import stat
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from getcrm.crm import PROJECTIONS
from getcrm.eventlog.store import sqlite_path
from getcrm.projections.positions import POSITIONS
from getcrm.projections.set_aside import SET_ASIDE

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


def test_the_doctor_names_an_event_that_was_set_aside_and_a_rebuild_takes_it_up(told):
    change(
        told,
        f"INSERT INTO {SET_ASIDE.name} VALUES"
        f" ('customers', 'customer-{ACME}', 9, 'CustomerRegistered', 'KeyError: x', 'now', 2, 'c')",
    )
    result = told("doctor")
    assert result.exit_code == 1
    assert (
        f"WRONG  customers: event 9, CustomerRegistered of customer-{ACME}, is set aside with 2"
        " later ones since now, KeyError: x; once that is fixed, run `getcrm rebuild customers`"
    ) in result.stdout
    told.ok("rebuild", "customers")
    assert "set aside" not in told.ok("doctor")


def test_migrate_takes_up_again_what_a_former_program_had_set_aside(told):
    change(
        told,
        f"INSERT INTO {SET_ASIDE.name} VALUES"
        f" ('customers', 'customer-{ACME}', 9, 'CustomerRegistered', 'KeyError: x', 'now', 2, 'c')",
    )
    told.ok("migrate")
    told.ok("doctor")
    told.ok("verify")


def test_the_doctor_finds_a_token_that_others_can_read(told):
    file = told.folder / "data" / "admin-token"
    file.chmod(0o644)
    assert f"chmod 600 {file}" in told(*["doctor"]).stdout


def files(shell):
    """Of the company, by their names, with their modes."""
    path = sqlite_path(shell.url)
    found = (*path.parent.iterdir(), *(shell.folder / "data").glob("*"))
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in found if file.is_file()}


def test_whatever_holds_the_company_is_its_owner_s_alone(new):
    former = os.umask(0o022)
    try:
        new.ok("migrate")
        with closing(new.opened(writer=True)) as crm:
            crm.catch_up()
            found = files(new)
            new.ok("ask", "customers")
    finally:
        os.umask(former)
    found |= files(new)
    assert {Path(name).suffix for name in found} >= {".db", ".db-wal", ".db-shm", ".writer"}
    assert "getcrm-views.db" in found
    assert set(found.values()) == {0o600}
    assert stat.S_IMODE((new.folder / "data").stat().st_mode) == 0o700


def test_the_doctor_finds_files_that_others_can_read(new):
    new.ok("migrate")
    file = sqlite_path(new.url).with_name("getcrm-views.db")
    file.chmod(0o640)
    result = new("doctor")
    assert result.exit_code == 1
    assert f"WRONG  {file}: others can read it; chmod 600 {file}\n" in result.stdout


@pytest.mark.parametrize("command", ["doctor", "verify", "web", "password anna", "tick"])
def test_a_database_that_is_not_there_is_not_made_by_looking(new, command):
    result = new(*command.split())
    assert result.exit_code == 1
    assert "NotMigrated" in result.output
    assert result.output.count("getcrm migrate") == 1
    assert files(new) == {}


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
