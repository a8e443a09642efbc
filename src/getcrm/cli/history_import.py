"""While `getcrm apply` tells of the past, the clock waits (IMP-10); `getcrm complete-import`."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

import click

from getcrm.cli.frame import Frame, passing_frame
from getcrm.commands.history_import import BeginHistoryImport, CompleteHistoryImport
from getcrm.crm import SYSTEM, Crm, Wish
from getcrm.crm.said_time import is_history
from getcrm.domain.history_import import HistoryImport
from getcrm.projections.history_imports import open_imports

IMPORTS = UUID("6b8f6f0e-0a0f-4c52-9a39-1b6f6f7c2d10")


class History:
    """The import of one file's past. It is the same one for every run of that file, so that a run
    that was interrupted goes on in it."""

    def __init__(self, crm: Crm, file: str) -> None:
        self._crm = crm
        self._name = "standard input" if file == "-" else Path(file).name
        self._id = str(uuid5(IMPORTS, file if file == "-" else str(Path(file).resolve())))
        self._is_open = self._found_open()

    def begin_for(self, wishes: Sequence[Wish]) -> None:
        """Before the first of them that is of the past, and new."""
        now = self._crm.clock()
        past = [wish for wish in wishes if wish.at is not None and is_history(wish.at, now)]
        if self._is_open or not past:
            return
        known = self._crm.log.recorder.receipts([(w.by, w.key) for w in past if w.key])
        if any((wish.by, wish.key) not in known for wish in past):
            command = BeginHistoryImport(history_import=self._id, name=self._name)
            self._crm.handle(command, by=SYSTEM)
            self._is_open = True

    def end(self, keep_open: bool) -> bool:
        """Whether it stays open."""
        if self._is_open and not keep_open:
            self._crm.handle(CompleteHistoryImport(history_import=self._id), by=SYSTEM)
            self._is_open = False
        return self._is_open

    def _found_open(self) -> bool:
        found = self._crm.log.load(HistoryImport, self._id).state
        return found is not None and found.is_open


@click.command("complete-import")
@click.argument("history_import", metavar="[ID]", required=False)
@passing_frame
def complete_import(frame: Frame, history_import: str | None) -> None:
    """All of the history is told: the clock goes on. Without ID, for every import that is open."""
    with frame.crm(writer=True) as crm:
        listed = [
            one
            for one in open_imports(crm.log)
            if history_import is None or one["id"] == history_import
        ]
        for one in listed:
            crm.handle(CompleteHistoryImport(history_import=one["id"]), by=SYSTEM)
            click.echo(f"The import of {one['name']} is complete.")
    if not listed:
        click.echo("No such import is open.")
