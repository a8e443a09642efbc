"""python -m bench [part …]: all parts, or the named ones."""

import sys
from pathlib import Path

from bench import appending
from bench.figures import Figures

PARTS = {"append": appending.measure}


def main() -> None:
    figures = Figures()
    for name in sys.argv[1:] or PARTS:
        PARTS[name](figures)
    figures.write(Path("build/bench.json"))


if __name__ == "__main__":
    main()
