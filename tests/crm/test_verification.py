"""Guards are a function of the log; whoever tampers with them is found out."""

from getcrm.commands.customer import DeleteCustomer, EditCustomer, RegisterCustomer
from getcrm.crm import Crm
from getcrm.crm.guards import states
from getcrm.crm.verification import verify_guards
from getcrm.domain.customer import Customer
from getcrm.eventlog.appending import Fact
from tests.story import ANNA, NEW, uid

MAY = uid(0xC1)


def test_what_the_door_has_written_is_what_the_log_says(crm: Crm) -> None:
    crm.handle(RegisterCustomer(customer=MAY, name="Mây", phones=["0912345678"]), by=ANNA)
    crm.handle(EditCustomer(customer=MAY, code="M-1"), by=ANNA)
    crm.handle(DeleteCustomer(customer=MAY), by=ANNA)
    assert Fact("customer_code", "m-1", MAY) in crm.log.recorder.facts()
    assert verify_guards(crm) == []


def test_a_guard_that_is_missing_and_one_too_many_are_named(crm: Crm) -> None:
    crm.handle(RegisterCustomer(customer=MAY, name="Mây", code="M-1"), by=ANNA)
    crm.log.recorder.execute("DELETE FROM guard WHERE scope = ?", ["customer_code"])
    crm.log.recorder.execute("INSERT INTO guard VALUES (?, ?, ?)", ["customer_code", "x", MAY])
    assert verify_guards(crm) == [
        (Fact("customer_code", "m-1", MAY), "log"),
        (Fact("customer_code", "x", MAY), "live"),
    ]


def test_the_log_is_folded_no_further_than_asked(crm: Crm) -> None:
    position = crm.handle(RegisterCustomer(customer=MAY, name="Mây"), by=ANNA).position
    crm.handle(DeleteCustomer(customer=MAY), by=ANNA)
    then, now = (dict(states(crm.log, p))[MAY] for p in (position, position + 1))
    assert isinstance(then, Customer)
    assert isinstance(now, Customer)
    assert (then.is_deleted, now.is_deleted) == (False, True)
    assert ("stage_member", NEW) in then.facts(MAY)
