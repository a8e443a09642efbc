"""Discussion (trao đổi): what people say about customers and opportunities (CUS-6, OPP-17)."""

from getcrm.projections.discussion.asking import (
    CommentAnswer,
    CommentQuery,
    CommentsAnswer,
    CommentsQuery,
    comment,
    comments,
)
from getcrm.projections.discussion.changes import CHANGES, apply
from getcrm.projections.discussion.tables import TABLES
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

DISCUSSION = Projection("discussion", 1, TABLES, frozenset(CHANGES), apply)
ASKED_OF = ("discussion", "customers", "pipeline_board", "directory", "access")
QUERIES: Queries = {
    "comments": Ask(CommentsQuery, CommentsAnswer, comments, ASKED_OF),
    "comment": Ask(CommentQuery, CommentAnswer, comment, ASKED_OF),
}

__all__ = ["DISCUSSION", "QUERIES"]
