"""What people may ask of comments (trao đổi) on customers and opportunities (CUS-6, OPP-17)."""

from typing import Annotated

from pydantic import Field

from getcrm.commands import Command, Handlers
from getcrm.commands.decision import Decision, Warned, decide
from getcrm.commands.desk import Desk
from getcrm.commands.edits import given, optional
from getcrm.commands.references import live_customer, people
from getcrm.commands.values import Id, Words
from getcrm.domain.campaign import Campaign
from getcrm.domain.comment import Comment, CommentOnOneRecord, CommentPosted
from getcrm.domain.customer import Customer
from getcrm.domain.department import Departments
from getcrm.domain.opportunity import Opportunity, OpportunityIsDeleted
from getcrm.domain.policy import Standing, allows, of_customer, of_opportunity, viewer
from getcrm.domain.refusals import AlreadyExists, NotFound
from getcrm.domain.role import Roles
from getcrm.domain.user import User

Mentions = Annotated[list[Id], Field(max_length=100)]


class PostComment(Command):
    """On a customer or on an opportunity; whoever may see it may say something about it.

    mentions: the users named with @ in the text; they are told (NOT-2).
    """

    comment: Id | None = None
    customer: Id | None = None
    opportunity: Id | None = None
    text: Words
    mentions: Mentions = Field(default=[])


def post_comment(command: PostComment, desk: Desk) -> Decision:
    id = command.comment or desk.new_id()
    if desk.find(Comment, id) is not None:
        raise AlreadyExists("comment", kind=Comment.KIND, id=id)
    customer, opportunity, campaign = _about(command, desk)
    mentions = people(command.mentions, "mentions", desk)
    posted = CommentPosted(desk.by, customer, opportunity, campaign, command.text, tuple(mentions))
    record = _record(customer, opportunity, desk)
    return decide(Comment, id, [posted], _check_seen_by(mentions, record, desk))


def _check_seen_by(mentioned: list[str], record: Standing, desk: Desk) -> list[Warned]:
    """Warn of those mentioned who may not see the record: they are told nothing (PERM-4)."""
    if not mentioned:
        return []
    roles, departments = desk.find(Roles) or Roles(), desk.find(Departments) or Departments()
    people = {user: desk.load(User, user) for user in mentioned}
    blind = [
        user
        for user, person in people.items()
        if not allows(viewer(user, person, roles, departments), record)
    ]
    if not blind:
        return []
    details = {"users": blind, "names": [people[user].name for user in blind]}
    return [Warned("MentionCannotSee", "mentions", details)]


def _about(command: PostComment, desk: Desk) -> tuple[str, str | None, str | None]:
    """The customer, and the opportunity and campaign where it is made there."""
    if command.opportunity is not None and command.customer is None:
        opportunity = desk.find(Opportunity, command.opportunity)
        if opportunity is None:
            raise NotFound("opportunity", kind=Opportunity.KIND, id=command.opportunity)
        if opportunity.is_deleted:
            raise OpportunityIsDeleted("opportunity")
        return opportunity.customer, command.opportunity, opportunity.campaign
    if command.customer is None or command.opportunity is not None:
        raise CommentOnOneRecord
    live_customer(command.customer, desk)
    return command.customer, None, None


def record_of(comment: Comment, desk: Desk) -> Standing:
    """How people stand to the record it is on: that decides who sees it."""
    return _record(comment.customer, comment.opportunity, desk)


def _record(customer: str, in_opportunity: str | None, desk: Desk) -> Standing:
    if in_opportunity is None:
        return of_customer(desk.load(Customer, customer))
    opportunity = desk.load(Opportunity, in_opportunity)
    return of_opportunity(opportunity, desk.load(Campaign, opportunity.campaign))


class EditComment(Command):
    """One's own. Only the fields that are given change."""

    comment: Id
    text: Words = optional("")
    mentions: Mentions = optional([])


def edit_comment(command: EditComment, desk: Desk) -> Decision:
    wanted = given(command, "comment")
    if "mentions" in wanted:
        wanted["mentions"] = people(wanted["mentions"], "mentions", desk)
    comment = desk.load(Comment, command.comment)
    events = comment.edit(wanted, desk.by)
    new = [user for user in wanted.get("mentions", ()) if user not in comment.mentions]
    warnings = _check_seen_by(new, record_of(comment, desk), desk)
    return decide(Comment, command.comment, events, warnings)


class DeleteComment(Command):
    """One's own, or that of anybody on a record one may edit; softly."""

    comment: Id


def delete_comment(command: DeleteComment, desk: Desk) -> Decision:
    comment = desk.load(Comment, command.comment)
    return decide(Comment, command.comment, comment.delete(desk.by, _may_edit(comment, desk)))


class RestoreComment(Command):
    """By those who may delete it."""

    comment: Id


def restore_comment(command: RestoreComment, desk: Desk) -> Decision:
    comment = desk.load(Comment, command.comment)
    return decide(Comment, command.comment, comment.restore(desk.by, _may_edit(comment, desk)))


def _may_edit(comment: Comment, desk: Desk) -> bool:
    return allows(desk.who, record_of(comment, desk), "edit")


HANDLERS: Handlers = {
    PostComment: post_comment,
    EditComment: edit_comment,
    DeleteComment: delete_comment,
    RestoreComment: restore_comment,
}
