"""Potential score and stars (xếp hạng tiềm năng): who has how many, why, and what if (SCO)."""

from getcrm.projections.potential_stars.asking import stars
from getcrm.projections.potential_stars.changes import CHANGES, apply
from getcrm.projections.potential_stars.explaining import (
    PotentialStarsAnswer,
    PotentialStarsQuery,
    potential_stars,
)
from getcrm.projections.potential_stars.preview import (
    ScorePreviewAnswer,
    ScorePreviewQuery,
    score_preview,
)
from getcrm.projections.potential_stars.tables import TABLES
from getcrm.projections.projection import Projection
from getcrm.projections.query import Ask, Queries

POTENTIAL_STARS = Projection("potential_stars", 1, TABLES, frozenset(CHANGES), apply)
ASKED_OF = ("potential_stars", "directory", "access")
QUERIES: Queries = {
    "potential_stars": Ask(PotentialStarsQuery, PotentialStarsAnswer, potential_stars, ASKED_OF),
    "score_preview": Ask(ScorePreviewQuery, ScorePreviewAnswer, score_preview, ASKED_OF),
}

__all__ = ["POTENTIAL_STARS", "QUERIES", "stars"]
