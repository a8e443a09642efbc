"""Where a company's data lies and how it is served: by environment, or by a TOML file.

`GETCRM_CONFIG` names the file; its keys are the fields below. The environment wins over it.
"""

import os
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class ConfigurationWrong(Exception):
    """A setting that cannot be; the text says which one, and what it should be."""


class Settings(BaseSettings):
    """How this process finds its company. Nothing here changes what the log says."""

    model_config = SettingsConfigDict(env_prefix="GETCRM_", frozen=True, extra="forbid")

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
    threads: Annotated[int, Field(ge=1, le=256, description="Threads of each web worker")] = 8
    tick_seconds: Annotated[
        int, Field(ge=1, le=86400, description="How often the clock's rules are looked at")
    ] = 60

    @property
    def database(self) -> str:
        """The database; by default SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'getcrm.db'}"

    @property
    def on_sqlite(self) -> bool:
        return self.database.startswith("sqlite")

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
    try:
        return Settings()
    except ValidationError as wrong:
        raise ConfigurationWrong(_told(wrong)) from None
    except ValueError as wrong:  # not TOML, or not UTF-8
        raise ConfigurationWrong(f"{file} is not TOML: {wrong}.") from None


def _told(wrong: ValidationError) -> str:
    return "\n".join(
        f"{'.'.join(str(part) for part in error['loc'])}: {error['msg']}."
        for error in wrong.errors()
    )
