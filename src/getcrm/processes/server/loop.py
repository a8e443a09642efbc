"""The loop of a worker: accepts, reads and writes all connections; threads run the application."""

import errno
import os
import selectors
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from getcrm.processes.server.connection import Connection, Phase
from getcrm.processes.server.lanes import LANES, Lane, lane_of
from getcrm.processes.server.limits import BODIES_BYTES, Limits
from getcrm.processes.server.refusals import refused
from getcrm.processes.server.wsgi import Application, environ_of, run

ACCEPTED_AT_ONCE = 64
OUT_OF_FILES = (errno.EMFILE, errno.ENFILE)


class Loop:
    """listeners: sockets that listen. log: takes a line for what is refused here."""

    def __init__(
        self,
        application: Application,
        listeners: Sequence[Any],
        threads: int,
        limits: Limits,
        log: Any,
        *,
        multiprocess: bool = False,
    ) -> None:
        self.limits = limits
        self.log = log
        self.is_ending = False
        self.bodies = 0
        """Bytes of bodies that are kept until they are whole."""
        self.connections: set[Connection] = set()
        self._application = application
        self._listeners = list(listeners)
        self._multiprocess = multiprocess
        self._threads = ThreadPoolExecutor(threads, "request")
        self._lanes = {lane: ThreadPoolExecutor(lane.threads, lane.name) for lane in LANES}
        self._running: Counter[Lane | None] = Counter()
        """Requests that are worked on or wait for a thread, by lane."""
        self._most_running = {lane: lane.threads + limits.waiting for lane in LANES}
        self._most_of_others = threads + limits.waiting
        self._calls: deque[Callable[[], None]] = deque()
        self._selector = selectors.DefaultSelector()
        self._woken, self._waker = os.pipe()
        for end in (self._woken, self._waker):
            os.set_blocking(end, False)
        self.hear(self._woken)
        for listener in self._listeners:
            listener.setblocking(False)
            self._selector.register(listener, selectors.EVENT_READ, listener)
        self._looked = monotonic()

    # --- turning

    def turn(self) -> None:
        """Wait until something can be done, for one tick at the most, and do it."""
        for key, mask in self._selector.select(self.limits.tick):
            if isinstance(key.data, Connection):
                if mask & selectors.EVENT_WRITE:
                    key.data.on_writable()
                if mask & selectors.EVENT_READ and key.data in self.connections:
                    key.data.on_readable()
            elif isinstance(key.data, int):
                with suppress(BlockingIOError):
                    os.read(key.data, 4096)
            else:
                self._accept(key.data)
        for _ in range(len(self._calls)):
            self._calls.popleft()()
        now = monotonic()
        if now - self._looked >= self.limits.tick:
            self._looked = now
            self._expire(now)

    def call(self, work: Callable[[], None]) -> None:
        """Have it done in the loop's thread, soon."""
        self._calls.append(work)
        with suppress(OSError):  # full: it is awake anyway; closed: it is over
            os.write(self._waker, b".")

    def hear(self, pipe: int) -> None:
        """Wake up when something comes in through a pipe, e.g. of signals."""
        self._selector.register(pipe, selectors.EVENT_READ, pipe)

    def _expire(self, now: float) -> None:
        for one in list(self.connections):
            if one.deadline is not None and one.deadline <= now:
                one.expire()

    # --- connections

    def _accept(self, listener: Any) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                sock, client = listener.accept()
            except OSError as error:
                if error.errno in OUT_OF_FILES and not self._make_room():
                    self._selector.select(0.05)  # nothing is left but to wait
                return
            if len(self.connections) >= self.limits.connections and not self._make_room():
                sock.close()
                continue
            self.connections.add(Connection(self, sock, client, listener.getsockname()))

    def _make_room(self) -> bool:
        """Close the connection that has kept us waiting longest. False: none does."""
        waiting = [one for one in self.connections if one.phase is Phase.READING]
        if not waiting:
            return False
        min(waiting, key=lambda one: (not one.is_idle, one.since)).close()
        return True

    def watch(self, one: Connection, *, read: bool = False, write: bool = False) -> None:
        """What of it is to be heard of."""
        events = (selectors.EVENT_READ if read else 0) | (selectors.EVENT_WRITE if write else 0)
        known = self._selector.get_map().get(one.sock)
        if known is None:
            if events:
                self._selector.register(one.sock, events, one)
        elif not events:
            self._selector.unregister(one.sock)
        elif known.events != events:
            self._selector.modify(one.sock, events, one)

    def forget(self, one: Connection) -> None:
        self.connections.discard(one)
        self.watch(one)

    def has_too_many_bodies(self) -> bool:
        return self.bodies > BODIES_BYTES

    # --- the application

    def dispatch(self, one: Connection) -> None:
        """A request is whole: have a thread run the application."""
        assert one.request is not None, "it is whole"
        environ = environ_of(
            one.request, one.taken(), one.client, one.server, multiprocess=self._multiprocess
        )
        lane = lane_of(environ)
        most = self._most_of_others if lane is None else self._most_running[lane]
        if self._running[lane] >= most:
            one.refuse("Busy")
            return
        self.watch(one)
        one.phase, one.deadline = Phase.RUNNING, None
        self._running[lane] += 1
        threads = self._threads if lane is None else self._lanes[lane]
        threads.submit(self._work, one, environ, lane)

    def _has_run(self, lane: Lane | None) -> None:
        self._running[lane] -= 1

    def _work(self, one: Connection, environ: dict[str, Any], lane: Lane | None) -> None:
        try:
            answered = run(self._application, environ)
        except Exception as error:
            self.log.error("failure", path=environ["PATH_INFO"], exc_info=error)
            answered = refused("InternalError", one.request, one.client, self.log)
        one.answer(answered)
        self.call(partial(self._has_run, lane))
        self.call(one.answered)

    # --- ending

    def end(self) -> None:
        """Accept no more than who is at the gate already; whoever is idle goes, the others when
        they have been answered."""
        self.is_ending = True
        for listener in self._listeners:
            self._accept(listener)
            self._selector.unregister(listener)
        for one in list(self.connections):
            if one.phase is Phase.READING and one.is_idle:
                one.on_readable()  # a request may have come this moment
            if one.phase is Phase.READING and one.is_idle and one in self.connections:
                one.close()

    def close(self) -> None:
        for one in list(self.connections):
            one.close()
        self._threads.shutdown(wait=False)
        for threads in self._lanes.values():
            threads.shutdown(wait=False)
        self._selector.close()
        os.close(self._woken)
        os.close(self._waker)
