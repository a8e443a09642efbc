"""Writes the generated pages of docs/, or checks that they are up to date.

python -m getcrm.docs [events …] [--check]
"""

import sys
from collections.abc import Callable
from pathlib import Path

from getcrm.docs import api, events, permissions

FOLDER = Path(__file__).parents[3] / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "api": api.document,
    "events": events.document,
    "permissions": permissions.document,
}
"""By name: how docs/<name>.md is made."""


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    names = [name for name in arguments if name != "--check"] or list(PAGES)
    if unknown := [name for name in names if name not in PAGES]:
        print(f"there is no generated page named {', '.join(unknown)}", file=sys.stderr)
        return 2
    stale = [name for name in names if not is_current(name)]
    for name in stale:
        if not check:
            path(name).write_text(PAGES[name](), encoding="utf-8")
        print(f"docs/{name}.md {'is stale' if check else 'written'}")
    return 1 if check and stale else 0


def is_current(name: str) -> bool:
    return path(name).is_file() and path(name).read_text(encoding="utf-8") == PAGES[name]()


def path(name: str) -> Path:
    return FOLDER / f"{name}.md"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
