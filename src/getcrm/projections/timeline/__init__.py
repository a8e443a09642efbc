"""The timeline (lịch sử chăm sóc): everything that happened, as sentences (CUS-6, AUD-1)."""

from getcrm.language.sentences import SENTENCES, talking
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries
from getcrm.projections.timeline.asking import (
    TimelineAnswer,
    TimelineQuery,
    history_sentences,
    sentences_at,
    timeline,
)
from getcrm.projections.timeline.tables import LINE, THING, WITHDRAWN
from getcrm.projections.timeline.telling import apply

PRIVATE = frozenset(talking.PRIVATE)
"""What is told to nobody but those it is about: messages, and what they read."""

TIMELINE = Projection(
    "timeline", 5, (LINE, THING, WITHDRAWN), frozenset(SENTENCES) - PRIVATE, apply
)

QUERIES: Queries = {
    "timeline": Ask(
        TimelineQuery,
        TimelineAnswer,
        timeline,
        ("timeline", "directory", "access"),
    )
}

__all__ = ["QUERIES", "TIMELINE", "history_sentences", "sentences_at"]
