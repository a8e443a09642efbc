"""`make run` lets four people of the example in; their passwords are shown once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from getcrm.processes.projector import bring_up_to_date
from getcrm.sign_in import accounts
from getcrm.sign_in.refusals import SignInRefused
from getcrm.sign_in.terms import Terms, Visitor
from tests.examples.conftest import FOLDER, id_of

ROOT = Path(__file__).parents[2]
HERE = Visitor("127.0.0.1", "test")
loaded_on_sqlite = pytest.mark.parametrize("loaded", ["sqlite"], indirect=True)


def sign_ins(url):
    """What is printed: by e-mail address, the password."""
    env = {"GETCRM_DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src"), "PATH": os.environ["PATH"]}
    run = subprocess.run(
        [sys.executable, FOLDER / "sign_ins.py"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr == ""
    return dict(line.split()[:2] for line in run.stdout.splitlines()[1:])


@loaded_on_sqlite
def test_a_manager_and_three_agents_sign_in_and_see_what_is_theirs_perm_6(loaded):
    passwords = sign_ins(loaded.url)
    assert len(passwords) == 4
    assert sign_ins(loaded.url) == {}, "they are shown this once"
    crm = loaded.opened(writer=True)
    try:
        for email, password in passwords.items():
            opened = accounts.sign_in(crm, Terms(), HERE, email, password, None)
            name = email.partition("@")[0].replace(".", " ").title()
            assert opened.user == id_of("user", name)
        with pytest.raises(SignInRefused):
            accounts.sign_in(crm, Terms(), HERE, "melvin.marxen@example.com", "x" * 16, None)
        text = " ".join(str(entry.data) for entry in crm.log.read(0, 100_000))
        assert not any(password in text for password in passwords.values())
        bring_up_to_date(crm, loaded.url)
    finally:
        crm.close()


def test_where_the_example_is_not_nobody_is_let_in(tmp_path):
    from tests.cli.conftest import shell_on

    for shell in shell_on("sqlite", tmp_path):
        shell.ok("migrate")
        assert sign_ins(shell.url) == {}
