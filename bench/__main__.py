"""python -m bench [part …]: all parts, or the named ones."""

import sys
from pathlib import Path

from bench import appending, applying, asking, projecting, serving_load
from bench.figures import Figures

PARTS = {
    "append": appending.measure,
    "apply": applying.measure,
    "http": serving_load.measure,
    "project": projecting.measure,
    "ask": asking.measure,
}


def main() -> None:
    figures = Figures()
    for name in sys.argv[1:] or PARTS:
        PARTS[name](figures)
    figures.write(Path("build/bench.json"))


if __name__ == "__main__":
    main()
