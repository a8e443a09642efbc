"""An existing database gets its guard table anew where the rules of comparison have changed."""

from contextlib import closing

import pytest

from getcrm.commands.customer import RegisterCustomer
from getcrm.crm import Crm, migrate, open_crm
from getcrm.crm.verification import verify_guards
from getcrm.domain.identity import DuplicateFound
from getcrm.domain.text import COMPARISON
from getcrm.eventlog.appending import Fact
from getcrm.eventlog.store import GuardsOutdated, open_log
from tests.story import ANNA, uid

MAY, SEN = uid(0xC1), uid(0xC2)
TYPED = "\u00d0-\u200b1"
"""Looks like Đ-1."""


def as_it_was(crm: Crm) -> str:
    """The database as a version has left it that compared by other rules; its URL."""
    crm.handle(RegisterCustomer(customer=MAY, name="Mây", code=TYPED), by=ANNA)
    change = "UPDATE guard SET key = ? WHERE scope = ?"
    crm.log.recorder.execute(change, [TYPED.casefold(), "customer_code"])
    crm.log.recorder.execute("DELETE FROM guard_rules")
    crm.close()
    return crm.url


def test_facts_by_older_rules_are_derived_anew_cus_2(crm: Crm) -> None:
    url = as_it_was(crm)
    with pytest.raises(GuardsOutdated):
        open_crm(url)
    migrate(url)
    with closing(open_crm(url)) as again:
        assert Fact("customer_code", "đ-1", MAY) in again.log.recorder.facts()
        assert verify_guards(again) == []
        with pytest.raises(DuplicateFound):
            again.handle(RegisterCustomer(customer=SEN, name="Sen", code="đ-1"), by=ANNA)


def test_an_older_version_leaves_what_a_newer_one_has_derived(crm: Crm) -> None:
    url = as_it_was(crm)
    migrate(url)
    with closing(open_crm(url)) as newer:
        newer.log.recorder.execute("UPDATE guard_rules SET version = ?", [COMPARISON + 1])
    try:
        with pytest.raises(GuardsOutdated):
            migrate(url)
        with pytest.raises(GuardsOutdated):
            open_crm(url)
    finally:  # others use this database after us
        with closing(open_log(url, writer=True)) as log:
            log.recorder.execute("UPDATE guard_rules SET version = ?", [COMPARISON])


def test_a_damaged_guard_table_is_derived_anew_when_asked_for(crm: Crm) -> None:
    crm.handle(RegisterCustomer(customer=MAY, name="Mây", code="M-1"), by=ANNA)
    crm.log.recorder.execute("DELETE FROM guard WHERE scope = ?", ["customer_code"])
    crm.close()
    migrate(crm.url)
    with closing(open_crm(crm.url)) as still:
        assert verify_guards(still) != []
    migrate(crm.url, guards=True)
    with closing(open_crm(crm.url)) as again:
        assert verify_guards(again) == []
