"""A comment (trao đổi) on a customer or on one of its opportunities (CUS-6, OPP-17).

Each has a stream of its own: talk about a record is no change of the record, whose version it
leaves alone, and is never in the way of two people who work on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, assert_never

from getcrm.domain.aggregate import Aggregate, Changes, applied, changes
from getcrm.domain.policy import Forbidden
from getcrm.domain.refusals import Invalid, Refused


@dataclass(frozen=True)
class CommentPosted:
    """customer: whom it concerns, also where it was made on an opportunity, in a campaign.

    mentions: the users named in the text with @; finding them is the client's work.
    """

    author: str
    customer: str
    opportunity: str | None
    campaign: str | None
    text: str
    mentions: tuple[str, ...]


@dataclass(frozen=True)
class CommentEdited:
    """Of text, mentions."""

    changed: Changes


@dataclass(frozen=True)
class CommentDeleted:
    pass


@dataclass(frozen=True)
class CommentRestored:
    pass


CommentEvent = CommentPosted | CommentEdited | CommentDeleted | CommentRestored


class CommentOnOneRecord(Invalid):
    """A comment is made on a customer or on an opportunity, one of the two."""


class CommentIsDeleted(Refused):
    """A deleted comment can only be restored."""


class NotYourComment(Forbidden):
    """Only whoever wrote a comment rewrites it; they, and those who may edit the record it is
    on, delete and restore it."""


@dataclass(frozen=True)
class Comment(Aggregate):
    KIND = "comment"

    author: str
    customer: str
    opportunity: str | None
    campaign: str | None
    text: str
    mentions: tuple[str, ...]
    is_deleted: bool = False

    @classmethod
    def evolve(cls, current: Self | None, event: CommentEvent, at: str) -> Self:
        if isinstance(event, CommentPosted):
            return cls(**vars(event))
        assert current, "a history begins with CommentPosted"
        match event:
            case CommentEdited():
                new = applied(event.changed)
                if "mentions" in new:
                    new["mentions"] = tuple(new["mentions"])
                return replace(current, **new)
            case CommentDeleted() | CommentRestored():
                return replace(current, is_deleted=isinstance(event, CommentDeleted))
            case _:
                assert_never(event)

    def edit(self, wanted: Mapping[str, Any], by: str) -> list[CommentEvent]:
        """wanted: any of text, mentions."""
        if by != self.author:
            raise NotYourComment
        if self.is_deleted:
            raise CommentIsDeleted
        current = {"text": self.text, "mentions": list(self.mentions)}
        changed = changes(current, wanted)
        return [CommentEdited(changed)] if changed else []

    def delete(self, by: str, may_edit: bool) -> list[CommentEvent]:
        """may_edit: whether `by` may edit the record it is on."""
        self._check_theirs(by, may_edit)
        return [] if self.is_deleted else [CommentDeleted()]

    def restore(self, by: str, may_edit: bool) -> list[CommentEvent]:
        self._check_theirs(by, may_edit)
        return [CommentRestored()] if self.is_deleted else []

    def _check_theirs(self, by: str, may_edit: bool) -> None:
        if by != self.author and not may_edit:
            raise NotYourComment
