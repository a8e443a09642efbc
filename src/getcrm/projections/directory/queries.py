"""What may be asked of the directory: the settings and lists as they are, or were (LOG-1)."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from getcrm.domain.text import unaccented
from getcrm.projections.directory.asking import company_fields, listed
from getcrm.projections.directory.tables import Fields, Row, fields_of
from getcrm.projections.query import AsOfQuery, Reader

Ref = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]+$")]
"""The id of a record, or its code where it has one."""
NOBODY = "none"
"""The owner of what has none, in a question."""


class Named(TypedDict):
    """Something, and what it was called then."""

    id: str
    name: str


class CompanyAnswer(TypedDict):
    """forget_after_days: null: Đừng quên is off (REL-13). checks: by field, off, warn or refuse.
    history_start: before it nothing is recorded to have happened (IMP-9)."""

    version: int
    name: str
    time_zone: str
    currency: str
    first_stage: str
    forget_stage: str
    forget_after_days: int | None
    thresholds: list[int]
    checks: dict[str, str]
    board_drag: bool
    history_start: str


class CompanyQuery(AsOfQuery):
    """The company and its settings."""


def company(query: CompanyQuery, reader: Reader) -> CompanyAnswer:
    settings: Any = company_fields(reader.db, query.moment(reader))
    answer: CompanyAnswer = settings
    return answer


class ListQuery(AsOfQuery):
    """deleted: the deleted ones instead of the live ones (REL-5)."""

    deleted: bool = False

    def answer(self, reader: Reader, kind: str) -> list[Row]:
        rows = listed(reader.db, kind, self.moment(reader))
        return [row for row in rows if bool(row["deleted"]) is self.deleted]


class Stage(TypedDict):
    """position: 1 is the first. first: new customers get it (REL-7). forget: Đừng quên."""

    id: str
    name: str
    colour: str
    description: str
    auto_forget: bool
    position: int
    first: bool
    forget: bool


class StagesAnswer(TypedDict):
    stages: list[Stage]


class StagesQuery(ListQuery):
    """The relationship stages, in their order."""


def stages(query: StagesQuery, reader: Reader) -> StagesAnswer:
    settings = company_fields(reader.db, query.moment(reader))
    found = query.answer(reader, "stage")
    return {"stages": [stage(row, seat, settings) for seat, row in enumerate(found, start=1)]}


def stage(row: Row, position: int, settings: Fields) -> Stage:
    fields = fields_of(row)
    return {
        "id": row["id"],
        "name": row["name"],
        "colour": fields["colour"],
        "description": fields["description"],
        "auto_forget": fields["auto_forget"],
        "position": position,
        "first": row["id"] == settings["first_stage"],
        "forget": row["id"] == settings["forget_stage"],
    }


class Group(TypedDict):
    id: str
    name: str
    code: str
    points: int
    parent: str | None


class GroupsAnswer(TypedDict):
    groups: list[Group]


class GroupsQuery(ListQuery):
    """The tree of groups, flat: each with its parent (GRP-1)."""


def groups(query: GroupsQuery, reader: Reader) -> GroupsAnswer:
    return {"groups": with_ids(query.answer(reader, "group"))}


class CatalogueEntry(TypedDict):
    id: str
    name: str
    code: str


class SourcesAnswer(TypedDict):
    sources: list[CatalogueEntry]


class TiersAnswer(TypedDict):
    tiers: list[CatalogueEntry]


class LossReasonsAnswer(TypedDict):
    loss_reasons: list[CatalogueEntry]


class SourcesQuery(ListQuery):
    """Where customers come from (SRC-1)."""


class TiersQuery(ListQuery):
    """Tiers of customers (TIER-1)."""


class LossReasonsQuery(ListQuery):
    """Why opportunities are lost (OPP-10)."""


def sources(query: SourcesQuery, reader: Reader) -> SourcesAnswer:
    return {"sources": with_ids(query.answer(reader, "source"))}


def tiers(query: TiersQuery, reader: Reader) -> TiersAnswer:
    return {"tiers": with_ids(query.answer(reader, "tier"))}


def loss_reasons(query: LossReasonsQuery, reader: Reader) -> LossReasonsAnswer:
    return {"loss_reasons": with_ids(query.answer(reader, "loss_reason"))}


class TransactionType(TypedDict):
    id: str
    name: str
    description: str
    points: int
    on_calendar: bool
    counts_as_contact: bool


class TransactionTypesAnswer(TypedDict):
    transaction_types: list[TransactionType]


class TransactionTypesQuery(ListQuery):
    """q: words of the name or the description, with or without accents (TXT-1)."""

    q: Annotated[str, Field(max_length=200)] | None = None


def transaction_types(query: TransactionTypesQuery, reader: Reader) -> TransactionTypesAnswer:
    found = with_ids(query.answer(reader, "type"))
    wanted = unaccented(query.q or "").split()
    return {"transaction_types": [one for one in found if mentions(one, wanted)]}


def mentions(one: Fields, words: Iterable[str]) -> bool:
    text = unaccented(f"{one['name']} {one['description']}")
    return all(word in text for word in words)


def with_ids(rows: list[Row]) -> Any:
    return [{"id": row["id"], **fields_of(row)} for row in rows]
