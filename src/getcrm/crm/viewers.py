"""Who asks, and what they may see today: from the log itself, so that a change counts at once."""

from getcrm.crm.desk import SYSTEM, UnknownActor
from getcrm.domain.aggregate import MAIN
from getcrm.domain.department import Departments
from getcrm.domain.policy import EVERYTHING, Viewer, viewer
from getcrm.domain.role import Roles
from getcrm.domain.user import User, UserIsDeactivated
from getcrm.eventlog.log import EventLog, stream

REMEMBERED = 10_000
Versions = tuple[int, ...]


class Viewers:
    """Remembers them for as long as nothing they follow from has changed: one question."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._known: dict[tuple[str, frozenset[str] | None], tuple[Versions, Viewer]] = {}

    def of(self, by: str, scopes: frozenset[str] | None = None) -> Viewer:
        """Raises UnknownActor, UserIsDeactivated."""
        if by == SYSTEM:
            return EVERYTHING
        names = (stream(User, by), stream(Roles, MAIN), stream(Departments, MAIN))
        found = self._log.recorder.versions(names)
        versions = tuple(found.get(name, 0) for name in names)
        known = self._known.get((by, scopes))
        if known is not None and known[0] == versions:
            return known[1]
        seen = self._read(by, scopes, versions)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[by, scopes] = versions, seen
        return seen

    def _read(self, by: str, scopes: frozenset[str] | None, versions: Versions) -> Viewer:
        user = self._log.current(User, by, versions[0]).state
        if user is None:
            raise UnknownActor("by", by=by)
        if not user.is_active:
            raise UserIsDeactivated("by", name=user.name)
        roles = self._log.current(Roles, MAIN, versions[1]).state or Roles()
        departments = self._log.current(Departments, MAIN, versions[2]).state or Departments()
        return viewer(by, user, roles, departments, scopes)
