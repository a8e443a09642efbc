"""Every error is a problem document, with a status by its kind, in the caller's language."""

import json

import pytest

from getcrm.domain.policy import Forbidden
from getcrm.domain.refusals import Conflict, Invalid, NotFound, Refusal, Refused
from getcrm.http import texts
from tests.http.conftest import brew
from tests.story import ANNA, LOST, NEW, uid

ACME = uid(0xC1)


def check(result, status, code):
    """What every problem has (RFC 9457)."""
    assert (result.status_code, result.json.get("code")) == (status, code)
    assert result.headers["content-type"] == "application/problem+json"
    assert result.json["status"] == status
    assert result.json["type"] == f"urn:getcrm:problem:{code}"
    assert result.json["title"]
    assert result.json["detail"]
    return result.json


# --- refusals, by kind


def test_invalid_is_400(api):
    result = api.post("/customers", {"name": "Acme"}, occurred_at="2199-01-01T00:00Z")
    check(result, 400, "OccurredInTheFuture")


def test_not_found_is_404(api):
    result = api.put(f"/customers/{ACME}/owner", {"owner": ANNA})
    problem = check(result, 404, result.json["code"])
    assert result.headers["log-position"] == str(api.crm.log.position())
    assert ACME not in problem["title"]


def test_conflict_is_409(api):
    api.post("/customers", {"customer": ACME, "name": "Acme"})
    check(api.post("/customers", {"customer": ACME, "name": "Acme"}), 409, "AlreadyExists")


def test_a_changed_version_is_412(api):
    api.post("/customers", {"customer": ACME, "name": "Acme"})
    result = api.patch(f"/customers/{ACME}", {"name": "B"}, if_match='"7"')
    check(result, 412, "VersionMismatch")


def test_refused_is_422_and_points_at_the_field(api):
    """REL-7."""
    result = api.delete(f"/relationship-stages/{NEW}")
    problem = check(result, 422, result.json["code"])
    assert [error["code"] for error in problem["errors"]] in ([], [problem["code"]])


def test_a_refusal_names_the_field_it_is_about(api):
    api.post("/customers", {"customer": ACME, "name": "Acme"})
    result = api.put(f"/customers/{ACME}/stage", {"stage": uid(1)})
    assert result.json["errors"][0]["pointer"] == "/stage"


@pytest.mark.parametrize("kind", [Invalid, NotFound, Conflict, Refused, Forbidden])
def test_every_kind_of_refusal_has_a_status(kind):
    from getcrm.http.problems import STATUS

    assert kind in STATUS
    assert set(Refusal.__subclasses__()) == {Invalid, NotFound, Conflict, Refused, Forbidden}


# --- shape

UUID = "00000000-0000-0000-0000-00000000ac3e"


def test_every_wrong_field_is_pointed_at(api):
    body = {"name": 7, "kind": "alien", "contacts": [{"name": ""}], "x~/y": 1}
    problem = check(api.post("/customers", body), 400, "ValidationFailed")
    found = {error["pointer"]: error["code"] for error in problem["errors"]}
    assert found == {
        "/name": "string_type",
        "/kind": "literal_error",
        "/contacts/0/name": "string_too_short",
        "/x~0~1y": "extra_forbidden",
    }


@pytest.mark.parametrize("wrong", ["anna", "", f"{{{UUID[:34]}}}", "x" * 36, UUID + "0"])
def test_what_is_no_uuid_is_called_so(api, wrong):
    problem = check(api.post("/customers", {"name": "A", "owner": wrong}), 400, "ValidationFailed")
    (error,) = problem["errors"]
    assert (error["pointer"], error["code"]) == ("/owner", "uuid")
    assert error["detail"] == "should be a UUID"


def test_true_is_not_one(api):
    result = api.post("/customer-groups", {"name": "VIP", "points": True})
    assert check(result, 400, "ValidationFailed")["errors"][0]["code"] == "int_type"


def test_two_point_nought_is_a_whole_number(api):
    """As JSON schema has it."""
    assert api.post("/customer-groups", {"name": "VIP", "points": 2.0}).status_code == 201
    assert api.post("/customer-groups", {"name": "B2B", "points": 2.5}).status_code == 400


def test_the_address_wins_and_the_body_may_not_repeat_it(api):
    api.post("/customers", {"customer": ACME, "name": "Acme"})
    body = {"customer": ACME, "stage": LOST}
    problem = check(api.put(f"/customers/{ACME}/stage", body), 400, "ValidationFailed")
    assert problem["errors"][0] == {
        "pointer": "/customer",
        "detail": "is given by the address already",
        "code": "settled_by_address",
    }


def test_a_malformed_id_in_the_address(api):
    result = api.put("/customers/acme/stage", {"stage": LOST})
    assert check(result, 400, "ValidationFailed")["errors"][0]["pointer"] == "/customer"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "parse"),
        (b"[]", "not an object"),
        (b'"x"', "not an object"),
        (b'{"name": "a", "name": "b"}', "twice"),
        (b'{"a": {"b": 1, "b": 1}}', "twice"),
        (b'{"name": NaN}', "NaN"),
        (b'{"name": -Infinity}', "NaN"),
        (b'{"name": 1e999}', "NaN"),
        (b'{"name": "\xff"}', "UTF-8"),
        (b'{"name": "\\u0000"}', "NUL"),
        (b'{"\\ud800": 1}', "half a character"),
        (b'{"a": ["\\udfff"]}', "half a character"),
        (b"[" * 100_000, "parse"),
        (b'{"name": ' + b"9" * 5000 + b"}", "parse"),
    ],
)
def test_a_body_is_json_that_can_be_read_in_one_way_only(api, body, reason):
    result = api.ask("POST", "/customers", body=body, headers={"Content-Type": "application/json"})
    assert reason in check(result, 400, "BodyNotJson")["detail"]


@pytest.mark.parametrize("body", [b'{"name": "\\u00e9\\ud83d\\ude00"}', '{"name": "é😀"}'.encode()])
def test_whole_characters_are_welcome_however_they_are_written(api, body):
    result = api.ask("POST", "/customers", body=body, headers={"Content-Type": "application/json"})
    assert result.status_code == 201


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/xml", "application/json; charset=latin-1", ""]
)
def test_only_json_is_read(api, media_type):
    result = api.ask(
        "POST", "/customers", body=b'{"name": "Acme"}', headers={"Content-Type": media_type}
    )
    check(result, 415, "MediaTypeUnsupported")


def test_json_may_name_its_charset(api):
    headers = {"Content-Type": "application/json; charset=UTF-8"}
    assert api.ask("POST", "/customers", body=b'{"name": "A"}', headers=headers).status_code == 201


def test_a_body_has_at_most_one_mebibyte(api):
    body = json.dumps({"name": "A", "description": "x" * 1024 * 1024}).encode()
    headers = {"Content-Type": "application/json"}
    check(api.ask("POST", "/customers", body=body, headers=headers), 413, "BodyTooLarge")


def test_a_body_without_a_length_has_the_same_limit(api):
    env = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    headers = {"Content-Type": "application/json"}
    small = api.ask("POST", "/customers", body=b'{"name": "A"}', headers=headers, extras=env)
    assert small.status_code == 201
    large = api.ask("POST", "/customers", body=b" " * 1024 * 1025, headers=headers, extras=env)
    check(large, 413, "BodyTooLarge")


def test_a_deletion_takes_its_fields_from_the_query_string(api):
    group = api.post("/customer-groups", {"name": "VIP"}).json["created"]
    body = api.ask("DELETE", f"/customer-groups/{group}", json={"members": "leave"})
    check(body, 400, "BodyNotExpected")
    assert api.delete(f"/customer-groups/{group}", "members=leave").status_code == 200


def test_a_command_with_a_body_takes_no_parameters(api):
    result = api.ask("POST", "/customers", json={"name": "A"}, query_string="dry_run=true")
    assert check(result, 400, "ValidationFailed")["errors"][0]["pointer"] == "/dry_run"


# --- addresses and methods


def test_an_unknown_address(api):
    check(api.get("/customer"), 404, "RouteNotFound")
    check(api.anybody.simulate_get("/nowhere"), 404, "RouteNotFound")


def test_an_unknown_method_says_which_there_are(api):
    result = api.post("/company")
    check(result, 405, "MethodNotAllowed")
    assert result.headers["allow"] == "GET, HEAD, PUT, OPTIONS"


def test_a_method_nobody_has_heard_of(api):
    check(brew(api, "/company"), 400, "RequestInvalid")


def test_options_says_what_there_is(api):
    result = api.ask("OPTIONS", "/company")
    assert (result.status_code, result.headers["allow"]) == (200, "GET, HEAD, PUT")


# --- our own faults


def test_a_fault_of_ours_shows_nothing_but_a_reference(capsys, api):
    """The trace is in our log, under the reference that the caller got."""
    api.crm.log.close()
    result = api.anybody.simulate_get(
        "/api/v1/company", headers={"Authorization": "Bearer gc_another"}
    )
    problem = check(result, 500, "InternalError")
    assert "Traceback" not in result.text
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    failure = next(line for line in lines if line["event"] == "failure")
    assert failure["reference"] == problem["instance"]
    assert "Traceback" in failure["exception"]
    assert "gc_another" not in json.dumps(lines)


# --- languages


@pytest.mark.parametrize(
    ("accepted", "title"),
    [
        ("vi", "Yêu cầu không hợp lệ"),
        ("vi-VN,vi;q=0.9,en;q=0.1", "Yêu cầu không hợp lệ"),
        ("en", "Invalid request"),
        ("fr", "Invalid request"),
        ("???", "Invalid request"),
    ],
)
def test_problems_speak_the_callers_language(api, accepted, title):
    """LANG-1."""
    result = api.post("/customers", {}, accept_language=accepted)
    assert result.json["title"] == title
    assert result.headers["vary"] == "Accept-Language"


def test_refusals_speak_the_callers_language(api):
    body = {"customer": ACME, "name": "Acme"}
    api.post("/customers", body)
    said = {
        language: api.post("/customers", body, accept_language=language).json["detail"]
        for language in ("vi", "en")
    }
    assert said["vi"] != said["en"]


@pytest.mark.parametrize(
    "table",
    [texts.TITLES, texts.DETAILS, texts.BODY_REASONS, texts.EXPECTED, texts.FIELD_ERRORS],
)
def test_nothing_is_said_in_one_language_only(table):
    for said in table.values():
        assert set(said) == {"en", "vi"}
        assert said["en"] != said["vi"]
