"""A tiny identity provider on this machine, which says what the test has it say."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.http.conftest import Api

CLIENT, SECRET = "getcrm", "s3cret/of:the provider"


class Provider:
    """claims: of the next ID token, over those that are right. sign: makes it of the claims.
    moved: paths from which it sends on, and where to."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.key = RSAKey.generate_key(2048, {"kid": "k1", "use": "sig", "alg": "RS256"})
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.header = {"alg": "RS256", "kid": "k1"}
        self.sign = self.signed
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.moved: dict[str, str] = {}
        self.status = 200

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @contextmanager
    def running(self) -> Iterator["Provider"]:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield self
        finally:
            self.server.shutdown()
            thread.join()
            self.server.server_close()

    def describe(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.metadata,
        }

    def authorize(self, url: str, code: str = "code-1") -> str:
        """What happens in the browser there: somebody signs in. Answers the query string with
        which they come back."""
        assert url.startswith(f"{self.issuer}/authorize?")
        asked = {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}
        self.codes[code] = asked
        return f"state={asked['state']}&code={code}&iss=x&session_state=y"

    def token(self, sent: dict[str, str], authorization: str | None) -> dict[str, Any]:
        asked = self.codes.pop(sent["code"])
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        assert asked["code_challenge_method"] == "S256"
        assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
        assert sent["redirect_uri"] == asked["redirect_uri"]
        self.asked.append({**sent, "authorization": authorization or ""})
        now = int(datetime.fromisoformat(self.api.story.now).timestamp())
        right = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "0197-anna",
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            "email": "anna@acme.vn",
            "email_verified": True,
        }
        claims = {name: v for name, v in {**right, **self.claims}.items() if v is not None}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(claims)}

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode(self.header, claims, self.key)

    def keys(self) -> dict[str, Any]:
        return KeySet([self.key]).as_dict(private=False)


def handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path in provider.moved:
                self.send_response(302)
                self.send_header("Location", provider.moved[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif self.path in ("/keys", "/other-keys"):
                self.answer(provider.keys())
            else:
                assert self.path == "/.well-known/openid-configuration"
                self.answer(provider.describe())

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            sent = parse_qs(self.rfile.read(length).decode())
            fields = {name: value for name, [value] in sent.items()}
            self.answer(provider.token(fields, self.headers["Authorization"]))

        def answer(self, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(provider.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
