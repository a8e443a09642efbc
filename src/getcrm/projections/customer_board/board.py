"""The board of customers: a column per relationship stage (REL-14), now and as of any date."""

from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import ColumnElement, Select, Table, and_, func, select
from typing_extensions import TypedDict

from getcrm.domain.calendar import days_between
from getcrm.domain.policy import Viewer
from getcrm.projections.access.customers import CUSTOMERS
from getcrm.projections.book import Moment, rows_as_of
from getcrm.projections.cards import (
    COLUMN_LIMIT,
    Column,
    Found,
    latest_entry,
    with_stars,
)
from getcrm.projections.customer_board.cards import CARDS, DECK, PAST_CARDS, TALLY
from getcrm.projections.directory.asking import company_fields, history, listed, names
from getcrm.projections.directory.queries import NOBODY, Named, Ref
from getcrm.projections.directory.tables import Fields, fields_of
from getcrm.projections.positions import reached_position
from getcrm.projections.potential_stars import stars
from getcrm.projections.query import AsOfQuery, Cursor, Reader
from getcrm.projections.references import FilterUnknown


class CustomerCard(TypedDict):
    """age_days: in its stage."""

    id: str
    code: str
    name: str
    owner: Named | None
    stars: int
    entered_at: str
    age_days: int


class CustomerColumn(TypedDict):
    """first: new customers get this stage (REL-7). forget: it is Đừng quên (REL-13).

    next: the cursor of the column's next page, null: these are all.
    """

    stage: str
    name: str
    colour: str
    first: bool
    forget: bool
    count: int
    cards: list[CustomerCard]
    next: str | None


class CustomerBoardAnswer(TypedDict):
    """position: of the log, up to which the board tells. drag: whether cards may be dragged."""

    position: int
    drag: bool
    columns: list[CustomerColumn]


class CustomerBoardQuery(AsOfQuery):
    """The customers by relationship stage; whoever entered last is on top.

    owner: an id, or "none". limit: cards a column. column, cursor: only one column, from where
    its page ended.
    """

    filters: ClassVar = {"column": "stage"}
    owner: Ref | None = None
    min_stars: Annotated[int, Field(ge=1, le=5)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = COLUMN_LIMIT
    column: Ref | None = None
    cursor: Cursor | None = None

    @property
    def owned_by(self) -> str | None:
        return "" if self.owner == NOBODY else self.owner


def customer_board(query: CustomerBoardQuery, reader: Reader) -> CustomerBoardAnswer:
    db, moment = reader.db, query.moment(reader)
    settings = company_fields(db, moment)
    stages = columns_of(moment, reader)
    if query.column is not None:
        stages = [stage for stage in stages if stage["id"] == query.column]
    starred = None
    if query.min_stars is not None:
        starred = with_stars(db, query.min_stars, moment)
    columns = [column_of(query, stage["id"], starred, reader.who) for stage in stages]
    until = latest_entry(reader, moment)
    pages = DECK.first(db, moment, columns, query.limit, query.cursor, until)
    counts = counts_of(query, stages, columns, moment, reader)
    there = [
        (stage, count, *page)
        for stage, count, page in zip(stages, counts, pages, strict=True)
        if count or not stage["later"]
    ]
    if query.column is not None and not there:
        raise FilterUnknown("column", kind="stage", id=query.column)
    showing = Showing(reader, moment, [card for _, _, cards, _ in there for card in cards])
    reached = reached_position(db, ("customer_board",))
    return {
        "position": reached if moment.position is None else min(reached, moment.position),
        "drag": settings["board_drag"],
        "columns": [
            {
                "stage": stage["id"],
                "name": stage["name"],
                "colour": stage["colour"],
                "first": stage["id"] == settings["first_stage"],
                "forget": stage["id"] == settings["forget_stage"],
                "count": count,
                "cards": [showing.card(*card[1:]) for card in cards],
                "next": following,
            }
            for stage, count, cards, following in there
        ],
    }


def columns_of(moment: Moment, reader: Reader) -> list[Fields]:
    """The stages that were live then, in their order; and, where history was imported of a time
    before a stage existed (IMP-9), that stage too, as it was at first; later: it is there for what
    they may see in it."""
    rows = [row for row in listed(reader.db, "stage", moment) if not row["deleted"]]
    known = {row["id"] for row in rows}
    if not moment.is_now:
        needed = {stage for (stage,), (count,) in kept(moment, reader).items() if count}
        missing = sorted(needed - known)
        first = history(
            reader.db,
            lambda table: and_(table.c.kind == "stage", table.c.id.in_(missing)),
            moment,
        )
        rows += list({row["id"]: row for row in reversed(first)}.values())
        rows.sort(key=lambda row: row["place"])
    return [{"id": row["id"], "later": row["id"] not in known, **fields_of(row)} for row in rows]


def kept(
    moment: Moment, reader: Reader, owner: str | None = None
) -> dict[tuple[str, ...], tuple[int, ...]]:
    return TALLY.ask(reader.db, moment, {}, owner)


def column_of(
    query: CustomerBoardQuery, stage: str, starred: Select[Any] | None, who: Viewer
) -> Column:
    """Only of the customers they may see today, also on a past board (PERM-4)."""
    equal: dict[str, str | int] = {"deleted": 0, "stage": stage}
    if query.owned_by is not None:
        equal["owner"] = query.owned_by
    if starred is None and CUSTOMERS.sees_all(who):
        return Column(equal)

    def also(table: Table) -> ColumnElement[bool]:
        asked = CUSTOMERS.narrowed(table.c.customer, who)
        return and_(True, *asked, *([] if starred is None else [table.c.customer.in_(starred)]))

    return Column(equal, also)


def counts_of(
    query: CustomerBoardQuery,
    stages: list[Fields],
    columns: list[Column],
    moment: Moment,
    reader: Reader,
) -> list[int]:
    """From what the projector keeps, where that is what is asked for; else by counting."""
    owned_then = query.owner is not None and not moment.is_now
    if query.min_stars is None and not owned_then and CUSTOMERS.sees_all(reader.who):
        counts = kept(moment, reader, query.owned_by)
        return [counts.get((stage["id"],), (0,))[0] for stage in stages]
    if not columns:
        return []

    def of_any_column(table: Table) -> ColumnElement[bool]:
        return columns[0].without("stage").where(table)

    cards = rows_as_of(CARDS, PAST_CARDS, moment, of_any_column).subquery()
    counted = select(cards.c.stage, func.count()).group_by(cards.c.stage)
    found: dict[str, int] = dict(reader.db.execute(counted).all())
    return [found.get(stage["id"], 0) for stage in stages]


class Showing:
    """Everything that a page of cards needs, asked for at once."""

    def __init__(self, reader: Reader, moment: Moment, cards: Found) -> None:
        self._now = moment.at or reader.now
        self._stars = stars(reader.db, [card.id for card in cards], moment)
        theirs = {card.owner for card in cards}
        called = names(reader.db, "user", theirs, moment)
        self._owners: dict[str, Named | None] = {
            owner: {"id": owner, "name": called.get(owner, owner)} if owner else None
            for owner in theirs
        }

    def card(self, id: str, code: str, name: str, owner: str, entered_at: str) -> CustomerCard:
        """Of the values in the order of the deck."""
        return {
            "id": id,
            "code": code,
            "name": name,
            "owner": self._owners[owner],
            "stars": self._stars[id][1],
            "entered_at": entered_at,
            "age_days": days_between(entered_at, self._now),
        }
