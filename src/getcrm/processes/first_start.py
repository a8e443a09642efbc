"""What a database needs before anybody can work: tables, a company, an administrator."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from getcrm.commands import Command
from getcrm.commands.company import SetUpCompany
from getcrm.commands.role import ShipRoles
from getcrm.commands.user import AddUser, GiveRole, IssueApiToken
from getcrm.config import Settings
from getcrm.crm import SYSTEM, Crm, migrate, new_id, open_crm
from getcrm.domain import permission
from getcrm.domain.aggregate import MAIN
from getcrm.domain.calendar import start_of, time_zone
from getcrm.domain.company import Company
from getcrm.domain.refusals import AlreadyExists
from getcrm.domain.role import Roles
from getcrm.domain.user import User
from getcrm.eventlog import tokens
from getcrm.eventlog.sqlite import PRIVATE, PRIVATE_FOLDER
from getcrm.projections.engine import Progress, silent
from getcrm.projections.rebuilding import rebuild
from getcrm.sign_in import accounts

ADMINISTRATOR = str(uuid5(NAMESPACE_URL, "getcrm:administrator"))
"""The user id of the first administrator, the same in every company."""


@dataclass(frozen=True)
class Keys:
    """What opens the company for its first administrator, shown this once.

    token: for programs. code: of the link by which they choose e-mail and password.
    """

    token: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class NewCompany:
    """How the company is set up, once and for all.

    history_from: the day its history begins, where older records are to be imported.
    """

    set_up: SetUpCompany
    history_from: date | None = None

    @property
    def at(self) -> str | None:
        """When it was set up: the first moment of that day, or now."""
        if self.history_from is None:
            return None
        zone = time_zone(self.set_up.time_zone)
        return start_of(self.history_from, zone)


def prepare(
    settings: Settings, company: NewCompany, guards: bool = False, progress: Progress = silent
) -> Keys:
    """Migrate, and make of an empty database a company. What is new of the administrator's.
    guards: derive the guard table from the log in any case."""
    outdated = migrate(settings.database, guards=guards)
    crm = open_crm(
        settings.database,
        writer=True,
        new_id=starting_ids().__next__,
        limits=settings.clock_limits,
    )
    try:
        if outdated:
            rebuild(crm.engine, outdated, progress)
        return first_start(crm.coming(via="first start"), company, settings.admin_token_file)
    finally:
        crm.close()


def starting_ids() -> Iterator[str]:
    """The seven stages that every company starts with have the same ids everywhere (REL-2)."""
    for number in range(1, 8):
        yield str(uuid5(NAMESPACE_URL, f"getcrm:stage/{number}"))
    while True:
        yield new_id()


def first_start(crm: Crm, company: NewCompany, token_file: Path) -> Keys:
    """Whatever is missing; it goes on where an interrupted first start ended."""
    if crm.log.load(Company, MAIN).state is None:
        once(crm, company.set_up, company.at)
    ship_roles(crm, company)
    administrator = crm.log.load(User, ADMINISTRATOR).state
    if administrator is None:
        added = AddUser(user=ADMINISTRATOR, name="Administrator", role=permission.ADMINISTRATOR)
        once(crm, added, company.at)
    elif administrator.role is None:
        once(crm, GiveRole(user=ADMINISTRATOR, role=permission.ADMINISTRATOR), None)
    token = (
        None if administrator and administrator.tokens else first_token(crm, company, token_file)
    )
    return Keys(token, first_code(crm))


def ship_roles(crm: Crm, company: NewCompany) -> None:
    """At the first start; and after an upgrade, what the new version lets the shipped roles do."""
    roles, language = crm.log.load(Roles, MAIN).state, company.set_up.language
    if roles is None:
        once(crm, ShipRoles(language=language), company.at)
    elif roles.ship(language):
        once(crm, ShipRoles(language=language), None)


def first_code(crm: Crm) -> str | None:
    """A link for the administrator, unless there ever was one."""
    administrator = crm.log.load(User, ADMINISTRATOR).state
    assert administrator is not None, "the first start has added them"
    known = administrator.credentials
    if known.password or known.invitations or not administrator.is_active:
        return None
    return accounts.invite(crm, ADMINISTRATOR)


def first_token(crm: Crm, company: NewCompany, token_file: Path) -> str:
    secret, token = tokens.new_secret(), tokens.Token(new_id(), ADMINISTRATOR, "first start")
    keep_secret(token_file, secret)
    tokens.store(crm.log, secret, token)
    issued = IssueApiToken(user=token.user, token=token.token, name=token.name)
    crm.handle(issued, by=SYSTEM, at=company.at)
    return secret


def once(crm: Crm, command: Command, at: str | None) -> None:
    """Two may start at the same time; the second finds it done."""
    with suppress(AlreadyExists):
        crm.handle(command, by=SYSTEM, at=at)


def keep_secret(file: Path, secret: str) -> None:
    """Readable by its owner alone, from the first byte on."""
    file.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as handle:
        handle.write(secret + "\n")
