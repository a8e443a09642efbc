"""The first start makes a company and an administrator, once (PERM-6)."""

import stat
from contextlib import closing
from dataclasses import replace

import pytest

from getcrm.commands.company import SetUpCompany
from getcrm.crm import migrate, open_crm
from getcrm.domain import permission
from getcrm.domain.user import User
from getcrm.eventlog import tokens
from getcrm.processes.first_start import ADMINISTRATOR, starting_ids
from getcrm.sign_in.accounts import set_up
from getcrm.sign_in.terms import Terms, Visitor


def token_file(shell):
    return shell.folder / "data" / "admin-token"


def test_it_prints_the_administrators_token_once(new):
    told = new.ok("migrate")
    secret = token_file(new).read_text().strip()
    assert f"API token: {secret}\n" in told
    assert "API token" not in new.ok("migrate")
    assert token_file(new).read_text().strip() == secret


def test_the_token_file_is_readable_by_its_owner_alone(new):
    new.ok("migrate")
    assert stat.S_IMODE(token_file(new).stat().st_mode) == 0o600


def test_the_token_is_the_administrators_and_only_its_hash_is_stored(new):
    new.ok("migrate")
    secret = token_file(new).read_text().strip()
    crm = new.opened()
    assert tokens.lookup(crm.log, secret).user == ADMINISTRATOR
    crm.close()
    for file in (new.folder.parent).rglob("getcrm*.db*"):
        assert secret.encode() not in file.read_bytes()
    assert secret not in new.ok("history", f"user-{ADMINISTRATOR}", "--json")


def test_the_company_is_set_up_as_the_options_say(new):
    new.ok(
        "migrate",
        "--name",
        "Acme",
        "--currency",
        "USD",
        "--language",
        "en",
        "--time-zone",
        "Europe/Paris",
        "--history-from",
        "2016-10-01",
    )
    company = new.ask("company")
    assert (company["name"], company["currency"]) == ("Acme", "USD")
    crm = new.opened()
    (first, *_) = crm.log.history("company-main")
    crm.close()
    assert first.occurred_at == "2016-09-30T22:00:00.000000Z"


def test_the_options_do_nothing_to_a_company_that_is_there(getcrm):
    getcrm.ok("migrate", "--name", "Other", "--currency", "EUR")
    assert getcrm.ask("company")["currency"] == "USD"


def test_the_seven_stages_have_the_same_ids_everywhere(getcrm):
    ids = starting_ids()
    stages = getcrm.ask("stages")["stages"]
    assert [stage["id"] for stage in stages] == [next(ids) for _ in range(7)]


def test_a_currency_or_a_day_that_cannot_be_is_refused(new):
    assert "currency" in new.refused("migrate", "--currency", "XXX")
    assert "--history-from" in new.refused("migrate", "--history-from", "yesterday")
    far = new.refused("migrate", "--history-from", "0001-01-01")
    assert "--history-from should be in the years 1900 to 2199" in far


def test_an_interrupted_first_start_goes_on(new):
    """The company is there, the administrator is not yet."""
    migrate(new.url)
    crm = open_crm(new.url)
    crm.handle(SetUpCompany(), by="system")
    crm.close()
    assert "API token: gc_" in new.ok("migrate")


@pytest.mark.parametrize("name", ["reporting", "import"])
def test_another_token_is_issued_for_a_user(getcrm, name):
    told = getcrm.ok("token", ADMINISTRATOR, "--name", name)
    crm = getcrm.opened()
    issued = tokens.lookup(crm.log, told.removeprefix("API token: ").strip())
    crm.close()
    assert (issued.user, issued.name) == (ADMINISTRATOR, name)


def test_a_token_has_scopes_and_an_end_and_its_user_may_be_named_by_e_mail_perm_6(getcrm):
    user = "00000000-0000-0000-0000-00000000a11a"
    added = {"command": "AddUser", "user": user, "name": "Anna", "email": "anna@acme.vn"}
    getcrm.ok("apply", getcrm.file({**added, "role": "salesperson"}))
    scopes = "customers.edit, customers.access"
    getcrm.ok("token", "Anna@acme.vn", "--scopes", scopes, "--expires", "2099-12-31")
    with closing(getcrm.opened()) as crm:
        (issued,) = crm.log.load(User, user).state.tokens.values()
    assert issued.scopes == ("customers.access", "customers.edit")
    assert issued.expires_at == "2099-12-31T16:59:59.999999Z"
    assert "scopes.0" in getcrm.refused("token", user, "--scopes", "fly")
    assert "--expires should be a date" in getcrm.refused("token", user, "--expires", "soon")
    assert "TokenExpiresInThePast" in getcrm.refused("token", user, "--expires", "2020-01-01")


def test_nobody_gets_a_token_who_is_not_there(getcrm):
    nobody = "00000000-0000-0000-0000-000000000001"
    assert "UserUnknown" in getcrm.refused("token", nobody)
    assert "user" in getcrm.refused("token", "anna")


def test_an_upgrade_ships_what_is_new_to_the_roles_that_are_there(new, monkeypatch):
    now, former = dict(permission.SHIPPED), {"comments.write", "messages.write"}
    before = {id: replace(role, permissions=role.permissions - former) for id, role in now.items()}
    monkeypatch.setattr("getcrm.domain.role.SHIPPED", before)
    new.ok("migrate", "--history-from", "2016-01-01")
    monkeypatch.setattr("getcrm.domain.role.SHIPPED", now)
    new.ok("migrate")
    new.ok("migrate")
    may = {role["id"]: set(role["permissions"]) for role in new.ask("roles")["roles"]}
    assert may == {id: set(role.permissions) for id, role in now.items()}
    crm = new.opened()
    told = [entry.topic for entry in crm.log.history("roles-main")]
    crm.close()
    assert told == ["RoleCreated"] * 6 + ["RoleEdited"] * 5


# --- the link by which the administrator chooses a password


def code_in(told):
    [line] = [line for line in told.splitlines() if line.startswith("Sign-in link: ")]
    address, code = line.removeprefix("Sign-in link: ").split("/setup?code=")
    assert address == "http://localhost:8000"
    return code


def redeemed(shell, code, **more):
    crm = shell.opened(writer=True)
    try:
        body = {"password": "chim én mùa xuân 88", "email": "anna@acme.vn", **more}
        user, opened = set_up(crm, Terms(), Visitor("127.0.0.1"), code, **body)
        return user if opened else None
    finally:
        crm.close()


def test_it_prints_a_link_once_and_the_administrator_chooses_a_password(new):
    code = code_in(new.ok("migrate"))
    assert "Sign-in link" not in new.ok("migrate")
    assert redeemed(new, code, name="Anna") == ADMINISTRATOR
    assert "Sign-in link" not in new.ok("migrate")
    [told] = [u for u in new.ask("users")["users"] if u["id"] == ADMINISTRATOR]
    assert (told["name"], told["email"]) == ("Anna", "anna@acme.vn")


def test_the_link_is_not_as_old_as_the_companys_history(new):
    code = code_in(new.ok("migrate", "--history-from", "2016-10-01"))
    assert redeemed(new, code) == ADMINISTRATOR


def test_a_company_from_before_there_were_passwords_gets_a_link(getcrm):
    crm = getcrm.opened(writer=True)
    crm.log.recorder.execute("DROP TABLE single_sign_on")
    crm.log.recorder.execute("DROP TABLE credential")
    crm.close()
    assert "NotMigrated" in getcrm.refused("ask", "company")
    assert "API token" not in getcrm.ok("migrate")
    getcrm.ask("company")


def test_an_operator_gets_a_link_for_somebody_who_forgot(getcrm):
    redeemed(getcrm, code_in(getcrm.ok("password", ADMINISTRATOR)))
    code = code_in(getcrm.ok("password", " ANNA@acme.vn"))
    assert redeemed(getcrm, code, password="dòng sông xanh thẳm 41") == ADMINISTRATOR
    assert "UserUnknown" in getcrm.refused("password", "00000000-0000-0000-0000-000000000001")
    assert "user" in getcrm.refused("password", "nobody@acme.vn")


def test_the_link_leads_to_where_people_find_it(new):
    new.env["GETCRM_PUBLIC_URL"] = "https://crm.acme.vn"
    assert "Sign-in link: https://crm.acme.vn/setup?code=" in new.ok("migrate")
    new.env["GETCRM_PUBLIC_URL"] = "https://crm.acme.vn/path"
    assert "GETCRM_PUBLIC_URL" in new.refused("migrate")
