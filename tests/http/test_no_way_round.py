"""Ways by which somebody once got at more than was theirs, each closed (PERM-2, PERM-4, PERM-6)."""

import base64
import json

import pytest

from getcrm.commands.customer import EditCustomer
from getcrm.commands.message import SendMessage
from getcrm.domain.campaign import Participant
from getcrm.domain.user import ApiTokenIssued
from getcrm.eventlog import tokens
from tests.commands.people import registered
from tests.commands.sales import ROPE, SPRING, created
from tests.commands.staff import ANNAS, BINHS, CHI, CHIS, HA, LAN, MAI, VY, staff
from tests.http.conftest import PREFIX, Api
from tests.http.signing_in import OTHER, Browser, later, set_up
from tests.http.test_totp import code_of
from tests.story import ANNA, BINH, NEW, uid

PEOPLE = (HA, LAN, ANNA, BINH, CHI, MAI, VY)


class Company(Api):
    """The company of `tests.commands.staff`; everybody has a program."""

    def __init__(self, *past):
        issued = [
            (f"user-{user}", ApiTokenIssued(uid(0x700000 + n), "t", None, None))
            for n, user in enumerate(PEOPLE)
        ]
        super().__init__(staff(), issued, *past)
        for n, user in enumerate(PEOPLE):
            tokens.store(self.crm.log, f"gc_{user}", tokens.Token(uid(0x700000 + n), user, "t"))

    def by(self, user, method, path, body=None, query="", **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        more = {} if method in ("GET", "DELETE") else {"json": body or {}}
        result = self.anybody.simulate_request(
            method,
            PREFIX + path,
            headers={"Authorization": f"Bearer gc_{user}", **sent},
            query_string=query,
            **more,
        )
        self.crm.catch_up()
        return result


# --- reading


def words_of_the_page(found):
    """What a page of a search goes on from, and in which order it came."""
    place = found.json["next"]
    start = json.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))[2]
    return start, [one["name"] for one in found.json["customers"]]


def test_a_search_is_the_same_whatever_strangers_are_called_perm_4():
    """Which of the words leads shows in the cursor and in the order: it is chosen by what one
    may see."""
    told = []
    for secret in ("Rivalcorp", "Something else"):
        company = Company(registered(uid(0xC777), owner=CHI, name=secret))
        for name in ("rivalcorp x tag", "rivalcorp y tag"):
            assert company.by(ANNA, "POST", "/customers", {"name": name}).status_code == 201
        asked = "q=rivalcorp%20tag&limit=1"
        told.append(words_of_the_page(company.by(ANNA, "GET", "/customers", query=asked)))
    assert told[0] == told[1]


def test_work_is_not_found_by_what_is_not_told_of_it_perm_4():
    company = Company(created(participants=(Participant(CHI, True),), manager=MAI))
    company.by(HA, "POST", "/transaction-types", {"type": uid(0x799), "name": "Gọi", "points": 1})
    opened = {"opportunity": ROPE, "campaign": SPRING, "customer": CHIS, "owner": CHI}
    company.by(HA, "POST", "/opportunities", opened)
    work = {"name": "Gọi", "type": uid(0x799), "assignees": [ANNA], "opportunity": ROPE}
    assert company.by(HA, "POST", "/transactions", work).status_code == 201
    [told] = company.by(ANNA, "GET", "/transactions").json["transactions"]
    assert (told["opportunity"], told["campaign"]) == (None, None)
    for asked in (f"opportunity={ROPE}", f"campaign={SPRING}", f"customer={CHIS}"):
        hidden = company.by(ANNA, "GET", "/transactions", query=asked)
        assert hidden.status_code == 400, asked
        assert hidden.json["code"] == "FilterUnknown"
        assert len(company.by(HA, "GET", "/transactions", query=asked).json["transactions"]) == 1


@pytest.mark.parametrize("stage", [NEW, uid(0x5FF)])
def test_a_past_board_has_no_column_for_what_one_may_not_see_perm_4(stage):
    company = Company()
    company.story.now = "2026-01-10T05:00:00.000000Z"
    new = {"stage": uid(0x5FF), "name": "Later", "colour": "#112233"}
    company.by(HA, "POST", "/relationship-stages", new)
    past = {"customer": uid(0x5AA), "name": "S", "owner": CHI, "stage": stage}
    at = "2026-01-06T00:00:00Z"
    told = company.by(HA, "POST", "/customers", past, Occurred_At=at)
    assert told.status_code == 201, told.text

    def columns(user, **more):
        asked = "&".join(["as_of=2026-01-07", *(f"{k}={v}" for k, v in more.items())])
        found = company.by(user, "GET", "/customer-board", query=asked).json
        return [column["name"] for column in found["columns"]] if "columns" in found else found

    assert "Later" not in columns(ANNA)
    assert ("Later" in columns(HA)) == (stage != NEW)
    assert columns(ANNA, column=uid(0x5FF))["code"] == "FilterUnknown"


def test_a_campaigns_past_board_neither_perm_4():
    company = Company()
    [marketing] = [
        r for r in company.by(HA, "GET", "/roles").json["roles"] if r["id"] == "marketing"
    ]
    narrow = [p for p in marketing["permissions"] if p != "opportunities.view_all"]
    role = {"role": "narrow", "name": "Narrow", "permissions": narrow}
    assert company.by(HA, "POST", "/roles", role).status_code == 201
    company.by(HA, "PUT", f"/users/{VY}/role", {"role": "narrow"})
    company.story.now = "2026-01-10T05:00:00.000000Z"
    methods = [{"name": "a"}, {"name": "z"}]
    campaign = {"campaign": SPRING, "name": "C", "manager": LAN, "methods": methods}
    at = {"Occurred_At": "2026-01-06T00:00:00Z"}
    assert company.by(HA, "POST", "/campaigns", campaign, **at).status_code == 201
    middle = {"method": uid(0x3AA), "name": "Later"}
    company.by(HA, "POST", f"/campaigns/{SPRING}/methods", middle)
    known = [m["id"] for m in company.by(HA, "GET", f"/campaigns/{SPRING}").json["methods"]]
    first, last = (id for id in known if id != uid(0x3AA))
    order = {"methods": [first, uid(0x3AA), last]}
    assert company.by(HA, "PUT", f"/campaigns/{SPRING}/methods/order", order).status_code == 200
    opened = {"campaign": SPRING, "customer": CHIS, "owner": CHI, "method": uid(0x3AA)}
    assert company.by(HA, "POST", "/opportunities", opened, **at).status_code == 201

    def columns(user):
        board = company.by(user, "GET", f"/campaigns/{SPRING}/board", query="as_of=2026-01-07")
        return [column["name"] for column in board.json["columns"]]

    assert "Later" in columns(HA)
    assert "Later" not in columns(VY)


def test_a_message_does_not_name_a_campaign_one_may_not_see_cam_2():
    company = Company(created(participants=(Participant(BINH, True),), manager=LAN, name="Secret"))
    send = SendMessage(recipients=[ANNA, BINH], campaign=SPRING, subject="Chào", text="")
    company.crm.handle(send, by=LAN)
    company.crm.catch_up()
    told = {}
    for user in (ANNA, BINH):
        [message] = company.by(user, "GET", "/messages").json["messages"]
        notes = company.by(user, "GET", "/me/notifications").json["notifications"]
        [note] = [note for note in notes if note["object"] == "message"]
        told[user] = (message["campaign"], "Secret" in note["sentence"])
    assert told == {ANNA: (None, False), BINH: ({"id": SPRING, "name": "Secret"}, True)}


def test_what_the_timeline_has_not_taken_up_is_told_without_what_is_hidden_perm_4():
    company = Company(created(participants=(Participant(CHI, True),), manager=MAI))
    company.by(HA, "POST", "/transaction-types", {"type": uid(0x799), "name": "Gọi", "points": 1})
    opened = {"opportunity": ROPE, "campaign": SPRING, "customer": CHIS, "owner": CHI}
    company.by(HA, "POST", "/opportunities", opened)
    company.crm.engine._set_failure(["timeline"], "KeyError: 'x'")
    work = {"name": "Gọi", "type": uid(0x799), "assignees": [ANNA], "opportunity": ROPE}
    assert company.by(HA, "POST", "/transactions", work).status_code == 201
    notes = company.by(ANNA, "GET", "/me/notifications").json["notifications"]
    [note] = [note for note in notes if note["object"] == "transaction"]
    assert "(hidden)" in note["sentence"]
    assert ROPE not in note["sentence"]
    assert CHIS not in note["sentence"]


# --- doing


def test_the_second_factor_enrolled_meanwhile_survives_a_late_repetition_perm_6(api):
    binh = set_up(api, BINH, "binh@acme.vn", OTHER)

    def enrols():
        enrolment = binh.ask("POST", "/me/totp").json
        code = code_of(api, enrolment["secret"])
        first = {"credential": enrolment["credential"], "code": code}
        assert binh.ask("PUT", "/me/totp", first).status_code == 200
        return enrolment["secret"]

    enrols()
    assert api.ask("DELETE", f"/users/{BINH}/totp", headers={"Idempotency-Key": "k"}).json["events"]
    secret = enrols()
    again = api.ask("DELETE", f"/users/{BINH}/totp", headers={"Idempotency-Key": "k"})
    assert again.headers["idempotency-replayed"] == "true"
    known = {"email": "binh@acme.vn", "password": OTHER, "code": code_of(api, secret, 1)}
    assert Browser(api).sign_in(**known).status_code == 201


def test_nobody_names_somebody_else_where_ones_own_sessions_are_ended_perm_6(api):
    anna, binh = set_up(api), set_up(api, BINH, "binh@acme.vn", OTHER)
    session = binh.me().json["session"]["session"]
    later(api, 700)
    theirs = anna.ask("DELETE", f"/users/{BINH}/sessions/{session}")
    assert theirs.json["code"] == "ConfirmationNeeded"
    asked = anna.ask("DELETE", f"/me/sessions/{session}?user={BINH}")
    assert asked.status_code == 400
    assert binh.me().status_code == 200


def test_to_deactivate_somebody_takes_a_fresh_proof_it_ends_their_sessions_perm_6(api):
    anna = set_up(api)
    later(api, 700)
    asked = anna.ask("PUT", f"/users/{BINH}/deactivation")
    assert asked.json["code"] == "ConfirmationNeeded"


def test_a_program_does_not_see_where_its_user_is_signed_in_perm_6(api):
    anna = set_up(api)
    assert api.get("/me/sessions").json["code"] == "SessionNeeded"
    session = anna.me().json["session"]["session"]
    assert api.delete(f"/me/sessions/{session}").json["code"] == "SessionNeeded"
    assert anna.me().status_code == 200


@pytest.mark.parametrize("path", ["/me", "/customers", "/sessions", "/setup"])
def test_two_slashes_lead_nowhere_perm_4(api, path):
    for method in ("GET", "POST"):
        asked = api.anybody.simulate_request(method, f"//api/v1{path}", json={})
        assert (asked.status_code, asked.json["code"]) == (404, "RouteNotFound")


# --- nonsense


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/customers", "as_of=9999-12-31"),
        ("/customers", "as_of=2200-01-01"),
        ("/customers", "as_known_at=9999-12-31"),
        ("/customers", "contacted_to=9999-12-31"),
        ("/transactions", "due_to=1899-12-31"),
        ("/customers", "as_of=0001-01-01T00:00:00%2B14:00"),
        ("/me/notifications", "cursor=W3RydWVd"),
        ("/messages", "cursor=W3RydWVd"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(api, path, query):
    asked = api.get(path, query)
    assert asked.status_code == 400
    assert asked.json["errors"][0]["pointer"] == "/" + query.split("=")[0]


def test_the_names_of_strangers_stay_out_of_ones_own_edits_perm_4():
    """A control: what is one's own is found by its new name."""
    company = Company()
    company.crm.handle(EditCustomer(customer=ANNAS, name="Rivalcorp"), by=ANNA)
    company.crm.catch_up()
    found = company.by(ANNA, "GET", "/customers", query="q=rivalcorp").json["customers"]
    assert [one["id"] for one in found] == [ANNAS]
    assert company.by(BINH, "GET", "/customers", query="q=rivalcorp").json["customers"] == []
    assert company.by(BINH, "GET", f"/customers/{BINHS}").status_code == 200
