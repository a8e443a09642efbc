"""Where a company's data lies and how it is served: by environment, or by a TOML file.

`GETCRM_CONFIG` names the file; its keys are the fields below. The environment wins over it.
"""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from getcrm import language as words
from getcrm.contact_points.emails import is_mailbox
from getcrm.eventlog.clock_watch import ClockLimits
from getcrm.http.person_limits import Allowance
from getcrm.processes.parent import SUPERVISED
from getcrm.processes.server.limits import Limits
from getcrm.processes.smtp import PORTS, MailServer
from getcrm.sign_in.terms import HOUR, Provider, Terms

PREFIX = "GETCRM_"
NOT_SETTINGS = ("GETCRM_CONFIG", SUPERVISED)
"""Variables beside the settings: the file they may be in, and what a supervisor tells."""
OF_TESTS = ("GETCRM_TEST_", "GETCRM_LAWS_")
"""How variables begin that are for tests alone."""
ADDRESS = r"^(.+:[0-9]{1,5})?$"
PATTERNS = {
    "project_health": "should be host:port, like 127.0.0.1:8001",
    "tick_health": "should be host:port, like 127.0.0.1:8002",
    "smtp_from": "should be an e-mail address",
    "public_url": "should be like https://crm.example.com, without a path",
}


class ConfigurationWrong(Exception):
    """A setting that cannot be; the text says which one, and what it should be."""


class Needed(ValueError):
    """What one setting should be because of another one."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(what)
        self.field = field


class Settings(BaseSettings):
    """How this process finds its company. Nothing here changes what the log says."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    data: Annotated[Path, Field(description="The data folder of SQLite and the first token")] = (
        Path("data")
    )
    database_url: Annotated[
        str,
        Field(repr=False, description="sqlite:///file, or postgresql://…[?schema=…]"),
    ] = ""
    host: Annotated[str, Field(description="The address the web server listens on")] = "127.0.0.1"
    port: Annotated[
        int,
        Field(
            ge=1,
            le=65535,
            validation_alias=AliasChoices("PORT", "GETCRM_PORT", "port"),
            description="Its port",
        ),
    ] = 8000
    workers: Annotated[
        int, Field(ge=1, le=64, description="Web worker processes; SQLite has exactly one")
    ] = 1
    threads: Annotated[int, Field(ge=1, le=256, description="Threads of each web worker")] = 32
    streams: Annotated[
        int, Field(ge=0, le=20_000, description="Live streams of each web worker")
    ] = 1_500
    connections: Annotated[
        int, Field(ge=8, le=50_000, description="Connections of each web worker, streams included")
    ] = 2_000
    waiting: Annotated[
        int, Field(ge=0, le=10_000, description="Requests that wait for a thread of their worker")
    ] = 256
    person_requests: Annotated[
        int,
        Field(ge=0, le=1_000, description="Requests of one person that a web worker works on"),
    ] = 16
    person_rate: Annotated[
        int,
        Field(ge=0, le=10_000_000, description="Requests of one person a minute and web worker"),
    ] = 12_000
    header_seconds: Annotated[
        float, Field(gt=0, le=600, description="Seconds in which a request's headers must come")
    ] = 10.0
    body_seconds: Annotated[
        float,
        Field(gt=0, le=600, description="Seconds for its body, and one more for each 8 KiB of it"),
    ] = 30.0
    write_seconds: Annotated[
        float,
        Field(gt=0, le=600, description="Seconds to take an answer, and one more for each 8 KiB"),
    ] = 30.0
    idle_seconds: Annotated[
        float,
        Field(gt=0, le=3600, description="Seconds a connection may wait for its next request"),
    ] = 75.0
    project_health: Annotated[
        str,
        Field(
            pattern=ADDRESS,
            description="host:port for health and metrics of `getcrm project`; empty: none",
        ),
    ] = ""
    tick_health: Annotated[
        str,
        Field(
            pattern=ADDRESS,
            description="host:port for health and metrics of `getcrm tick --loop`; empty: none",
        ),
    ] = ""
    tick_seconds: Annotated[
        int, Field(ge=1, le=86400, description="How often the clock's rules are looked at")
    ] = 60

    clock_jump_hours: Annotated[
        int,
        Field(
            ge=1,
            le=87600,
            description="Hours the clock may jump ahead, before nothing is recorded by it",
        ),
    ] = 24
    clock_rest_days: Annotated[
        int,
        Field(
            ge=1,
            le=36500,
            description="Days after the last event that getcrm may start and believe the clock",
        ),
    ] = 400

    smtp_url: Annotated[
        SecretStr,
        Field(
            description="The mail server: smtp://, starttls:// or"
            " smtps://[user:password@]host[:port]; empty: no e-mail is sent"
        ),
    ] = SecretStr("")
    smtp_from: Annotated[
        str,
        Field(
            pattern=r"^([^@\s,;<>]+@[^@\s,;<>]+)?$",
            description="The address that e-mail comes from",
        ),
    ] = ""

    public_url: Annotated[
        str,
        Field(
            pattern=r"^(https?://[^/?#\s]+)?$",
            description="Where browsers find it, behind a proxy: https://crm.example.com",
        ),
    ] = ""
    proxies: Annotated[
        int, Field(ge=0, le=9, description="Proxies before it whose X-Forwarded-For is true")
    ] = 0
    session_idle_hours: Annotated[
        int, Field(ge=1, le=720, description="Hours without a request after which a session ends")
    ] = 8
    session_hours: Annotated[
        int, Field(ge=1, le=8760, description="Hours after which it ends in any case")
    ] = 168
    oidc_issuer: Annotated[
        str, Field(description="Single sign-on by OpenID Connect: the provider's issuer")
    ] = ""
    oidc_client_id: Annotated[str, Field(description="What the provider calls getcrm")] = ""
    oidc_client_secret: Annotated[
        SecretStr,
        Field(repr=False, description="By which getcrm proves to the provider that it is it"),
    ] = SecretStr("")
    oidc_new_users_role: Annotated[
        str,
        Field(description="The role of people whom only the provider knows; empty: not let in"),
    ] = ""

    @property
    def database(self) -> str:
        """The database; by default SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'getcrm.db'}"

    @property
    def on_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

    @property
    def clock_limits(self) -> ClockLimits:
        return ClockLimits(self.clock_jump_hours, self.clock_rest_days)

    @property
    def admin_token_file(self) -> Path:
        return self.data / "admin-token"

    @property
    def near_host(self) -> str:
        """The host under which this machine itself reaches the server."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the server."""
        return f"http://{bracketed(self.near_host)}:{self.port}"

    @property
    def public_address(self) -> str:
        """Where people find it. From this machine by a name for which browsers keep cookies."""
        if self.public_url:
            return self.public_url
        near = self.host in ("127.0.0.1", "::1", "0.0.0.0", "::", "localhost")
        return f"http://{'localhost' if near else bracketed(self.host)}:{self.port}"

    @property
    def allowance(self) -> Allowance:
        return Allowance(self.person_requests, self.person_rate)

    @property
    def limits(self) -> Limits:
        """What slow clients may cost a web worker."""
        return Limits(
            self.header_seconds,
            self.body_seconds,
            self.write_seconds,
            self.idle_seconds,
            self.connections,
            self.waiting,
        )

    @model_validator(mode="after")
    def _mail_has_both(self) -> Self:
        url = urlsplit(self.smtp_url.get_secret_value())
        if url.geturl() and (url.scheme not in PORTS or not url.hostname):
            raise Needed("smtp_url", "should be smtp://, starttls:// or smtps://host")
        if url.geturl() and not self.smtp_from:
            raise Needed("smtp_from", "should say from which address e-mail comes")
        if self.smtp_from and not is_mailbox(self.smtp_from):
            raise Needed("smtp_from", PATTERNS["smtp_from"])
        return self

    @model_validator(mode="after")
    def _provider_knows_us(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise Needed("oidc_client_id", "should say what the provider calls getcrm")
        return self

    @property
    def mail_server(self) -> MailServer | None:
        """None: no e-mail is sent."""
        url = self.smtp_url.get_secret_value()
        return MailServer(url, self.smtp_from) if url else None

    @property
    def terms(self) -> Terms:
        """How people sign in."""
        provider = Provider(
            self.oidc_issuer,
            self.oidc_client_id,
            self.oidc_client_secret.get_secret_value(),
            self.oidc_new_users_role or None,
        )
        return Terms(
            self.session_idle_hours * HOUR,
            self.session_hours * HOUR,
            self.public_address,
            self.proxies,
            provider if self.oidc_issuer else None,
        )

    @property
    def bind(self) -> str:
        return f"{bracketed(self.host)}:{self.port}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said in code, then the environment, then the TOML file."""
        file = os.environ.get("GETCRM_CONFIG")
        if not file:
            return init_settings, env_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(file))


def bracketed(host: str) -> str:
    """As a host stands before a port: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def settings() -> Settings:
    """Today's settings. Raises ConfigurationWrong."""
    file = os.environ.get("GETCRM_CONFIG")
    if file and not Path(file).is_file():
        raise ConfigurationWrong(f"GETCRM_CONFIG names {file}, which is not a file.")
    refuse_unknown(os.environ)
    try:
        return Settings()
    except ValidationError as wrong:
        raise ConfigurationWrong(_told(wrong)) from None
    except ValueError as wrong:  # not TOML, or not UTF-8
        raise ConfigurationWrong(f"{file} is not TOML: {wrong}.") from None


def refuse_unknown(names: Iterable[str]) -> None:
    """A name that is mistyped would be passed over, and nobody the wiser. Raises
    ConfigurationWrong."""
    known = [*(f"{PREFIX}{field.upper()}" for field in Settings.model_fields), *NOT_SETTINGS]
    wrong = [
        name
        for name in sorted(names)
        if name.upper().startswith(PREFIX)
        and name.upper() not in known
        and not name.upper().startswith(OF_TESTS)
    ]
    if wrong:
        raise ConfigurationWrong("\n".join(_unknown(name, known) for name in wrong))


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name.upper(), known, 1, cutoff=0.8)
    return f"{name} is not known here" + (f"; {near[0]} is." if near else ".")


def _told(wrong: ValidationError) -> str:
    return "\n".join(
        f"{_called(error)} {_meant(error)}."
        for error in wrong.errors(include_url=False, include_input=False)
    )


def _called(error: ErrorDetails) -> str:
    """The setting as the environment has it, which is where most say it."""
    name = str(error["loc"][0] if error["loc"] else error["ctx"]["error"].field)
    known = name in Settings.model_fields
    return "PORT" if name == "port" else f"GETCRM_{name.upper()}" if known else name


def _meant(error: ErrorDetails) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return PATTERNS[str(error["loc"][0])]
    return words.validation(kind, context, "en")
