"""The command line as people type it, on a database of its own."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from getcrm.cli import main
from getcrm.crm import Crm, open_crm
from tests.stores import STORES, database


@dataclass
class Shell:
    """env: the settings. folder: where files can be put."""

    folder: Path
    env: dict[str, str | None] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return str(self.env["GETCRM_DATABASE_URL"])

    def __call__(self, *arguments: str, stdin: str | bytes = "") -> Result:
        """`getcrm ARGUMENTS`; a crash is a failure of the test."""
        result = CliRunner(env=self.env).invoke(main, arguments, input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def ok(self, *arguments: str, stdin: str | bytes = "") -> str:
        """Its standard output; it must succeed."""
        result = self(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return result.stdout

    def refused(self, *arguments: str, stdin: str | bytes = "") -> str:
        """What it complains of; it must fail."""
        result = self(*arguments, stdin=stdin)
        assert result.exit_code != 0, result.output
        return result.stderr

    def ask(self, *arguments: str) -> dict:
        return json.loads(self.ok("ask", *arguments))

    def file(self, *lines: dict | str, name: str = "commands.jsonl") -> str:
        """A file of commands."""
        path = self.folder / name
        texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
        path.write_text("".join(f"{text}\n" for text in texts))
        return str(path)

    def opened(self, *, writer: bool = False) -> Crm:
        return open_crm(self.url, writer=writer)


def shell_on(store: str, folder: Path):
    with database(store) as url:
        yield Shell(
            folder,
            {
                "GETCRM_DATABASE_URL": url,
                "GETCRM_DATA": str(folder / "data"),
                "GETCRM_CONFIG": None,
                "LC_ALL": "C",
            },
        )


@pytest.fixture
def new(tmp_path):
    """A command line on an empty SQLite database."""
    yield from shell_on("sqlite", tmp_path)


@pytest.fixture
def getcrm(new):
    """The same, where a company has been set up."""
    new.ok("migrate", "--language", "en", "--currency", "USD", "--history-from", "2016-01-01")
    return new


@pytest.fixture(params=STORES)
def anywhere(request, tmp_path):
    """A company on either store."""
    for shell in shell_on(request.param, tmp_path):
        shell.ok("migrate", "--language", "en", "--currency", "USD", "--history-from", "2016-01-01")
        yield shell
