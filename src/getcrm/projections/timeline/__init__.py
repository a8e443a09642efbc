"""The timeline (lịch sử chăm sóc): everything that happened, as sentences (CUS-6, AUD-1)."""

from getcrm.language.sentences import SENTENCES
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries
from getcrm.projections.timeline.asking import (
    TimelineAnswer,
    TimelineQuery,
    history_sentences,
    sentences_at,
    timeline,
)
from getcrm.projections.timeline.tables import LINE, THING
from getcrm.projections.timeline.telling import apply

TIMELINE = Projection("timeline", 2, (LINE, THING), frozenset(SENTENCES), apply)

QUERIES: Queries = {"timeline": Ask(TimelineQuery, TimelineAnswer, timeline, ("timeline",))}

__all__ = ["QUERIES", "TIMELINE", "history_sentences", "sentences_at"]
