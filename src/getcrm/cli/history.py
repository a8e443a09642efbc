"""`getcrm history` and `getcrm show`: one record, straight from the log."""

import dataclasses
from zoneinfo import ZoneInfo

import click

from getcrm.cli.frame import Frame, language_option, passing_frame
from getcrm.cli.lines import entered
from getcrm.cli.output import print_json, print_json_line
from getcrm.crm import AGGREGATES, Crm
from getcrm.domain.calendar import in_zone
from getcrm.eventlog.entry import Entry
from getcrm.eventlog.instants import entered_moment
from getcrm.eventlog.log import fold_entries
from getcrm.processes.projector import bring_up_to_date
from getcrm.projections.query import end_of
from getcrm.projections.timeline import history_sentences


@click.command()
@click.argument("stream")
@click.option("--json", "as_json", is_flag=True, help="The events themselves, one a line.")
@language_option
@passing_frame
def history(frame: Frame, stream: str, as_json: bool) -> None:
    """Everything that happened in STREAM (customer-ID, opportunity-ID, company-main …)."""
    with frame.crm() as crm:
        entries = recorded(crm, stream)
        if as_json:
            for entry in entries:
                print_json_line(dataclasses.asdict(entry))
            return
        bring_up_to_date(crm, frame.settings.database)
        with crm.views.read() as db:
            sentences = history_sentences(entries, crm.reader(db, frame.language))
        zone = crm.time_zone()
    for entry, sentence in zip(entries, sentences, strict=True):
        click.echo(f"{local(entry.occurred_at, zone)}  {sentence}")


@click.command()
@click.argument("stream")
@click.option("--as-of", metavar="TIME", help="A date (its end) or a time with an offset.")
@click.option("--at-position", type=click.IntRange(min=0), help="What the log said by then.")
@passing_frame
def show(frame: Frame, stream: str, as_of: str | None, at_position: int | None) -> None:
    """The state of STREAM as JSON: now, at a time, at a position of the log, or both."""
    with frame.crm() as crm:
        entries = recorded(crm, stream)
        moment = (
            None
            if as_of is None
            else end_of(entered("--as-of", entered_moment, as_of, frame.language), crm.time_zone())
        )
    seen = [
        entry
        for entry in entries
        if (at_position is None or entry.position <= at_position)
        and (moment is None or entry.occurred_at <= moment)
    ]
    if not seen:
        raise click.ClickException(f"{stream} was not there yet.")
    last = seen[-1]
    print_json(
        {
            "stream": stream,
            "version": last.version,
            "position": last.position,
            "occurred_at": last.occurred_at,
            "state": fold_entries(AGGREGATES[last.kind], seen),
        }
    )


def recorded(crm: Crm, stream: str) -> list[Entry]:
    entries = crm.log.history(stream)
    if not entries:
        raise click.ClickException(
            f"Nothing is recorded in {stream!r}. Streams are named KIND-ID, with the kinds"
            f" {', '.join(sorted(AGGREGATES))}."
        )
    return entries


def local(instant: str, zone: ZoneInfo) -> str:
    """As the company's clock showed it, to the minute."""
    return in_zone(instant, zone).isoformat(" ", "minutes")[:16]
