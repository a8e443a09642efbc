"""`getcrm apply` tells of the past while the clock waits; `getcrm complete-import` (IMP-10)."""

ACME = "00000000-0000-0000-0000-00000000ac3e"
PAST = {"command": "RegisterCustomer", "customer": ACME, "name": "Acme", "at": "2016-03-01T02:00Z"}
LATER = {
    "command": "EditCustomer",
    "customer": ACME,
    "name": "Acme Ltd",
    "at": "2016-04-01T02:00Z",
}
WRONG = {"command": "EditCustomer", "customer": ACME, "name": "", "at": "2016-04-01T02:00Z"}
WAITS = "The import of its history is open, and the clock waits"


def imports(shell):
    return shell.ask("history_imports")["history_imports"]


def moved(shell):
    return shell.ask("timeline", f"customer={ACME}", "kinds=stage")["entries"]


def test_at_its_end_the_clock_goes_on_with_the_day_of_today(anywhere):
    told = anywhere.ok("apply", anywhere.file(PAST, LATER))
    assert WAITS not in told
    assert imports(anywhere) == []
    assert "1 customer moved" in anywhere.ok("tick")
    [line] = moved(anywhere)
    assert line["occurred_at"] > "2026"


def test_a_second_run_neither_opens_nor_completes_it_again(getcrm):
    file = getcrm.file(PAST)
    getcrm.ok("apply", file)
    before = getcrm.ask("timeline", "limit=200")["entries"]
    getcrm.ok("apply", file)
    assert getcrm.ask("timeline", "limit=200")["entries"] == before


def test_what_happens_now_opens_no_import(getcrm):
    getcrm.ok("apply", getcrm.file({**PAST, "at": None}))
    topics = [line["topic"] for line in getcrm.ask("timeline", "limit=200")["entries"]]
    assert "HistoryImportBegun" not in topics


def test_where_more_of_it_follows_it_is_kept_open(anywhere):
    assert WAITS in anywhere.ok("apply", "--keep-open", anywhere.file(PAST))
    assert "the clock waits" in anywhere.ok("tick")
    assert moved(anywhere) == []
    assert "open since" in anywhere.ok("doctor")
    assert "applied" in anywhere.ok("apply", "--keep-open", anywhere.file(PAST, LATER))
    [opened] = imports(anywhere)
    assert "is complete" in anywhere.ok("complete-import", opened["id"])
    assert "No such import" in anywhere.ok("complete-import")
    assert "1 customer moved" in anywhere.ok("tick")


def test_while_a_line_is_refused_the_rest_of_its_record_can_still_be_told(getcrm):
    told = getcrm("apply", getcrm.file(PAST, WRONG))
    assert told.exit_code == 1
    assert WAITS in told.stdout
    getcrm.ok("tick")
    told = getcrm.ok("apply", getcrm.file(PAST, LATER))
    assert "1 applied with 1 event, 1 applied before, 0 refused" in told
    assert imports(getcrm) == []


def test_an_import_that_was_forgotten_is_found_by_doctor(getcrm):
    """After a day it is no longer well."""
    begin = {"command": "BeginHistoryImport", "name": "2015.jsonl", "at": "2026-01-01T00:00Z"}
    getcrm.ok("apply", "--keep-open", getcrm.file(begin))
    getcrm.ok("complete-import", imports(getcrm)[-1]["id"])
    [forgotten] = imports(getcrm)
    assert forgotten["name"] == "2015.jsonl"
    found = getcrm("doctor")
    assert found.exit_code == 1
    assert f"getcrm complete-import {forgotten['id']}" in found.stdout
