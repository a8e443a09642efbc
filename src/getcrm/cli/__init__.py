"""The command line `getcrm`. One module per kind of task; wiring happens here alone."""

import click

from getcrm import __version__
from getcrm.cli.apply import apply
from getcrm.cli.asking import ask, queries
from getcrm.cli.frame import Getcrm, language_option
from getcrm.cli.history import history, show
from getcrm.cli.history_import import complete_import
from getcrm.cli.operating import doctor, migrate, password, rebuild, token, verify
from getcrm.cli.serving import project, serve, tick, web
from getcrm.cli.visibility import who_can_see, why_visible
from getcrm.cli.vocabulary import commands

__all__ = ["main"]


@click.group(cls=Getcrm, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="getcrm")
@language_option
def main() -> None:
    """A CRM whose event log is the truth.

    Settings come from the environment (GETCRM_DATA, GETCRM_DATABASE_URL, PORT …) or from the TOML
    file that GETCRM_CONFIG names; docs/operations.md lists them.
    """


for command in (serve, web, project, tick):
    main.add_command(command)
for command in (migrate, rebuild, verify, doctor, token, password):
    main.add_command(command)
for command in (commands, apply, complete_import, queries, ask):
    main.add_command(command)
for command in (history, show, why_visible, who_can_see):
    main.add_command(command)
