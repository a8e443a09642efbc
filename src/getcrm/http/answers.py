"""The shapes of what this room answers by itself; the OpenAPI document is made from them."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict


class Warning(TypedDict):
    """Something worth knowing that stopped nothing, e.g. a possible duplicate (CUS-2).

    pointer: the field of the body. text: in the language of Accept-Language."""

    code: str
    pointer: str
    text: str
    details: dict[str, Any]


class CommandAnswer(TypedDict):
    """id: of what was made, or of the record that changed (`main` where a company has one such
    list). version: of that record, or of the list or campaign that holds it. position: of the log
    once it was done. events: how many were recorded, 0 where everything already was as asked.
    created: the id of what was made. api_token: shown this once. link: of an invitation, below the
    address where people find getcrm, shown this once."""

    id: str
    version: Annotated[int, Field(ge=0)]
    position: Annotated[int, Field(ge=0)]
    events: Annotated[int, Field(ge=0)]
    warnings: list[Warning]
    created: NotRequired[str]
    api_token: NotRequired[str | None]
    link: NotRequired[str | None]


class FieldError(TypedDict):
    """pointer: the field of the body, or the parameter. header: where a header is wrong."""

    detail: str
    code: str
    pointer: NotRequired[str]
    header: NotRequired[str]


class ProblemDetails(TypedDict):
    """RFC 9457. code is stable; title and detail are in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldError]
    instance: NotRequired[str]
    position: NotRequired[int]
    wanted: NotRequired[int]
    behind: NotRequired[int]


class Health(TypedDict):
    status: Literal["ok"]


class ProjectionHealth(TypedDict):
    """behind: positions it has still to go. failure: the kind of fault for which it stands
    still. set_aside: of how many records it shows less than the log holds."""

    name: str
    position: int
    behind: int
    failure: str | None
    set_aside: int


class EventSetAside(TypedDict):
    """An event that a read model could not take, and the kind of its error. later: how many
    further events of the same stream were left out. All else goes on."""

    projection: str
    position: int
    topic: str
    stream: str
    error: str
    since: str
    later: int


class ProcessTrouble(TypedDict):
    """name: projector, scheduler or outbox. trouble: that it is dead, fails or lags, since when."""

    name: str
    trouble: str


class Readiness(TypedDict):
    """position: of the log; null where the database cannot be reached. set_aside: the oldest.
    troubles: of the processes beside the web server; where there are some, it is not ready."""

    ready: bool
    position: int | None
    projections: list[ProjectionHealth]
    set_aside: list[EventSetAside]
    troubles: list[ProcessTrouble]
