"""What is asked of the identity provider over the network, and what its answers prove (OIDC)."""

import base64
import json
import threading
from functools import cache
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from getcrm.sign_in.refusals import SingleSignOnDown, SingleSignOnRefused
from getcrm.sign_in.terms import Provider

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures by a key of the provider's own. None at all, or one by a shared secret, proves
nothing."""
LEEWAY = 60
"""Seconds by which its clock may differ."""
TRUSTED_FOR = 3600.0
"""Seconds until what it says of itself is asked anew."""
KEYS_AGAIN_AFTER = 60.0
"""Seconds until a key that is not known has its keys asked anew."""
LARGEST = 1024 * 1024
NEAR = ("localhost", "127.0.0.1", "::1")

Json = dict[str, Any]


@cache
def client(provider: Provider) -> "Client":
    """One for each provider in this process: it remembers what the provider says of itself."""
    return Client(provider)


class Client:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._pool = urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(connect=3.0, read=5.0)
        )
        self._lock = threading.Lock()
        self._said: tuple[Json, float] | None = None
        self._keys: tuple[KeySet, float] | None = None

    def authorization_url(self, asked: dict[str, str]) -> str:
        """Where the browser is sent. Raises SingleSignOnDown."""
        endpoint = self._endpoint("authorization_endpoint")
        sent = {"client_id": self._provider.client_id, "response_type": "code", **asked}
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(sent)}"

    def id_token(self, code: str, verifier: str, redirect_uri: str) -> str:
        """What it gives for a code. Raises SingleSignOnRefused or SingleSignOnDown."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect_uri,
            "client_id": self._provider.client_id,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        secret = self._provider.client_secret
        ways = self._metadata().get("token_endpoint_auth_methods_supported")
        if secret and (ways is None or "client_secret_basic" in ways):
            pair = f"{quote(self._provider.client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif secret:
            fields["client_secret"] = secret
        endpoint = self._endpoint("token_endpoint")
        answer = self._ask("POST", endpoint, body=urlencode(fields), headers=headers)
        if not isinstance(answer.get("id_token"), str):
            raise SingleSignOnRefused
        return str(answer["id_token"])

    def claims(self, id_token: str, nonce: str, now: int) -> Json:
        """What it says of whom, where it is said by this provider, to us, for this sign-in, and
        lately. Raises SingleSignOnRefused or SingleSignOnDown."""
        registry = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._provider.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            found = self._decoded(id_token)
            registry.validate(found)
        except (JoseError, ValueError):
            raise SingleSignOnRefused from None
        audience, by = found["aud"], found.get("azp")
        several = isinstance(audience, list) and len(audience) > 1
        if by != self._provider.client_id and (several or by is not None):
            raise SingleSignOnRefused
        return found

    def _decoded(self, id_token: str) -> Json:
        """Signed by one of its keys; it may have new ones by now."""
        try:
            return dict(jwt.decode(id_token, self._key_set(TRUSTED_FOR), ALGORITHMS).claims)
        except InvalidKeyIdError:
            return dict(jwt.decode(id_token, self._key_set(KEYS_AGAIN_AFTER), ALGORITHMS).claims)

    def _key_set(self, trusted_for: float) -> KeySet:
        with self._lock:
            if self._keys is None or self._keys[1] + trusted_for < monotonic():
                said = self._ask("GET", self._endpoint("jwks_uri"))
                try:
                    self._keys = KeySet.import_key_set(said), monotonic()  # type: ignore[arg-type]
                except (JoseError, ValueError, KeyError, TypeError):
                    raise SingleSignOnDown from None
            return self._keys[0]

    def _metadata(self) -> Json:
        """What it says of itself: of nobody else, whoever may have answered."""
        if self._said is None or self._said[1] + TRUSTED_FOR < monotonic():
            issuer = self._provider.issuer
            said = self._ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != issuer:
                raise SingleSignOnDown
            self._said = said, monotonic()
        return self._said[0]

    def _endpoint(self, name: str) -> str:
        url = self._metadata().get(name)
        if not isinstance(url, str):
            raise SingleSignOnDown
        return url

    def _ask(self, method: str, url: str, **more: Any) -> Json:
        """A JSON object; over TLS, unless it is on this machine."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in NEAR):
            raise SingleSignOnDown
        try:
            answer = self._pool.request(method, url, redirect=False, preload_content=False, **more)
            raw = answer.read(LARGEST, decode_content=True)
            answer.release_conn()
            said = json.loads(raw)
        except (urllib3.exceptions.HTTPError, ValueError):
            raise SingleSignOnDown from None
        if 400 <= answer.status < 500 and method == "POST":
            raise SingleSignOnRefused
        if answer.status != 200 or not isinstance(said, dict):
            raise SingleSignOnDown
        return said
