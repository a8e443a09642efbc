"""What is asked when people come and go. The secret in their cookie is none of the log's."""

from typing import Annotated

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.ended_sessions import live_sessions
from getcrm.commands.user import changeable, not_by_a_token, user_named
from getcrm.commands.values import Id, Instant, Line
from getcrm.domain.session import (
    Method,
    Session,
    SessionUnknown,
    SignedIn,
    SignInFailed,
    check_new,
)

MOST = 20
"""Sessions that somebody has at once; the oldest make room."""


class BeginSession(Command):
    """Whoever asks has proved that it is they."""

    session: Id
    method: Method
    ip: Line
    agent: Line = ""
    expires_at: Instant


def begin_session(command: BeginSession, desk: Desk) -> Decision:
    user_named(desk.by, "user", desk).check_can_sign_in()
    check_new(command.session, desk.find(Session, command.session))
    signed_in = SignedIn(desk.by, command.method, command.ip, command.agent, command.expires_at)
    decision = decide(Session, command.session, [signed_in])
    sessions = live_sessions(desk.by, desk)
    expired = [id for id, session in sessions.items() if not session.lives(desk.at)]
    left = sorted(sessions.keys() - expired, key=lambda id: (sessions[id].began_at, id))
    for id in expired:
        decision = decision.also(Session, id, sessions[id].end("expired"))
    for id in left[: max(0, len(left) + 1 - MOST)]:
        decision = decision.also(Session, id, sessions[id].end("too_many"))
    return decision


class NoteFailedSignIn(Command):
    """user: whose e-mail address it was, if anybody's. failures: in a row."""

    session: Id
    user: Id | None = None
    ip: Line
    agent: Line = ""
    failures: Annotated[int, Field(ge=1)] = 1


def note_failed_sign_in(command: NoteFailedSignIn, desk: Desk) -> Decision:
    if command.user is not None:
        user_named(command.user, "user", desk)
    check_new(command.session, desk.find(Session, command.session))
    failed = SignInFailed(command.user, command.ip, command.agent, command.failures)
    return decide(Session, command.session, [failed])


class SignOut(Command):
    """Of one's own session."""

    session: Id


def sign_out(command: SignOut, desk: Desk) -> Decision:
    session = _of(desk.by, command.session, desk)
    return decide(Session, command.session, session.sign_out())


class EndSession(Command):
    """One's own elsewhere, or somebody else's. It opens nothing any more, from that moment."""

    session: Id
    user: Id | None = None


def end_session(command: EndSession, desk: Desk) -> Decision:
    user = command.user or desk.by
    if command.user is not None:
        desk.who.must("users.sessions")
        changeable(command.user, desk)
    else:
        not_by_a_token(desk.by, desk)
    session = _of(user, command.session, desk)
    return decide(Session, command.session, session.end("revoked"))


def _of(user: str, id: str, desk: Desk) -> Session:
    session = desk.find(Session, id)
    if session is None or session.user != user:
        raise SessionUnknown("session", session=id)
    return session


HANDLERS: Handlers = {
    BeginSession: begin_session,
    NoteFailedSignIn: note_failed_sign_in,
    SignOut: sign_out,
    EndSession: end_session,
}
