"""What-if: who would rise and who would fall, before anything is saved (LOG-4, SCO-4)."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field
from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, select, tuple_
from typing_extensions import TypedDict

from getcrm.domain.company import ThresholdsNotIncreasing
from getcrm.domain.refusals import Invalid
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.directory.queries import Named, Ref
from getcrm.projections.potential_stars.asking import scores, thresholds
from getcrm.projections.potential_stars.tables import (
    MEMBERS,
    PAST_MEMBERS,
    PAST_PEOPLE,
    PAST_WORK,
    PEOPLE,
    WORK,
    WORTHS,
)
from getcrm.projections.potential_stars.worth import from_json
from getcrm.projections.query import AsOfQuery, PageQuery, Reader, from_cursor, to_cursor
from getcrm.projections.references import FilterUnknown

Threshold = Annotated[int, Field(ge=1, le=1_000_000_000)]
Points = Annotated[int, Field(ge=0, le=1_000_000)]


class PointsOfWhat(Invalid):
    """Points are previewed for one type of transactions or one group (LOG-4)."""


class Riser(TypedDict):
    """Somebody whose stars would change."""

    customer: Named
    score_before: int
    score_after: int
    stars_before: int
    stars_after: int


class ScorePreviewAnswer(TypedDict):
    """before, after: how many customers have 0, 1, … 5 stars. rises, falls: how many would gain
    or lose stars. changes: those, by name, a page at a time; next: the cursor of the next page."""

    thresholds: list[int]
    before: list[int]
    after: list[int]
    rises: int
    falls: int
    changes: list[Riser]
    next: str | None


class ScorePreviewQuery(AsOfQuery, PageQuery):
    """What other thresholds, or other points of one type or one group, would do to the stars:
    today, or on a past date.

    changes: all of them, or only the rises or the falls.
    """

    subjects = ("type", "group")
    thresholds: Annotated[list[Threshold], Field(min_length=5, max_length=5)] | None = None
    type: Ref | None = None
    group: Ref | None = None
    points: Points | None = None
    changes: Literal["all", "rises", "falls"] = "all"


class Gain(NamedTuple):
    """Points that customers would have more: so many `times`, `more` each time."""

    times: FromClause
    more: int


def score_preview(query: ScorePreviewQuery, reader: Reader) -> ScorePreviewAnswer:
    db, moment = reader.db, query.moment(reader)
    before = thresholds(db, moment)
    after = query.thresholds or before
    if any(higher <= lower for lower, higher in pairwise(after)):
        raise ThresholdsNotIncreasing("thresholds")
    stars = compared(reader, moment, before, after, gain(query, reader, moment))
    counted = select(stars.c.stars_before, stars.c.stars_after, func.count())
    counts = db.execute(counted.group_by(stars.c.stars_before, stars.c.stars_after)).all()
    found = db.execute(changing(stars, query).limit(query.limit + 1)).all()
    shown = found[: query.limit]
    last = shown[-1] if len(found) > len(shown) else None
    return {
        "thresholds": after,
        "before": [sum(n for old, _, n in counts if old == star) for star in range(6)],
        "after": [sum(n for _, new, n in counts if new == star) for star in range(6)],
        "rises": sum(n for old, new, n in counts if new > old),
        "falls": sum(n for old, new, n in counts if new < old),
        "changes": [riser(row) for row in shown],
        "next": to_cursor([last.name, last.customer]) if last else None,
    }


def gain(query: ScorePreviewQuery, reader: Reader, moment: Moment) -> Gain | None:
    """What the points asked about would change for whom. Raises PointsOfWhat, FilterUnknown."""
    of = query.type or query.group
    if (of is None) != (query.points is None) or (query.type and query.group):
        raise PointsOfWhat("points")
    if of is None or query.points is None:
        return None
    kind = "transaction" if query.type else "group"
    history = reader.db.scalar(
        select(WORTHS.c.history).where(WORTHS.c.id == of, WORTHS.c.kind == kind)
    )
    if history is None:
        field = "type" if query.type else "group"
        raise FilterUnknown(field, kind=field, id=of)
    worth = from_json(history).then(moment)
    counting = transactions_of(of, moment) if query.type else members_of(of, moment)
    times = select(counting.c.customer, func.count().label("times"))
    return Gain(
        times.group_by(counting.c.customer).subquery("gain"),
        query.points - worth.points if worth.credit else 0,
    )


def transactions_of(type: str, moment: Moment) -> FromClause:
    """The transactions of a type that counted then."""

    def counting(table: Any) -> ColumnElement[bool]:
        return and_(
            table.c.type == type,
            table.c.completed == 1,
            table.c.deleted == 0,
            table.c.customer.is_not(None),
        )

    return rows_as_of(WORK, PAST_WORK, moment, counting).subquery()


def members_of(group: str, moment: Moment) -> FromClause:
    return rows_as_of(
        MEMBERS, PAST_MEMBERS, moment, lambda table: table.c.group == group
    ).subquery()


def compared(
    reader: Reader,
    moment: Moment,
    before: Sequence[int],
    after: Sequence[int],
    gain: Gain | None,
) -> FromClause:
    """Every customer they may see who is not deleted, with score and stars before and after."""
    people = rows_as_of(
        PEOPLE,
        PAST_PEOPLE,
        moment,
        lambda table: and_(table.c.deleted == 0, *CUSTOMERS.narrowed(table.c.customer, reader.who)),
    ).subquery("people")
    score = scores(moment)
    source = people.outerjoin(score, score.c.customer == people.c.customer)
    old: ColumnElement[int] = func.coalesce(score.c.score, 0)
    new = old
    if gain is not None:
        source = source.outerjoin(gain.times, gain.times.c.customer == people.c.customer)
        new = old + func.coalesce(gain.times.c.times, 0) * gain.more
    return (
        select(
            people.c.customer,
            people.c.name,
            old.label("score_before"),
            new.label("score_after"),
            star_case(old, before).label("stars_before"),
            star_case(new, after).label("stars_after"),
        )
        .select_from(source)
        .subquery("compared")
    )


def star_case(score: ColumnElement[int], thresholds: Sequence[int]) -> ColumnElement[int]:
    """Reaching a threshold earns its star (SCO-2)."""
    earned = [(score >= lowest, star) for star, lowest in enumerate(thresholds, start=1)]
    return case(*reversed(earned), else_=0)


def changing(stars: FromClause, query: ScorePreviewQuery) -> Select[Any]:
    """Those whose stars change, by name, from the cursor on. Raises BadCursor."""
    old, new = stars.c.stars_before, stars.c.stars_after
    wanted = {"all": new != old, "rises": new > old, "falls": new < old}[query.changes]
    found = select(stars).where(wanted).order_by(stars.c.name, stars.c.customer)
    if query.cursor is None:
        return found
    name, customer = map(str, from_cursor(query.cursor, 2))
    return found.where(tuple_(stars.c.name, stars.c.customer) > tuple_(name, customer))


def riser(row: Any) -> Riser:
    return {
        "customer": {"id": row.customer, "name": row.name},
        "score_before": row.score_before,
        "score_after": row.score_after,
        "stars_before": row.stars_before,
        "stars_after": row.stars_after,
    }
