"""The figures of one run: printed as they come, written to build/bench.json at the end."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Goal:
    """What architecture.md §10 asks for: of the ratio where there is a limit, else of the value."""

    at_least: float | None = None
    at_most: float | None = None

    def met(self, figure: float) -> bool:
        return not (
            (self.at_least is not None and figure < self.at_least)
            or (self.at_most is not None and figure > self.at_most)
        )

    def __str__(self) -> str:
        return f">= {self.at_least}" if self.at_least is not None else f"<= {self.at_most}"


class Figures:
    def __init__(self) -> None:
        self._all: dict[str, dict[str, float | str | None]] = {}

    def note(
        self,
        name: str,
        value: float,
        unit: str,
        limit: float | None = None,
        goal: Goal | None = None,
    ) -> None:
        """limit: the raw limit in the same unit; the ratio is value / limit."""
        ratio = None if limit is None else value / limit
        judged = value if ratio is None else ratio
        self._all[name] = {
            "value": rounded(value),
            "unit": unit,
            "ratio": None if ratio is None else rounded(ratio),
            "limit": None if limit is None else rounded(limit),
            "goal": None if goal is None else str(goal),
            "met": None if goal is None else "yes" if goal.met(judged) else "no",
        }
        beside = "" if ratio is None else f"   ratio {ratio:6.2f} of {limit:12,.1f}"
        aim = "" if goal is None else f"   goal {goal}: {'met' if goal.met(judged) else 'MISSED'}"
        print(f"{name:28} {value:12,.2f} {unit:10}{beside}{aim}", flush=True)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self._all, indent=2) + "\n", encoding="utf-8")
        print(f"written to {path}", file=sys.stderr)


def rounded(value: float) -> float:
    return float(f"{value:.4g}")


def per_second(count: int, work: Callable[[], object]) -> float:
    """How many a second, where one call of `work` does `count`."""
    start = time.perf_counter()
    work()
    return count / (time.perf_counter() - start)


def milliseconds(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
