"""Commands from a file: decided, checked and appended, many in one transaction."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import world
from bench.figures import Figures
from tests.stores import STORES, database

LINES = 20_000


def measure(figures: Figures) -> None:
    """`getcrm apply`, from start to end, as somebody would run it."""
    rates = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "commands.jsonl"
        file.write_text("".join(lines()), encoding="utf-8")
        for store in STORES:
            with database(store) as url:
                env = {**os.environ, "GETCRM_DATABASE_URL": url, "GETCRM_DATA": folder}
                run(env, "migrate")
                start = time.perf_counter()
                run(env, "apply", str(file))
                rates.append(LINES / (time.perf_counter() - start))
            name = "postgres" if store == "postgresql" else store
            figures.note(f"apply_per_s_{name}", rates[-1], "commands/s")
    figures.note("apply_per_s", min(rates), "commands/s")


def run(env: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "getcrm.cli", *arguments]
    subprocess.run(command, env=env, check=True, capture_output=True)


def lines() -> list[str]:
    """Half of them register a customer, half record that it was contacted."""
    told = []
    for n in range(LINES // 2):
        register = {
            "command": "RegisterCustomer",
            "customer": world.customer(n),
            "code": f"BM-{n:07}",
            "name": f"Khách hàng {n}",
            "phones": [f"+849{n:08}"],
        }
        contact = {"command": "RecordContact", "customer": world.customer(n), "kind": "call"}
        told += [json.dumps(register) + "\n", json.dumps(contact) + "\n"]
    return told
