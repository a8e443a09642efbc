"""Sessions that end with something else: a new password, or that somebody no longer works here."""

from getcrm.commands.decision import Decision
from getcrm.commands.desk import Desk
from getcrm.domain.session import Reason, Session


def live_sessions(user: str, desk: Desk) -> dict[str, Session]:
    """Those that nobody has ended, also where their time is over."""
    return desk.load_many(Session, desk.owners("session", user))


def ending_sessions(
    decision: Decision, user: str, reason: Reason, desk: Desk, keep: str | None = None
) -> Decision:
    """The same decision; where anything is decided, it ends that user's sessions too."""
    if not any(change.events for change in decision.changes):
        return decision
    for id, session in live_sessions(user, desk).items():
        if id != keep:
            decision = decision.also(Session, id, session.end(reason))
    return decision
