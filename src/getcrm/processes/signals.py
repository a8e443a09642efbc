"""Being told to end: SIGTERM and SIGINT, heard without being torn out of what one is doing."""

import os
import select
import signal
import threading
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Told:
    """Listens from its creation on. Only the main thread of a process may have one."""

    def __init__(self) -> None:
        self.to_end = False
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in SIGNALS:
            signal.signal(number, self._hear)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # so that it wakes us

    def wait(self, seconds: float) -> None:
        """Until a signal comes, a child ends, somebody wakes us, or the time is over."""
        if select.select([self._reader], [], [], seconds)[0]:
            os.read(self._reader, 4096)

    def wake(self) -> None:
        """From another thread."""
        os.write(self._writer, b".")

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.to_end = True


def until_told(work: Callable[[threading.Event], None]) -> None:
    """Do the work beside, and set its event when the process is told to end.

    What the work raises is raised here.
    """
    told, stop = Told(), threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work(stop)
        except BaseException as failure:
            failures.append(failure)
        finally:
            told.wake()

    thread = threading.Thread(target=run, name="work", daemon=True)
    thread.start()
    while thread.is_alive() and not told.to_end:
        told.wait(1)
    stop.set()
    thread.join()
    if failures:
        raise failures[0]
