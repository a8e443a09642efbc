"""A program sees and hears no more than its token allows, whoever its user is (PERM-6)."""

from falcon.testing import Result

from getcrm.domain.permission import PERMISSIONS, SHIPPED
from getcrm.domain.role import in_order
from tests.commands.people import registered
from tests.http.conftest import PREFIX, Api
from tests.story import ANNA, BINH, uid

MINE, BINHS = uid(0xC01), uid(0xC02)
SCOPES = ["crm.access", "customers.access", "customers.edit", "users.access"]
"""Without `customers.view_all`."""


class Program:
    """Asks by a token with those scopes."""

    def __init__(self, api: Api, user: str, scopes: list[str] | None) -> None:
        self.api = api
        body = {"name": "kho", **({} if scopes is None else {"scopes": scopes})}
        token = uid(0x70C000 + api.crm.log.position())
        issued = api.put(f"/users/{user}/tokens/{token}", body)
        self.secret = issued.json["api_token"]

    def get(self, path: str) -> Result:
        headers = {"Authorization": f"Bearer {self.secret}"}
        return self.api.anybody.simulate_get(PREFIX + path, headers=headers)


def company() -> Api:
    """Anna is the administrator, and sells to one customer herself."""
    return Api(
        registered(MINE, owner=ANNA, name="Của Anna"),
        registered(BINHS, owner=BINH, name="Của Bình"),
    )


def test_an_administrators_token_without_view_all_lists_only_its_own_perm_4():
    api = company()
    narrow = Program(api, ANNA, SCOPES)
    assert {one["id"] for one in api.get("/customers").json["customers"]} == {MINE, BINHS}
    found = narrow.get("/customers").json
    assert [one["id"] for one in found["customers"]] == [MINE]
    assert narrow.get(f"/customers/{MINE}").status_code == 200
    assert narrow.get(f"/customers/{BINHS}").status_code == 404
    assert narrow.get(f"/customers/{BINHS}/timeline").status_code == 404
    assert narrow.get("/campaigns").json["code"] == "TokenScopeMissing"


def test_a_token_is_told_what_it_may_do_itself_perm_6():
    api = company()
    assert api.get("/me").json["permissions"] == list(PERMISSIONS)
    assert Program(api, ANNA, SCOPES).get("/me").json["permissions"] == list(in_order(SCOPES))


def test_a_scope_that_its_user_does_not_have_counts_for_nothing_perm_6():
    api = company()
    binhs = Program(api, BINH, [*SCOPES, "customers.view_all", "crm.settings"])
    assert binhs.get("/me").json["permissions"] == list(in_order(SCOPES))
    assert [one["id"] for one in binhs.get("/customers").json["customers"]] == [BINHS]


def test_the_tokens_of_somebody_are_theirs_to_see_and_of_those_who_edit_users_perm_6():
    api = company()
    annas, binhs = Program(api, ANNA, None), Program(api, BINH, None)
    theirs = {user: f"/users/{user}" for user in (ANNA, BINH)}
    assert "users.edit" not in SHIPPED["salesperson"].permissions
    assert binhs.get(theirs[ANNA]).json["tokens"] == []
    assert len(binhs.get(theirs[BINH]).json["tokens"]) == 1
    assert len(annas.get(theirs[BINH]).json["tokens"]) == 1
    assert len(annas.get(theirs[ANNA]).json["tokens"]) == 2
    assert Program(api, ANNA, SCOPES).get(theirs[BINH]).json["tokens"] == []
