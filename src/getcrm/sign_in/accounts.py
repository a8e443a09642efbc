"""Signing in with e-mail and password, proving it once more, and choosing a password."""

from getcrm.commands.credential import DisableTotp, InviteUser, SetPassword, SetUpAccount
from getcrm.commands.session import NoteFailedSignIn
from getcrm.crm import SYSTEM, Crm, new_id
from getcrm.crm.addresses import user_at
from getcrm.domain.aggregate import MAIN
from getcrm.domain.company import Company
from getcrm.domain.credential import InvitationOver, PasswordNeeded
from getcrm.domain.refusals import Refusal
from getcrm.domain.role import Roles
from getcrm.domain.session import Method
from getcrm.domain.user import User
from getcrm.sign_in import back_off, devices, kept, passwords, sessions, totp
from getcrm.sign_in.kept import Kept
from getcrm.sign_in.refusals import CodeNeeded, SignInRefused, WrongPassword
from getcrm.sign_in.sessions import Current, Opened
from getcrm.sign_in.terms import Terms, Visitor

PASSWORD, INVITATION = "password", "invitation"


def sign_in(
    crm: Crm, terms: Terms, visitor: Visitor, email: str, password: str, code: str | None
) -> Opened:
    """Raises SignInRefused, CodeNeeded or TooManyAttempts. An account that is not there takes
    as long, and is answered the same, as a wrong password."""
    id = user_at(crm.log, email)
    own_browser = devices.counted(crm, id, visitor.device)
    strangers = (back_off.of_account(email), back_off.of_ip(visitor.ip))
    attempt = back_off.attempt(
        crm.log, crm.clock(), *((own_browser,) if own_browser else strangers)
    )
    user = crm.log.load(User, id).state if id is not None else None
    own = _kept_password(crm, id, user) if id is not None and user is not None else None
    right = passwords.is_right(password, own.secret if own else None)
    if id is None or user is None or own is None or not right:
        note(crm, visitor, id, attempt.failures)
        raise SignInRefused
    method: Method | None = "password"
    if user.credentials.totp is not None:
        if code is None:
            attempt.take_back()
            raise CodeNeeded
        method = totp.proved(crm, id, user, code)
    if method is None:
        note(crm, visitor, id, attempt.failures)
        raise SignInRefused
    attempt.succeeded()
    if passwords.is_outdated(own.secret):
        _rehash(crm, own, password)
    opened = sessions.begin(crm, terms, id, method, visitor)
    if not _still_counts(crm, id, own):
        sessions.sign_out(crm, Current(opened.session, id, confirmed=False))
        raise SignInRefused
    return opened


def _still_counts(crm: Crm, id: str, own: Kept) -> bool:
    """Whether it is their password now that a session has begun: one that replaces it later ends
    that session, but one that replaced it while it was verified did not know of it."""
    user = crm.log.load(User, id).state
    return user is not None and user.credentials.password == own.id


def _kept_password(crm: Crm, id: str, user: User) -> Kept | None:
    """That of somebody who may sign in."""
    credential = user.credentials.password
    if credential is None or user.role is None or not user.is_active:
        return None
    return kept.by_id(crm.log, PASSWORD, credential, id)


def note(crm: Crm, visitor: Visitor, user: str | None, failures: int) -> None:
    """A failure, in the log; but not so often that the log is flooded."""
    if back_off.is_recorded(crm.log, crm.clock()):
        failed = NoteFailedSignIn(
            session=new_id(), user=user, ip=visitor.ip, agent=visitor.agent, failures=failures
        )
        crm.handle(failed, by=SYSTEM)


def _rehash(crm: Crm, own: Kept, password: str) -> None:
    crm.log.recorder.execute(
        "UPDATE credential SET secret = ? WHERE id = ? AND secret = ?",
        (passwords.hashed(password), own.id, own.secret),
    )


def prove(crm: Crm, visitor: Visitor, id: str, password: str | None, code: str | None) -> None:
    """That it is really they who are signed in. Raises WrongPassword, CodeNeeded, PasswordNeeded
    or TooManyAttempts. Whoever has no password proves it by the second factor alone."""
    user = crm.log.load(User, id).state
    assert user is not None, "they are signed in"
    own, second = _kept_password(crm, id, user), user.credentials.totp
    if own is None and second is None:
        raise PasswordNeeded("password")
    attempt = back_off.attempt(
        crm.log, crm.clock(), back_off.of_user(id), back_off.of_ip(visitor.ip)
    )
    right = own is None or passwords.is_right(password or "", own.secret)
    if right and second is not None:
        if code is None:
            attempt.take_back()
            raise CodeNeeded
        right = totp.proved(crm, id, user, code) is not None
    if not right:
        note(crm, visitor, id, attempt.failures)
        raise WrongPassword
    attempt.succeeded()


def change_password(crm: Crm, visitor: Visitor, current: Current, old: str, new: str) -> str:
    """All other sessions end. Answers another secret for the cookie of this one."""
    user = crm.log.load(User, current.user).state
    assert user is not None, "they are signed in"
    own = _kept_password(crm, current.user, user)
    if own is None:
        raise PasswordNeeded("old")
    attempt = back_off.attempt(
        crm.log, crm.clock(), back_off.of_user(current.user), back_off.of_ip(visitor.ip)
    )
    if not passwords.is_right(old, own.secret):
        note(crm, visitor, current.user, attempt.failures)
        raise WrongPassword("old")
    attempt.succeeded()
    passwords.check(new, _known_of(crm, user.name, user.email), "new")
    credential = _keep_password(crm, current.user, new)
    crm.handle(SetPassword(credential=credential, keep=current.session), by=current.user)
    kept.forget_others(crm.log, PASSWORD, current.user, credential)
    devices.forget_others(crm, current.user, visitor.device)
    return sessions.renew(crm, current.session)


def _known_of(crm: Crm, *theirs: str | None) -> tuple[str | None, ...]:
    """What others know of whoever chooses a password."""
    company = crm.log.load(Company, MAIN).state
    return (*theirs, company.name if company else None)


def _keep_password(crm: Crm, user: str, password: str) -> str:
    """Under a new id; it counts once the log names it."""
    credential = new_id()
    kept.keep(crm.log, PASSWORD, Kept(credential, user, passwords.hashed(password), 0), crm.clock())
    return credential


def invite(crm: Crm, user: str) -> str:
    """The code of a link by which somebody chooses a password; shown this once."""
    crm.handle(InviteUser(user=user), by=SYSTEM)
    return code_for(crm, user)


def code_for(crm: Crm, user: str) -> str:
    """The secret of the invitation that stands in the log; one before it opens nothing."""
    invited = crm.log.load(User, user).state
    assert invited is not None, "they are invited"
    code, invitation = kept.new_secret(), next(iter(invited.credentials.invitations))
    kept.forget_others(crm.log, INVITATION, user, None)
    kept.keep(crm.log, INVITATION, Kept(invitation, user, kept.hashed(code), 0), crm.clock())
    return code


def link(base: str, code: str) -> str:
    """Where somebody redeems it. base: the address of getcrm."""
    return f"{base}/setup?code={code}"


def invited(crm: Crm, code: str) -> User | None:
    """Whom a link is for, as long as it opens anything."""
    found = kept.by_secret(crm.log, INVITATION, kept.hashed(code))
    user = _invited_by(crm, found)
    if found is None or user is None:
        return None
    may = (crm.log.load(Roles, MAIN).state or Roles()).permissions_of(user.role)
    return user if user.credentials.invitations[found.id].opens(may, crm.clock()) else None


def _invited_by(crm: Crm, found: Kept | None) -> User | None:
    """Whose invitation that is, if the log still names it."""
    user = crm.log.load(User, found.user).state if found else None
    return user if found and user and found.id in user.credentials.invitations else None


def set_up(
    crm: Crm,
    terms: Terms,
    visitor: Visitor,
    code: str,
    password: str,
    email: str | None = None,
    name: str | None = None,
) -> tuple[str, Opened | None]:
    """The user who chose a password by a link, and a session of theirs; None where a second
    factor is asked for first. Raises InvitationOver, PasswordTooEasy, TooManyAttempts."""
    attempt = back_off.attempt(crm.log, crm.clock(), back_off.of_ip(visitor.ip))
    found = kept.by_secret(crm.log, INVITATION, kept.hashed(code))
    user = _invited_by(crm, found)
    if found is None or user is None:
        raise InvitationOver
    attempt.take_back()
    passwords.check(password, _known_of(crm, user.name, name, email or user.email))
    credential = _keep_password(crm, found.user, password)
    command = SetUpAccount(invitation=found.id, credential=credential, email=email, name=name)
    try:
        crm.handle(command, by=found.user)
    except Refusal:
        kept.forget(crm.log, credential)
        raise
    kept.forget_others(crm.log, PASSWORD, found.user, credential)
    kept.forget_others(crm.log, INVITATION, found.user, None)
    devices.forget_others(crm, found.user, None)
    if user.credentials.totp is not None:
        return found.user, None
    return found.user, sessions.begin(crm, terms, found.user, "invitation", visitor)


def disable_totp(crm: Crm, user: str, by: str) -> None:
    crm.handle(DisableTotp(user=user), by=by)
    totp.forget_but(crm, user, None)


def choose_for(crm: Crm, user: str, password: str) -> None:
    """A password for somebody else, by whoever holds the database. Their sessions end."""
    credential = _keep_password(crm, user, password)
    try:
        crm.handle(SetPassword(credential=credential), by=user)
    except Refusal:
        kept.forget(crm.log, credential)
        raise
    kept.forget_others(crm.log, PASSWORD, user, credential)
