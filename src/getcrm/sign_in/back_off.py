"""Whoever fails waits, each time twice as long: per account, and per network address.

It is counted in the database, so that all processes count together. An attempt is counted as a
failure before anything is verified, and taken back where it succeeds: of many attempts at the
same moment none passes by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil

from getcrm.domain.calendar import later, seconds_between
from getcrm.domain.text import folded
from getcrm.eventlog.log import EventLog
from getcrm.sign_in.kept import hashed
from getcrm.sign_in.refusals import TooManyAttempts

LONGEST = 900
"""Seconds that anybody waits at the most: nobody can lock others out for long."""
FORGOTTEN_AFTER = 24 * 3600
"""Seconds after the last failure."""
TRIES = 50


@dataclass(frozen=True)
class Counted:
    """free: failures without a wait."""

    key: str
    free: int


RECORDED = Counted("recorded", 100)
"""Failures that are written to the log: so many at once, then ever fewer."""


def of_account(email: str) -> Counted:
    """Also of one that there is not. The address is hashed: people type passwords there."""
    return Counted(f"account {hashed(folded(email))}", 5)


def of_user(user: str) -> Counted:
    """Of somebody who is signed in, and proves it once more."""
    return Counted(f"user {user}", 5)


def of_ip(ip: str) -> Counted:
    """A whole /64 of IPv6 is one address: whoever has one has them all. IPv4 may be written as
    IPv6, and stays what it is."""
    try:
        parsed = ip_address(ip)
    except ValueError:
        return Counted(f"ip {hashed(ip)}", 20)
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if isinstance(parsed, IPv6Address):
        return Counted(f"ip {parsed.exploded[:19]}::/64", 20)
    return Counted(f"ip {parsed}", 20)


@dataclass(frozen=True)
class Attempt:
    """failures: in a row, this one included."""

    log: EventLog
    counted: tuple[Counted, ...]
    failures: int

    def succeeded(self) -> None:
        """The account is as good as new; the address still stands for whoever else is there."""
        account, *others = self.counted
        self.log.recorder.execute("DELETE FROM back_off WHERE key = ?", (account.key,))
        _take_back(self.log, others)

    def take_back(self) -> None:
        """It was neither a success nor a failure."""
        _take_back(self.log, self.counted)


def attempt(log: EventLog, now: str, *counted: Counted) -> Attempt:
    """Raises TooManyAttempts."""
    failures: list[int] = []
    for number, one in enumerate(counted):
        try:
            failures.append(_count(log, one, now))
        except TooManyAttempts:
            _take_back(log, counted[:number])
            raise
    return Attempt(log, counted, max(failures))


def is_recorded(log: EventLog, now: str) -> bool:
    """Whether one more failure may be written to the log."""
    try:
        _count(log, RECORDED, now)
    except TooManyAttempts:
        return False
    return True


def wait(failures: int, free: int) -> int:
    """Seconds, after so many failures in a row."""
    return 0 if failures < free else int(min(LONGEST, 2 ** min(failures - free, 20)))


def _count(log: EventLog, counted: Counted, now: str) -> int:
    """How many failures it makes. Whoever counts at the same time has us look again."""
    for _ in range(TRIES):
        rows = log.recorder.query(
            "SELECT failures, failed_at, until FROM back_off WHERE key = ?", (counted.key,)
        )
        if not rows:
            if _begin(log, counted, now):
                return 1
            continue
        failures, failed_at, until = rows[0]
        if failed_at > now:
            _begin_the_wait_anew(log, counted, now, failures, failed_at)
            continue
        if until > now:
            raise TooManyAttempts(seconds=_seconds(now, until))
        is_old = later(failed_at, FORGOTTEN_AFTER) <= now
        count = 1 if is_old else failures + 1
        changed = log.recorder.execute(
            "UPDATE back_off SET failures = ?, failed_at = ?, until = ?"
            " WHERE key = ? AND failures = ? AND failed_at = ?",
            (count, now, later(now, wait(count, counted.free)), counted.key, failures, failed_at),
        )
        if changed:
            return count
    raise TooManyAttempts(seconds=1)


def _begin_the_wait_anew(
    log: EventLog, counted: Counted, now: str, failures: int, failed_at: str
) -> None:
    """The last failure stands in the future, since the clock was set back: by the clock of today
    it is one of this moment, or nobody would know how long the wait is."""
    until = later(now, wait(failures, counted.free))
    log.recorder.execute(
        "UPDATE back_off SET failed_at = ?, until = ?"
        " WHERE key = ? AND failures = ? AND failed_at = ?",
        (now, until, counted.key, failures, failed_at),
    )


def _begin(log: EventLog, counted: Counted, now: str) -> bool:
    log.recorder.execute(
        "DELETE FROM back_off WHERE failed_at < ?", (later(now, -FORGOTTEN_AFTER),)
    )
    begun = log.recorder.execute(
        "INSERT INTO back_off (key, failures, failed_at, until) VALUES (?, 1, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (counted.key, now, later(now, wait(1, counted.free))),
    )
    return begun == 1


def _take_back(log: EventLog, counted: Iterable[Counted]) -> None:
    for one in counted:
        log.recorder.execute(
            "UPDATE back_off SET failures = failures - 1, until = failed_at"
            " WHERE key = ? AND failures > 0",
            (one.key,),
        )


def _seconds(now: str, until: str) -> int:
    """Whole seconds, rounded up."""
    return max(1, ceil(seconds_between(now, until)))
