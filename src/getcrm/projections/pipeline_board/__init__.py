"""The pipeline board: the opportunities of a campaign, where they stand and what they weigh."""

from getcrm.projections.changed import READ
from getcrm.projections.pipeline_board.board import (
    PipelineBoardAnswer,
    PipelineBoardQuery,
    pipeline_board,
)
from getcrm.projections.pipeline_board.changes import TOPICS, apply
from getcrm.projections.pipeline_board.explaining import (
    PipelineBoardEntriesAnswer,
    PipelineBoardEntriesQuery,
    pipeline_board_entries,
)
from getcrm.projections.pipeline_board.listing import (
    OpportunitiesAnswer,
    OpportunitiesQuery,
    opportunities,
)
from getcrm.projections.pipeline_board.page import OpportunityPage, OpportunityQuery, opportunity
from getcrm.projections.pipeline_board.resting import (
    ExplainIdleAnswer,
    ExplainIdleQuery,
    IdleOpportunitiesAnswer,
    IdleOpportunitiesQuery,
    due_for_marking,
    explain_idle,
    idle_opportunities,
)
from getcrm.projections.pipeline_board.tables import TABLES
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

PIPELINE_BOARD = Projection("pipeline_board", 3, TABLES, TOPICS, apply)

CARDS_READ = ("pipeline_board", "directory", "customers", "potential_stars", "access")
QUERIES: Queries = {
    "pipeline_board": Ask(PipelineBoardQuery, PipelineBoardAnswer, pipeline_board, CARDS_READ),
    "pipeline_board_entries": Ask(
        PipelineBoardEntriesQuery,
        PipelineBoardEntriesAnswer,
        pipeline_board_entries,
        ("pipeline_board", "directory", "timeline", "access"),
    ),
    "opportunity": Ask(OpportunityQuery, OpportunityPage, opportunity, CARDS_READ),
    "opportunities": Ask(
        OpportunitiesQuery, OpportunitiesAnswer, opportunities, (*CARDS_READ, READ)
    ),
    "idle_opportunities": Ask(
        IdleOpportunitiesQuery, IdleOpportunitiesAnswer, idle_opportunities, CARDS_READ
    ),
    "explain_idle": Ask(
        ExplainIdleQuery, ExplainIdleAnswer, explain_idle, (*CARDS_READ, "timeline")
    ),
}

__all__ = ["PIPELINE_BOARD", "QUERIES", "due_for_marking"]
