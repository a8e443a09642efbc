"""The example, loaded once for all tests that only look at it."""

import subprocess
import sys
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from tests.cli.conftest import shell_on
from tests.stores import STORES

FOLDER = Path(__file__).parents[2] / "examples" / "crm-sales-opportunities"
NAMESPACE = uuid5(NAMESPACE_URL, "getcrm:examples/crm-sales-opportunities")


def id_of(kind, name):
    """As the converter makes them."""
    return str(uuid5(NAMESPACE, f"{kind}/{name}"))


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
        assert "\n17,010 lines: 17,010 applied" in told
        yield shell
