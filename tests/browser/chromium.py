"""The Chromium that the tests drive: one that is here, or one that is installed.

python -m tests.browser.chromium            prints its path
python -m tests.browser.chromium --install  sees to it that there is one
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OTHERS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
MISSING = (
    "There is no Chromium or Chrome. `python -m tests.browser.chromium --install` brings one; or"
    " name one in GETCRM_TEST_BROWSER."
)


def find() -> str | None:
    """GETCRM_TEST_BROWSER, one that is installed, or playwright's own."""
    named = os.environ.get("GETCRM_TEST_BROWSER")
    if named:
        return named
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((path for path in (*OTHERS, of_playwright()) if Path(path).exists()), None)


def of_playwright() -> str:
    """Where playwright would have installed its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install() -> None:
    """As root on Debian from its packages, anywhere else playwright's own."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ("chromium", "fonts-dejavu-core")
        apt = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0")
        run(*apt, "update", env=environment)
        run(*apt, "install", "--no-install-recommends", "--yes", *packages, env=environment)
    else:
        run(sys.executable, "-m", "playwright", "install", "chromium")


def run(*command: str, env: dict[str, str] | None = None) -> None:
    """Heard of only where it fails."""
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def main(arguments: list[str]) -> None:
    wanted = arguments == ["--install"]
    if wanted and find() is None:
        print("Installing a browser for the tests …", flush=True)
        install()
    path = find()
    if path is None:
        sys.exit(MISSING)
    if not wanted:
        print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
