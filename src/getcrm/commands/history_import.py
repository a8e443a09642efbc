"""What people may ask of imports of history: to begin one, and to declare it complete (IMP-10)."""

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.values import Id, Name
from getcrm.domain.history_import import OPEN, HistoryImport, begin


def history_is_told(desk: Desk) -> bool:
    """Whether an import is open, so that the clock leaves every record alone."""
    return desk.count(*OPEN) > 0


class BeginHistoryImport(Command):
    """From now on, until it is completed, the clock changes nothing: no Đừng quên, no idle marks,
    no reminders. Begun again, it goes on. name: what is imported, e.g. the name of a file."""

    history_import: Id | None = None
    name: Name


def begin_history_import(command: BeginHistoryImport, desk: Desk) -> Decision:
    id = command.history_import or desk.new_id()
    events = begin(desk.find(HistoryImport, id), command.name)
    return decide(HistoryImport, id, events)


class CompleteHistoryImport(Command):
    """All of it is told. Unless another one is open, the clock goes on, with the day of today."""

    history_import: Id


def complete_history_import(command: CompleteHistoryImport, desk: Desk) -> Decision:
    told = desk.load(HistoryImport, command.history_import)
    return decide(HistoryImport, command.history_import, told.complete())


HANDLERS: Handlers = {
    BeginHistoryImport: begin_history_import,
    CompleteHistoryImport: complete_history_import,
}
