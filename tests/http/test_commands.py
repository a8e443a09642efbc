"""Commands over HTTP: what is answered, idempotency keys, expected versions, dates (API-1)."""

import pytest

from tests.story import ANNA, uid

ACME = uid(0xC1)
STAGES = "/relationship-stages"


def registered(api, **fields):
    return api.post("/customers", {"customer": ACME, "name": "Acme", **fields})


def test_a_command_answers_with_version_and_position(api):
    before = api.crm.log.position()
    result = registered(api)
    assert result.status_code == 201
    assert result.json == {
        "id": ACME,
        "version": 1,
        "position": before + 1,
        "events": 1,
        "warnings": [],
        "created": ACME,
    }
    assert result.headers["etag"] == '"1"'
    assert result.headers["log-position"] == str(before + 1)
    assert result.headers["location"] == f"/api/v1/customers/{ACME}"


def test_the_id_may_be_left_to_us(api):
    result = api.post("/customers", {"name": "Acme"})
    created = result.json["created"]
    assert result.headers["location"] == f"/api/v1/customers/{created}"
    assert api.get(f"/customers/{created}").json["name"] == "Acme"


def test_who_asked_is_in_the_log(api):
    registered(api)
    assert api.crm.log.history(f"customer-{ACME}")[0].by == ANNA


def test_a_new_stage_of_the_one_list_has_an_id_and_an_address(api):
    result = api.post(STAGES, {"name": "VIP"})
    assert result.json["id"] == result.json["created"]
    assert result.headers["location"] == f"/api/v1{STAGES}/{result.json['created']}"


def test_doing_it_twice_records_nothing(api):
    registered(api)
    first = api.put(f"/customers/{ACME}/owner", {"owner": ANNA})
    again = api.put(f"/customers/{ACME}/owner", {"owner": ANNA})
    assert (first.json["events"], again.json["events"]) == (1, 0)
    assert again.json["version"] == first.json["version"]


def test_a_browser_remembers_the_position_of_what_it_has_done(api):
    result = registered(api)
    cookie = result.headers["set-cookie"]
    assert cookie.startswith(f"log_position={result.json['position']}; Path=/api/v1;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(api):
    result = api.ask("POST", "/users", json={"name": "Chi"}, headers={"X-Forwarded-Proto": "https"})
    assert "Secure" in result.headers["set-cookie"]


# --- idempotency keys


def test_the_same_key_is_done_once_and_answered_the_same(api):
    first = api.post("/customers", {"name": "Acme"}, idempotency_key="a-1")
    again = api.post("/customers", {"name": "Acme"}, idempotency_key="a-1")
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert (again.status_code, again.json) == (first.status_code, first.json)
    assert api.crm.log.position() == first.json["position"]


def test_the_same_key_with_another_body_is_refused(api):
    api.post("/customers", {"name": "Acme"}, idempotency_key="a-1")
    other = api.post("/customers", {"name": "Bcme"}, idempotency_key="a-1")
    assert (other.status_code, other.json["code"]) == (422, "IdempotencyKeyReused")
    assert other.json["errors"][0]["header"] == "Idempotency-Key"


@pytest.mark.parametrize("key", ["", "a b", "x" * 201, "ö"])
def test_a_key_is_visible_ascii(api, key):
    result = api.post("/customers", {"name": "Acme"}, idempotency_key=key)
    assert (result.status_code, result.json["code"]) == (400, "HeaderInvalid")
    assert result.json["errors"][0]["header"] == "Idempotency-Key"


# --- expected versions


def test_if_match_lets_the_version_through_that_was_seen(api):
    etag = registered(api).headers["etag"]
    result = api.patch(f"/customers/{ACME}", {"name": "Acme Ltd"}, if_match=etag)
    assert (result.status_code, result.headers["etag"]) == (200, '"2"')


def test_if_match_refuses_what_has_changed_meanwhile(api):
    etag = registered(api).headers["etag"]
    api.patch(f"/customers/{ACME}", {"name": "Acme Ltd"})
    result = api.patch(f"/customers/{ACME}", {"name": "Acme Inc"}, if_match=etag)
    assert (result.status_code, result.json["code"]) == (412, "VersionMismatch")
    assert result.headers["log-position"] == str(api.crm.log.position())


@pytest.mark.parametrize("seen", ['W/"1"', '"1-gzip"', 'W/"1-5d41402abc4b2a76"', '"1;br"'])
def test_a_proxy_that_compresses_does_not_break_optimistic_locking(api, seen):
    """It makes ETags weak, or adds the name of its method."""
    registered(api)
    changed = api.patch(f"/customers/{ACME}", {"name": "Acme Ltd"}, if_match=seen)
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert api.patch(f"/customers/{ACME}", {"name": "B"}, if_match=seen).status_code == 412


@pytest.mark.parametrize("etag", ["3", "*", "W/3", 'w/"3"', '"x"', '"1", "2"', '""', '"٣"', '"1-"'])
def test_if_match_is_one_version(api, etag):
    registered(api)
    result = api.patch(f"/customers/{ACME}", {"name": "B"}, if_match=etag)
    assert (result.status_code, result.json["code"]) == (400, "HeaderInvalid")


# --- dates of their own


def test_history_keeps_its_own_date(api):
    """LOG-1: it happened then; we learned it now."""
    api.post("/customers", {"customer": ACME, "name": "Acme"}, occurred_at="2026-01-02T08:00+07:00")
    entry = api.crm.log.history(f"customer-{ACME}")[0]
    assert entry.occurred_at == "2026-01-02T01:00:00.000000Z"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("yesterday", "HeaderInvalid"),
        ("2026-01-02T08:00", "HeaderInvalid"),
        ("9999-12-31T23:59:59Z", "HeaderInvalid"),
        ("1899-12-31T23:59:59Z", "HeaderInvalid"),
        ("2199-01-01T00:00Z", "OccurredInTheFuture"),
    ],
)
def test_a_date_that_cannot_be_is_refused(api, at, code):
    result = api.post("/customers", {"name": "Acme"}, occurred_at=at)
    assert (result.status_code, result.json["code"]) == (400, code)
    assert result.json["errors"][0]["header"] == "Occurred-At"


# --- warnings


def test_a_possible_duplicate_is_warned_of(api):
    """CUS-2."""
    api.post("/customers", {"name": "Acme", "phones": ["0912345678"]})
    result = api.post("/customers", {"name": "Other", "phones": ["0912345678"]})
    [warning] = result.json["warnings"]
    assert (warning["code"], warning["pointer"]) == ("PossibleDuplicate", "/phones")
    assert warning["text"] == "Another customer has +84912345678, too."
    third = {"name": "Third", "phones": ["0912345678"]}
    [warning] = api.post("/customers", third, accept_language="vi").json["warnings"]
    assert warning["text"] == "Khách hàng khác cũng có +84912345678."


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "should be in the years 1900 to 2199"),
        ("vi", "phải nằm trong khoảng từ năm 1900 đến năm 2199"),
    ],
)
@pytest.mark.parametrize("field", ["start", "due"])
def test_a_time_nobody_means_is_refused_by_the_name_of_its_field_txn_1(api, field, language, told):
    task = {"name": "Gọi", "type": uid(1), "reminder_days": 0, field: "9999-12-31T23:59:59Z"}
    result = api.post("/transactions", task, accept_language=language)
    assert (result.status_code, result.json["code"]) == (400, "ValidationFailed")
    (error,) = result.json["errors"]
    assert (error["pointer"], error["detail"]) == (f"/{field}", told)


def test_so_is_the_time_at_which_it_happened(api):
    result = api.post("/customers", {"name": "Acme"}, occurred_at="9999-12-31T23:59:59Z")
    assert result.json["detail"] == (
        "The header Occurred-At should be a time in the years 1900 to 2199."
    )
