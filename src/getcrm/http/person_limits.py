"""How much one person may ask for, so that nobody's programs take what others need."""

import threading
import time
from dataclasses import dataclass

from falcon import Request, Response

from getcrm.http.problems import Problem

BURST_SECONDS = 10
"""So many seconds' worth of requests may come in one breath."""
REMEMBERED = 10_000
"""People whose account is kept."""


@dataclass(frozen=True)
class Allowance:
    """Of one person, by all their tokens and sessions, in one process. at_once: requests that are
    worked on. per_minute: requests on the average. 0: as many as they like."""

    at_once: int = 0
    per_minute: int = 0


@dataclass
class Account:
    """left: requests that may come at this moment, as of a monotonic time."""

    left: float
    as_of: float
    running: int = 0


class PersonLimits:
    """A middleware, behind the one that knows who asks. Refuses with 429 and `Retry-After`."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._accounts: dict[str, Account] = {}
        self._lock = threading.Lock()

    def process_request(self, req: Request, resp: Response) -> None:
        by: str | None = req.context.get("by")
        if by is None:
            return
        with self._lock:
            seconds = self._taken(by, time.monotonic())
        if seconds:
            headers = {"Retry-After": str(seconds)}
            raise Problem(429, "TooManyRequests", headers, seconds=seconds)
        req.context.counted = by

    def process_response(
        self, req: Request, resp: Response, resource: object, req_succeeded: bool
    ) -> None:
        by: str | None = req.context.get("counted")
        if by is not None:
            with self._lock:
                self._accounts[by].running -= 1

    def _taken(self, by: str, now: float) -> int:
        """0: the request may go on. Otherwise in how many seconds to ask again."""
        rate = self._allowance.per_minute / 60
        most = max(1.0, rate * BURST_SECONDS)
        account = self._accounts.get(by)
        if account is None:
            self._forget_the_idle()
            account = self._accounts[by] = Account(most, now)
        account.left = min(most, account.left + (now - account.as_of) * rate)
        account.as_of = now
        if 0 < self._allowance.at_once <= account.running:
            return 1
        if rate:
            if account.left < 1:
                return max(1, round((1 - account.left) / rate))
            account.left -= 1
        account.running += 1
        return 0

    def _forget_the_idle(self) -> None:
        if len(self._accounts) >= REMEMBERED:
            kept = {by: account for by, account in self._accounts.items() if account.running}
            self._accounts = kept
