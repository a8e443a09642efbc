"""Queries over HTTP: parameters, positions, languages (API-1)."""

import pytest

from getcrm.http.responders import COOKIE_SECONDS
from tests.story import ANNA, uid

ACME = uid(0xC1)


def registered(api, name="Acme"):
    return api.post("/customers", {"customer": ACME, "name": name})


def test_a_record_has_its_version_as_etag(api):
    """What GET answers fits If-Match."""
    registered(api)
    etag = api.get(f"/customers/{ACME}").headers["etag"]
    assert api.patch(f"/customers/{ACME}", {"name": "B"}, if_match=etag).status_code == 200


def test_the_company_and_its_campaigns_have_one_too(api):
    etag = api.get("/company").headers["etag"]
    assert api.put("/company/name", {"name": "B"}, if_match=etag).status_code == 200
    campaign = divided_campaign(api)
    assert api.get(campaign).headers["etag"].startswith('"1-')
    api.post("/customers", {"customer": ACME, "name": "Acme"})
    opened = {"campaign": campaign.rpartition("/")[2], "customer": ACME}
    assert api.post("/opportunities", opened).status_code == 201
    etag = api.get(campaign).headers["etag"]
    assert etag.startswith('"2-'), "whose turn it was is part of the campaign (OPP-14)"
    assert api.patch(campaign, {"name": "B"}, if_match=etag).status_code == 200


def test_what_has_not_changed_is_not_sent_again(api):
    registered(api)
    got = api.get(f"/customers/{ACME}")
    etag = got.headers["etag"]
    for known in (etag, f"W/{etag}", f'"x", {etag[:-1]}-gzip"', "*"):
        again = api.get(f"/customers/{ACME}", if_none_match=known)
        assert (again.status_code, again.text) == (304, ""), known
        assert again.headers["etag"] == etag
        assert "content-type" not in again.headers
        assert (
            api.ask("HEAD", f"/customers/{ACME}", headers={"If-None-Match": known}).status_code
            == 304
        )
    for other in ('"1"', '"9-0"', "x", etag.strip('"')):
        assert api.get(f"/customers/{ACME}", if_none_match=other).json == got.json, other


def test_what_another_record_says_in_an_answer_is_a_change_of_it_too(api):
    """Its version is the same, its owner has another name."""
    api.post("/customers", {"customer": ACME, "name": "Acme", "owner": ANNA})
    etag = api.get(f"/customers/{ACME}").headers["etag"]
    api.put(f"/users/{ANNA}/name", {"name": "Hanna"})
    again = api.get(f"/customers/{ACME}", if_none_match=etag)
    assert (again.status_code, again.json["owner"]["name"]) == (200, "Hanna")
    assert api.patch(f"/customers/{ACME}", {"name": "B"}, if_match=etag).status_code == 200


def divided_campaign(api):
    """Where it is always Anna's turn."""
    body = {
        "name": "Spring",
        "methods": [{"name": "Call"}, {"name": "Won"}],
        "participants": [{"user": ANNA, "accepts": True}],
        "division": "round_robin",
    }
    return f"/campaigns/{api.post('/campaigns', body).json['created']}"


def test_an_answer_says_where_the_log_is(api):
    position = registered(api).json["position"]
    assert api.get(f"/customers/{ACME}").headers["log-position"] == str(position)


def test_an_unknown_record_is_not_found(api):
    assert api.get(f"/customers/{ACME}").status_code == 404


def test_a_record_as_it_was(api):
    """LOG-1."""
    registered(api)
    before = api.crm.log.position()
    api.patch(f"/customers/{ACME}", {"name": "Bcme"})
    assert api.get(f"/customers/{ACME}", f"as_known_at={before}").json["name"] == "Acme"
    assert api.get(f"/customers/{ACME}").json["name"] == "Bcme"


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ("sideways=1", "/sideways", "extra_forbidden"),
        ("limit=1&limit=2", "/limit", "repeated"),
        ("limit=two", "/limit", "whole_number"),
        ("limit=2.0", "/limit", "whole_number"),
        ("limit=1_0", "/limit", "whole_number"),
        ("limit=+5", "/limit", "whole_number"),
        ("limit=", "/limit", "whole_number"),
        ("limit=0", "/limit", "greater_than_equal"),
        ("limit=%D9%A3", "/limit", "whole_number"),
        ("with_count=yes", "/with_count", "true_or_false"),
        ("with_count=1", "/with_count", "true_or_false"),
    ],
)
def test_parameters_are_read_strictly(api, query, pointer, code):
    result = api.get("/customers", query)
    assert (result.status_code, result.json["code"]) == (400, "ValidationFailed")
    error = result.json["errors"][0]
    assert (error["pointer"], error["code"]) == (pointer, code)


@pytest.mark.parametrize("query", ["q=%FF", "q=%00", "&".join(f"p{n}=1" for n in range(200))])
def test_a_query_string_is_readable(api, query):
    result = api.get("/customers", query)
    assert (result.status_code, result.json["code"]) == (400, "QueryStringInvalid")


def test_the_address_settles_its_fields(api):
    registered(api)
    result = api.get(f"/customers/{ACME}", f"customer={ACME}")
    assert result.json["errors"][0]["code"] == "settled_by_address"


# --- positions


def test_a_query_sees_at_least_the_position_it_asks_for(api):
    position = registered(api).json["position"]
    result = api.get(f"/customers/{ACME}", at_least_position=str(position))
    assert result.status_code == 200


def test_it_says_how_far_behind_it_is(api):
    api.crm.catch_up()
    object.__setattr__(api.crm, "patience", 0.01)
    reached = api.crm.log.position()
    command = api.anybody.simulate_post(
        "/api/v1/users", json={"name": "Chi"}, headers={"Authorization": "Bearer gc_only-a-test"}
    )
    wanted = command.json["position"]
    result = api.get("/users", at_least_position=str(wanted))
    assert (result.status_code, result.json["code"]) == (503, "Behind")
    assert (result.json["position"], result.json["wanted"]) == (reached, wanted)
    assert result.json["behind"] == wanted - reached
    assert result.headers["retry-after"] == "1"
    assert result.headers["log-position"] == str(reached)


def test_a_browser_waits_for_what_it_has_done_itself(api):
    object.__setattr__(api.crm, "patience", 0.01)
    api.crm.catch_up()
    headers = {"Authorization": "Bearer gc_only-a-test"}
    done = api.anybody.simulate_post("/api/v1/users", json={"name": "Chi"}, headers=headers)
    headers["Cookie"] = done.headers["set-cookie"].partition(";")[0]
    assert f"Max-Age={COOKIE_SECONDS}" in done.headers["set-cookie"]
    assert api.anybody.simulate_get("/api/v1/users", headers=headers).status_code == 503
    api.crm.catch_up()
    assert api.anybody.simulate_get("/api/v1/users", headers=headers).status_code == 200


@pytest.mark.parametrize("cookie", ["log_position=999999", "log_position=x", "other=1", "=;;"])
def test_a_cookie_that_means_nothing_here_is_passed_over(api, cookie):
    assert api.get("/users", cookie=cookie).status_code == 200


def test_a_position_the_log_has_not_reached_is_refused(api):
    wanted = api.crm.log.position() + 1
    result = api.get("/users", at_least_position=str(wanted))
    assert (result.status_code, result.json["code"]) == (412, "PositionUnknown")


@pytest.mark.parametrize("position", ["", "-1", "1.0", "x", "9" * 19])
def test_a_position_is_a_whole_number(api, position):
    result = api.get("/users", at_least_position=position)
    assert (result.status_code, result.json["code"]) == (400, "HeaderInvalid")


def test_sentences_and_names_speak_the_callers_language(api):
    """LANG-1."""
    registered(api)
    said = {
        language: api.get(f"/customers/{ACME}/timeline", accept_language=language).text
        for language in ("vi", "en")
    }
    assert said["vi"] != said["en"]
