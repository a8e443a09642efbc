"""What every command of the command line stands on: settings, language, the company, errors."""

import errno
import functools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import click
import psycopg
import psycopg_pool
import sqlalchemy.exc

from getcrm import language as words
from getcrm.config import ConfigurationWrong, Settings, settings
from getcrm.crm import Behind, Crm, open_crm
from getcrm.crm.addresses import user_at
from getcrm.domain.refusals import Refusal
from getcrm.eventlog.appending import StartupRefused
from getcrm.processes.checkup import told
from getcrm.projections.store import is_damage

P = ParamSpec("P")
R = TypeVar("R")

LANGUAGE = "getcrm.language"
UNREACHABLE = (
    psycopg.OperationalError,
    psycopg_pool.PoolTimeout,
    sqlalchemy.exc.OperationalError,
    sqlite3.OperationalError,
)

DAMAGED = (
    " (`getcrm doctor` says which file it is: `getcrm rebuild` makes the read models anew, the log"
    " comes back from a backup)"
)


@dataclass(frozen=True)
class Frame:
    settings: Settings
    language: words.Language

    @contextmanager
    def crm(self, *, writer: bool = False) -> Iterator[Crm]:
        """The company. On SQLite a writer is alone. What it does comes by this command."""
        settings = self.settings
        crm = open_crm(settings.database, writer=writer, limits=settings.clock_limits)
        try:
            yield crm.coming(via=f"getcrm {click.get_current_context().info_name}")
        finally:
            crm.close()


def passing_frame(
    function: Callable[Concatenate[Frame, P], R],
) -> Callable[P, R]:
    """Gives a command its frame as first argument."""

    @click.pass_context
    def with_frame(context: click.Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
        chosen = context.meta.get(LANGUAGE) or language_of_environment()
        return function(Frame(settings(), chosen), *args, **kwargs)

    return functools.update_wrapper(with_frame, function)


def user_of(crm: Crm, user: str) -> str:
    """Their id, by that or by their e-mail address."""
    return user_at(crm.log, user) or user


def language_of_environment() -> words.Language:
    """As the terminal speaks: vi_VN.UTF-8 is Vietnamese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return words.choose(value.partition("_")[0].partition(".")[0])
    return words.choose(None)


def _choose(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[LANGUAGE] = value


language_option = click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    expose_value=False,
    callback=_choose,
    help="Language of the texts; by default the terminal's.",
)


def one_line(error: Exception) -> str:
    """What a driver says, often in several lines, with a line of ours about the statement."""
    cause = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
    return " ".join(str(cause).split())


def is_unusable(error: Exception) -> bool:
    """It is no database of ours, or not for us; anything else is a fault of ours."""
    if isinstance(error, psycopg.Error):
        state = error.sqlstate
        return state is None or state == psycopg.errors.InsufficientPrivilege.sqlstate
    return is_damage(error)


class Getcrm(click.Group):
    """Says in one sentence what went wrong, by its name."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            chosen = context.meta.get(LANGUAGE) or language_of_environment()
            name = type(refusal).__name__
            raise click.ClickException(f"{name}: {words.refusal(refusal, chosen)}") from None
        except StartupRefused as refused:
            raise click.ClickException(told(refused)) from None
        except ConfigurationWrong as wrong:
            raise click.ClickException(f"ConfigurationWrong: {wrong}") from None
        except Behind as behind:
            raise click.ClickException(
                f"Behind: the read models are at position {behind.position} of {behind.wanted}."
                " `getcrm doctor` says why."
            ) from None
        except UNREACHABLE as error:
            raise click.ClickException(f"DatabaseUnreachable: {one_line(error)}") from None
        except (sqlite3.DatabaseError, sqlalchemy.exc.DatabaseError, psycopg.Error) as error:
            if not is_unusable(error):
                raise
            hint = DAMAGED if is_damage(error) else ""
            raise click.ClickException(f"DatabaseUnusable: {one_line(error)}{hint}") from None
        except OSError as error:
            if error.errno is None or error.errno == errno.EPIPE:
                raise
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"FileUnusable: {where}{error.strerror}.") from None
