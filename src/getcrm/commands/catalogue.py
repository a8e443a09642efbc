"""What people may ask of the catalogues: sources, tiers, reasons why a sale was lost."""

from typing import Literal

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import BlankCode, given, optional
from getcrm.commands.values import Code, Id, Name
from getcrm.domain.catalogue import Catalogue

CatalogueName = Literal["source", "tier", "loss_reason"]


def catalogue_named(name: str, desk: Desk) -> Catalogue:
    """One of the catalogues; empty, until somebody adds to it."""
    return desk.find(Catalogue, name) or Catalogue(name)


class AddCatalogueEntry(Command):
    """A blank code fills itself from the name."""

    catalogue: CatalogueName
    entry: Id | None = None
    name: Name
    code: BlankCode = None


def add_catalogue_entry(command: AddCatalogueEntry, desk: Desk) -> Decision:
    catalogue = catalogue_named(command.catalogue, desk)
    id = command.entry or desk.new_id()
    return decide(
        Catalogue, command.catalogue, catalogue.add(id, command.name, command.code or None)
    )


class EditCatalogueEntry(Command):
    catalogue: CatalogueName
    entry: Id
    name: Name = optional("")
    code: Code = optional("")


def edit_catalogue_entry(command: EditCatalogueEntry, desk: Desk) -> Decision:
    catalogue = catalogue_named(command.catalogue, desk)
    events = catalogue.edit(command.entry, given(command, "catalogue", "entry"))
    return decide(Catalogue, command.catalogue, events)


class DeleteCatalogueEntry(Command):
    """Records that have it keep it; it can no longer be chosen."""

    catalogue: CatalogueName
    entry: Id


def delete_catalogue_entry(command: DeleteCatalogueEntry, desk: Desk) -> Decision:
    catalogue = catalogue_named(command.catalogue, desk)
    return decide(Catalogue, command.catalogue, catalogue.delete(command.entry))


class RestoreCatalogueEntry(Command):
    """name: a new one, where a live entry took the old one."""

    catalogue: CatalogueName
    entry: Id
    name: Name | None = None


def restore_catalogue_entry(command: RestoreCatalogueEntry, desk: Desk) -> Decision:
    catalogue = catalogue_named(command.catalogue, desk)
    return decide(Catalogue, command.catalogue, catalogue.restore(command.entry, command.name))


HANDLERS: Handlers = {
    AddCatalogueEntry: add_catalogue_entry,
    EditCatalogueEntry: edit_catalogue_entry,
    DeleteCatalogueEntry: delete_catalogue_entry,
    RestoreCatalogueEntry: restore_catalogue_entry,
}
