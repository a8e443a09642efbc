"""`ask`, `queries`, `commands`, `history` and `show`: the same questions, without a server."""

import json
import threading

import pytest

from getcrm.crm import COMMANDS, QUERIES
from getcrm.projections.lead import lead

ACME = "00000000-0000-0000-0000-00000000ac3e"
STREAM = f"customer-{ACME}"


@pytest.fixture
def told(getcrm):
    """Acme was registered in 2017 and renamed in 2018."""
    getcrm.ok(
        "apply",
        getcrm.file(
            {
                "command": "RegisterCustomer",
                "at": "2017-03-01T05:00:00Z",
                "customer": ACME,
                "name": "Acme",
                "code": "A1",
            },
            {
                "command": "EditCustomer",
                "at": "2018-01-01T05:00:00Z",
                "customer": ACME,
                "name": "Acme & Sons",
            },
        ),
    )
    return getcrm


def test_every_command_is_there_with_its_schema(getcrm):
    found = json.loads(getcrm.ok("commands"))
    assert set(found) == set(COMMANDS)
    assert found["AddUser"]["properties"]["name"]["maxLength"] == 200
    assert set(json.loads(getcrm.ok("commands", "AddUser"))) == {"AddUser"}
    assert "no command 'Add'" in getcrm.refused("commands", "Add")


def test_every_query_is_there_with_its_schema(getcrm):
    found = json.loads(getcrm.ok("queries"))
    assert set(found) == set(QUERIES)
    assert "campaign" in found["pipeline_board"]["required"]


def test_an_answer_holds_what_was_just_recorded(anywhere):
    """No projector runs: whoever asks brings the read models up to date."""
    for name in ("Acme", "Bluth"):
        anywhere.ok("apply", "-", stdin=json.dumps({"command": "RegisterCustomer", "name": name}))
        assert anywhere.ask("customers", f"q={name}")["customers"][0]["name"] == name


def test_where_a_projector_leads_the_question_waits_for_it(told):
    """And does not move the read models itself."""
    crm = told.opened()
    leading = lead(told.url, "projector")
    assert leading.acquire()
    assert "Behind" in told.refused("ask", "customers")
    projector = threading.Timer(0.2, crm.engine.catch_up)
    projector.start()
    assert told.ask("customers")["customers"]
    projector.join()
    leading.close()
    crm.close()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["weather"], "no query 'weather'"),
        (["customers", "limit"], "'limit' should be KEY=VALUE"),
        (["customers", "limit=many"], "limit should be a whole number"),
        (["customers", "limit=0"], "limit "),
        (["customers", "limit=1", "limit=2"], "limit is given more than once"),
        (["customers", "colour=red"], "colour "),
        (["pipeline_board", f"campaign={ACME}"], "NotFound: There is no campaign"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_why(getcrm, arguments, complaint):
    assert complaint in getcrm.refused("ask", *arguments)


def test_the_answer_comes_in_the_language_asked_for(getcrm):
    english = getcrm.ask("indicators", "--lang", "en")
    assert english != getcrm.ask("indicators", "--lang", "vi")


def test_history_tells_each_event_as_a_sentence_at_the_companys_time(told):
    first, second = told.ok("history", STREAM).splitlines()
    assert first.startswith("2017-03-01 12:00  ")
    assert "Acme" in first
    assert "Acme & Sons" in second
    assert told.ok("history", STREAM, "--lang", "vi") != told.ok("history", STREAM)


def test_history_as_json_is_the_log_itself(told):
    events = [json.loads(line) for line in told.ok("history", STREAM, "--json").splitlines()]
    assert [event["topic"] for event in events] == ["CustomerRegistered", "CustomerEdited"]
    assert events[1]["data"]["changed"]["name"] == {"old": "Acme", "new": "Acme & Sons"}


def test_show_folds_a_record_as_it_was(told):
    """LOG-1."""

    def name(*options):
        return json.loads(told.ok("show", STREAM, *options))["state"]["details"]["name"]

    (first, _) = map(json.loads, told.ok("history", STREAM, "--json").splitlines())
    assert name() == "Acme & Sons"
    assert name("--as-of", "2017-12-31") == "Acme"
    assert name("--as-of", "2018-01-01") == "Acme & Sons"
    assert name("--as-of", "2018-01-01T04:59:59Z") == "Acme"
    assert name("--at-position", str(first["position"])) == "Acme"


def test_every_kind_of_record_can_be_shown(told):
    for stream in ("company-main", "relationship_stages-main", STREAM):
        assert json.loads(told.ok("show", stream))["stream"] == stream


def test_what_was_not_there_yet_is_not_shown(told):
    assert "was not there yet" in told.refused("show", STREAM, "--as-of", "2017-02-28")
    assert "--as-of" in told.refused("show", STREAM, "--as-of", "then")
    assert "Nothing is recorded" in told.refused("show", "customer-nobody")
    assert "Nothing is recorded" in told.refused("history", "customer-nobody")


def test_a_database_that_was_never_migrated_is_named(new):
    told = new.refused("ask", "customers")
    assert "NotMigrated" in told
    assert "getcrm migrate" in told


def test_an_operator_sees_what_a_user_sees_perm_4(getcrm):
    """`--by` obeys that user's permissions; without it the operator sees everything."""
    anna, binh = "00000000-0000-0000-0000-00000000a11a", "00000000-0000-0000-0000-00000000b188"
    people = [
        {"command": "AddUser", "user": user, "name": name, "role": "salesperson"}
        for user, name in ((anna, "Anna"), (binh, "Bình"))
    ]
    hers = {"command": "RegisterCustomer", "by": anna, "name": "Acme"}
    getcrm.ok("apply", getcrm.file(*people, hers))
    for by, seen in (([], ["Acme"]), (["--by", anna], ["Acme"]), (["--by", binh], [])):
        found = getcrm.ask("customers", *by, "with_count=true")
        assert [customer["name"] for customer in found["customers"]] == seen
        assert found["count"] == len(seen)
    assert "PermissionMissing" in getcrm.refused("ask", "score_preview", "--by", anna)
