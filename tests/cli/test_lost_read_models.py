"""Read models that were lost or damaged: `rebuild` starts from nothing, `doctor` says so."""

import json
from contextlib import closing

import pytest
from sqlalchemy import text

from getcrm.crm import PROJECTIONS
from getcrm.eventlog.store import sqlite_path


def filled(shell):
    lines = [{"command": "RegisterCustomer", "name": f"Acme {n}"} for n in range(300)]
    shell.ok("apply", shell.file(*lines))
    shell.ok("ask", "customers")
    return shell


@pytest.fixture
def here(getcrm):
    return filled(getcrm)


def views_of(shell):
    path = sqlite_path(shell.url)
    return path.with_name(f"{path.stem}-views.db")


def remove(file):
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def truncate(file):
    with file.open("r+b") as handle:
        handle.truncate(file.stat().st_size // 2)


def overwrite(file):
    file.write_bytes(b"This is not a database, but a text." * 100)


def empty(file):
    remove(file)
    file.touch(0o600)


@pytest.mark.parametrize("lose", [remove, empty, truncate, overwrite])
@pytest.mark.parametrize("names", [[], ["customers"]])
def test_a_lost_or_damaged_file_is_made_anew_by_a_rebuild(here, lose, names):
    before = here.ok("ask", "customers")
    lose(views_of(here))
    doctor = here("doctor")
    assert doctor.exit_code == 1
    assert "getcrm rebuild" in doctor.stdout or "getcrm migrate" in doctor.stdout
    web = here("web")
    assert web.exit_code == 1
    assert "getcrm rebuild" in web.stderr or "getcrm migrate" in web.stderr
    assert here.ok("rebuild", *names) == "Rebuilt: all read models.\n"
    assert here.ok("ask", "customers") == before
    here.ok("verify")
    here.ok("doctor")


@pytest.mark.parametrize("what", ["ask customers", "verify"])
def test_whoever_meets_a_damaged_file_says_what_helps(here, what):
    overwrite(views_of(here))
    told = here(*what.split())
    assert told.exit_code == 1
    assert "getcrm rebuild" in told.stderr


LOSSES = [
    "DROP TABLE customer_card",
    "DELETE FROM projection_position WHERE name = 'customers'",
    "DELETE FROM projection_position",
    "DROP TABLE projection_position",
    "ALTER TABLE customer_card DROP COLUMN sources",
    "UPDATE projection_position SET version = 1000 WHERE name = 'customers'",
]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("heal", ["rebuild timeline", "migrate"])
def test_whatever_part_was_lost_is_healed(anywhere, loss, heal):
    filled(anywhere)
    before = anywhere.ok("ask", "customers")
    with closing(anywhere.opened()) as crm, crm.views.write() as db:
        db.execute(text(loss))
    assert anywhere("doctor").exit_code == 1
    anywhere.ok(*heal.split())
    if heal == "rebuild timeline" and "version = 1000" in loss:
        assert "of another version; run `getcrm rebuild customers`" in anywhere("doctor").stdout
        anywhere.ok("rebuild", "customers")
    assert anywhere.ok("ask", "customers") == before
    anywhere.ok("verify")
    anywhere.ok("doctor")


def test_the_web_server_refuses_read_models_of_another_version_and_names_the_command(here):
    crm = here.opened()
    with crm.views.write() as db:
        db.execute(text("UPDATE projection_position SET version = 7 WHERE name = 'kpi_tally'"))
    crm.close()
    told = here.refused("web")
    assert "ReadModelsOutdated" in told
    assert "getcrm rebuild kpi_tally" in told


def test_whoever_has_the_old_file_open_goes_over_to_the_new_one(here):
    crm = here.opened()
    before = [state.position for state in crm.engine.states()]
    remove(views_of(here))
    here.ok("rebuild")
    assert [state.position for state in crm.engine.states()] == before
    crm.close()


def test_the_file_gives_back_what_rebuild_and_verify_have_needed(here):
    """By bytes. A file of an older version is turned into one that can, too."""
    lines = [{"command": "RegisterCustomer", "name": f"Bluth {n}" * 20} for n in range(1500)]
    here.ok("apply", here.file(*lines))
    here.ok("ask", "customers")
    file = views_of(here)
    here.ok("rebuild")
    settled = whole(file)
    for _ in range(2):
        here.ok("verify")
        here.ok("rebuild")
    assert whole(file) <= 1.1 * settled
    crm = here.opened()
    size, free, wal = crm.views.sizes()
    crm.close()
    assert free <= 0.02 * size
    assert wal <= 0.1 * size


def whole(file):
    return sum(f.stat().st_size for f in file.parent.glob(f"{file.name}*"))


def test_a_file_of_an_older_version_gives_back_too(here):
    crm = here.opened()
    with crm.views._outside() as db:
        db.execute("PRAGMA auto_vacuum=0")
        db.execute("VACUUM")
        assert db.execute("PRAGMA auto_vacuum").fetchone() == (0,)
    with crm.views.write() as db:
        db.execute(text("CREATE TABLE ballast (x text)"))
        db.execute(text("INSERT INTO ballast VALUES (:x)"), {"x": "x" * 5_000_000})
        db.execute(text("DROP TABLE ballast"))
    assert crm.views.sizes()[1] >= 5_000_000
    crm.views.give_back()
    assert crm.views.sizes()[1] == 0
    assert views_of(here).stat().st_size < 5_000_000
    crm.close()


def test_the_doctor_tells_the_disk_that_a_rebuild_needs(here):
    [line] = [line for line in here.ok("doctor").splitlines() if "MB on disk" in line]
    assert line.startswith("ok")
    assert "rebuild and verify need" in line


def test_every_read_model_is_named_by_the_doctor_where_all_are_lost(anywhere):
    crm = anywhere.opened()
    with crm.views.write() as db:
        for projection in PROJECTIONS:
            for table in projection.tables:
                db.execute(text(f'DROP TABLE "{table.name}"'))
    crm.close()
    told = anywhere("doctor")
    assert told.exit_code == 1
    assert json.dumps(told.stdout).count("not whole") == len(PROJECTIONS)
