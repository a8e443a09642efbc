"""An event as it is read back from the log, for those who only want its plain JSON."""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Entry:
    """One recorded event. Instants are ISO text in UTC with microseconds; they sort as text.

    stream: "<kind>-<id>". data: the event's own fields, upcast to today's shape.
    cause: {"command": NAME, "id": command id} and, where so, "rule", "batch", "upload".
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

    @property
    def id(self) -> str:
        return self.stream.partition("-")[2]

    @property
    def kind(self) -> str:
        return self.stream.partition("-")[0]
