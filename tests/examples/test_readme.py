"""The README is executed: what it tells a newcomer to type works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_HERE = ("make ", "curl ", "getcrm serve")
"""make runs the tests; a server is started, and asked, in tests/processes."""


def blocks():
    found = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    return [
        "\n".join(line for line in block.splitlines() if not line.startswith(NOT_HERE))
        for block in found
    ]


@pytest.fixture
def newcomer(loaded, tmp_path):
    """A folder as `make run` leaves it, with `getcrm` on the path."""
    (tmp_path / "bin").mkdir()
    getcrm = tmp_path / "bin" / "getcrm"
    getcrm.write_text(f'#!/bin/sh\nexec {sys.executable} -W error -m getcrm.cli "$@"\n')
    getcrm.chmod(0o755)
    database = Path(loaded.url.removeprefix("sqlite:///")).parent
    shutil.copytree(database, tmp_path / "data")
    env = {name: value for name, value in os.environ.items() if not name.startswith("GETCRM_")}
    path = f"{tmp_path / 'bin'}{os.pathsep}{env['PATH']}"
    env |= {"PATH": path, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT / "src")}
    return tmp_path, env


@pytest.mark.parametrize("loaded", ["sqlite"], indirect=True)
def test_what_it_says_works(newcomer):
    folder, env = newcomer
    script = "set -e\n" + "\n".join(blocks())
    run = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert '"total": 4238' in run.stdout
    assert "Nguyễn Đức" in run.stdout
    assert (folder / "my-company" / "admin-token").is_file()


def test_every_page_it_points_to_is_there():
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link


def test_every_target_of_make_is_told_by_make_itself():
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE):
        assert f"make {target} " in told
