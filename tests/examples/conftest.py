"""The example, loaded once for all tests that only look at it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import shell_on
from tests.stores import STORES

FOLDER = Path(__file__).parents[2] / "examples" / "crm-sales-opportunities"


@pytest.fixture(scope="session", params=STORES)
def loaded(request, tmp_path_factory):
    """A company into which the example was loaded, as `make run` does it."""
    folder = tmp_path_factory.mktemp("example")
    with (folder / "example.jsonl").open("wb") as file:
        subprocess.run(
            [sys.executable, FOLDER / "convert.py"],
            stdout=file,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    for shell in shell_on(request.param, folder):
        shell.ok("migrate", "--currency", "USD", "--language", "en", "--history-from", "2016-10-01")
        told = shell.ok("apply", "--on-empty", str(folder / "example.jsonl"))
        assert told.startswith("15,820 lines: 15,820 applied")
        yield shell
