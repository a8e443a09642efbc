"""Sessions of browsers: the secret in the cookie, and when one is over."""

from dataclasses import dataclass

from typing_extensions import TypedDict

from getcrm.commands.session import BeginSession, SignOut
from getcrm.crm import Crm, new_id
from getcrm.domain.session import Method, Session
from getcrm.domain.user import User
from getcrm.eventlog.instants import later
from getcrm.eventlog.log import stream
from getcrm.sign_in.kept import hashed, new_secret
from getcrm.sign_in.terms import Terms, Visitor

TOUCHED_EVERY = 60
"""Seconds: no more often is it written down that a session is in use."""
CONFIRMED_FOR = 600
"""Seconds that a proof counts which was asked for once more."""
CLOCKS_DIFFER = 60
"""Seconds, at the most, between machines that serve one company."""
NEVER = ""
"""Sorts before every instant."""


@dataclass(frozen=True)
class Current:
    """A session that lives. confirmed: whether its user has proved lately that it is they.

    language: in which they have chosen to read.
    """

    session: str
    user: str
    confirmed: bool
    language: str | None = None


@dataclass(frozen=True)
class Opened:
    """A session that has just begun. secret: for the cookie, and nowhere else."""

    secret: str
    session: str
    user: str


class ListedSession(TypedDict):
    """seen_at: about when it was last used. current: it is the one that asks."""

    session: str
    method: str
    ip: str
    agent: str
    began_at: str
    seen_at: str
    expires_at: str
    current: bool


def begin(
    crm: Crm, terms: Terms, user: str, method: Method, visitor: Visitor, *, fresh: bool = True
) -> Opened:
    """Always a new one, with a new secret. fresh: they have proved just now that it is they."""
    now, opened = crm.clock(), Opened(new_secret(), new_id(), user)
    command = BeginSession(
        session=opened.session,
        method=method,
        ip=visitor.ip,
        agent=visitor.agent,
        expires_at=later(now, terms.longest_seconds),
    )
    crm.handle(command, by=user)
    crm.log.recorder.execute(
        "DELETE FROM session WHERE seen_at < ?", (later(now, -terms.idle_seconds),)
    )
    crm.log.recorder.execute(
        'INSERT INTO session (session, hash, "user", seen_at, confirmed_at) VALUES (?, ?, ?, ?, ?)',
        (opened.session, hashed(opened.secret), user, now, now if fresh else NEVER),
    )
    return opened


def find(crm: Crm, terms: Terms, secret: str, touch: bool = True) -> Current | None:
    """Whose session it is, where the log says that it lives, and that its user works here.

    touch: this is a use of it, from which its idle time counts anew.
    """
    rows = crm.log.recorder.query(
        'SELECT session, "user", seen_at, confirmed_at FROM session WHERE hash = ?',
        (hashed(secret),),
    )
    if not rows:
        return None
    id, user, seen_at, confirmed_at = rows[0]
    now = crm.clock()
    found = None if later(seen_at, terms.idle_seconds) <= now else _user_of(crm, id, user, now)
    if found is None:
        return None
    if touch and not later(now, -TOUCHED_EVERY) < seen_at <= later(now, CLOCKS_DIFFER):
        crm.log.recorder.execute("UPDATE session SET seen_at = ? WHERE session = ?", (now, id))
    confirmed = confirmed_at != NEVER and _lately(confirmed_at, now)
    return Current(id, user, confirmed, found.language)


def _lately(confirmed_at: str, now: str) -> bool:
    """Whether a proof still counts; not one of a clock that has been set back since."""
    return later(confirmed_at, -CLOCKS_DIFFER) <= now < later(confirmed_at, CONFIRMED_FOR)


def _user_of(crm: Crm, id: str, user: str, now: str) -> User | None:
    """Whose session it is; None: it has ended, or they no longer sign in."""
    names = (stream(Session, id), stream(User, user))
    versions = crm.log.recorder.versions(names)
    session = crm.log.current(Session, id, versions.get(names[0], 0)).state
    found = crm.log.current(User, user, versions.get(names[1], 0)).state
    if session is None or found is None or not session.lives(now):
        return None
    return found if found.is_active and found.role is not None else None


def renew(crm: Crm, session: str) -> str:
    """Another secret for the same session; the one before opens nothing."""
    secret = new_secret()
    crm.log.recorder.execute(
        "UPDATE session SET hash = ? WHERE session = ?", (hashed(secret), session)
    )
    return secret


def confirm(crm: Crm, session: str) -> str:
    """They have proved once more that it is they. Answers until when it counts."""
    now = crm.clock()
    crm.log.recorder.execute(
        "UPDATE session SET confirmed_at = ? WHERE session = ?", (now, session)
    )
    return later(now, CONFIRMED_FOR)


def sign_out(crm: Crm, current: Current) -> None:
    crm.handle(SignOut(session=current.session), by=current.user)
    crm.log.recorder.execute("DELETE FROM session WHERE session = ?", (current.session,))


def sessions_of(crm: Crm, terms: Terms, user: str, current: str | None) -> list[ListedSession]:
    """Those that live, the youngest first."""
    now = crm.clock()
    rows = crm.log.recorder.query(
        'SELECT session, seen_at FROM session WHERE "user" = ? AND seen_at > ?',
        (user, later(now, -terms.idle_seconds)),
    )
    seen = dict(rows)
    owned = crm.log.owners("session", user)
    found = crm.log.load_many(Session, [id for id in owned if id in seen])
    living = [(id, one.state) for id, one in found.items() if one.state and one.state.lives(now)]
    return [
        {
            "session": id,
            "method": session.method,
            "ip": session.ip,
            "agent": session.agent,
            "began_at": session.began_at,
            "seen_at": seen[id],
            "expires_at": session.expires_at,
            "current": id == current,
        }
        for id, session in sorted(living, key=lambda one: (one[1].began_at, one[0]), reverse=True)
    ]
