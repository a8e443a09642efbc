"""Looks after the processes of one machine: starts them, starts the dead again, ends them all."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from getcrm.processes.parent import SUPERVISED
from getcrm.processes.signals import Told

SHORTEST, LONGEST = 0.1, 10.0
"""Seconds before a dead child is started again: doubled with every early death."""
SETTLED = 10.0
"""Seconds after which a child's next death counts as its first."""
GRACE = 20.0
"""Seconds a child has to end by itself."""


@dataclass
class Child:
    """One process: its command line, and how it has fared."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = field(default=SHORTEST)

    def command(self) -> Sequence[str]:
        return [sys.executable, "-m", "getcrm.cli", *self.arguments]

    def start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.command(),
            env={**os.environ, SUPERVISED: str(os.getpid())},
            start_new_session=True,  # Ctrl-C reaches the supervisor alone
        )
        self.started = now

    def ended(self) -> int | None:
        """Its exit code, once it is dead."""
        return self.process.poll() if self.process else None

    def rest(self, now: float) -> None:
        """Decide when to start it again."""
        if now - self.started >= SETTLED:
            self.pause = SHORTEST
        self.due, self.process = now + self.pause, None
        self.pause = min(self.pause * 2, LONGEST)


def supervise(
    children: Sequence[Child],
    say: Callable[[str], None],
    watch: Callable[[], bool] = lambda: True,
) -> None:
    """Until told to end. watch: asked now and then until it answers yes, e.g. to say "ready"."""
    told, watched = Told(), False
    try:
        while not told.to_end:
            now = time.monotonic()
            for child in children:
                _look_after(child, now, say)
            watched = watched or watch()
            told.wait(1 if watched and all(child.process for child in children) else 0.1)
    finally:
        _end(children, say)


def _look_after(child: Child, now: float, say: Callable[[str], None]) -> None:
    code = child.ended()
    if code is not None:
        child.rest(now)
        say(f"{child.name} ended with {code}, starts again in {child.due - now:.1f} s")
    elif child.process is None and now >= child.due:
        child.start(now)


def _end(children: Sequence[Child], say: Callable[[str], None]) -> None:
    """SIGTERM for all, in their order; SIGKILL for whoever does not hear it."""
    living = [child for child in children if child.process and child.ended() is None]
    for child in living:
        assert child.process is not None
        child.process.terminate()
    deadline = time.monotonic() + GRACE
    for child in living:
        assert child.process is not None
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{child.name} does not end, is ended")
            child.process.kill()
            child.process.wait()
