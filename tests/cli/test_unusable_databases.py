"""A wrong password, host or folder is one sentence, at once, whatever was asked (OPS-2)."""

import os
import re
from urllib.parse import urlsplit

import pytest

from tests.cli.conftest import Shell
from tests.stores import postgres_url

COMMANDS = {
    "migrate": ["migrate"],
    "serve": ["serve"],
    "web": ["web"],
    "project": ["project"],
    "tick": ["tick"],
    "loop": ["tick", "--loop"],
    "rebuild": ["rebuild"],
    "verify": ["verify"],
    "doctor": ["doctor"],
    "token": ["token", "anna@acme.vn"],
    "password": ["password", "anna@acme.vn"],
    "apply": ["apply", "-"],
    "ask": ["ask", "company"],
    "history": ["history", "company-main"],
}


def at(url, folder):
    env = {"GETCRM_DATABASE_URL": url, "GETCRM_DATA": str(folder), "GETCRM_CONFIG": None}
    return Shell(folder, {**env, "PORT": "8999", "LC_ALL": "C"})


def one_sentence(shell, *arguments):
    result = shell(*arguments)
    assert result.exit_code == 1, result.output
    told = result.output.strip().splitlines()[-1].removeprefix("Error: ").removeprefix("WRONG  ")
    assert "Traceback" not in result.output
    return told


def wrong_people():
    found = urlsplit(postgres_url())
    return f"postgresql://nobody:secret@/{found.path.strip('/')}?{found.query}"


@pytest.mark.parametrize("name", COMMANDS)
def test_who_is_not_let_into_the_database_is_told_so(name, tmp_path):
    told = one_sentence(at(wrong_people(), tmp_path), *COMMANDS[name])
    assert told.startswith("DatabaseUnreachable: ")
    assert 'role "nobody" does not exist' in told
    assert "secret" not in told


@pytest.mark.parametrize("name", ["migrate", "web", "doctor", "apply"])
@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://127.0.0.1:1/crm", "DatabaseUnreachable: .*refused"),
        ("postgresql://nowhere.invalid/crm", "DatabaseUnreachable: .*nowhere.invalid"),
        ("postgresql:///crm?host=/nowhere", "DatabaseUnreachable: .*nowhere"),
        ("postgresql://127.0.0.1:1/crm?sslmod=x", "DatabaseUnusable: .*sslmod"),
        ("mysql://h/crm", "UnknownDatabaseUrl: "),
    ],
)
def test_a_server_that_is_not_there_or_no_server(name, url, told, tmp_path):
    assert re.match(told, one_sentence(at(url, tmp_path), *COMMANDS[name]))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_that_is_no_database(name, tmp_path):
    file = tmp_path / "getcrm.db"
    file.write_bytes(b"This is a letter and no database. " * 100)
    told = one_sentence(at(f"sqlite:///{file}", tmp_path), *COMMANDS[name])
    assert told.startswith("DatabaseUnusable: file is not a database (`getcrm doctor` says which")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_folder_that_is_a_file(name, tmp_path):
    (tmp_path / "data").write_text("")
    shell = at("", tmp_path / "data")
    told = one_sentence(shell, *COMMANDS[name])
    assert told.startswith(("NotMigrated: ", f"FileUnusable: {tmp_path / 'data'}: "))


def test_a_folder_that_cannot_be_made(tmp_path):
    told = one_sentence(at("sqlite:////proc/getcrm/getcrm.db", tmp_path), "migrate")
    assert told.startswith("FileUnusable: /proc/getcrm: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_of_somebody_else(tmp_path):
    (tmp_path / "data").mkdir(0o500)
    told = one_sentence(at(f"sqlite:///{tmp_path}/data/getcrm.db", tmp_path), "migrate")
    assert told.startswith("FileUnusable: ")
