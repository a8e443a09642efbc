"""`getcrm serve` and its parts: web, project, tick."""

import socket
from collections.abc import Callable
from datetime import date
from typing import Any

import click
from pydantic import ValidationError

from getcrm.cli.frame import Frame, passing_frame
from getcrm.cli.lines import entered, told
from getcrm.cli.progress import Progress
from getcrm.commands.company import SetUpCompany
from getcrm.commands.credential import INVITATION_HOURS
from getcrm.config import Settings
from getcrm.eventlog.instants import entered_day
from getcrm.eventlog.store import refuse_several_workers
from getcrm.language import Language
from getcrm.processes.first_start import NewCompany, prepare
from getcrm.processes.projector import bring_up_to_date, run_projector
from getcrm.processes.scheduler import READ_MODELS, run_scheduler, send_mail, tick_once
from getcrm.processes.supervisor import Child, supervise
from getcrm.processes.web import run_web
from getcrm.projections.history_imports import open_imports
from getcrm.sign_in import accounts


def company_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """How the company is set up when the database is new; without effect afterwards."""
    defaults = SetUpCompany()
    for option in (
        click.option("--name", default=defaults.name, show_default=True, help="New company: name."),
        click.option(
            "--currency",
            default=defaults.currency,
            show_default=True,
            help="Its currency, for good.",
        ),
        click.option(
            "--time-zone",
            default=defaults.time_zone,
            show_default=True,
            help="Its time zone, for good.",
        ),
        click.option(
            "--language",
            type=click.Choice(["vi", "en"]),
            default=defaults.language,
            show_default=True,
            help="Language of its relationship stages.",
        ),
        click.option(
            "--history-from",
            metavar="DAY",
            help="The day its history begins, where older records are to be imported.",
        ),
    ):
        function = option(function)
    return function


def new_company(told_in: Language, /, history_from: str | None = None, **fields: Any) -> NewCompany:
    """The company that the options of the command line describe."""
    try:
        set_up = SetUpCompany(**fields)
    except ValidationError as error:
        raise click.ClickException(f"{told(error, told_in)}.") from None
    if history_from is None:
        return NewCompany(set_up)
    begins = entered("--history-from", entered_day, history_from, told_in)
    return NewCompany(set_up, date.fromisoformat(begins))


def prepared(settings: Settings, company: NewCompany, guards: bool = False) -> None:
    """Migrate; say how the administrator gets in, this once."""
    with Progress("Rebuilding", None, "events") as progress:
        keys = prepare(settings, company, guards, progress.from_here())
    if keys.token is not None:
        click.echo(f"API token: {keys.token}")
        click.echo(f"It is also in {settings.admin_token_file}, and nowhere else.")
    if keys.code is not None:
        say_link(settings, keys.code)


def say_link(settings: Settings, code: str) -> None:
    click.echo(f"Sign-in link: {accounts.link(settings.public_address, code)}")
    click.echo(f"It chooses a password, once, within {INVITATION_HOURS} hours.")


@click.command()
@company_options
@passing_frame
def serve(frame: Frame, /, **company: Any) -> None:
    """Run everything on this machine: migrate, web, projector and scheduler."""
    settings = frame.settings
    refuse_several_workers(settings.database, settings.workers)
    refuse_taken_port(settings.host, settings.port)
    prepared(settings, new_company(frame.language, **company))
    children = [Child("web", ["web"]), Child("projector", ["project"])]
    if not settings.on_sqlite:
        children.append(Child("scheduler", ["tick", "--loop"]))
    supervise(children, lambda text: click.echo(text, err=True), lambda: said_ready(settings))


def refuse_taken_port(host: str, port: int) -> None:
    """Better now than in every child again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Nothing can listen on {host}:{port} ({error.strerror}). PORT chooses another one."
            ) from None


def said_ready(settings: Settings) -> bool:
    """Once the server answers, say where, and what to try."""
    try:
        socket.create_connection((settings.near_host, settings.port), timeout=1).close()
    except OSError:
        return False
    click.echo(
        f"getcrm is ready at {settings.address}, its API is described at {settings.address}/docs\n"
        f'Try: curl -H "Authorization: Bearer $(cat {settings.admin_token_file})"'
        f" {settings.address}/api/v1/campaigns\n"
        "Ctrl-C ends it."
    )
    return True


@click.command()
@passing_frame
def web(frame: Frame) -> None:
    """Serve HTTP; on SQLite also the scheduler, for only one process may write."""
    run_web(frame.settings)


@click.command()
@passing_frame
def project(frame: Frame) -> None:
    """Keep the read models up to date. It may run twice: one leads, the other stands by."""
    run_projector(frame.settings)


@click.command()
@click.option("--loop", is_flag=True, help="Again and again, until told to end.")
@passing_frame
def tick(frame: Frame, loop: bool) -> None:
    """Do what the clock asks for: customers to forget, idle opportunities, reminders."""
    if loop:
        run_scheduler(frame.settings)
        return
    with frame.crm(writer=True) as crm:
        position = bring_up_to_date(crm, frame.settings.database)
        crm.engine.wait_for(position, READ_MODELS, crm.patience)
        if open_imports(crm.log):
            click.echo("An import of history is open: the clock waits.")
        click.echo(str(tick_once(crm)))
        if frame.settings.mail_server is not None:
            bring_up_to_date(crm, frame.settings.database)
            click.echo(f"{send_mail(crm, frame.settings.mail_server):,} e-mails sent")
