"""How people sign in at this company, and who is at the door."""

from dataclasses import dataclass

HOUR = 3600


@dataclass(frozen=True)
class Provider:
    """Who says who somebody is, by OpenID Connect.

    new_users_role: of people whom only the provider knows; None: they are not let in.
    """

    issuer: str
    client_id: str
    client_secret: str
    new_users_role: str | None = None

    def __repr__(self) -> str:
        return f"Provider({self.issuer!r}, {self.client_id!r})"


@dataclass(frozen=True)
class Terms:
    """idle_seconds: without a request, after which a session is over. longest_seconds: after
    which it is over in any case. public_url: where browsers find getcrm. proxies: how many
    stand before it that can be trusted to say whose request it is."""

    idle_seconds: int = 8 * HOUR
    longest_seconds: int = 7 * 24 * HOUR
    public_url: str = "http://localhost:8000"
    proxies: int = 0
    provider: Provider | None = None


@dataclass(frozen=True)
class Visitor:
    """ip: the network address. agent: what the browser calls itself, shortened. device: the
    secret by which the browser is known again, if it has one."""

    ip: str
    agent: str = ""
    device: str | None = None
