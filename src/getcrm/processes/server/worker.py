"""A worker of gunicorn with our loop in it: gunicorn listens, starts, watches and ends workers."""

import os
from time import monotonic
from types import FrameType

from gunicorn.workers.base import Worker as Base  # type: ignore[import-untyped]

from getcrm.http.access_log import new_log
from getcrm.processes.server.limits import Limits
from getcrm.processes.server.loop import Loop


class Worker(Base):  # type: ignore[misc]
    """app: has `ending`, an event that is set as soon as the worker is told to end, for what does
    not end by itself; and `limits`."""

    def run(self) -> None:
        limits: Limits = self.app.limits
        several = self.cfg.workers > 1
        loop = Loop(
            self.wsgi, self.sockets, self.cfg.threads, limits, new_log(), multiprocess=several
        )
        loop.hear(self.PIPE[0])
        while self.alive and self.ppid == os.getppid():
            self.notify()
            loop.turn()
        self.app.ending.set()
        loop.end()
        end = monotonic() + self.cfg.graceful_timeout
        while loop.connections and monotonic() < end:
            self.notify()
            loop.turn()
        loop.close()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Finish what is under way."""
        self.app.ending.set()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """At once, as by Ctrl-C."""
        self.app.ending.set()
        super().handle_quit(sig, frame)
