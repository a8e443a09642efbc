"""`getcrm migrate`, `rebuild`, `verify`, `doctor`, `token`: keeping a company in order."""

import sys
from typing import Any

import click
from pydantic import ValidationError

from getcrm.cli.frame import Frame, passing_frame, user_of
from getcrm.cli.lines import entered, told
from getcrm.cli.output import print_json_line
from getcrm.cli.progress import Progress
from getcrm.cli.serving import company_options, new_company, prepared, say_link
from getcrm.commands.user import IssueApiToken
from getcrm.crm import PROJECTIONS, SYSTEM, new_id
from getcrm.crm.verification import verify_guards
from getcrm.eventlog import tokens
from getcrm.eventlog.instants import entered_moment
from getcrm.processes import checkup
from getcrm.projections.query import end_of
from getcrm.projections.rebuilding import made_whole
from getcrm.projections.rebuilding import rebuild as rebuild_all
from getcrm.projections.rebuilding import verify as verify_all
from getcrm.sign_in import accounts


@click.command()
@company_options
@click.option("--guards", is_flag=True, help="Derive the guard table anew from the log.")
@passing_frame
def migrate(frame: Frame, /, guards: bool, **company: Any) -> None:
    """Create or update all tables; make of an empty database a company."""
    prepared(frame.settings, new_company(frame.language, **company), guards)
    click.echo("The database is up to date.")


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([p.name for p in PROJECTIONS]))
@passing_frame
def rebuild(frame: Frame, names: tuple[str, ...]) -> None:
    """Rebuild the read models NAMES, or all, from the log, beside the live ones."""
    with frame.crm() as crm, Progress("Rebuilding", crm.log.position(), "events") as progress:
        chosen = made_whole(crm.engine, names)
        rebuild_all(crm.engine, chosen, lambda done, end: progress.at(done, done))
    everything = len(chosen) == len(PROJECTIONS)
    click.echo(f"Rebuilt: {'all read models' if everything else ', '.join(chosen)}.")


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([p.name for p in PROJECTIONS]))
@passing_frame
def verify(frame: Frame, names: tuple[str, ...]) -> None:
    """Compare read models and guards, row by row, with what the log says; exit code 1 if not so."""
    with frame.crm() as crm, Progress("Verifying", crm.log.position(), "events") as progress:
        differences = verify_all(crm.engine, names, lambda done, end: progress.at(done, done))
        progress.clear()
        guards = verify_guards(crm)
    for difference in differences:
        print_json_line(difference)
    for fact, where in guards:
        print_json_line({"table": "guard", "only": where, "row": list(fact)})
    if differences or guards:
        sys.exit(1)
    click.echo("Everything is as the log says.")


@click.command()
@passing_frame
def doctor(frame: Frame) -> None:
    """Look at configuration, database and read models; exit code 1 if something is wrong."""
    findings = checkup.examine(frame.settings)
    for finding in findings:
        click.echo(f"{'ok   ' if finding.well else 'WRONG'}  {finding.text}")
    if not all(finding.well for finding in findings):
        sys.exit(1)


@click.command()
@click.argument("user")
@click.option("--name", default="command line", show_default=True, help="What the token is for.")
@click.option(
    "--scopes",
    metavar="PERMISSION,…",
    help="Of the user's permissions only these, parted by commas; otherwise all.",
)
@click.option("--expires", metavar="TIME", help="A date (its end) or a time with an offset.")
@passing_frame
def token(frame: Frame, user: str, name: str, scopes: str | None, expires: str | None) -> None:
    """Issue another API token for USER, an id or an e-mail address."""
    chosen = None if scopes is None else [scope.strip() for scope in scopes.split(",")]
    secret, until = tokens.new_secret(), None
    if expires is not None:
        until = entered("--expires", entered_moment, expires, frame.language)
    with frame.crm(writer=True) as crm:
        try:
            command = IssueApiToken(
                user=user_of(crm, user),
                token=new_id(),
                name=name,
                scopes=chosen,
                expires_at=end_of(until, crm.time_zone()) if until else None,
            )
        except ValidationError as error:
            raise click.ClickException(f"{told(error, frame.language)}.") from None
        crm.handle(command, by=SYSTEM)
        tokens.store(crm.log, secret, tokens.Token(command.token, command.user, command.name))
    click.echo(f"API token: {secret}")


@click.command()
@click.argument("user")
@passing_frame
def password(frame: Frame, user: str) -> None:
    """Print a link by which USER, an id or an e-mail address, chooses a password, once."""
    with frame.crm(writer=True) as crm:
        try:
            code = accounts.invite(crm, user_of(crm, user))
        except ValidationError as error:
            raise click.ClickException(f"{told(error, frame.language)}.") from None
    say_link(frame.settings, code)
