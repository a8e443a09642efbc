"""Whose e-mail address it is."""

from getcrm.domain.text import folded
from getcrm.domain.user import User
from getcrm.eventlog.log import EventLog


def user_at(log: EventLog, email: str) -> str | None:
    """The id of whoever has this address, as people compare it. Of several whose addresses look
    alike, as older versions let pass, whose is the same letter by letter; else nobody."""
    owners = log.owners("user_email", folded(email))
    if len(owners) < 2:
        return next(iter(owners), None)
    found = log.load_many(User, owners)
    same = (id for id, one in found.items() if one.state and is_same(one.state.email, email))
    return next(same, None)


def is_same(ours: str | None, theirs: str | None) -> bool:
    """Letter by letter, but for the case of a to z: what looks alike to people, as ß and ss do,
    may be somebody else's domain."""
    return None not in (ours, theirs) and str(ours).encode().lower() == str(theirs).encode().lower()
