"""An event as it is read back from the log, for those who only want its plain JSON."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Entry:
    """One recorded event. Instants are ISO text in UTC with microseconds; they sort as text.

    stream: "<kind>-<id>". data: the event's own fields, upcast to today's shape.
    cause: {"command": NAME, "id": command id} and, where so, "rule", "batch", "upload",
    "history" (it was told more than a day after it happened). By what way it came: "via" (http,
    "getcrm apply" …) and over HTTP "token" or "session" (ids), "request" and "address".
    """

    position: int
    stream: str
    version: int
    topic: str
    recorded_at: str
    occurred_at: str
    by: str
    cause: dict[str, Any]
    data: dict[str, Any]
    kind: str = field(init=False, repr=False)
    id: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.kind, _, self.id = self.stream.partition("-")
