"""The web server: workers of gunicorn; on SQLite one process, which is also the scheduler."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from prometheus_client import values

from getcrm.config import Settings
from getcrm.crm import Crm, open_crm
from getcrm.eventlog.store import refuse_several_workers
from getcrm.http import App
from getcrm.http.app import create_app
from getcrm.http.live import Streams
from getcrm.processes.logs import log_to_stderr
from getcrm.processes.parent import stay_with_supervisor
from getcrm.processes.scheduler import keep_ticking
from getcrm.processes.server.worker import Worker

GRACE = 10
"""Seconds that requests under way have to finish when the server ends."""
CONNECTION_SECONDS = 1.5
"""That a request waits for a connection to the database: whoever asks is told within two."""
SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable by which prometheus-client finds the folder."""
OTHER_FILES = 200
"""Open files of a worker beside its connections: databases, the log, pipes."""


class Web(BaseApplication):  # type: ignore[misc]
    """Built in each worker after the fork: connections are never shared between processes."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.limits = settings.limits
        self.ending = threading.Event()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._crm: Crm | None = None
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": self.settings.bind,
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": Worker,
            "graceful_timeout": GRACE,
            "control_socket_disable": True,
            "loglevel": "warning",
            "worker_exit": self._close,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> App:
        self._crm = crm = open_crm(
            self.settings.database,
            writer=True,
            connection_seconds=CONNECTION_SECONDS,
            limits=self.settings.clock_limits,
        )
        if self.settings.on_sqlite:
            settings = self.settings
            ticking = (crm, self._stop, settings.tick_seconds, settings.mail_server)
            thread = threading.Thread(target=keep_ticking, args=ticking, name="scheduler")
            thread.start()
            self._threads.append(thread)
        return create_app(
            crm,
            terms=self.settings.terms,
            streams=Streams(self.settings.streams, self.ending),
            allowance=self.settings.allowance,
        )

    def _close(self, server: object, worker: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(GRACE)
        if self._crm is not None:
            self._crm.close()


def run_web(settings: Settings) -> None:
    """Serve until told to end. Raises a StartupRefused, which every worker would meet again."""
    refuse_several_workers(settings.database, settings.workers)
    stay_with_supervisor()
    log_to_stderr()
    allow_files(settings.connections + OTHER_FILES)
    with closing(open_crm(settings.database, writer=True)) as crm:
        crm.engine.refuse_unfit()
    with shared_metrics(settings.workers):
        Web(settings).run()


@contextmanager
def shared_metrics(workers: int) -> Iterator[None]:
    """Several workers count together, in files of a folder that goes with them: whichever of them
    Prometheus asks answers for all. Before any of them has counted anything."""
    if workers == 1 or SHARED_METRICS in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="getcrm-metrics-") as folder:
        os.environ[SHARED_METRICS] = folder
        values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
        yield


def allow_files(wanted: int) -> None:
    """Each connection is an open file, and the system allows few unless it is asked for more.
    Where it does not allow as many, the server makes do with fewer connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
