"""Browsers from which somebody has signed in before: nobody else's failures keep them waiting.

After the device cookies that OWASP describes: whoever knows only the e-mail address of an account
can make the account wait (`back_off`), but not the browser that once signed in to it; its own
failures are counted apart. The cookie opens nothing, and is kept as a hash in the table
`credential`, one row for each who uses the browser.
"""

from getcrm.crm import Crm, new_id
from getcrm.eventlog.instants import later
from getcrm.sign_in import kept
from getcrm.sign_in.back_off import Counted
from getcrm.sign_in.kept import Kept

DEVICE = "device"
KEPT_SECONDS = 365 * 24 * 3600
"""After the last time somebody signed in there."""
MOST = 20
"""Browsers of one person: the one that was not used for longest is forgotten."""
FREE = 5
"""Failures in one browser without a wait."""


def counted(crm: Crm, user: str | None, secret: str | None) -> Counted | None:
    """How failures in this browser are counted for that user; None: they never signed in there."""
    if user is None or secret is None or _known(crm, user, secret) is None:
        return None
    return Counted(f"device {kept.hashed(secret)} {user}", FREE)


def _known(crm: Crm, user: str, secret: str) -> str | None:
    rows = crm.log.recorder.query(
        'SELECT id FROM credential WHERE secret = ? AND kind = ? AND "user" = ? AND made_at > ?',
        (kept.hashed(secret), DEVICE, user, later(crm.clock(), -KEPT_SECONDS)),
    )
    return rows[0][0] if rows else None


def remember(crm: Crm, user: str, secret: str | None) -> str:
    """They have signed in there now. Answers the cookie's secret: the one the browser has, where
    it is of ours, since others may use the same browser."""
    now = crm.clock()
    if secret is None or kept.by_secret(crm.log, DEVICE, kept.hashed(secret)) is None:
        secret = kept.new_secret()
    known = _known(crm, user, secret)
    if known is None:
        kept.keep(crm.log, DEVICE, Kept(new_id(), user, kept.hashed(secret), 0), now)
    else:
        crm.log.recorder.execute("UPDATE credential SET made_at = ? WHERE id = ?", (now, known))
    _forget_the_oldest(crm, user)
    return secret


def _forget_the_oldest(crm: Crm, user: str) -> None:
    rows = crm.log.recorder.query(
        'SELECT id FROM credential WHERE kind = ? AND "user" = ? ORDER BY made_at DESC, id',
        (DEVICE, user),
    )
    for (id,) in rows[MOST:]:
        kept.forget(crm.log, id)


def forget_others(crm: Crm, user: str, secret: str | None) -> None:
    """All of theirs but this browser: whoever knew the former password has none of them."""
    crm.log.recorder.execute(
        'DELETE FROM credential WHERE kind = ? AND "user" = ? AND secret <> ?',
        (DEVICE, user, kept.hashed(secret) if secret else ""),
    )
