"""Who asks, and what they may see today: from the log itself, so that a change counts at once."""

from getcrm.crm.desk import NO_DEPARTMENTS, NO_ROLES, SYSTEM, UnknownActor
from getcrm.domain.aggregate import MAIN
from getcrm.domain.department import Departments
from getcrm.domain.policy import EVERYTHING, Viewer, viewer
from getcrm.domain.role import Roles
from getcrm.domain.user import User, UserIsDeactivated
from getcrm.eventlog.log import EventLog, stream

REMEMBERED = 10_000
Scopes = frozenset[str] | None


class SameViewers:
    """`policy.viewer`, which makes the same of the very same states: these are remembered by the
    log for as long as nothing has changed them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, Scopes], tuple[User, Roles, Departments, Viewer]] = {}

    def __call__(
        self, by: str, user: User, roles: Roles, departments: Departments, scopes: Scopes = None
    ) -> Viewer:
        known = self._known.get((by, scopes))
        if known and known[0] is user and known[1] is roles and known[2] is departments:
            return known[3]
        made = viewer(by, user, roles, departments, scopes)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[by, scopes] = user, roles, departments, made
        return made


class Viewers:
    """Whatever they follow from is asked for in one question, and read only where it is new."""

    def __init__(self, log: EventLog, viewer: SameViewers) -> None:
        self._log = log
        self._viewer = viewer

    def of(self, by: str, scopes: Scopes = None) -> Viewer:
        """Raises UnknownActor, UserIsDeactivated."""
        if by == SYSTEM:
            return EVERYTHING
        names = (stream(User, by), stream(Roles, MAIN), stream(Departments, MAIN))
        found = self._log.recorder.versions(names)
        versions = [found.get(name, 0) for name in names]
        user = self._log.current(User, by, versions[0]).state
        if user is None:
            raise UnknownActor("by", by=by)
        if not user.is_active:
            raise UserIsDeactivated("by", name=user.name)
        roles = self._log.current(Roles, MAIN, versions[1]).state or NO_ROLES
        departments = self._log.current(Departments, MAIN, versions[2]).state or NO_DEPARTMENTS
        return self._viewer(by, user, roles, departments, scopes)
