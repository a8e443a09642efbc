"""Ids of what is made under an idempotency key: repeated, not guessed (API-1)."""

from uuid import UUID, uuid5

import pytest

from getcrm.commands.customer import RegisterCustomer
from getcrm.sign_in.made_ids import MadeIds
from tests.http.conftest import Api
from tests.stores import STORES, opened
from tests.story import ANNA, BINH

KEY = {"idempotency_key": "order-17"}
NEW = {"name": "Hoa"}


def test_the_same_key_gives_the_same_answer(api):
    first, again = api.post("/customers", NEW, **KEY), api.post("/customers", NEW, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["created"] == again.json["created"]
    assert again.headers["idempotency-replayed"] == "true"


def test_whoever_knows_the_key_and_the_user_does_not_know_the_id(api):
    """Another installation gives another one, and none gives what was published with the source."""
    made = api.post("/customers", NEW, **KEY).json["created"]
    public = uuid5(UUID("5f0c7d8e-3c52-4a83-9c0b-0d6f2d1c7a41"), f"{ANNA} order-17")
    assert made not in (str(public), Api().post("/customers", NEW, **KEY).json["created"])
    assert UUID(made).version == 4


@pytest.mark.parametrize("store", STORES)
def test_all_processes_of_an_installation_give_the_same(store):
    with opened(store) as crm:
        one, other = MadeIds(crm), MadeIds(crm)
        assert one.of(ANNA, "k") == other.of(ANNA, "k") == one.of(ANNA, "k")
        assert len({one.of(by, key) for by in (ANNA, BINH) for key in "kl"}) == 4
        secrets = crm.log.recorder.query("SELECT secret FROM installation_secret")
        assert len(secrets) == 1


def test_what_a_key_made_in_a_former_version_is_answered_still(api):
    """An import that is run again after the upgrade makes nothing twice."""
    former = MadeIds(api.crm).former(ANNA, "order-17")
    api.crm.handle(RegisterCustomer(customer=former, **NEW), by=ANNA, key="order-17")
    again = api.post("/customers", NEW, **KEY)
    assert (again.status_code, again.json["created"]) == (201, former)
    assert again.headers["idempotency-replayed"] == "true"
    other = api.post("/customers", {"name": "Sen"}, **KEY)
    assert other.json["code"] == "IdempotencyKeyReused"


def test_nor_does_a_key_that_came_with_an_id_of_ones_own_make_another(api):
    own = {**NEW, "customer": "00000000-0000-0000-0000-00000000abcd"}
    assert api.post("/customers", own, **KEY).json["created"] == own["customer"]
    assert api.post("/customers", NEW, **KEY).json["code"] == "IdempotencyKeyReused"
