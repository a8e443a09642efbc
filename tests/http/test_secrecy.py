"""No password, code, secret, link or token is in the log, an error, a metric or a line (PERM-6)."""

import logging
from pathlib import Path

import pytest

from tests.http.conftest import Api
from tests.http.signing_in import EMAIL, OTHER, PASSWORD, Browser, invited, later, set_up
from tests.http.test_totp import code_of
from tests.story import ANNA, BINH, uid

WRONG = "kéo mây về trời 735"
TYPED_AS_EMAIL = "hoàng-hôn@tím.biếc"


class Witness(Browser):
    """Remembers what it was told, but for what it is meant to be told."""

    def ask(self, method, path, body=None, **headers):
        result = super().ask(method, path, body, **headers)
        TOLD.append((method, path, result))
        return result


TOLD: list = []


def everything(api: Api) -> set[str]:
    """Drives all of it, right and wrong. Answers every secret that there ever was."""
    secrets = {PASSWORD, OTHER, WRONG, TYPED_AS_EMAIL, "password1234", "made-up-code-1"}
    first = invited(api)
    anna = Witness(api)
    secrets.add(first)
    easy = {"code": first, "email": EMAIL, "password": "password1234"}
    anna.ask("POST", "/setup", easy)
    anna.ask("POST", "/setup", {**easy, "password": PASSWORD})
    secrets.add(anna.secret or "")
    anna.ask("POST", "/setup", {**easy, "password": PASSWORD})
    anna.ask("POST", "/setup", {"code": "made-up-code-1", "password": PASSWORD, "email": 7})
    stranger = Witness(api, ip="198.51.100.1")
    stranger.sign_in(password=WRONG)
    stranger.sign_in(TYPED_AS_EMAIL, WRONG)
    stranger.ask("POST", "/sessions", {"email": WRONG, "password": [WRONG], "code": [WRONG]})
    stranger.ask("POST", "/sessions", {"email": EMAIL, "password": WRONG * 20, "more": WRONG})
    stranger.ask("POST", f"/sessions?password={'x' * 20}", {})
    secrets.add("x" * 20)
    anna.ask("POST", "/me/confirmation", {"password": WRONG})
    anna.ask("POST", "/me/confirmation", {"password": PASSWORD})
    anna.ask("PUT", "/me/password", {"old": PASSWORD, "new": "password1234"})
    anna.ask("PUT", "/me/password", {"old": PASSWORD, "new": WRONG[:5]})
    anna.ask("PUT", "/me/password", {"old": PASSWORD, "new": OTHER})
    secrets.add(anna.secret or "")
    enrolment = anna.ask("POST", "/me/totp").json
    code = code_of(api, enrolment["secret"])
    anna.ask("PUT", "/me/totp", {"credential": enrolment["credential"], "code": "no-such-code"})
    enabled = anna.ask("PUT", "/me/totp", {"credential": enrolment["credential"], "code": code})
    secrets |= {enrolment["secret"], *enabled.json["recovery_codes"], "no-such-code"}
    later(api, 60)
    secrets.add(code_of(api, enrolment["secret"]))
    stranger.sign_in(password=OTHER)
    stranger.sign_in(password=OTHER, code="no-such-code")
    stranger.sign_in(password=OTHER, code=code_of(api, enrolment["secret"]))
    stranger.sign_in(password=OTHER, code=enabled.json["recovery_codes"][0])
    secrets.add(stranger.secret or "")
    key = {"Idempotency-Key": "k"}
    link = anna.ask("POST", f"/users/{BINH}/invitation", **key).json["link"]
    token = anna.ask("PUT", f"/users/{BINH}/tokens/{uid(9)}", {"name": "x"})
    secrets |= {link.partition("=")[2], token.json["api_token"]}
    stranger.ask("GET", "/me", Authorization="Bearer gc_" + "y" * 30)
    stranger.cookies["__Host-getcrm"] = "z" * 43
    stranger.ask("GET", "/me")
    secrets |= {"y" * 30, "z" * 43}
    for _ in range(9):
        stranger.sign_in(password=WRONG)
    anna.ask("DELETE", "/session")
    return secrets - {""}


MEANT = ("/setup", "/sessions", "/me/totp", "/me/password", "/invitation", "/tokens/", "/session")
"""Whose successes show a secret to whoever it belongs to."""


@pytest.fixture
def driven(capfd, caplog):
    caplog.set_level(logging.DEBUG)
    TOLD.clear()
    api = Api()
    secrets = everything(api)
    api.crm.catch_up()
    written = capfd.readouterr()
    return api, secrets, written.out + written.err + caplog.text


def found(secrets, text):
    return {secret for secret in secrets if secret in text}


def test_nothing_secret_is_in_the_log_or_beside_it_in_the_clear(driven):
    api, secrets, _ = driven
    log = api.crm.log.recorder
    assert len(secrets) > 20
    assert found(secrets, str(log.query("SELECT stream, topic, body FROM event"))) == set()
    assert found(secrets, str(log.query("SELECT * FROM receipt"))) == set()
    assert found(secrets, str(log.query("SELECT * FROM guard"))) == set()
    beside = [log.query(f"SELECT * FROM {table}") for table in ("session", "back_off", "api_token")]
    beside.append(log.query("SELECT * FROM credential WHERE kind <> 'totp'"))
    assert found(secrets, str(beside)) == set()


def test_nothing_secret_is_in_the_files_of_the_database(driven):
    """But the secret of the authenticator, of which a hash would not do."""
    api, secrets, _ = driven
    [(totp,)] = api.crm.log.recorder.query("SELECT secret FROM credential WHERE kind = 'totp'")
    folder = Path(api.story._folder)
    stored = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    left = {secret for secret in secrets if secret.encode() in stored and len(secret) > 8}
    assert left <= {totp}


def test_nothing_secret_is_written_down_by_the_server(driven):
    _, secrets, written = driven
    assert '"path":"/api/v1/sessions"' in written
    assert found(secrets, written) == set()


def test_nothing_secret_is_measured(driven):
    api, secrets, _ = driven
    metrics = api.anybody.simulate_get("/metrics").text
    assert 'route="/api/v1/sessions"' in metrics
    assert found(secrets, metrics) == set()


def test_nothing_secret_comes_back_in_an_error(driven):
    _, secrets, _ = driven
    refused = [(path, result) for _, path, result in TOLD if result.status_code >= 400]
    assert {result.status_code for _, result in refused} >= {400, 401, 422, 429}
    for path, result in refused:
        assert found(secrets, result.text + str(result.headers)) == set(), path


def test_answers_show_a_secret_only_to_whoever_it_belongs_to(driven):
    _, secrets, _ = driven
    for _, path, result in TOLD:
        if result.status_code < 400 and not path.endswith(MEANT) and "/tokens/" not in path:
            assert found(secrets, result.text) == set(), path


def test_secrets_are_not_in_what_a_crash_shows(api, monkeypatch, capfd):
    """A fault of ours: the trace is written down, without the values."""
    set_up(api)

    def crash(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr("getcrm.sign_in.passwords.is_right", crash)
    result = Browser(api).sign_in()
    assert result.status_code == 500
    written = capfd.readouterr().err
    assert "RuntimeError: broken" in written
    assert PASSWORD not in written + result.text
    assert ANNA not in result.text
