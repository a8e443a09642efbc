"""`getcrm apply`: commands from a file of JSON lines, many of them in one transaction."""

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

import click
from pydantic import ValidationError

from getcrm import language as words
from getcrm.cli.frame import Frame, passing_frame
from getcrm.cli.history_import import History
from getcrm.cli.lines import LineRefused, Repetitions, numbered, read_actor, read_wish
from getcrm.cli.progress import Progress
from getcrm.crm import SYSTEM, Crm, Wish
from getcrm.domain.refusals import Refusal
from getcrm.processes.scheduler import counted

BATCH = 500
"""Commands of one transaction."""
FIRST_START = {"company", "history_import", "relationship_stages", "roles", "user"}
"""The kinds of streams that the first start itself writes."""

Item = tuple[int, int, Wish | LineRefused]


@dataclass
class Report:
    """What became of the lines."""

    lines: int = 0
    applied: int = 0
    events: int = 0
    known: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return (
            f"{counted(self.lines, 'line', 'lines')}: {self.applied:,} applied with"
            f" {counted(self.events, 'event', 'events')},"
            f" {self.known:,} applied before, {self.refused:,} refused"
        )


@dataclass
class Applying:
    """One run over one file. complain: told of every line that is refused. history: of its past."""

    crm: Crm
    language: words.Language
    complain: Callable[[str], None]
    history: History
    report: Report = field(default_factory=Report)

    def run(self, items: Iterator[Item], progress: Progress) -> Report:
        while batch := list(islice(items, BATCH)):
            self._apply(batch)
            progress.at(batch[-1][1], self.report.lines)
        return self.report

    def _apply(self, batch: list[Item]) -> None:
        """In the order of the file, the refused lines of both kinds too."""
        wishes = [wish for _, _, wish in batch if isinstance(wish, Wish)]
        self.history.begin_for(wishes)
        results = iter(self.crm.handle_many(wishes) if wishes else ())
        for number, _, wish in batch:
            self.report.lines += 1
            result = next(results) if isinstance(wish, Wish) else wish
            if isinstance(result, LineRefused):
                self._refuse(number, str(result))
            elif isinstance(result, Refusal):
                text = words.refusal(result, self.language)
                self._refuse(number, f"{type(result).__name__}: {text}")
            elif result.repeated:
                self.report.known += 1
            else:
                self.report.applied += 1
                self.report.events += result.events

    def _refuse(self, number: int, reason: str) -> None:
        self.report.refused += 1
        self.complain(f"line {number}: {reason}")


@click.command("apply")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--by", default="system", show_default=True, help="Who asks, where a line is silent.")
@click.option(
    "--on-empty",
    is_flag=True,
    help="Only on a database without records of its own, or to go on with what was begun there.",
)
@click.option(
    "--keep-open",
    is_flag=True,
    help="More of the history follows: the clock goes on waiting, until complete-import.",
)
@passing_frame
def apply(frame: Frame, file: str, by: str, on_empty: bool, keep_open: bool) -> None:
    """Apply the commands of FILE, one JSON object a line; - is standard input.

    \b
    {"command": NAME, "at": when it happened, "by": user, "key": idempotency key, ...fields}

    A second run changes nothing, and an interrupted one goes on where it was. Every refused line
    is reported with its number and the reason; the exit code is then 1.

    While a file tells of the past, no Đừng quên, idle mark or reminder arises. At its end, if no
    line was refused, the clock goes on.
    """
    if file != "-" and not Path(file).is_file():
        raise click.ClickException(f"There is no file {file}.")
    try:
        by = read_actor(by)
    except ValidationError:
        raise click.ClickException(
            f"--by {words.validation('actor', None, frame.language)}."
        ) from None
    with frame.crm(writer=True) as crm:
        if on_empty and not wanted(crm, file, by, frame.language):
            return
        history = History(crm, file)
        report = apply_file(frame, crm, file, by, history)
        waits = history.end(keep_open or report.refused > 0)
        if on_empty and not report.refused:
            remember_loaded(crm, file)
    click.echo(str(report))
    if waits:
        click.echo(
            "The import of its history is open, and the clock waits: apply the rest, or end it with"
            " `getcrm complete-import`."
        )
    if report.refused:
        sys.exit(1)


def apply_file(frame: Frame, crm: Crm, file: str, by: str, history: History) -> Report:
    with click.open_file(file, "rb") as stream:
        total = os.fstat(stream.fileno()).st_size if file != "-" else None
        with Progress("Applying", total, "lines") as progress:

            def complain(text: str) -> None:
                progress.clear()
                click.echo(text, err=True)

            items = wishes_of(stream, by, Path(file).name, frame.language)
            return Applying(crm, frame.language, complain, history).run(items, progress)


def wishes_of(stream: IO[bytes], by: str, source: str, language: words.Language) -> Iterator[Item]:
    """(line number, bytes so far, wish or why there is none), as they are needed."""
    repetitions = Repetitions()
    try:
        for number, size, line in numbered(stream):
            try:
                yield number, size, read_wish(line, repetitions, by, source, language)
            except LineRefused as refused:
                yield number, size, refused
    finally:
        repetitions.close()


def wanted(crm: Crm, file: str, by: str, language: words.Language) -> bool:
    """Whether the database is empty, or holds the beginning of this very file."""
    if file == "-":
        raise click.UsageError("--on-empty needs a file, not standard input.")
    with open(file, "rb") as stream:
        first = next((wish for _, _, wish in wishes_of(stream, by, file, language)), None)
    if is_loaded(crm, file):
        click.echo(f"{file} was loaded before: there is nothing to do.")
        return False
    begun = isinstance(first, Wish) and known(crm, first)
    if begun or only_set_up(crm):
        click.echo(f"{'Going on with' if begun else 'Loading'} {file} …")
        return True
    click.echo("The database holds records of its own: nothing is loaded.")
    return False


def whole(file: str) -> tuple[str, str]:
    """Under what it is remembered that all of a file was applied: the receipt of a line, but of
    all of them."""
    with open(file, "rb") as stream:
        return SYSTEM, f"file {hashlib.file_digest(stream, 'sha256').hexdigest()}"


def is_loaded(crm: Crm, file: str) -> bool:
    return bool(crm.log.recorder.receipts([whole(file)]))


def remember_loaded(crm: Crm, file: str) -> None:
    """So that the next time nobody reads it to find out that every line is known."""
    crm.log.recorder.execute(
        "INSERT INTO receipt (by, key, fingerprint, answer, position) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (*whole(file), "", "", crm.log.position()),
    )


def known(crm: Crm, wish: Wish) -> bool:
    """Whether its answer stands in the log."""
    assert wish.key is not None
    return bool(crm.log.recorder.receipts([(wish.by, wish.key)]))


def only_set_up(crm: Crm) -> bool:
    """Whether nobody has worked here yet."""
    return all(entry.kind in FIRST_START and entry.by == "system" for entry in crm.log.read(0, 100))
