"""What people may ask of the relationship stages (mối quan hệ)."""

from typing import Annotated

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.values import Colour, Id, Name, Text
from getcrm.domain.company import Company
from getcrm.domain.relationship_stage import RelationshipStages, Stage


class CreateStage(Command):
    """auto_forget: whether Đừng quên applies to the customers in it (REL-13)."""

    stage: Id | None = None
    name: Name
    colour: Colour = "#888888"
    description: Text = ""
    auto_forget: bool = True


def create_stage(command: CreateStage, desk: Desk) -> Decision:
    stages = desk.load(RelationshipStages)
    id = command.stage or desk.new_id()
    stage = Stage(command.name, command.colour, command.description, command.auto_forget)
    return decide(RelationshipStages, events=stages.create(id, stage))


class EditStage(Command):
    stage: Id
    name: Name = optional("")
    colour: Colour = optional("")
    description: Text = optional("")
    auto_forget: bool = optional(False)


def edit_stage(command: EditStage, desk: Desk) -> Decision:
    events = desk.load(RelationshipStages).edit(command.stage, given(command, "stage"))
    return decide(RelationshipStages, events=events)


class ReorderStages(Command):
    """stages: every live one exactly once, first to last (REL-4)."""

    stages: Annotated[list[Id], Field(max_length=1000)]


def reorder_stages(command: ReorderStages, desk: Desk) -> Decision:
    events = desk.load(RelationshipStages).reorder(tuple(command.stages))
    return decide(RelationshipStages, events=events)


class DeleteStage(Command):
    stage: Id


def delete_stage(command: DeleteStage, desk: Desk) -> Decision:
    live = desk.count("stage_member", command.stage)
    deleted = desk.count("stage_member_deleted", command.stage)
    stages, company = desk.load(RelationshipStages), desk.load(Company)
    events = stages.delete(command.stage, company, live, deleted)
    return decide(RelationshipStages, events=events)


class RestoreStage(Command):
    """name: a new one, where a live stage took the old one (REL-5)."""

    stage: Id
    name: Name | None = None


def restore_stage(command: RestoreStage, desk: Desk) -> Decision:
    events = desk.load(RelationshipStages).restore(command.stage, command.name)
    return decide(RelationshipStages, events=events)


HANDLERS: Handlers = {
    CreateStage: create_stage,
    EditStage: edit_stage,
    ReorderStages: reorder_stages,
    DeleteStage: delete_stage,
    RestoreStage: restore_stage,
}
