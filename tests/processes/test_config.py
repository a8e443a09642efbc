"""Settings: from the environment, from a file, and what is told when one cannot be."""

from pathlib import Path

import pytest

from getcrm.config import ConfigurationWrong, settings


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch, tmp_path):
    for name in ("GETCRM_CONFIG", "GETCRM_DATA", "GETCRM_DATABASE_URL", "GETCRM_PORT", "PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_with_nothing_said_the_data_lies_in_an_sqlite_file_beside():
    found = settings()
    assert found.database == "sqlite:///data/getcrm.db"
    assert found.on_sqlite
    assert found.admin_token_file == Path("data/admin-token")
    assert found.address == "http://127.0.0.1:8000"


def test_the_environment_says_otherwise(monkeypatch):
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("GETCRM_DATA", "elsewhere")
    monkeypatch.setenv("GETCRM_DATABASE_URL", "postgresql://host/crm?schema=acme")
    found = settings()
    assert (found.port, found.data, found.on_sqlite) == (9000, Path("elsewhere"), False)
    assert found.database == "postgresql://host/crm?schema=acme"


def test_a_file_says_otherwise_and_the_environment_wins_over_it(monkeypatch, tmp_path):
    (tmp_path / "getcrm.toml").write_text('port = 9001\nthreads = 3\ndata = "there"\n')
    monkeypatch.setenv("GETCRM_CONFIG", "getcrm.toml")
    monkeypatch.setenv("GETCRM_DATA", "here")
    found = settings()
    assert (found.port, found.threads, found.data) == (9001, 3, Path("here"))


def test_the_address_is_one_that_this_machine_can_reach(monkeypatch):
    monkeypatch.setenv("GETCRM_HOST", "0.0.0.0")
    assert settings().address == "http://127.0.0.1:8000"
    monkeypatch.setenv("GETCRM_HOST", "::")
    assert settings().address == "http://[::1]:8000"
    assert settings().bind == "[::]:8000"


def test_the_password_of_a_database_is_not_shown(monkeypatch):
    monkeypatch.setenv("GETCRM_DATABASE_URL", "postgresql://anna:secret@host/crm")
    assert "secret" not in repr(settings())


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("GETCRM_WORKER", "^GETCRM_WORKER is not known here; GETCRM_WORKERS is[.]$"),
        ("GETCRM_DATABASEURL", "^GETCRM_DATABASEURL is not known here; GETCRM_DATABASE_URL is[.]$"),
        ("GETCRM_XYZ", "^GETCRM_XYZ is not known here[.]$"),
        ("getcrm_worker", "^getcrm_worker is not known here; GETCRM_WORKERS is[.]$"),
    ],
)
def test_a_variable_that_is_mistyped_is_refused_by_its_name(monkeypatch, name, told):
    monkeypatch.setenv(name, "2")
    with pytest.raises(ConfigurationWrong, match=told):
        settings()


def test_variables_of_others_and_of_tests_are_none_of_ours(monkeypatch):
    monkeypatch.setenv("GETCRMS", "1")
    monkeypatch.setenv("GETCRM_TEST_BROWSER", "1")
    monkeypatch.setenv("GETCRM_LAWS_SEED", "1")
    monkeypatch.setenv("GETCRM_SUPERVISED", "1")
    monkeypatch.setenv("GETCRM_PORT", "9000")
    assert settings().port == 9000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("port = 0", "^PORT should be at least 1[.]$"),
        ('port = "abc"', "^PORT should be a whole number[.]$"),
        ("threads = 0", "^GETCRM_THREADS should be at least 1[.]$"),
        (
            'smtp_url = "smtp://h"',
            "^GETCRM_SMTP_FROM should say from which address e-mail comes[.]$",
        ),
        ('smtp_url = "h"', "^GETCRM_SMTP_URL should be smtp://, starttls:// or smtps://host[.]$"),
        ('smtp_from = "anna"', "^GETCRM_SMTP_FROM should be an e-mail address[.]$"),
        ('public_url = "crm"', "^GETCRM_PUBLIC_URL should be like https://crm.example.com"),
        ('oidc_issuer = "https://id"', "^GETCRM_OIDC_CLIENT_ID should say what"),
        ("prot = 8000", "^prot is not known here[.]$"),
        ("port = ", "is not TOML"),
    ],
)
def test_a_setting_that_cannot_be_is_named(monkeypatch, tmp_path, content, told):
    (tmp_path / "getcrm.toml").write_text(content)
    monkeypatch.setenv("GETCRM_CONFIG", "getcrm.toml")
    with pytest.raises(ConfigurationWrong, match=told):
        settings()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("PORT", "abc", "^PORT should be a whole number[.]$"),
        ("GETCRM_WORKERS", "many", "^GETCRM_WORKERS should be a whole number[.]$"),
        ("GETCRM_SMTP_URL", "smtp://h", "^GETCRM_SMTP_FROM should say from which address"),
    ],
)
def test_so_is_one_of_the_environment(monkeypatch, variable, value, told):
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationWrong, match=told):
        settings()


def test_a_missing_file_is_named(monkeypatch):
    monkeypatch.setenv("GETCRM_CONFIG", "nowhere.toml")
    with pytest.raises(ConfigurationWrong, match=r"nowhere\.toml, which is not a file"):
        settings()
