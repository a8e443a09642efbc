"""Single sign-on: the identity provider says who somebody is (OpenID Connect, code flow, PKCE)."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from getcrm.commands.credential import LinkIdentity
from getcrm.commands.user import AddUser
from getcrm.crm import SYSTEM, Crm, new_id
from getcrm.crm.addresses import is_same, user_at
from getcrm.domain.calendar import moment
from getcrm.domain.text import looks_empty
from getcrm.domain.user import User
from getcrm.eventlog.instants import later
from getcrm.sign_in import sessions
from getcrm.sign_in.accounts import note
from getcrm.sign_in.kept import hashed, new_secret
from getcrm.sign_in.refusals import IdentityUnknown, SingleSignOnOff, SingleSignOnRefused
from getcrm.sign_in.sessions import CONFIRMED_FOR, Opened
from getcrm.sign_in.terms import Provider, Terms, Visitor

if TYPE_CHECKING:
    from getcrm.sign_in.provider import Client

Json = dict[str, Any]
CALLBACK = "/api/v1/sign-in/oidc/callback"
SECONDS = 600
"""That somebody has to sign in there."""


@dataclass(frozen=True)
class Begun:
    """url: where the browser goes. state: for a cookie, so that the same browser comes back."""

    url: str
    state: str


def client_of(provider: Provider) -> "Client":
    from getcrm.sign_in.provider import client  # 15 MB, and not every company has a provider

    return client(provider)


def begin(crm: Crm, terms: Terms, *, fresh: bool = False) -> Begun:
    """fresh: they prove who they are there and now, whether or not they are signed in there.

    Raises SingleSignOnOff or SingleSignOnDown.
    """
    provider, now = of(terms), crm.clock()
    state, nonce, verifier = new_secret(), new_secret(), new_secret()
    asked = {
        "redirect_uri": terms.public_url + CALLBACK,
        "scope": "openid email profile",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if fresh else {}),
    }
    url = client_of(provider).authorization_url(asked)
    crm.log.recorder.execute("DELETE FROM single_sign_on WHERE expires_at <= ?", (now,))
    crm.log.recorder.execute(
        "INSERT INTO single_sign_on (hash, nonce, verifier, expires_at) VALUES (?, ?, ?, ?)",
        (hashed(state), nonce, verifier, later(now, SECONDS)),
    )
    return Begun(url, state)


def finish(
    crm: Crm,
    terms: Terms,
    visitor: Visitor,
    code: str | None,
    state: str | None,
    kept_state: str | None,
) -> Opened:
    """kept_state: what this browser was given. Raises SingleSignOnRefused, SingleSignOnDown,
    IdentityUnknown or SingleSignOnOff."""
    provider = of(terms)
    if not state or not kept_state or not hmac.compare_digest(state.encode(), kept_state.encode()):
        raise SingleSignOnRefused
    nonce, verifier = _used_up(crm, state)
    if not code:
        raise SingleSignOnRefused
    asked = client_of(provider)
    id_token = asked.id_token(code, verifier, terms.public_url + CALLBACK)
    now = int(moment(crm.clock()).timestamp())
    claims = asked.claims(id_token, nonce, now)
    user = _user_of(crm, provider, claims, visitor)
    at = claims.get("auth_time")
    fresh = isinstance(at, int) and now - at < CONFIRMED_FOR
    return sessions.begin(crm, terms, user, "single_sign_on", visitor, fresh=fresh)


def of(terms: Terms) -> Provider:
    if terms.provider is None:
        raise SingleSignOnOff
    return terms.provider


def challenge(verifier: str) -> str:
    """S256 of RFC 7636."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _used_up(crm: Crm, state: str) -> tuple[str, str]:
    """(nonce, verifier) of a sign-in that is under way; it counts once."""
    rows = crm.log.recorder.query(
        "SELECT nonce, verifier, expires_at FROM single_sign_on WHERE hash = ?", (hashed(state),)
    )
    gone = crm.log.recorder.execute("DELETE FROM single_sign_on WHERE hash = ?", (hashed(state),))
    if not rows or gone != 1 or rows[0][2] <= crm.clock():
        raise SingleSignOnRefused
    return rows[0][0], rows[0][1]


def _user_of(crm: Crm, provider: Provider, claims: Json, visitor: Visitor) -> str:
    """Whoever is linked to that identity; else whose e-mail address the provider has verified,
    and from now on they are linked."""
    identity = f"{provider.issuer} {claims['sub']}"
    id = next(iter(crm.log.owners("identity", identity)), None)
    is_linked = id is not None
    email = _verified(claims)
    if id is None and email is not None:
        id = user_at(crm.log, email)
        if id is None and provider.new_users_role is not None:
            id = _added(crm, provider.new_users_role, email, claims)
    user = crm.log.load(User, id).state if id is not None else None
    if not is_linked and user and not is_same(user.email, email):
        user = None
    known_otherwise = not is_linked and user and provider.issuer in user.credentials.identities
    if id is None or user is None or user.role is None or not user.is_active or known_otherwise:
        note(crm, visitor, id, 1)
        raise IdentityUnknown
    if not is_linked:
        try:
            link = LinkIdentity(issuer=provider.issuer, subject=claims["sub"])
        except ValidationError:
            raise SingleSignOnRefused from None
        crm.handle(link, by=id)
    return id


def _verified(claims: Json) -> str | None:
    """Only what the provider itself vouches for."""
    email = claims.get("email")
    return email if isinstance(email, str) and claims.get("email_verified") is True else None


def _added(crm: Crm, role: str, email: str, claims: Json) -> str:
    """Somebody whom only the provider knew: the company has said that they come in."""
    name = claims.get("name")
    called = name if isinstance(name, str) and not looks_empty(name) else email
    try:
        command = AddUser(user=new_id(), name=called[:200], email=email, role=role)
    except ValidationError:
        raise SingleSignOnRefused from None
    return crm.handle(command, by=SYSTEM).id
