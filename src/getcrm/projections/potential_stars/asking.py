"""What others ask about scores: who has how many stars (SCO-2, SCO-5)."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Connection, FromClause, cast, func, select

from getcrm.projections.among import SomeIds, among
from getcrm.projections.book import NOW, Moment
from getcrm.projections.directory.asking import company_fields
from getcrm.projections.directory.tables import LIVE
from getcrm.projections.potential_stars.tables import ENTRIES, SCORES
from getcrm.projections.projection import NUMBER

COMPANY_NOW = select(LIVE.c.details).where(LIVE.c.kind == "company")


def thresholds(db: Connection, moment: Moment = NOW) -> list[int]:
    """The lowest scores of 1 to 5 stars, as they were then (SCO-2)."""
    if moment.is_now and (company := db.scalar(COMPANY_NOW)) is not None:
        now: list[int] = from_json(company)["thresholds"]
        return now
    then: list[int] = company_fields(db, moment)["thresholds"]
    return then


def star_count(score: int, thresholds: Sequence[int]) -> int:
    """Reaching a threshold earns its star (SCO-2)."""
    return bisect_right(thresholds, score)


def stars(
    db: Connection, ids: Iterable[str | None], moment: Moment = NOW
) -> dict[str, tuple[int, int]]:
    """Score and stars of each of these customers, as they were then."""
    wanted = sorted({id for id in ids if id})
    if not wanted:
        return {}
    lowest = thresholds(db, moment)
    of_then = scores(moment, wanted)
    found = dict(db.execute(select(of_then.c.customer, of_then.c.score)).all())
    return {id: (found.get(id, 0), star_count(found.get(id, 0), lowest)) for id in wanted}


def scores(moment: Moment = NOW, ids: SomeIds | None = None) -> FromClause:
    """A table of customer and score as they were then, of all or of some customers. Now it has
    everybody; then, only those for whom something had counted."""
    if moment.is_now:
        now = select(SCORES)
        return (now if ids is None else now.where(among(SCORES.c.customer, ids))).subquery("score")
    then = select(
        ENTRIES.c.customer, cast(func.sum(ENTRIES.c.points), NUMBER).label("score")
    ).where(*counted_by(moment))
    if ids is not None:
        then = then.where(among(ENTRIES.c.customer, ids))
    return then.group_by(ENTRIES.c.customer).subquery("score")


def counted_by(moment: Moment) -> list[ColumnElement[bool]]:
    """The entries of the ledger that had occurred, and were known."""
    conditions: list[ColumnElement[bool]] = []
    if moment.at is not None:
        conditions.append(ENTRIES.c.occurred_at <= moment.at)
    if moment.position is not None:
        conditions.append(ENTRIES.c.position <= moment.position)
    return conditions
