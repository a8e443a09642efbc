"""`getcrm why-visible` and `getcrm who-can-see`, as people type them (PERM-5)."""

import json

from tests.story import uid

LAN, MAY = uid(1), uid(2)


def loaded(getcrm):
    lines = (
        {
            "command": "AddUser",
            "user": LAN,
            "name": "Lan",
            "email": "lan@example.com",
            "role": "salesperson",
        },
        {"command": "RegisterCustomer", "customer": MAY, "name": "Mây", "owner": LAN},
    )
    getcrm.ok("apply", getcrm.file(*lines))
    return getcrm


def test_why_somebody_may_see_it_in_sentences(getcrm):
    told = loaded(getcrm).ok("why-visible", "customer", MAY, "--user", LAN).splitlines()
    assert told == [
        "Lan may see it: it is theirs. (customers.access)",
        "Lan may edit it: it is theirs. (customers.edit)",
        "Lan may not delete and restore it.",
        "Lan may hand it over and share it: it is theirs. (customers.edit)",
    ]
    lan = "LAN@example.com"
    said = getcrm.ok("why-visible", "customer", MAY, "--user", lan, "--lang", "vi")
    assert said.startswith("Lan được xem: người này phụ trách. (customers.access)\n")
    found = json.loads(getcrm.ok("why-visible", "customer", MAY, "--user", LAN, "--json"))
    assert [deed["allowed"] for deed in found["deeds"]] == [True, True, False, True]


def test_who_may_see_it(getcrm):
    assert loaded(getcrm).ok("who-can-see", "customer", MAY).splitlines() == [
        "Administrator (Administrator): see it, edit it, delete and restore it,"
        " hand it over and share it",
        "Lan (Salesperson): see it, edit it, hand it over and share it",
    ]
    found = json.loads(getcrm.ok("who-can-see", "customer", MAY, "--json"))
    assert [one["relations"] for one in found["people"]] == [["any"], ["own"]]


def test_also_where_they_are_many(getcrm, monkeypatch):
    monkeypatch.setattr("getcrm.cli.visibility.MOST", 1)
    assert len(loaded(getcrm).ok("who-can-see", "customer", MAY).splitlines()) == 2


def test_what_is_not_there_is_said(getcrm):
    assert "NotFound" in getcrm.refused("who-can-see", "customer", uid(9))
    assert "UserUnknown" in loaded(getcrm).refused("why-visible", "customer", MAY, "--user", uid(9))
    assert "planet" in getcrm.refused("who-can-see", "planet", uid(9))
