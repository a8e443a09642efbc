"""The time at which somebody says that it happened: it is kept, or the command is refused (IMP-9).

Nobody's events go back in time: an aggregate's next event is no earlier than its last one. Where
no time is said it happens now; a machine whose clock is behind gives it the time of the last event.
"""

from collections.abc import Iterable

from getcrm.commands import Command
from getcrm.commands.policy import standing
from getcrm.commands.subjects import subjects
from getcrm.crm.desk import Attempt, OpenDesk
from getcrm.domain.aggregate import Aggregate
from getcrm.domain.calendar import seconds_between
from getcrm.domain.policy import allows
from getcrm.domain.refusals import Invalid, Refused

HISTORY_AFTER = 24 * 3600
"""Seconds. What is told later than that is marked so in its cause: `history`."""
GUARDED = ("customer", "campaign", "opportunity", "transaction", "comment")
"""The kinds of records that not everybody may see (PERM-4)."""


class OccurredInTheFuture(Invalid):
    """What is recorded has happened: its time is not later than now."""


class OccurredBeforeHistory(Refused):
    """A record's events happen in order: none earlier than its last one. details: at, the record
    (kind, id) and its last event (event, last: when it happened)."""


class OccurredBeforeHiddenHistory(OccurredBeforeHistory):
    """The same of a record that whoever asks may not see (PERM-4). details: at, kind."""


def check_not_in_the_future(at: str, now: str) -> None:
    """Raises OccurredInTheFuture."""
    if at > now:
        raise OccurredInTheFuture("at", at=at, now=now)


def check_order(
    at: str, records: Iterable[tuple[type[Aggregate], str]], attempt: Attempt, desk: OpenDesk
) -> None:
    """What is about to happen to all of these can have happened at the time that is said. Raises
    OccurredBeforeHistory."""
    for kind, id in records:
        loaded = attempt.load(kind, id)
        if at < loaded.occurred_at:
            if kind.KIND in GUARDED and not is_seen(kind.KIND, id, desk):
                raise OccurredBeforeHiddenHistory("at", at=at, kind=kind.KIND)
            last, event = loaded.occurred_at, loaded.topic
            raise OccurredBeforeHistory("at", at=at, kind=kind.KIND, id=id, event=event, last=last)


def check_subjects(at: str, command: Command, attempt: Attempt, desk: OpenDesk) -> None:
    """The same of what a command is about, known without its decision: where a rule refuses it, the
    rule looked at what has happened since. Raises OccurredBeforeHistory."""
    check_order(at, subjects(command), attempt, desk)


def is_seen(kind: str, id: str, desk: OpenDesk) -> bool:
    record = standing(kind, id, desk)
    return desk.who.everything or (record is not None and allows(desk.who, record))


def is_history(at: str, now: str) -> bool:
    """Whether something is told so late that it is history, which nobody has to be told of."""
    return at < now and seconds_between(at, now) > HISTORY_AFTER
