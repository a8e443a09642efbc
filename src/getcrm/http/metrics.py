"""What Prometheus asks: requests, commands, and how far the log and each read model are.

Counters are of one process. Where several workers share the directory named by
PROMETHEUS_MULTIPROC_DIR, any of them answers for all.
"""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from getcrm.crm import Crm
from getcrm.crm.liveness import troubles
from getcrm.eventlog.instants import now
from getcrm.http.readiness import TOLD, lags, set_aside
from getcrm.projections.heartbeats import heartbeats

logger = logging.getLogger(__name__)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    def __init__(self, crm: Crm) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._crm = crm
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "getcrm_http_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "getcrm_http_request_seconds",
            "Time to answer a request.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._commands = Counter(
            "getcrm_commands",
            "Commands by name and outcome.",
            ("command", "outcome"),
            registry=self._registry,
        )

        self._requests_of = cache(self._requests.labels)
        self._seconds_of = cache(self._seconds.labels)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests_of(method, route, str(status)).inc()
        self._seconds_of(method, route).observe(seconds)

    def outcomes_of(self, command: str) -> Callable[[str], None]:
        """Counts one command's outcomes: done, unchanged, repeated, or the kind of refusal."""
        labels = cache(self._commands.labels)
        return lambda outcome: labels(command, outcome).inc()

    def exposition(self) -> bytes:
        registry = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        positions = CollectorRegistry()
        positions.register(Positions(self._crm))
        return generate_latest(registry) + generate_latest(positions)


class Positions(Collector):
    """Read when asked for, from the database: true for all processes."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("getcrm_database_up", "1 where the database answers.")
        try:
            states, end = lags(self._crm), self._crm.log.position()
        except Exception:
            logger.exception("the database does not answer for the metrics")
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        log = GaugeMetricFamily("getcrm_log_position", "The last position of the event log.")
        log.add_metric([], end)
        yield log
        position = gauge("getcrm_projection_position", "The position a read model has reached.")
        behind = gauge("getcrm_projection_behind", "Positions a read model is behind the log.")
        failed = gauge("getcrm_projection_failed", "1 where a read model has stopped.")
        count = gauge("getcrm_projection_set_aside", "Records of which events are set aside.")
        for state in states:
            position.add_metric([state["name"]], state["position"])
            behind.add_metric([state["name"]], state["behind"])
            failed.add_metric([state["name"]], 1 if state["failure"] else 0)
            count.add_metric([state["name"]], state["set_aside"])
        yield from (position, behind, failed, count, self._set_aside(), *self._processes())

    def _processes(self) -> Iterator[GaugeMetricFamily]:
        labels = ("process",)
        since = GaugeMetricFamily(
            "getcrm_process_silent_seconds", "Since its last sign of life.", labels=labels
        )
        with self._crm.views.read() as db:
            found, moment = heartbeats(db), datetime.fromisoformat(now())
        for beat in found:
            silent = moment - datetime.fromisoformat(beat.at)
            since.add_metric([beat.name], silent.total_seconds())
        wrong = {name for name, _ in troubles(self._crm)}
        troubled = GaugeMetricFamily(
            "getcrm_process_troubled", "1 where it is dead, fails or lags.", labels=labels
        )
        for name in ("projector", "scheduler", "outbox"):
            troubled.add_metric([name], 1 if name in wrong else 0)
        yield from (since, troubled)

    def _set_aside(self) -> GaugeMetricFamily:
        """The oldest, each by its name: a series ends when the event has been taken up."""
        labels = ("projection", "position", "topic", "stream", "error")
        named = GaugeMetricFamily(
            "getcrm_event_set_aside",
            "1 for an event that a read model could not take.",
            labels=labels,
        )
        for aside in set_aside(self._crm)[:TOLD]:
            told: dict[str, object] = {**aside}
            named.add_metric([str(told[label]) for label in labels], 1)
        return named


def gauge(name: str, help: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, help, labels=("projection",))
