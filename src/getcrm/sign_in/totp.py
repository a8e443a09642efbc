"""The second factor: codes of an authenticator (RFC 6238), and recovery codes for a lost one."""

import base64
import hmac
import secrets
from dataclasses import dataclass

import pyotp

from getcrm.commands.credential import EnableTotp
from getcrm.crm import Crm, new_id
from getcrm.domain.calendar import moment
from getcrm.domain.session import Method
from getcrm.domain.user import User
from getcrm.sign_in import kept
from getcrm.sign_in.kept import Kept
from getcrm.sign_in.refusals import EnrolmentUnknown, WrongCode

ISSUER = "getcrm"
SECONDS = 30
"""A code's time."""
AHEAD = 20
"""Steps: a code that was used further ahead than that was used while the clock was wrong."""
RECOVERY_CODES = 10
PENDING, SECRET, RECOVERY = "totp_pending", "totp", "recovery_code"


@dataclass(frozen=True)
class Enrolment:
    """Shown this once. url: for the authenticator, usually as a QR code."""

    credential: str
    secret: str
    url: str


def enrol(crm: Crm, user: str, email: str) -> Enrolment:
    """A new secret, which counts once a code has shown that the authenticator has it."""
    credential, secret = new_id(), pyotp.random_base32()
    kept.forget_others(crm.log, PENDING, user, None)
    kept.keep(crm.log, PENDING, Kept(credential, user, secret, -1), crm.clock())
    url = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    return Enrolment(credential, secret, url)


def confirm(crm: Crm, user: str, credential: str, code: str) -> list[str]:
    """From now on it counts. Answers the recovery codes, shown this once."""
    pending = kept.by_id(crm.log, PENDING, credential, user)
    if pending is None:
        raise EnrolmentUnknown("credential", credential=credential)
    step = step_of(pending.secret, code, crm.clock())
    if step is None:
        raise WrongCode
    if not kept.use_up(crm.log, PENDING, credential, pending.secret):
        raise EnrolmentUnknown("credential", credential=credential)
    kept.keep(crm.log, SECRET, pending._replace(step=step), crm.clock())
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    for recovery in codes:
        one = Kept(credential, user, kept.hashed(spelt(recovery)), 0)
        kept.keep(crm.log, RECOVERY, one, crm.clock())
    crm.handle(EnableTotp(credential=credential), by=user)
    forget_but(crm, user, credential)
    return codes


def forget_but(crm: Crm, user: str, credential: str | None) -> None:
    """The secrets that no longer count. None: not one of them does."""
    for kind in (PENDING, SECRET, RECOVERY):
        kept.forget_others(crm.log, kind, user, credential)


def proved(crm: Crm, id: str, user: User, code: str) -> Method | None:
    """By what the second factor is proved, each code once; None: it is not."""
    credential = user.credentials.totp
    assert credential is not None, "there is a second factor"
    if kept.use_up(crm.log, RECOVERY, credential, kept.hashed(spelt(code))):
        return "recovery_code"
    found = kept.by_id(crm.log, SECRET, credential, id)
    step = step_of(found.secret, code, crm.clock()) if found else None
    if step is None:
        return None
    used = crm.log.recorder.execute(
        "UPDATE credential SET step = ? WHERE id = ? AND kind = ? AND (step < ? OR step > ?)",
        (step, credential, SECRET, step, step + AHEAD),
    )
    return "totp" if used == 1 else None


def step_of(secret: str, code: str, now: str) -> int | None:
    """The step whose code it is: now, or one before or after it, for clocks that differ."""
    totp, code = pyotp.TOTP(secret), code.replace(" ", "")
    current = int(moment(now).timestamp()) // SECONDS
    found = None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(totp.at(step * SECONDS).encode(), code.encode()):
            found = step
    return found


def new_recovery_code() -> str:
    """80 random bits, as people can write them down."""
    text = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def spelt(code: str) -> str:
    return code.replace("-", "").replace(" ", "").lower()
