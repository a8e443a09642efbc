"""`getcrm apply`: nothing is lost, nothing happens twice, every refusal has its line."""

import json
import sys

import pytest

from getcrm.cli.lines import LONGEST

ACME = "00000000-0000-0000-0000-00000000ac3e"


def register(name, **more):
    return {"command": "RegisterCustomer", "name": name, **more}


def names(shell):
    return sorted(row["name"] for row in shell.ask("customers", "limit=200")["customers"])


def test_each_line_is_a_command(anywhere):
    told = anywhere.ok("apply", anywhere.file(register("Acme"), register("Bluth")))
    assert told == "2 lines: 2 applied with 2 events, 0 applied before, 0 refused\n"
    assert names(anywhere) == ["Acme", "Bluth"]


def test_a_second_run_changes_nothing(anywhere):
    file = anywhere.file(register("Acme"), register("Bluth", key="row 2"))
    anywhere.ok("apply", file)
    told = anywhere.ok("apply", file)
    assert told == "2 lines: 0 applied with 0 events, 2 applied before, 0 refused\n"
    assert names(anywhere) == ["Acme", "Bluth"]


def test_a_line_that_stands_there_twice_counts_twice_and_again_not_at_all(getcrm):
    file = getcrm.file(register("Acme"), register("Acme"))
    getcrm.ok("apply", file)
    getcrm.ok("apply", file)
    assert names(getcrm) == ["Acme", "Acme"]


def test_a_file_that_grew_goes_on_where_it_was(getcrm):
    getcrm.ok("apply", getcrm.file(register("Acme")))
    told = getcrm.ok("apply", getcrm.file(register("Acme"), register("Bluth")))
    assert told.startswith("2 lines: 1 applied with 1 event, 1 applied before")


def test_standard_input_will_do(getcrm):
    getcrm.ok("apply", "-", stdin=json.dumps(register("Acme")))
    assert names(getcrm) == ["Acme"]


def test_when_it_happened_and_who_did_it_are_kept(getcrm):
    user = "00000000-0000-0000-0000-00000000a22a"
    getcrm.ok(
        "apply",
        getcrm.file(
            {"command": "AddUser", "user": user, "name": "Anna"},
            register("Acme", customer=ACME, at="2017-03-01T09:00:00+07:00", by=user),
        ),
    )
    (event,) = map(json.loads, getcrm.ok("history", f"customer-{ACME}", "--json").splitlines())
    assert (event["occurred_at"], event["by"]) == ("2017-03-01T02:00:00.000000Z", user)
    assert event["cause"]["upload"] == "commands.jsonl"
    assert event["cause"]["via"] == "getcrm apply"


def test_what_is_told_in_somebodys_name_is_what_their_role_allows_perm_4(getcrm):
    """Also of the past, for which a person over HTTP would need a permission."""
    user = "00000000-0000-0000-0000-00000000a22a"
    late = {"at": "2017-03-01T09:00:00+07:00", "by": user}
    result = getcrm(
        "apply",
        getcrm.file(
            {"command": "AddUser", "user": user, "name": "Anna", "role": "salesperson"},
            register("Bluth", owner=None),
            register("Acme", customer=ACME, **late),
            {"command": "EditCustomer", "customer": ACME, "website": "acme.vn", **late},
            {"command": "DeleteCustomer", "customer": ACME, **late},
        ),
    )
    assert result.stdout.startswith("5 lines: 4 applied with 5 events, 0 applied before, 1 refused")
    assert "line 5: PermissionMissing: " in result.stderr
    (registered, edited) = getcrm.ok("history", f"customer-{ACME}").splitlines()
    assert registered.startswith("2017-03-01 09:00  Anna registered")
    assert edited.startswith("2017-03-01 09:00  Anna edited")


def test_every_refused_line_is_told_with_its_number_and_reason_and_the_others_are_applied(getcrm):
    long = json.dumps(register("x" * LONGEST))
    result = getcrm(
        "apply",
        getcrm.file(
            register("Acme"),
            "",
            "nonsense",
            "[1]",
            '{"command": "RegisterCustomer", "name": "A", "name": "B"}',
            {"command": "FireEverybody"},
            register(""),
            register("Acme", colour="red"),
            register("Acme", at="tomorrow"),
            register("Acme", at="2199-01-01T00:00:00Z"),
            register("Acme", by="anna"),
            register("Acme", by=ACME),
            register("Acme", key=""),
            register("Acme", stage=ACME),
            long,
            register("Bluth"),
        ),
    )
    assert result.exit_code == 1
    told = dict(line.split(": ", 1) for line in result.stderr.splitlines())
    reasons = {
        3: "does not parse",
        4: "not an object",
        5: "a key occurs twice",
        6: "no command 'FireEverybody'",
        7: "name ",
        8: "colour ",
        9: "at ",
        10: "OccurredInTheFuture",
        11: "by should be the UUID of a user, or system",
        12: "UnknownActor",
        13: "key ",
        14: "StageUnknown",
        15: "longer than 1,048,576 bytes",
    }
    assert list(told) == [f"line {number}" for number in reasons]
    for number, reason in reasons.items():
        assert reason in told[f"line {number}"]
    assert result.stdout == "15 lines: 2 applied with 2 events, 0 applied before, 13 refused\n"
    assert names(getcrm) == ["Acme", "Bluth"]


def test_whoever_asks_is_named_by_a_uuid(getcrm):
    file = getcrm.file(register("Acme"))
    told = getcrm.refused("apply", file, "--by", "anna")
    assert told == "Error: --by should be the UUID of a user, or system.\n"


def test_one_key_does_not_stand_for_two_commands(getcrm):
    file = getcrm.file(register("Acme", key="1"), register("Bluth", key="1"))
    assert "line 2: IdempotencyKeyReused" in getcrm.refused("apply", file)


def test_refusals_are_told_in_vietnamese_where_that_is_spoken(getcrm):
    file = getcrm.file("nonsense")
    getcrm.env["LC_ALL"] = "vi_VN.UTF-8"
    assert getcrm.refused("apply", file) == "line 1: không đọc được\n"


def test_more_lines_than_one_transaction_holds(getcrm):
    told = getcrm.ok("apply", getcrm.file(*(register(f"C{n}") for n in range(1201))))
    assert told.startswith("1,201 lines: 1,201 applied")


def test_a_missing_file_is_named(getcrm):
    assert "nowhere.jsonl" in getcrm.refused("apply", "nowhere.jsonl")


class TestOnAnEmptyDatabase:
    def test_a_new_one_is_filled(self, getcrm):
        assert "1 applied" in getcrm.ok("apply", "--on-empty", getcrm.file(register("Acme")))

    def test_one_with_records_of_its_own_is_left_alone(self, getcrm):
        getcrm.ok("apply", getcrm.file(register("Acme")))
        told = getcrm.ok("apply", "--on-empty", getcrm.file(register("Bluth"), name="other.jsonl"))
        assert told == "The database holds records of its own: nothing is loaded.\n"
        assert names(getcrm) == ["Acme"]

    def test_what_was_begun_there_goes_on(self, getcrm):
        getcrm.ok("apply", "--on-empty", getcrm.file(register("Acme")))
        file = getcrm.file(register("Acme"), register("Bluth"))
        told = getcrm.ok("apply", "--on-empty", file)
        assert told.startswith(f"Going on with {file} …\n2 lines: 1 applied with")
        assert names(getcrm) == ["Acme", "Bluth"]

    def test_what_was_loaded_to_its_end_is_not_read_again(self, anywhere, monkeypatch):
        file = anywhere.file(register("Acme"), register("Bluth"))
        told = anywhere.ok("apply", "--on-empty", file)
        assert told.startswith(f"Loading {file} …\n2 lines: 2 applied with")
        monkeypatch.setattr(sys.modules["getcrm.cli.apply"], "apply_file", None)
        told = anywhere.ok("apply", "--on-empty", file)
        assert told == f"{file} was loaded before: there is nothing to do.\n"
        anywhere.ok("verify")

    def test_what_was_refused_is_tried_again(self, getcrm):
        file = getcrm.file(register("Acme"), register(""))
        for known in (0, 1):
            result = getcrm("apply", "--on-empty", file)
            assert result.exit_code == 1
            assert f"{known} applied before, 1 refused" in result.stdout

    def test_standard_input_cannot_be_looked_at_beforehand(self, getcrm):
        assert "needs a file" in getcrm.refused("apply", "--on-empty", "-")


@pytest.mark.parametrize("command", [["apply", "-"], ["tick"], ["migrate"]])
def test_while_another_process_writes_it_is_refused_with_the_reason(getcrm, command):
    """On SQLite only one process may write."""
    server = getcrm.opened(writer=True)
    told = getcrm.refused(*command, stdin="")
    server.close()
    assert "AnotherProcessWrites" in told
    assert "End it first, or ask the server over HTTP" in told
    getcrm.ok("apply", "-", stdin="")
